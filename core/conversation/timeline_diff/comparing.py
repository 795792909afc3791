"""Compares two drafts.

Pieces of the two are paired by the backend's id of them, else by their media or words, so that a
piece that moved or was retimed is told as that and not as one gone and one come. Whatever differs
and has no name in ``changes`` is ``OtherChanged``: never silence where something changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Final, TypeAlias, cast

from core.backend.models import Draft
from core.conversation.timeline import (
    SegmentView,
    TimelineView,
    TrackKind,
    TrackView,
    read_timeline,
)
from core.conversation.timeline_diff import changes as kinds
from core.conversation.timeline_diff.changes import Change

_Members: TypeAlias = Mapping[str, object]

_TOLD_IN_SEGMENT: Final = frozenset({"s", "st", "start", "d", "duration", "m"})
_TOLD_IN_ABOUT: Final = frozenset(
    {"name", "text", "volume", "motion", "transition", "s", "st", "start", "d", "duration"}
)
_TOLD_IN_DRAFT: Final = frozenset({"t", "d", "duration", "m"})
_TOLD_IN_DRAFT_ABOUT: Final = frozenset({"title", "width", "height", "loop"})


def diff(before: Draft | None, after: Draft | None) -> tuple[Change, ...]:
    """Everything that differs, in the order of the timeline; () where nothing does."""
    old, new = read_timeline(before), read_timeline(after)
    if same_json(before or {}, after or {}):
        return ()
    if not old.exportable and not new.exportable:
        return (kinds.OtherChanged(),)
    if not old.exportable:
        return (_made(new),)
    if not new.exportable:
        return (kinds.TimelineCleared(),)
    return tuple(_changes(old, new, before or {}, after or {})) or (kinds.OtherChanged(),)


def same_json(left: object, right: object) -> bool:
    """Whether two JSON values are the same; 1 is 1.0 but not true. However deep they nest."""
    pairs: list[tuple[object, object]] = [(left, right)]
    while pairs:
        one, other = pairs.pop()
        kind = _json_kind(one)
        if kind != _json_kind(other):
            return False
        if kind == "object":
            mine, theirs = cast("_Members", one), cast("_Members", other)
            if mine.keys() != theirs.keys():
                return False
            pairs.extend((mine[key], theirs[key]) for key in mine)
        elif kind == "array":
            items, others = cast("list[object]", one), cast("list[object]", other)
            if len(items) != len(others):
                return False
            pairs.extend(zip(items, others, strict=True))
        elif one != other and not (one != one and other != other):  # noqa: PLR0124 - NaN
            return False
    return True


def _json_kind(value: object) -> str:
    match value:
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case Mapping():
            return "object"
        case list():
            return "array"
        case _:
            return "other"


def _made(view: TimelineView) -> kinds.TimelineMade:
    def names(kind: TrackKind) -> tuple[str, ...]:
        return tuple(segment.name for segment in _pieces(view, kind) if segment.name)

    shots = sum(1 for _ in _pieces(view, TrackKind.VIDEO))
    return kinds.TimelineMade(
        shots, names(TrackKind.TEXT), names(TrackKind.AUDIO), view.duration_ms
    )


def _pieces(view: TimelineView, kind: TrackKind) -> Iterator[SegmentView]:
    return (piece for track in view.tracks if track.kind is kind for piece in track.segments)


def _changes(old: TimelineView, new: TimelineView, before: Draft, after: Draft) -> Iterator[Change]:
    for kind in TrackKind:
        yield from _kind_changes(
            kind,
            [track for track in old.tracks if track.kind is kind],
            [track for track in new.tracks if track.kind is kind],
        )
    if old.duration_ms != new.duration_ms:
        yield kinds.DurationChanged(old.duration_ms, new.duration_ms)
    if (old.width, old.height) != (new.width, new.height):
        yield kinds.AspectChanged(new.width, new.height)
    if old.title != new.title:
        yield kinds.ProjectNamed(new.title)
    if not same_json(_about(before).get("loop"), _about(after).get("loop")):
        yield kinds.LoopChanged(bool(_about(after).get("loop")))
    if not _same_rest(before, after, _TOLD_IN_DRAFT) or not _same_rest(
        _about(before), _about(after), _TOLD_IN_DRAFT_ABOUT
    ):
        yield kinds.OtherChanged()


def _kind_changes(
    kind: TrackKind, old: Sequence[TrackView], new: Sequence[TrackView]
) -> Iterator[Change]:
    for track, changed in zip_longest(old, new):
        if changed is None:
            yield kinds.TrackRemoved(kind, _names(track.segments))
        elif track is None:
            yield kinds.TrackAdded(kind, _names(changed.segments))
        else:
            yield from _track_changes(track, changed)


def _track_changes(old: TrackView, new: TrackView) -> Iterator[Change]:
    pairs, gone, come = _paired(old.segments, new.segments)
    for index in range(max(len(gone), len(come))):
        yield _exchange(old.kind, gone[index : index + 1], come[index : index + 1])
    places = [place for _, place in pairs]
    if places != sorted(places):
        yield kinds.OrderChanged(old.kind, _names(new.segments))
    for before, after in sorted(pairs, key=lambda pair: pair[1]):
        yield from _segment_changes(old.kind, old.segments[before], new.segments[after])
    if not _same_rest(old.raw, new.raw, frozenset({"sg"})):
        yield kinds.OtherChanged()


def _paired(
    old: Sequence[SegmentView], new: Sequence[SegmentView]
) -> tuple[list[tuple[int, int]], list[SegmentView], list[SegmentView]]:
    """Which piece is which, by position, in the old order; those gone; those that came."""
    places = {key: index for index, key in enumerate(_keys(new))}
    pairs: list[tuple[int, int]] = []
    gone: list[SegmentView] = []
    for index, key in enumerate(_keys(old)):
        place = places.pop(key, None)
        if place is None:
            gone.append(old[index])
        else:
            pairs.append((index, place))
    return pairs, gone, [new[index] for index in sorted(places.values())]


def _keys(segments: Sequence[SegmentView]) -> Iterator[tuple[str, int]]:
    """What each piece is known by, and the how-manieth of that it is."""
    seen: Counter[str] = Counter()
    for segment in segments:
        key = _identity(segment)
        yield key, seen[key]
        seen[key] += 1


def _identity(segment: SegmentView) -> str:
    about = _about(segment.raw)
    for candidate in (segment.raw.get("id"), about.get("id"), about.get("media"), segment.name):
        if isinstance(candidate, str) and candidate:
            return candidate
    return ""


def _exchange(kind: TrackKind, gone: Sequence[SegmentView], come: Sequence[SegmentView]) -> Change:
    match gone, come:
        case [before], [after]:
            if kind is TrackKind.TEXT:
                return kinds.TitleChanged(before.name, after.name)
            return kinds.SegmentReplaced(kind, before.name, after.name)
        case [before], _:
            return kinds.SegmentRemoved(kind, before.name)
        case _:
            return kinds.SegmentAdded(kind, come[0].name)


def _segment_changes(kind: TrackKind, old: SegmentView, new: SegmentView) -> Iterator[Change]:
    if old.name != new.name:
        if kind is TrackKind.TEXT:
            yield kinds.TitleChanged(old.name, new.name)
        else:
            yield kinds.SegmentReplaced(kind, old.name, new.name)
    if (old.start_ms, old.duration_ms) != (new.start_ms, new.duration_ms):
        yield kinds.SegmentRetimed(kind, new.name, new.start_ms, new.duration_ms)
    if old.volume != new.volume:
        yield kinds.VolumeChanged(kind, new.name, new.volume)
    before, after = _about(old.raw), _about(new.raw)
    if not same_json(before.get("motion"), after.get("motion")):
        motion = _type_name(after.get("motion"))
        same = motion == _type_name(before.get("motion"))
        yield kinds.MotionChanged(new.name, motion, same)
    if not same_json(before.get("transition"), after.get("transition")):
        transition = _type_name(after.get("transition"))
        same = transition == _type_name(before.get("transition"))
        yield kinds.TransitionChanged(new.name, transition, same)
    if not _same_rest(old.raw, new.raw, _TOLD_IN_SEGMENT) or not _same_rest(
        before, after, _TOLD_IN_ABOUT
    ):
        yield kinds.SegmentAdjusted(kind, new.name)


def _type_name(value: object) -> str:
    match value:
        case str():
            return value
        case {"type": str(name)}:
            return name
        case _:
            return ""


def _same_rest(
    one: Mapping[str, object], other: Mapping[str, object], told: frozenset[str]
) -> bool:
    return same_json(
        {key: value for key, value in one.items() if key not in told},
        {key: value for key, value in other.items() if key not in told},
    )


def _about(members: Mapping[str, object]) -> Mapping[str, object]:
    value = members.get("m")
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}


def _names(segments: Sequence[SegmentView]) -> tuple[str, ...]:
    return tuple(segment.name for segment in segments)
