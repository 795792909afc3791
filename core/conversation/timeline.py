"""A draft as people understand it: tracks, what is on them, from when to when.

A draft is read here and never written: what is exported is the backend's own, verbatim. Nothing
in it is certain to be there, so every member is read tolerantly and what is not understood is
passed over (``TimelineView`` of any JSON at all; never raises).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import reduce
from typing import TYPE_CHECKING, Final, assert_never, cast

from core.backend.models import Draft
from core.prompts.vocabulary import BEDS

if TYPE_CHECKING:
    from core.locales import Speaker

_LONGEST_MS: Final = 86_400_000 * 30
_NAMED: Final = 3  # so many pieces of a track are named in a summary, the others are counted
_LONGEST_NAME: Final = 40
_JOINER: Final = "\u200d"  # inside emoji
_NAME_KEYS: Final = ("name", "text", "title", "n", "content", "filename")
_TEXT_KEYS: Final = ("text", "content", "name", "title", "n")
_START_KEYS: Final = ("s", "st", "start")
_DURATION_KEYS: Final = ("d", "duration")
_VOLUME_KEYS: Final = ("volume", "v", "vol")


class TrackKind(Enum):
    """What a track holds; ``tt`` 0, 1 and 7 are documented, all else is OTHER."""

    VIDEO = "video"
    AUDIO = "audio"
    TEXT = "text"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SegmentView:
    """One piece on a track. ``duration_ms`` None: the draft does not say; ``volume`` 0–1."""

    name: str
    start_ms: int
    duration_ms: int | None
    volume: float | None
    raw: Mapping[str, object]

    @property
    def end_ms(self) -> int | None:
        """Where it ends; None when its length is unknown."""
        return None if self.duration_ms is None else self.start_ms + self.duration_ms


@dataclass(frozen=True, slots=True)
class TrackView:
    """One track. ``raw`` is the draft's own object, unknown keys included."""

    kind: TrackKind
    name: str
    segments: tuple[SegmentView, ...]
    raw: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class TimelineView:
    """A whole draft. Sizes in px, None where the draft does not say."""

    tracks: tuple[TrackView, ...]
    duration_ms: int | None
    title: str
    width: int | None
    height: int | None

    @property
    def exportable(self) -> bool:
        """Whether there is something to render: one track with one segment."""
        return any(track.segments for track in self.tracks)


@dataclass(frozen=True, slots=True)
class TrackSummary:
    """One track in a summary. ``more``: pieces that are not among ``names``."""

    kind: TrackKind
    names: tuple[str, ...]
    more: int
    start_ms: int
    end_ms: int | None
    volume: float | None


@dataclass(frozen=True, slots=True)
class TimelineSummary:
    """What a person is told about a timeline. Tracks without segments are left out."""

    tracks: tuple[TrackSummary, ...]
    duration_ms: int | None


def read_timeline(draft: object) -> TimelineView:
    """Any JSON value as a timeline; what is no timeline has no tracks."""
    members = _object(draft)
    about = _object(members.get("m"))
    tracks = tuple(_track(_object(track)) for track in _array(members.get("t")))
    ends = [
        segment.end_ms
        for track in tracks
        for segment in track.segments
        if segment.end_ms is not None
    ]
    declared = _ms(members, _DURATION_KEYS)
    return TimelineView(
        tracks=tracks,
        duration_ms=declared if declared is not None else max(ends, default=None),
        title=_text(about, ("title",)),
        width=_pixels(about.get("width")),
        height=_pixels(about.get("height")),
    )


def summarise(draft: Draft | None) -> TimelineSummary:
    """What there is to tell about a draft."""
    view = read_timeline(draft)
    return TimelineSummary(
        tracks=tuple(_track_summary(track) for track in view.tracks if track.segments),
        duration_ms=view.duration_ms,
    )


def summary_line(summary: TimelineSummary, speaker: Speaker) -> str:
    """One line: ``Timeline (1 track): 1. Video: beach (0-5s)``."""
    if not summary.tracks:
        return speaker.format("timeline-empty")
    tracks = " ".join(
        speaker.format("timeline-track", number=number, track=_track_text(track, speaker))
        for number, track in enumerate(summary.tracks, 1)
    )
    return speaker.format("timeline-summary", count=len(summary.tracks), tracks=tracks)


def seconds_text(ms: int) -> str:
    """Milliseconds as seconds with at most one decimal: ``5``, ``2.5``."""
    return f"{round(ms / 1000, 1):.10g}"


