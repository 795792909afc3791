"""Runs turns: accepted durably, run once, told to whoever reads, finished after a restart."""

from __future__ import annotations

import asyncio
import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import structlog

from core.errors import DiskFull
from core.studio.agent import AgentInput, AgentOutcome, Material, respond
from core.studio.draft import from_draft, to_draft
from core.studio.quirks import Quirk
from core.studio.refusals import conflict, out_of_credits, too_many, unknown
from core.studio.stages import raw_clip, with_extras
from core.studio.storage import Database, accounts, sessions, turns
from core.studio.storage.accounts import Account
from core.studio.storage.turns import StoredTurn, TurnState
from core.studio.turn_script import Outcome, Pause, failure, script
from core.studio.turn_stream import Cut, TurnStream

if TYPE_CHECKING:
    import sqlite3

    from core.studio.config import StudioConfig
    from core.studio.storage.sessions import StoredMedia, StoredSession
    from core.studio.timeline import Timeline

GENERATION_COST: Final = 100
"""Credits of a turn that makes a session's first timeline (nemo-api.md: about 100)."""

EDIT_COST: Final = 50
"""Credits of a turn that changes a timeline; one that changes nothing is free, so are exports."""

_CANCELLED: Final = "The turn was cancelled."
_BROKEN: Final = "The studio could not do that."


@dataclass(frozen=True, slots=True)
class Message:
    """What a client sends. ``turn_id`` None: it does not say."""

    session_id: str
    text: str
    turn_id: str | None
    skill: str


@dataclass(frozen=True, slots=True)
class _Running:
    stream: TurnStream
    task: asyncio.Task[None]


class Turns:
    """All turns of the studio. Threads think, tasks tell; readers may leave at any time."""

    def __init__(self, config: StudioConfig, database: Database) -> None:
        self._config = config
        self._database = database
        self._clock = config.clock
        self._running: dict[tuple[str, str], _Running] = {}
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="studio-agent")
        self._closing = False
        self._log = structlog.get_logger(__name__)

    async def accept(self, account: Account, message: Message) -> TurnStream:
        """Keep the message, start its turn, and answer what it says.

        A turn id that is known already starts nothing: its events are told again.

        Raises:
            Refused: 1002, 2001; 409 when the session is busy or the id means something else.
        """
        turn_id = message.turn_id or str(uuid.uuid4())
        turn, is_new = await self._database.transact(
            lambda rows: self._keep(rows, account, replace(message, turn_id=turn_id), turn_id)
        )
        running = self._running.get((turn.user_id, turn.id))
        if running is not None:
            return running.stream
        return (
            self._start(turn)
            if is_new or turn.state is TurnState.RUNNING
            else _retold(turn, self._config.quirks, self._clock.time())
        )

    def _keep(
        self, rows: sqlite3.Connection, account: Account, message: Message, turn_id: str
    ) -> tuple[StoredTurn, bool]:
        now = self._clock.time()
        session = sessions.find(rows, message.session_id, account.user_id, now)
        known = turns.find(rows, account.user_id, turn_id)
        if known is not None:
            if known.session_id != session.id or known.text != message.text:
                raise conflict("this turn id belongs to another message")
            return known, False
        if turns.is_busy(rows, session.id):
            raise conflict("a turn of this session is still running")
        if len(self._running) >= self._config.limits.connections:
            raise too_many("too many turns are running", 30.0)
        cost = GENERATION_COST if session.draft is None else EDIT_COST
        granted = self._config.credits
        if accounts.balance_of(rows, account.user_id, granted).available < cost:
            raise out_of_credits()
        turn = StoredTurn(
            user_id=account.user_id,
            id=turn_id,
            session_id=session.id,
            text=message.text,
            skill=message.skill,
            state=TurnState.RUNNING,
            cost=cost,
        )
        turns.add(rows, turn, now, self._config.limits)
        sessions.touch(rows, session.id, now)
        return turn, True

    async def resume(self) -> int:
        """Go on with what the last run of the studio did not finish; answers how many."""
        unfinished = await self._database.transact(turns.unfinished)
        for turn in unfinished:
            self._start(turn)
        return len(unfinished)

    async def cancel(self, user_id: str, turn_id: str) -> TurnState:
        """Stop a turn. One that is done stays so.

        Raises:
            Refused: 404.
        """
        running = self._running.get((user_id, turn_id))
        if running is not None:
            running.task.cancel()
            await asyncio.wait({running.task})
        return await self._database.transact(lambda rows: _cancelled(rows, user_id, turn_id))

    async def hush(self) -> None:
        """Stop telling. What is not finished stays so in the rows, for the next start."""
        self._closing = True
        tasks = {one.task for one in self._running.values()}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def aclose(self) -> None:
        """Stop telling, and let go of the threads."""
        await self.hush()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _start(self, turn: StoredTurn) -> TurnStream:
        stream = TurnStream()
        key = (turn.user_id, turn.id)
        task = asyncio.create_task(self._run(turn, stream), name=f"turn {turn.id}")
        self._running[key] = _Running(stream, task)
        task.add_done_callback(lambda _: self._running.pop(key, None))
        return stream

    async def _run(self, turn: StoredTurn, stream: TurnStream) -> None:
        try:
            outcome = await self._outcome(turn)
            for step in script(outcome, self._config.quirks):
                if isinstance(step, Pause):
                    await self._clock.sleep(self._config.quirk_s)
                else:
                    stream.push(step)
        except asyncio.CancelledError:
            if self._closing:
                stream.push(Cut())
            elif await self._fail(turn, _CANCELLED):
                stream.push(failure(self._failure(turn, _CANCELLED), self._config.quirks))
            raise
        finally:
            stream.close()

    async def _outcome(self, turn: StoredTurn) -> Outcome:
        now = self._clock.time()
        try:
            if Quirk.SLOW in self._config.quirks:
                await self._clock.sleep(self._config.quirk_s)
            done = await self._think(turn)
        except Exception as exc:  # noqa: BLE001 - whatever the agent trips over ends one turn only
            self._log.error("turn failed", turn=turn.id, error=type(exc).__name__)
            await self._fail(turn, _BROKEN)
            return self._failure(turn, _BROKEN)
        return Outcome(turn.id, now, done.reply, done.activities, done.changed)

    def _failure(self, turn: StoredTurn, error: str) -> Outcome:
        return Outcome(turn.id, self._clock.time(), error=error)

    async def _fail(self, turn: StoredTurn, error: str) -> bool:
        try:
            return await self._database.transact(lambda rows: turns.fail(rows, turn, error))
        except DiskFull:  # the next start, or a cancel, brings it to its end
            self._log.error("turn not closed", turn=turn.id)
            return False

    async def _think(self, turn: StoredTurn) -> AgentOutcome:
        session, media = await self._database.transact(lambda rows: self._read(rows, turn))
        loop = asyncio.get_running_loop()
        asked = _asked(turn, session, media)
        outcome = await loop.run_in_executor(self._threads, respond, asked)
        await self._database.transact(
            lambda rows: self._finish(rows, turn, session, outcome, asked.fresh)
        )
        return outcome

    def _read(
        self, rows: sqlite3.Connection, turn: StoredTurn
    ) -> tuple[StoredSession, tuple[StoredMedia, ...]]:
        session = sessions.find(rows, turn.session_id, turn.user_id, self._clock.time())
        return session, sessions.media_of(rows, turn.session_id)

    def _finish(
        self,
        rows: sqlite3.Connection,
        turn: StoredTurn,
        before: StoredSession,
        outcome: AgentOutcome,
        fresh: tuple[str, ...],
    ) -> None:
        if outcome.changed:
            self._save(rows, before, outcome)
        sessions.mark_used(rows, turn.session_id, fresh)
        turns.finish(
            rows,
            turn,
            cost=turn.cost if outcome.changed else 0,
            changed=outcome.changed,
            reply=outcome.reply,
            activities=outcome.activities,
        )

    def _save(self, rows: sqlite3.Connection, before: StoredSession, outcome: AgentOutcome) -> None:
        quirks, now = self._config.quirks, self._clock.time()
        shown, then, then_at = outcome.timeline, None, None
        if shown is not None and before.draft is None and Quirk.TWO_STAGE in quirks:
            shown, then = raw_clip(shown), with_extras(shown)
            then_at = now + self._config.quirk_s
        held = Quirk.LATE in quirks and then_at is None
        sessions.save_drafts(
            rows,
            before.id,
            shown=before.draft if held else _text(shown),
            then=_text(shown) if held else _text(then),
            then_at=now + self._config.quirk_s if held else then_at,
            past=_texts(outcome.past[-self._config.limits.undo_steps :]),
            future=_texts(outcome.future[-self._config.limits.undo_steps :]),
        )


