"""What the job machine has done with a turn: walked, stopped, or given up."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from typing import assert_never

import structlog

from core.backend import Backend
from core.conversation.backends import STUDIO
from core.conversation.bounded import within
from core.conversation.desk import Desk
from core.conversation.failures import (
    Reader,
    Remedy,
    failure_reply,
    given_up,
    leaves_work,
    left_behind,
    remedy,
    restarted,
    waiting_reply,
    without_session,
)
from core.conversation.keeping import Keeper
from core.conversation.projects import Project, project_from
from core.conversation.room import Room
from core.conversation.running import walk
from core.conversation.seam import ChatRef, MessageRef, Reply
from core.conversation.status import StatusMessage
from core.conversation.timeline import shortened
from core.conversation.turn import Phase, Turn
from core.conversation.turn_rows import from_row
from core.errors import LeaseLost, SessionGone, StillmotionError
from core.jobs import Lease, TryLater, TurnHandler
from core.locales import Speaker
from core.store import TurnRecord, TurnState

_UNTIL_THERE = 3600.0
"""Seconds until it is seen again whether a turn's place is set up."""


class Handler(TurnHandler):
    """Implements ``core.jobs.TurnHandler`` for the turns of all chats."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._log = structlog.get_logger(__name__)

    async def run(self, turn: TurnRecord, lease: Lease) -> None:
        """Walk it to its end.

        Raises:
            TryLater: it can't go on just now.
        """
        keeper = await self._keeper(turn, lease)
        if keeper is None:
            return
        status = self._status(keeper.turn)
        try:
            while not (lease.over or lease.stopping):
                await self._walk(keeper, status, lease)
        finally:
            await status.halt()
        if lease.over:
            await self._clear(turn.id)

    async def _walk(self, keeper: Keeper, status: StatusMessage, lease: Lease) -> None:
        try:
            await walk(await self._desk(keeper, status), lease)
        except LeaseLost:
            raise
        except StillmotionError as exc:
            await self._failed(exc, keeper, status)

    async def cancel(self, turn: TurnRecord, lease: Lease) -> None:
        """Tell the chat at once, and stop what runs at the backend, for a while at most.

        A turn that only waited has no message of its own: it vanishes from the list of those.
        """
        keeper = await self._keeper(turn, lease)
        if keeper is None:
            return
        stored = keeper.turn
        status = self._status(stored)
        speaker = self._speaker(stored)
        if stored.waits:
            await keeper.end(stored, TurnState.CANCELLED)
            return
        said, stopped = await asyncio.gather(
            self._say(status, Reply(speaker.format("turn-cancelled"), final=True)),
            self._stop(stored),
        )
        if not stopped:
            await self._say(status, Reply(speaker.format("turn-cancelled-here"), final=True))
        shown = replace(stored, status=said or stored.status)
        project = left_behind(stored, keeper.project, stopped=stopped)
        await keeper.end(shown, TurnState.CANCELLED, project=project)
        await self._clear(turn.id)

    async def bury(self, turn: TurnRecord, lease: Lease, reason: str) -> None:
        """Tell the chat that it was given up."""
        keeper = await self._keeper(turn, lease)
        if keeper is None:
            return
        status = self._status(keeper.turn)
        reply = failure_reply(given_up(reason), keeper.turn, self._reader(keeper.turn))
        said, stopped = await asyncio.gather(self._say(status, reply), self._stop(keeper.turn))
        shown = replace(keeper.turn, status=said or keeper.turn.status)
        project = left_behind(shown, keeper.project, stopped=stopped)
        await keeper.end(shown, TurnState.FAILED, project=project, error=reason)
        await self._clear(turn.id)

    async def _failed(self, error: StillmotionError, keeper: Keeper, status: StatusMessage) -> None:
        """Do about an error what is to be done.

        Raises:
            TryLater: it can't go on just now.
        """
        turn, name = keeper.turn, type(error).__name__
        self._log.info("step failed", turn=turn.id, phase=turn.phase.value, error=name)
        wanted = remedy(error, turn)
        match wanted:
            case Remedy.LATER:
                await self._say(status, waiting_reply(error, turn, self._speaker(turn)))
                raise TryLater(name) from error
            case Remedy.NEW_SESSION:
                status.show(Reply(self._speaker(turn).format("project-reset")))
                await keeper.save(*restarted(turn, keeper.project))
            case Remedy.TELL:
                await self._tell(error, keeper, status)
            case _:
                assert_never(wanted)

    async def _tell(self, error: StillmotionError, keeper: Keeper, status: StatusMessage) -> None:
        """End the turn with one message.

        Raises:
            TryLater: the chat can't be told just now.
        """
        turn = keeper.turn
        stopped = not leaves_work(error) or await self._stop(turn)
        try:
            said = await status.finish(failure_reply(error, turn, self._reader(turn)))
        except StillmotionError as exc:
            raise TryLater(type(exc).__name__) from exc
        project = left_behind(turn, keeper.project, stopped=stopped)
        if isinstance(error, SessionGone):
            project = without_session(project)
        name = type(error).__name__
        await keeper.end(replace(turn, status=said), TurnState.FAILED, project=project, error=name)

    async def _say(self, status: StatusMessage, reply: Reply) -> MessageRef | None:
        """A chat that can't be told is no reason to hold anything up."""
        try:
            return await status.finish(reply)
        except StillmotionError as exc:
            self._log.warning("not told", error=type(exc).__name__)
            return None

    async def _stop(self, turn: Turn) -> bool:
        """Stop what a turn does at the backend; False when it may go on there."""
        if turn.phase not in (Phase.FOLLOW, Phase.POLL):
            return True
        stopped = False

        async def tell() -> None:
            nonlocal stopped
            backend = await self._backend(turn)
            if turn.phase is Phase.FOLLOW:
                stopped = await backend.cancel_turn(turn.id)
            elif turn.render_id is not None:
                await backend.cancel_render(turn.render_id)

        try:
            if not await within(self._room.policy.stop_within, tell(), self._room.clock):
                self._log.warning("not stopped at the backend in time", turn=turn.id)
        except StillmotionError as exc:  # the backend may be what the person is tired of
            name = type(exc).__name__
            self._log.warning("not stopped at the backend", turn=turn.id, error=name)
        return stopped or turn.phase is Phase.POLL

    async def _keeper(self, record: TurnRecord, lease: Lease) -> Keeper | None:
        """What is known of a turn; None when nothing can be done with it, and that is settled."""
        if ChatRef.parse(record.chat).platform not in self._room.places:
            await self._put_aside(record, lease)
            return None
        try:
            turn = from_row(record)
            found = await self._room.store.read(lambda tx: tx.projects.get(turn.project))
            project = (
                Project(turn.project, record.chat, record.author, turn.backend, turn.language)
                if found is None
                else project_from(found)
            )
        except ValueError as exc:  # no later try will read it
            self._log.error("turn unreadable", turn=record.id, reason=str(exc))
            await self._give_up_unread(record, lease)
            return None
        return Keeper(turn, project, lease, self._room.clock)

    async def _put_aside(self, record: TurnRecord, lease: Lease) -> None:
        """Leave a turn for when its place is set up again; one that was cancelled ends."""
        if record.state is TurnState.CANCELLING:
            await lease.end(TurnState.CANCELLED, body=record.body)
            return
        later = self._room.clock.time() + _UNTIL_THERE
        await lease.retry_later(attempts=0, not_before=later, error="PlaceMissing")

    async def _give_up_unread(self, record: TurnRecord, lease: Lease) -> None:
        chat, room = ChatRef.parse(record.chat), self._room
        status = StatusMessage(
            room.places[chat.platform], chat, None, room.clock, key=f"{record.id}:status"
        )
        text = room.texts.for_locale(None).format("error-defect")
        await self._say(status, Reply(text, final=True))
        await lease.end(TurnState.FAILED, body=record.body, error="Unreadable")

    def _status(self, turn: Turn) -> StatusMessage:
        say = self._speaker(turn).format
        heading: list[str] = []
        if turn.backend == STUDIO != self._room.backends.default:
            heading.append(say("status-studio"))
        if turn.batch is not None:
            number, total, name = turn.batch.number, turn.batch.total, shortened(turn.batch.name)
            heading.append(say("batch-picture", number=number, total=total, name=name))
        return StatusMessage(
            self._room.places[turn.chat.platform],
            turn.chat,
            turn.message,
            self._room.clock,
            message=turn.status,
            heading="\n".join(heading),
            key=f"{turn.id}:status",
        )

    async def _desk(self, keeper: Keeper, status: StatusMessage) -> Desk:
        turn, room = keeper.turn, self._room
        return Desk(
            room=room,
            backend=await self._backend(turn),
            surface=room.places[turn.chat.platform],
            speaker=self._speaker(turn),
            status=status,
            keeper=keeper,
        )

    async def _backend(self, turn: Turn) -> Backend:
        return await self._room.backends.of(turn.backend, self._room.skill(turn.skill or None))

    def _speaker(self, turn: Turn) -> Speaker:
        return self._room.texts.for_locale(turn.interface)

    def _reader(self, turn: Turn) -> Reader:
        policy, backends = self._room.policy, self._room.backends
        manages = turn.author.may_manage or turn.person in policy.admins
        return Reader(
            speaker=self._speaker(turn),
            operator=manages and not turn.shared,
            web_url=backends.web_url(turn.backend),
            studio=backends.can_offer_studio,
        )

    async def _clear(self, turn: str) -> None:
        """Remove what was worked on; what is kept is in the library."""
        folder = self._room.folder / turn
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
