"""How a turn went whose stream broke, or that a crash interrupted. Nothing is ever sent here.

Where the backend lists its turns (studio extension) the look-up is decisive. Elsewhere (the
cloud) only a changed state tells that the message arrived.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass

from core.backend.events import Ended, Failed, Reconnecting, TurnEvent
from core.backend.models import Session, SessionState, TurnStatus
from core.backend.timing import Timing
from core.backend.turn_watch import TurnWatch
from core.clock import Clock
from core.errors import BackendDown, RateLimited, TurnLost, UnreadableAnswer


class NeverArrived(BackendDown):
    """The backend lists its turns, and not this one: it may be sent, now or again."""

    def __init__(self) -> None:
        super().__init__("the message never arrived", sent=False)


@dataclass(frozen=True, slots=True)
class SentTurn:
    """A turn whose message went out, or may have."""

    session: Session
    turn_id: str
    baseline: SessionState
    watch: TurnWatch


class TurnLookUp:
    """Reads a session's state until it tells how a turn went."""

    def __init__(
        self,
        clock: Clock,
        timing: Timing,
        read_state: Callable[[Session], Awaitable[SessionState]],
    ) -> None:
        self._clock = clock
        self._timing = timing
        self._read_state = read_state

    async def outcome(self, turn: SentTurn, *, at_once: bool) -> AsyncGenerator[TurnEvent]:
        """Events until the turn is known to be over; the last one is ``Ended``.

        Args:
            turn: Which one.
            at_once: Read before the first wait too: time has passed since it was sent.

        Raises:
            NeverArrived: The backend lists its turns, and not this one.
            SessionGone: The session is unknown.
            TurnTimedOut: It still runs after the time a turn may take.
            TurnLost: The backend lists no turns and the state never changed.
        """
        if turn.baseline.turns is not None:
            steps = self._listed(turn, 0.0 if at_once else self._timing.turn_poll)
        else:
            steps = self._unlisted(turn, at_once=at_once)
        async with aclosing(steps) as events:
            async for event in events:
                yield event

    async def _unlisted(self, turn: SentTurn, *, at_once: bool) -> AsyncGenerator[TurnEvent]:
        waits = self._timing
        later = (waits.recover_next,) * (waits.recover_reads - 1)
        for reads, wait in enumerate((*((0.0,) if at_once else ()), waits.recover_first, *later)):
            yield Reconnecting(reads)
            await self._clock.sleep(wait)
            state = await self._try_state(turn.session)
            if state is None:
                continue
            if state.turns is not None:
                async with aclosing(self._listed(turn, 0.0)) as events:
                    async for event in events:
                        yield event
                return
            if is_changed(turn.baseline, state):
                yield Ended(clean=False)
                return
        raise TurnLost("the stream broke and the state did not change")

    async def _listed(self, turn: SentTurn, first: float) -> AsyncGenerator[TurnEvent]:
        """Poll the list. ``first``: s before, for a message whose connection has just broken."""
        yield Reconnecting(0)
        await self._clock.sleep(first)
        while True:
            state = await self._try_state(turn.session)
            if state is not None and state.turns is not None:
                known = {listed.turn_id: listed.status for listed in state.turns}
                match known.get(turn.turn_id):
                    case None:
                        raise NeverArrived
                    case TurnStatus.DONE:
                        yield Ended(clean=False)
                        return
                    case TurnStatus.FAILED:
                        yield Failed("")
                        yield Ended(clean=False)
                        return
                    case TurnStatus.RUNNING:
                        turn.watch.work()
            word = turn.watch.ring()
            if word is not None:
                yield word
            await self._clock.sleep(self._timing.turn_poll)

    async def _try_state(self, session: Session) -> SessionState | None:
        """The state; None when it can't be had just now."""
        try:
            return await self._read_state(session)
        except (BackendDown, RateLimited, UnreadableAnswer):
            return None


def is_changed(before: SessionState, after: SessionState) -> bool:
    """Whether a turn has left its mark. Media alone change by uploads too."""
    return (before.draft, before.generated) != (after.draft, after.generated)
