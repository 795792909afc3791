"""Says changes in one or two plain sentences."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Final, assert_never

from core.conversation.timeline import TrackKind, seconds_text, shortened, shown_name
from core.conversation.timeline_diff.changes import (
    AspectChanged,
    Change,
    DurationChanged,
    LoopChanged,
    MotionChanged,
    OrderChanged,
    OtherChanged,
    ProjectNamed,
    SegmentAdded,
    SegmentAdjusted,
    SegmentRemoved,
    SegmentReplaced,
    SegmentRetimed,
    TimelineCleared,
    TimelineMade,
    TitleChanged,
    TrackAdded,
    TrackRemoved,
    TransitionChanged,
    VolumeChanged,
)
from core.prompts.vocabulary import FRAMES, MOTIONS, TRANSITIONS

if TYPE_CHECKING:
    from core.locales import Speaker

_TOLD: Final = 4  # so many changes are told one by one, the others are counted
_LISTED: Final = 3


def describe(changes: Sequence[Change], speaker: Speaker) -> str:
    """One or two sentences; without changes the sentence that there are none."""
    if not changes:
        return speaker.format("change-nothing")
    clauses = list(dict.fromkeys(_clause(change, speaker) for change in _worth_telling(changes)))
    joined = _joined(clauses[:_TOLD], speaker)
    sentence = speaker.format("change-sentence", clauses=joined[:1].upper() + joined[1:])
    more = len(clauses) - _TOLD
    return sentence if more <= 0 else sentence + speaker.format("change-more", count=more)


def _worth_telling(changes: Sequence[Change]) -> list[Change]:
    """The most telling first; what only follows from another change left out."""
    reflowed = any(
        isinstance(
            change,
            DurationChanged | OrderChanged | SegmentAdded | SegmentRemoved | SegmentReplaced,
        )
        for change in changes
    )
    worth = [change for change in changes if not (reflowed and isinstance(change, SegmentRetimed))]
    return sorted(_gathered(worth), key=_rank)


def _gathered(changes: Sequence[Change]) -> list[Change]:
    """The same motion or transition given to many pictures is one change of no picture's name."""
    motions = [change for change in changes if isinstance(change, MotionChanged)]
    transitions = [change for change in changes if isinstance(change, TransitionChanged)]
    kept: list[Change] = [
        change for change in changes if not isinstance(change, MotionChanged | TransitionChanged)
    ]
    if len(motions) > 1 and len({(c.motion, c.same_type) for c in motions}) == 1:
        motions = [MotionChanged("", motions[0].motion, motions[0].same_type)]
    if len(transitions) > 1 and len({(c.transition, c.same_type) for c in transitions}) == 1:
        transitions = [TransitionChanged("", transitions[0].transition, transitions[0].same_type)]
    return [*kept, *motions, *transitions]


def _rank(change: Change) -> int:
    match change:
        case TimelineMade() | TimelineCleared():
            return 0
        case SegmentAdded() | TrackAdded() | SegmentReplaced() | TitleChanged():
            return 1
        case SegmentRemoved() | TrackRemoved():
            return 2
        case DurationChanged() | AspectChanged() | LoopChanged():
            return 3
        case MotionChanged() | OrderChanged() | TransitionChanged() | VolumeChanged():
            return 4
        case SegmentRetimed() | SegmentAdjusted():
            return 5
        case ProjectNamed() | OtherChanged():
            return 6
        case _:
            assert_never(change)


def _clause(change: Change, speaker: Speaker) -> str:  # noqa: C901, PLR0912 - a case per kind
    match change:
        case TimelineMade():
            return _made(change, speaker)
        case TimelineCleared():
            return speaker.format("change-cleared")
        case SegmentAdded(kind, name):
            return speaker.format("change-added", what=_what(kind, (name,), speaker))
        case TrackAdded(kind, names):
            return speaker.format("change-added", what=_what(kind, names, speaker))
        case SegmentRemoved(kind, name):
            return speaker.format("change-removed", what=_what(kind, (name,), speaker))
        case TrackRemoved(kind, names):
            return speaker.format("change-removed", what=_what(kind, names, speaker))
        case SegmentReplaced(kind, before, after):
            return speaker.format(
                "change-replaced",
                before=_what(kind, (before,), speaker),
                after=_what(kind, (after,), speaker),
            )
        case TitleChanged(_, after):
            return speaker.format("change-title", title=_quoted(after, speaker))
        case DurationChanged(before, after):
            return _length(before, after, speaker)
        case AspectChanged(width, height):
            return _aspect(width, height, speaker)
        case ProjectNamed(name):
            return speaker.format("change-named", name=_quoted(name, speaker))
        case LoopChanged(loops):
            return speaker.format("change-loop" if loops else "change-loop-off")
        case MotionChanged():
            return _motion(change, speaker)
        case TransitionChanged():
            return _transition(change, speaker)
        case VolumeChanged(kind, name, volume):
            return _volume(_what(kind, (name,), speaker), volume, speaker)
        case OrderChanged(kind, names):
            return speaker.format("change-order", what=_what(kind, names, speaker))
        case SegmentRetimed(kind, name, start_ms, duration_ms):
            return _retimed(_what(kind, (name,), speaker), start_ms, duration_ms, speaker)
        case SegmentAdjusted(kind, name):
            return speaker.format("change-adjusted", what=_what(kind, (name,), speaker))
        case OtherChanged():
            return speaker.format("change-other")
        case _:
            assert_never(change)