def _cancelled(rows: sqlite3.Connection, user_id: str, turn_id: str) -> TurnState:
    turn = turns.find(rows, user_id, turn_id)
    if turn is None:
        raise unknown("turn")
    if turn.state is not TurnState.RUNNING:
        return turn.state
    turns.fail(rows, turn, _CANCELLED)  # its task had not begun
    return TurnState.FAILED


def _retold(turn: StoredTurn, quirks: frozenset[Quirk], now: float) -> TurnStream:
    stream = TurnStream()
    told = Outcome(turn.id, now, turn.reply, turn.activities, turn.changed, turn.error)
    for step in script(told, quirks - {Quirk.SLOW}):
        if not isinstance(step, Pause):
            stream.push(step)
    stream.close()
    return stream


def _asked(turn: StoredTurn, session: StoredSession, media: tuple[StoredMedia, ...]) -> AgentInput:
    return AgentInput(
        text=turn.text,
        timeline=_timeline(session.draft),
        material=tuple(_material(file) for file in media),
        fresh=tuple(file.id for file in media if file.fresh),
        past=_timelines(session.past),
        future=_timelines(session.future),
        language=session.language,
        skill=turn.skill,
    )


def _material(file: StoredMedia) -> Material:
    return Material(
        id=file.id,
        name=file.name,
        kind=file.kind,
        width=file.width or 0,
        height=file.height or 0,
        duration_s=file.duration_s or 0.0,
    )


def _timeline(draft: str | None) -> Timeline | None:
    return None if draft is None else from_draft(json.loads(draft))


def _timelines(drafts: tuple[str, ...]) -> tuple[Timeline, ...]:
    return tuple(from_draft(json.loads(draft)) for draft in drafts)


def _text(timeline: Timeline | None) -> str | None:
    return None if timeline is None else json.dumps(to_draft(timeline), ensure_ascii=False)


def _texts(timelines: tuple[Timeline, ...]) -> list[str]:
    return [json.dumps(to_draft(timeline), ensure_ascii=False) for timeline in timelines]
