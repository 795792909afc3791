"""When to look at a render again: a pure function of what was seen so far.

Without a hint the looks are spread evenly over the time that renders take. Reported progress
says when the end is due: then there are fewer looks on the way and closer ones around it, paid
for by those that were saved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a render that still ran: ``elapsed`` s since it began, ``progress`` 0–1."""

    elapsed: float
    progress: float | None = None


@dataclass(frozen=True, slots=True)
class Cadence:
    """The bounds of a schedule: pauses in s; ``span`` is how long renders usually take, in s."""

    floor: float = 2.0
    ceiling: float = 30.0
    span: float = 90.0

    @property
    def looks(self) -> int:
        """How many looks a span may cost: 19 (so 20 for a render that just overruns it).

        A backend that may be asked more often gets proportionally more.
        """
        return max(round(38.0 / self.floor), 1)


_LEAST = 1e-3
"""Less progress than this tells nothing."""


def next_pause(elapsed: float, looks: Sequence[Look], cadence: Cadence) -> float:
    """Seconds until the next look, within the cadence's floor and ceiling.

    Args:
        elapsed: Seconds since the render began.
        looks: What was seen so far, oldest first.
        cadence: The bounds.
    """
    even = max(cadence.floor, _even(elapsed, len(looks), cadence))
    end = expected_end(looks)
    if end is None or end <= elapsed or _stands_still(elapsed, looks, even):
        return min(even, cadence.ceiling)
    remaining = end - elapsed
    if remaining < even:
        spare = cadence.looks - len(looks) > cadence.looks // 4
        pause = max(remaining, even / 2) if spare else even
    elif remaining < 2 * even:
        pause = remaining
    else:
        pause = min(max(even, 0.6 * remaining), 2 * max(even, cadence.span / cadence.looks))
    return min(max(pause, cadence.floor), cadence.ceiling)


def expected_end(looks: Sequence[Look]) -> float | None:
    """When the progress will be whole, in s since the render began; None: it tells nothing yet.

    The speed is taken over the later half of the progress: it follows a change of pace, and a
    queue at the beginning or coarse steps matter little.
    """
    steps = [(0.0, 0.0)]
    for look in looks:
        progress = look.progress or 0.0
        if progress >= steps[-1][1] + _LEAST:
            steps.append((look.elapsed, progress))
        elif look.progress is not None and len(steps) == 1:
            steps[0] = (look.elapsed, 0.0)
    elapsed, progress = steps[-1]
    if len(steps) == 1:
        return None
    since, from_ = next(step for step in reversed(steps) if step[1] <= progress / 2)
    pace = (progress - from_) / max(elapsed - since, _LEAST)
    return elapsed + (1.0 - progress) / pace


def _even(elapsed: float, looked: int, cadence: Cadence) -> float:
    """The pause that spreads the looks left over the span left; slower and slower beyond it."""
    left = cadence.looks - looked
    if elapsed < cadence.span and left > 0:
        return (cadence.span - elapsed) / left
    return elapsed / cadence.looks


def _stands_still(elapsed: float, looks: Sequence[Look], even: float) -> bool:
    """Whether the progress has not moved for longer than two looks."""
    last = looks[-1].progress
    return elapsed - next(look.elapsed for look in looks if look.progress == last) > 2 * even
