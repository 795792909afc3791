"""When each shot is seen: spans, and the transitions where two of them overlap.

Pure arithmetic on a timeline. Times in ms.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.studio.timeline import Shot, Timeline


@dataclass(frozen=True, slots=True)
class Span:
    """The time in which a shot is seen, its halves of the transitions included.

    In a loop the first span begins before 0 and the last ends after the video: there they overlap.
    """

    first_ms: float
    last_ms: float

    @property
    def length_ms(self) -> float:
        return self.last_ms - self.first_ms

    def share(self, ms: float) -> float:
        """How much of the span is over, 0-1."""
        return min(max((ms - self.first_ms) / self.length_ms, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Visible:
    """A shot at a moment: its index, the share of its span that is over, and ms since it began."""

    shot: int
    share: float
    since_ms: float


@dataclass(frozen=True, slots=True)
class Moment:
    """What a frame shows. During a transition ``later`` is set, and ``share`` of it is over."""

    earlier: Visible
    later: Visible | None = None
    transition: str = "none"
    share: float = 0.0


class Schedule:
    """The spans of a timeline's shots; ``at`` answers what to draw."""

    def __init__(self, timeline: Timeline) -> None:
        shots = timeline.shots
        self._total = float(timeline.duration_ms)
        self._starts = [0.0]
        for shot in shots:
            self._starts.append(self._starts[-1] + shot.duration_ms)
        self._kinds = [_kind(timeline, index) for index in range(len(shots))]
        self._halves = [_half(timeline, index) for index in range(len(shots))]
        self.spans = tuple(
            Span(
                self._starts[index] - self._halves[index],
                self._starts[index + 1] + self._halves[(index + 1) % len(shots)],
            )
            for index in range(len(shots))
        )

    def at(self, ms: float) -> Moment:
        """What is seen at ``ms``, from 0 to before the end."""
        shot = self._shot_at(ms)
        following = (shot + 1) % len(self.spans)
        since, left = ms - self._starts[shot], self._starts[shot + 1] - ms
        if since < self._halves[shot]:
            previous = (shot - 1) % len(self.spans)
            return self._between(previous, shot, ms, 0.5 + since / (2 * self._halves[shot]))
        if left < self._halves[following]:
            return self._between(shot, following, ms, 0.5 - left / (2 * self._halves[following]))
        return Moment(self._visible(shot, ms))

    def _between(self, earlier: int, later: int, ms: float, share: float) -> Moment:
        return Moment(
            self._visible(earlier, ms), self._visible(later, ms), self._kinds[later], share
        )

    def _shot_at(self, ms: float) -> int:
        for shot, end in enumerate(self._starts[1:]):
            if ms < end:
                return shot
        return len(self.spans) - 1

    def _visible(self, shot: int, ms: float) -> Visible:
        span = self.spans[shot]
        # across the seam of a loop a shot is seen at the other end of the video
        if ms < span.first_ms - 1e-6:
            ms += self._total
        elif ms > span.last_ms + 1e-6:
            ms -= self._total
        return Visible(shot, span.share(ms), max(0.0, ms - span.first_ms))


def _kind(timeline: Timeline, index: int) -> str:
    """The transition into a shot; into the first one only where the video loops."""
    shots = timeline.shots
    if index or not (timeline.loop and len(shots) > 1):
        entered = shots[index].transition if index else None
    else:
        entered = shots[0].transition or shots[1].transition
    return "none" if entered is None else entered.type


def _half(timeline: Timeline, index: int) -> float:
    """Half the length of the transition into a shot: as asked, but no longer than both shots.

    So the two transitions of a shot never meet.
    """
    shots = timeline.shots
    if _kind(timeline, index) == "none":
        return 0.0
    entered = shots[index].transition or shots[1].transition
    asked = 0 if entered is None else entered.duration_ms
    return max(0.0, min(asked, _length(shots[index - 1]), _length(shots[index])) / 2)


def _length(shot: Shot) -> float:
    return float(shot.duration_ms)