def _made(change: TimelineMade, speaker: Speaker) -> str:
    parts = [speaker.format("change-shots", count=change.shots)] if change.shots else []
    if change.titles:
        parts.append(_what(TrackKind.TEXT, change.titles, speaker))
    if change.sounds:
        parts.append(_what(TrackKind.AUDIO, change.sounds, speaker))
    what = _joined(parts, speaker) if parts else speaker.format("change-something")
    if change.duration_ms is None:
        return speaker.format("change-made", what=what)
    seconds = seconds_text(change.duration_ms)
    return speaker.format("change-made-long", what=what, seconds=seconds)


def _length(before: int | None, after: int | None, speaker: Speaker) -> str:
    match before, after:
        case _, None:
            return speaker.format("change-other")
        case None, int(now):
            return speaker.format("change-length", after=seconds_text(now))
        case int(then), int(now):
            return speaker.format(
                "change-length-from", before=seconds_text(then), after=seconds_text(now)
            )


def _aspect(width: int | None, height: int | None, speaker: Speaker) -> str:
    if width is None or height is None:
        return speaker.format("change-other")
    shape = Fraction(width, height)
    name = next((name for name, size in FRAMES.items() if Fraction(*size) == shape), None)
    return speaker.format("change-aspect", aspect=name or f"{width}×{height}")


def _motion(change: MotionChanged, speaker: Speaker) -> str:
    what = _picture(change.name, speaker)
    if change.same_type or not change.motion:
        return speaker.format("change-motion-adjusted", what=what)
    if change.motion == "none":
        return speaker.format("change-motion-off", what=what)
    name = speaker.format(f"motion-{change.motion}") if change.motion in MOTIONS else change.motion
    return speaker.format("change-motion", what=what, motion=shortened(name))


def _transition(change: TransitionChanged, speaker: Speaker) -> str:
    what = _picture(change.name, speaker)
    if change.same_type:
        return speaker.format("change-transition-adjusted", what=what)
    kind = change.transition or "none"
    name = speaker.format(f"transition-{kind}") if kind in TRANSITIONS else kind
    return speaker.format("change-transition", what=what, transition=shortened(name))


def _picture(name: str, speaker: Speaker) -> str:
    return _quoted(name, speaker) if name else speaker.format("change-pictures")


def _volume(what: str, volume: float | None, speaker: Speaker) -> str:
    if volume is None:
        return speaker.format("change-adjusted", what=what)
    return speaker.format("change-volume", what=what, percent=round(volume * 100))


def _retimed(what: str, start_ms: int, duration_ms: int | None, speaker: Speaker) -> str:
    if duration_ms is None:
        return speaker.format("change-adjusted", what=what)
    return speaker.format(
        "change-retimed",
        what=what,
        start=seconds_text(start_ms),
        end=seconds_text(start_ms + duration_ms),
    )


def _what(kind: TrackKind, names: Sequence[str], speaker: Speaker) -> str:
    """``the titles “A” and “B”``; without names their number."""
    key = {
        TrackKind.VIDEO: "video",
        TrackKind.AUDIO: "audio",
        TrackKind.TEXT: "text",
        TrackKind.OTHER: "other",
    }[kind]
    known = list(dict.fromkeys(name for name in names if name))
    if not known:
        return speaker.format(f"change-unnamed-{key}", count=len(names))
    listed = [_quoted(shown_name(kind, name, speaker), speaker) for name in known[:_LISTED]]
    if len(known) > _LISTED:
        listed.append(speaker.format("change-names-more", count=len(known) - _LISTED))
    named = speaker.listing(listed)
    return speaker.format(f"change-named-{key}", count=len(known), names=named)


def _quoted(name: str, speaker: Speaker) -> str:
    return speaker.format("change-quoted", name=shortened(name))


def _joined(clauses: Sequence[str], speaker: Speaker) -> str:
    *rest, last = clauses
    if not rest:
        return last
    head = reduce(lambda left, right: speaker.format("change-and", left=left, right=right), rest)
    return speaker.format("change-and-last", left=head, right=last)
