"""The conversation engine: what is heard is stored, then acted on; turns are walked."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from core.conversation.handling import Handler
from core.conversation.hearing import Hearing
from core.conversation.hearing.heard_rows import chat_of, encode_heard, event_of
from core.conversation.hearing.noted import refresh
from core.conversation.room import Room
from core.conversation.seam import Asked, ChatRef, Heard, Incoming, MessageRef
from core.conversation.turn import Phase
from core.errors import DiskFull, StillmotionError, StoreUnusable
from core.jobs import Backoff, Lease, TurnHandler, Worker
from core.store import InboxRecord, Transaction, TurnRecord
from core.tracing import where

_LEASE_S = 120.0
"""Nobody else may have the store: leases only matter to a process that was held up."""


_STORE_TROUBLE_S = 5.0
"""Seconds before what was heard is acted on again, when the store could not be written to."""


class Engine:
    """All conversations of a process.

    What is heard is acted on in order inside a chat, chats side by side; so are the turns that
    come of it, in a queue of their own.
    """

    def __init__(self, room: Room) -> None:
        self._room = room
        self._changed = asyncio.Event()
        self._worker = Worker(
            room.store,
            _Announcing(Handler(room), room, self._announce),
            clock=room.clock,
            rng=room.rng,
            owner=room.new_id(),
            most=room.policy.most_turns,
            backoff=Backoff(attempts=room.policy.patience),
            lease_s=_LEASE_S,
        )
        self._hearing = Hearing(room, self._worker)
        self._lines: dict[str, deque[InboxRecord]] = {}
        self._answering: Counter[str] = Counter()
        self._left: set[int] = set()
        self._early: list[InboxRecord] | None = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._log = structlog.get_logger(__name__)

    async def hear(self, heard: Heard) -> None:
        """Keep what was heard; it is acted on for sure when this returns, now or after a restart.

        What was heard before, by its chat and id, is passed over.
        """
        event = event_of(heard) or self._room.new_id()
        now = self._room.clock.time()
        record = await self._room.store.write(
            lambda tx: tx.inbox.add(str(chat_of(heard)), event, encode_heard(heard), now=now)
        )
        if record is None:
            return
        if isinstance(heard, Incoming | Asked):
            self._spawn(self._acknowledge(heard.message), "acknowledge")
        if self._early is not None:
            self._early.append(record)
        elif record.seq not in self._left:
            self._line_up(record)

    async def run(self) -> None:
        """Act on what an earlier process left, then on what is heard, until cancelled."""
        left = await self._room.store.read(lambda tx: tx.inbox.unhandled())
        early, self._early = self._early or [], None
        # what was heard while this was looked up may be in both, or be reported only now
        self._left = {record.seq for record in left}
        for record in (*left, *(one for one in early if one.seq not in self._left)):
            self._line_up(record)
        await self._worker.run()

    async def stop(self, grace_s: float = 10.0) -> None:
        """Let short work finish and leave the rest for the next start."""
        self._early = []  # heard from now on: kept for the next start
        try:
            await self._worker.stop(grace_s)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def idle(self, chat: ChatRef) -> None:
        """Wait until everything that was heard in a chat is done, its turns included."""
        while True:
            changed = self._changed
            if not await self._busy(str(chat)):
                return
            await changed.wait()

    async def _busy(self, chat: str) -> bool:
        if chat in self._lines or self._answering[chat]:
            return True

        async def look(tx: Transaction) -> bool:
            heard = any(one.chat == chat for one in await tx.inbox.unhandled())
            return heard or await tx.turns.count_unfinished(chat) > 0

        return await self._room.store.read(look)

    def _line_up(self, record: InboxRecord) -> None:
        line = self._lines.get(record.chat)
        if line is not None:
            line.append(record)
            return
        self._lines[record.chat] = deque([record])
        self._spawn(self._act_in_order(record.chat), f"chat {record.chat}")

    async def _act_in_order(self, chat: str) -> None:
        line = self._lines[chat]
        while line:
            record = line.popleft()
            slow = await self._act(record)
            if slow is not None:
                self._answering[chat] += 1
                self._spawn(self._answer(chat, slow), f"answer in {chat}")
        del self._lines[chat]
        self._announce()

    async def _act(self, record: InboxRecord) -> Coroutine[Any, Any, None] | None:
        """Act on it; what is left to do beside what comes next, if anything."""
        try:
            while True:
                try:
                    return await self._hearing.act(record)
                except (DiskFull, StoreUnusable) as exc:  # it was promised, and keeps its place
                    self._log.warning("not acted on yet", error=type(exc).__name__)
                    await self._room.clock.sleep(_STORE_TROUBLE_S)
        except Exception as exc:  # noqa: BLE001 - one chat's trouble is not the others'
            # no exc_info: the text of an exception may quote what somebody said
            self._log.error("not acted on", error=type(exc).__name__, where=where(exc))
            return None

    async def _answer(self, chat: str, slow: Coroutine[Any, Any, None]) -> None:
        try:
            await slow
        except Exception as exc:  # noqa: BLE001 - as above
            self._log.error("not answered", error=type(exc).__name__, where=where(exc))
        finally:
            self._answering[chat] -= 1
            if not self._answering[chat]:
                del self._answering[chat]
            self._announce()

    async def _acknowledge(self, message: MessageRef) -> None:
        surface = self._room.places[message.chat.platform]
        try:
            await surface.acknowledge(message)
        except StillmotionError as exc:
            self._log.info("not acknowledged", error=type(exc).__name__)
        except Exception as exc:  # noqa: BLE001 - no exc_info, as above
            self._log.error("not acknowledged", error=type(exc).__name__, where=where(exc))

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _announce(self) -> None:
        """Have those who wait for something look again."""
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()


class _Announcing(TurnHandler):
    """Says when a turn may have ended, and keeps the list of those that wait."""

    def __init__(self, handler: TurnHandler, room: Room, announce: Callable[[], None]) -> None:
        self._handler = handler
        self._room = room
        self._announce = announce

    async def run(self, turn: TurnRecord, lease: Lease) -> None:
        """Walk it."""
        if turn.phase == Phase.FETCH.value:
            await self._list(turn)
        await self._saying(self._handler.run(turn, lease))

    async def cancel(self, turn: TurnRecord, lease: Lease) -> None:
        """Stop it."""
        await self._saying(self._handler.cancel(turn, lease))
        await self._list(turn)

    async def bury(self, turn: TurnRecord, lease: Lease, reason: str) -> None:
        """Give it up."""
        await self._saying(self._handler.bury(turn, lease, reason))

    async def _list(self, turn: TurnRecord) -> None:
        """Have the list of what waits shown as it is; no list is worth a turn."""
        try:
            await refresh(self._room, turn)
        except Exception as exc:  # noqa: BLE001 - as in Engine
            log = structlog.get_logger(__name__)
            log.error("not listed", error=type(exc).__name__, where=where(exc))  # noqa: TRY400

    async def _saying(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        finally:
            self._announce()
