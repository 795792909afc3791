"""How long a turn may be silent, and when to say that it still works. On the injected clock."""

from __future__ import annotations

from core.backend.events import StillWorking
from core.backend.timing import Timing
from core.clock import Clock
from core.errors import TurnTimedOut

_SHORTEST_PAUSE = 0.01
"""Seconds; sums of floats may wake us a hair before the moment."""


class TurnWatch:
    """Three moments of one turn: its end at the latest, the end of patience, the next word."""

    def __init__(self, clock: Clock, timing: Timing) -> None:
        self._clock = clock
        self._timing = timing
        self._began = self._worked = self._told = clock.monotonic()

    def news(self) -> None:
        """The person has just seen something."""
        self._told = self._clock.monotonic()
        self.work()

    def work(self) -> None:
        """The backend works, also when nothing can be shown of it. A heartbeat is none."""
        self._worked = self._clock.monotonic()

    def pause(self) -> float:
        """Seconds until ``ring`` may have something to say."""
        moment = min(
            self._began + self._timing.turn_limit,
            self._worked + self._timing.heartbeat_limit,
            self._told + self._timing.still_working,
        )
        return max(moment - self._clock.monotonic(), _SHORTEST_PAUSE)

    def ring(self) -> StillWorking | None:
        """What is due now.

        Raises:
            TurnTimedOut: The turn took too long, or too long showed no sign of work.
        """
        now = self._clock.monotonic()
        elapsed = now - self._began
        if elapsed >= self._timing.turn_limit:
            raise TurnTimedOut("the turn took too long", after=elapsed)
        if now - self._worked >= self._timing.heartbeat_limit:
            raise TurnTimedOut("the turn showed no sign of work", after=elapsed)
        if now - self._told >= self._timing.still_working:
            self._told = now
            return StillWorking(elapsed)
        return None
