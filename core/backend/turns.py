"""Turns: a message sent once, its stream followed, its outcome looked up when the stream breaks.

A message is never sent again while its turn may run: it would be charged twice.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, aclosing
from typing import NoReturn, Protocol
from urllib.parse import quote

import httpx
import structlog

from core.backend.envelopes import error_for
from core.backend.events import (
    AgentEvent,
    Ended,
    Failed,
    Heartbeat,
    StillWorking,
    TurnEvent,
)
from core.backend.models import Json, Session, SessionState
from core.backend.sse import EventDecoder
from core.backend.timing import Timing
from core.backend.turn_recovery import NeverArrived, SentTurn, TurnLookUp, is_changed
from core.backend.turn_stream import follow
from core.backend.turn_watch import TurnWatch
from core.clock import Clock
from core.errors import (
    BackendDown,
    BackendError,
    BackendRefused,
    OutOfCredits,
    SessionGone,
    UnreadableAnswer,
)

_SENDS = 3
"""How often a message goes out in all, where the backend tells that it never arrived."""

_OWN_CODES = frozenset({"1001", "1002", "2001", "4001", "4002"})
"""The backend's codes that no model's or agent's error code can be mistaken for."""


class TurnWire(Protocol):
    """What turns need of the way to a backend. Every call raises ``core.errors`` only."""

    @property
    def clock(self) -> Clock:
        """What all waits are measured on."""
        ...

    @property
    def timing(self) -> Timing:
        """How long they are."""
        ...

    def stream(
        self, path: str, body: Json, *, session: Session, headers: Mapping[str, str]
    ) -> AbstractAsyncContextManager[httpx.Response]:
        """POST when entered, and read an event stream; errors also from inside the block."""
        ...

    async def command(self, path: str, body: Json) -> None:
        """POST something whose answer holds nothing."""
        ...

    async def explain(self, error: OutOfCredits, session: Session) -> OutOfCredits:
        """The same error, with whose account it is."""
        ...