def _track_text(track: TrackSummary, speaker: Speaker) -> str:
    named = [
        speaker.format("timeline-quoted", text=name)
        if track.kind is TrackKind.TEXT
        else shown_name(track.kind, name, speaker)
        for name in track.names
    ]
    names = enumeration(named, speaker) or speaker.format("timeline-unnamed")
    if track.more:
        names = speaker.format("timeline-more", names=names, more=track.more)
    span = speaker.format(
        "timeline-span",
        start=seconds_text(track.start_ms),
        end="?" if track.end_ms is None else seconds_text(track.end_ms),
    )
    if track.volume is not None:
        span = speaker.format("timeline-volume", span=span, percent=round(track.volume * 100))
    return speaker.format(_track_key(track.kind), names=names, span=span)


def shown_name(kind: TrackKind, name: str, speaker: Speaker) -> str:
    """What a piece is called; music that is made on the spot in the reader's language."""
    bed = name.lower().replace("-", "")
    return speaker.format(f"bed-{bed}") if kind is TrackKind.AUDIO and bed in BEDS else name


def enumeration(parts: Sequence[str], speaker: Speaker) -> str:
    """Short parts in a row, in the reader's punctuation; "" of none."""
    if not parts:
        return ""
    return reduce(lambda left, right: speaker.format("list-and", left=left, right=right), parts)


def _track_key(kind: TrackKind) -> str:
    match kind:
        case TrackKind.VIDEO:
            return "timeline-video"
        case TrackKind.AUDIO:
            return "timeline-audio"
        case TrackKind.TEXT:
            return "timeline-text"
        case TrackKind.OTHER:
            return "timeline-other"
        case _:
            assert_never(kind)


def _track_summary(track: TrackView) -> TrackSummary:
    names = list(dict.fromkeys(segment.name for segment in track.segments if segment.name))
    if not names and track.name:
        names = [track.name]
    ends = [segment.end_ms for segment in track.segments]
    known = [end for end in ends if end is not None]
    volumes = {segment.volume for segment in track.segments}
    return TrackSummary(
        kind=track.kind,
        names=tuple(shortened(name) for name in names[:_NAMED]),
        more=max(0, len(names) - _NAMED),
        start_ms=min(segment.start_ms for segment in track.segments),
        end_ms=max(known) if len(known) == len(ends) else None,
        volume=volumes.pop() if track.kind is TrackKind.AUDIO and len(volumes) == 1 else None,
    )


def shortened(name: str) -> str:
    """A name fit for one line: no control characters, single blanks, a bounded length."""
    shown = "".join(c if c.isprintable() or c == _JOINER else " " for c in name)
    line = " ".join(shown.split())
    return line if len(line) <= _LONGEST_NAME else line[: _LONGEST_NAME - 1].rstrip() + "…"


def _track(members: Mapping[str, object]) -> TrackView:
    kind = _kind(members.get("tt"))
    segments: list[SegmentView] = []
    clock = 0
    for value in _array(members.get("sg")):
        segment = _segment(_object(value), kind, clock)
        segments.append(segment)
        clock = segment.start_ms if segment.end_ms is None else segment.end_ms
    return TrackView(kind, _text(_object(members.get("m")), _NAME_KEYS), tuple(segments), members)


def _segment(members: Mapping[str, object], kind: TrackKind, clock: int) -> SegmentView:
    about = {**members, **_object(members.get("m"))}
    timed = {**_object(members.get("m")), **members}
    start = _ms(timed, _START_KEYS)
    return SegmentView(
        name=_text(about, _TEXT_KEYS if kind is TrackKind.TEXT else _NAME_KEYS),
        start_ms=clock if start is None else start,
        duration_ms=_ms(timed, _DURATION_KEYS),
        volume=_volume(about),
        raw=members,
    )


def _kind(value: object) -> TrackKind:
    # True == 1 in Python, but true is no track type
    match value:
        case bool():
            return TrackKind.OTHER
        case 0:
            return TrackKind.VIDEO
        case 1:
            return TrackKind.AUDIO
        case 7:
            return TrackKind.TEXT
        case _:
            return TrackKind.OTHER


def _volume(members: Mapping[str, object]) -> float | None:
    for key in _VOLUME_KEYS:
        number = _number(members.get(key))
        if number is not None and 0 <= number <= 1000:
            # both 0.35 and 35 are met; nobody asks for more than twice the loudness
            return number if number <= 2 else number / 100
    return None


def _ms(members: Mapping[str, object], keys: tuple[str, ...]) -> int | None:
    for key in keys:
        number = _number(members.get(key))
        if number is not None and 0 <= number <= _LONGEST_MS:
            return round(number)
    return None


def _pixels(value: object) -> int | None:
    number = _number(value)
    return round(number) if number is not None and 1 <= number <= 100_000 else None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # a JSON integer can be too long for a float
    return value if isinstance(value, int) or math.isfinite(value) else None


def _text(members: Mapping[str, object], keys: tuple[str, ...]) -> str:
    for key in keys:
        value = members.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def _object(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}


def _array(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []
