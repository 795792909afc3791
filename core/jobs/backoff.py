"""How long a turn that could not go on is left alone."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Backoff:
    """Pauses in s that double from ``first`` up to ``cap``; ``attempts`` in a row at most."""

    first: float = 2.0
    cap: float = 300.0
    attempts: int = 8

    def gives_up_after(self, failures: int) -> bool:
        """Whether that many failures in a row are too many."""
        return failures >= self.attempts

    def lets_go_after(self, failures: int) -> bool:
        """Whether even giving it up has failed too often."""
        return failures >= 2 * self.attempts

    def pause(self, failures: int, rng: Random) -> float:
        """The pause after that many failures in a row, jittered."""
        return min(self.cap, self.first * 2 ** min(failures - 1, 30)) * rng.uniform(0.5, 1.0)
