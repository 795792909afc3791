"""When to look at a render again: a pure function of what was seen so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a render that still runs: ``elapsed`` s since it began, ``progress`` 0–1."""

    elapsed: float
    progress: float | None = None


@dataclass(frozen=True, slots=True)
class Cadence:
    """The bounds of a schedule: pauses in s, and at most ``looks`` of them within ``span`` s."""

    floor: float = 2.0
    ceiling: float = 30.0
    span: float = 90.0
    looks: int = 20


def next_pause(elapsed: float, looks: Sequence[Look], cadence: Cadence) -> float:
    """Seconds until the next look.

    Args:
        elapsed: Seconds since the render began.
        looks: What was seen so far, oldest first.
        cadence: The bounds.
    """
    left = cadence.looks - len(looks)
    even = (cadence.span - elapsed) / left if left > 0 and elapsed < cadence.span else elapsed / 18
    return max(cadence.floor, min(even, cadence.ceiling))