class Turns:
    """The turns of one backend under one attribution."""

    def __init__(
        self, wire: TurnWire, read_state: Callable[[Session], Awaitable[SessionState]]
    ) -> None:
        self._wire = wire
        self._read_state = read_state
        self._clock = wire.clock
        self._timing = wire.timing
        self._look_up = TurnLookUp(wire.clock, wire.timing, read_state)

    async def run(
        self, session: Session, text: str, turn_id: str, *, baseline: SessionState
    ) -> AsyncGenerator[TurnEvent]:
        """Send a message and follow its turn; the last event is ``Ended``.

        ``Ended.clean`` is False when the outcome was looked up: then the answer may lack text.
        Close the generator (``contextlib.aclosing``) to stop reading at once.

        Args:
            session: The project.
            text: The message.
            turn_id: Our own id of the turn, never used before.
            baseline: The state before the turn.

        Raises:
            BackendError: The backend refused the message. ``BackendDown`` with ``sent`` False:
                it certainly did not arrive.
            SessionGone: The session is unknown.
            TurnTimedOut: Nothing but heartbeats for too long, or no end.
            TurnLost: The stream broke and the state never changed.
        """
        turn = SentTurn(session, turn_id, baseline, TurnWatch(self._clock, self._timing))
        for left in reversed(range(_SENDS)):
            try:
                async with aclosing(self._send(turn, text)) as events:
                    async for event in events:
                        yield event
            except (BackendDown, UnreadableAnswer) as exc:
                if not _may_run(exc):
                    raise
            else:
                return
            try:
                async with aclosing(self._look_up.outcome(turn, at_once=False)) as events:
                    async for event in events:
                        yield event
            except NeverArrived:
                if not left:
                    raise
            else:
                return

    async def resume(
        self, session: Session, turn_id: str, *, baseline: SessionState
    ) -> AsyncGenerator[TurnEvent]:
        """Find out how a turn went that was sent, or was about to be, before a crash.

        Nothing is sent. The last event is ``Ended`` with ``clean`` False.

        Raises:
            NeverArrived: A ``BackendDown`` with ``sent`` False: the backend lists its turns and
                this one is not among them, so it may be sent.
            SessionGone: The session is unknown.
            TurnTimedOut: It still runs after the time a turn may take.
            TurnLost: The backend lists no turns and the state never changed.
        """
        turn = SentTurn(session, turn_id, baseline, TurnWatch(self._clock, self._timing))
        async with aclosing(self._look_up.outcome(turn, at_once=True)) as events:
            async for event in events:
                yield event

    async def cancel(self, turn_id: str) -> bool:
        """Stop a turn at the backend; False where it knows no such call, or no such turn."""
        try:
            await self._wire.command(f"/run_sse/{quote(turn_id, safe='')}/cancel", {})
        except BackendRefused as exc:
            if exc.code in (404, 405):
                return False
            raise
        return True

    async def settled_state(
        self, session: Session, baseline: SessionState, *, expect_change: bool
    ) -> SessionState:
        """The state after a turn. It can lag behind the stream's end by some seconds.

        Args:
            session: The project.
            baseline: The state before the turn.
            expect_change: The turn spoke of a change, or said nothing: a draft that is still the
                old one is read again.
        """
        state = await self._read_state(session)
        for pause in self._timing.settle if expect_change else ():
            if state.draft != baseline.draft:
                break
            await self._clock.sleep(pause)
            state = await self._read_state(session)
        return state

    async def second_stage(self, session: Session, first: SessionState) -> SessionState:
        """The state once the backend has added the rest of a generation by itself.

        Read until something was added and nothing more is, ``Timing.second_stage`` at most;
        ``first`` itself where nothing comes.
        """
        state = first
        for pause in self._timing.second_stage:
            await self._clock.sleep(pause)
            before, state = state, await self._read_state(session)
            if state.draft == before.draft != first.draft:
                break
        return state

    async def steady_state(self, session: Session) -> SessionState:
        """The state once nothing changes it any more, before the next turn of a chat.

        A cancelled turn may go on at a backend that can't stop it (the cloud): the state is read
        until two reads ``Timing.baseline_gap`` apart agree, or ``Timing.baseline_limit`` is over,
        and the last one is the next turn's baseline.
        """
        until = self._clock.monotonic() + self._timing.baseline_limit
        state = await self._read_state(session)
        while (left := until - self._clock.monotonic()) > 0:
            await self._clock.sleep(min(self._timing.baseline_gap, left))
            before, state = state, await self._read_state(session)
            if not is_changed(before, state):
                break
        return state

    async def _send(self, turn: SentTurn, text: str) -> AsyncGenerator[TurnEvent]:
        """One POST and its stream; ``BackendDown`` when it breaks and the agent had not failed."""
        decoder = EventDecoder()
        failed = False
        broken: BackendError | None = None
        try:
            async with aclosing(self._read(turn, text, decoder)) as events:
                async for event in events:
                    failed = failed or isinstance(event, Failed)
                    yield event
        except (BackendDown, UnreadableAnswer) as exc:
            broken = exc
        except BackendRefused as exc:
            _raise_session_gone(exc)
        for event in decoder.end(clean=broken is None):
            failed = failed or isinstance(event, Failed)
            if not (isinstance(event, Ended) and broken and not failed):
                await self._raise_refusal(event, turn.session)
                yield event
        _log_skipped(decoder, turn.turn_id)
        if broken is not None and not failed:
            raise broken

    async def _read(
        self, turn: SentTurn, text: str, decoder: EventDecoder
    ) -> AsyncGenerator[TurnEvent]:
        opening = self._wire.stream(
            "/run_sse",
            _message(turn.session, text),
            session=turn.session,
            headers=_headers(turn.turn_id),
        )
        async with aclosing(follow(opening, turn.watch, self._clock)) as items:
            async for item in items:
                if isinstance(item, StillWorking):
                    yield item
                    continue
                for event in self._decode(decoder, item, turn.watch):
                    await self._raise_refusal(event, turn.session)
                    yield event

    def _decode(self, decoder: EventDecoder, chunk: bytes, watch: TurnWatch) -> list[AgentEvent]:
        progress = decoder.progress
        events = decoder.feed(chunk)
        if any(not isinstance(event, Heartbeat) for event in events):
            watch.news()
        elif decoder.progress != progress:
            watch.work()
        return events

    async def _raise_refusal(self, event: AgentEvent, session: Session) -> None:
        """A refusal in the backend's own words can also come as an event of the stream."""
        if not isinstance(event, Failed) or event.code not in _OWN_CODES:
            return
        error = error_for(int(event.code), event.message)
        if isinstance(error, OutOfCredits):
            error = await self._explained(error, session)
        raise error

    async def _explained(self, error: OutOfCredits, session: Session) -> OutOfCredits:
        try:
            return await self._wire.explain(error, session)
        except BackendError:
            return error


def _message(session: Session, text: str) -> Json:
    """The body of ``run_sse``: all keys in snake_case."""
    return {
        "app_name": "nemo_agent",
        "user_id": "me",
        "session_id": session.session_id,
        "new_message": {"parts": [{"text": text}]},
    }


def _headers(turn_id: str) -> dict[str, str]:
    """A compressed stream would be held back by its compressor."""
    return {
        "Accept-Encoding": "identity",
        "X-Turn-Id": turn_id,
    }


def _may_run(error: BackendDown | UnreadableAnswer) -> bool:
    """Whether the message may have been accepted; 503 says that nobody took it."""
    return not isinstance(error, BackendDown) or (error.sent and error.code != 503)


def _raise_session_gone(error: BackendRefused) -> NoReturn:
    """ADK's server answers an unknown session with 404 ``{"detail": "Session not found: …"}``."""
    if error.code == 404 and "session" in str(error).lower():
        raise SessionGone(str(error), code=404) from error
    raise error


def _log_skipped(decoder: EventDecoder, turn_id: str) -> None:
    if decoder.skipped or decoder.oversized:
        structlog.get_logger(__name__).warning(
            "skipped events that could not be understood",
            turn=turn_id,
            unknown=decoder.skipped,
            oversized=decoder.oversized,
        )
