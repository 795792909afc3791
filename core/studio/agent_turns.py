"""Runs turns: accepted durably, run once, told to whoever reads, finished after a restart."""

from __future__ import annotations

import asyncio
import sqlite3
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import structlog

from core.errors import DiskFull
from core.studio.quirks import Quirk
from core.studio.refusals import conflict, out_of_credits, too_many, unknown
from core.studio.storage import Database, accounts, sessions, turns
from core.studio.storage.accounts import Account
from core.studio.storage.turns import StoredTurn, TurnState
from core.studio.turn_script import Outcome, Pause, failure, script
from core.studio.turn_stream import Cut, TurnStream
from core.tracing import where

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.locales import Texts
    from core.studio.config import StudioConfig
    from core.studio.storage.sessions import StoredMedia, StoredSession
    from core.studio.thinking import Thought

GENERATION_COST: Final = 100
"""Credits of a turn that makes a session's first timeline (nemo-api.md: about 100)."""

EDIT_COST: Final = 50
"""Credits of a turn that changes a timeline; one that changes nothing is free, so are exports."""

_CANCELLED: Final = "The turn was cancelled."


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

    def __init__(self, config: StudioConfig, database: Database, texts: Texts) -> None:
        self._config = config
        self._database = database
        self._texts = texts
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
        self._threads.submit(_agent)  # it is there when the first message comes
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
            name = type(exc).__name__
            self._log.error("turn failed", turn=turn.id, error=name, where=where(exc))
            words = await self._words(
                turn, "studio-disk-full" if isinstance(exc, DiskFull) else "studio-broken"
            )
            await self._fail(turn, words)
            return self._failure(turn, words)
        return Outcome(turn.id, now, done.reply, done.activities, done.changed)

    def _failure(self, turn: StoredTurn, error: str) -> Outcome:
        return Outcome(turn.id, self._clock.time(), error=error)

    async def _words(self, turn: StoredTurn, key: str) -> str:
        """A text in the language of the turn's session."""
        language = await self._database.transact(
            lambda rows: sessions.language_of(rows, turn.session_id)
        )
        loop = asyncio.get_running_loop()  # texts take a while to load
        return await loop.run_in_executor(
            self._threads, lambda: self._texts.for_locale(language).format(key)
        )

    async def _fail(self, turn: StoredTurn, error: str) -> bool:
        try:
            return await self._database.transact(lambda rows: turns.fail(rows, turn, error))
        except (DiskFull, sqlite3.Error):  # the next start, or a cancel, brings it to its end
            self._log.error("turn not closed", turn=turn.id)
            return False

    async def _think(self, turn: StoredTurn) -> Thought:
        session, media = await self._database.transact(lambda rows: self._read(rows, turn))
        two_stage = Quirk.TWO_STAGE in self._config.quirks
        loop = asyncio.get_running_loop()
        thought = await loop.run_in_executor(
            self._threads, lambda: _agent()(turn, session, media, two_stage=two_stage)
        )
        await self._database.transact(lambda rows: self._finish(rows, turn, session, thought))
        return thought

    def _read(
        self, rows: sqlite3.Connection, turn: StoredTurn
    ) -> tuple[StoredSession, tuple[StoredMedia, ...]]:
        session = sessions.find(rows, turn.session_id, turn.user_id, self._clock.time())
        return session, sessions.media_of(rows, turn.session_id)

    def _finish(
        self, rows: sqlite3.Connection, turn: StoredTurn, before: StoredSession, thought: Thought
    ) -> None:
        if thought.changed:
            self._save(rows, before, thought)
        sessions.mark_used(rows, turn.session_id, thought.seen)
        turns.finish(
            rows,
            turn,
            cost=turn.cost if thought.changed else 0,
            changed=thought.changed,
            reply=thought.reply,
            activities=thought.activities,
        )

    def _save(self, rows: sqlite3.Connection, before: StoredSession, thought: Thought) -> None:
        shown, then = thought.draft, None
        if thought.clip is not None:
            shown, then = thought.clip, thought.draft
        elif Quirk.LATE in self._config.quirks:
            shown, then = before.draft, thought.draft
        steps = self._config.limits.undo_steps
        sessions.save_drafts(
            rows,
            before.id,
            shown=shown,
            then=then,
            then_at=None if shown is thought.draft else self._clock.time() + self._config.quirk_s,
            past=thought.past[-steps:],
            future=thought.future[-steps:],
        )


def _agent() -> Callable[..., Thought]:
    # it takes a third of a second to import, which nobody shall wait for at the start
    from core.studio.thinking import think  # noqa: PLC0415

    return think


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
