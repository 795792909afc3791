"""What can be told of a change of the timeline, as a closed union of values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from core.conversation.timeline import TrackKind


@dataclass(frozen=True, slots=True)
class TimelineMade:
    """There was nothing before."""

    shots: int
    titles: tuple[str, ...]
    sounds: tuple[str, ...]
    duration_ms: int | None


@dataclass(frozen=True, slots=True)
class TimelineCleared:
    """There is nothing left."""


@dataclass(frozen=True, slots=True)
class SegmentAdded:
    """A piece came, on a track that was there."""

    kind: TrackKind
    name: str


@dataclass(frozen=True, slots=True)
class SegmentRemoved:
    """A piece went."""

    kind: TrackKind
    name: str


@dataclass(frozen=True, slots=True)
class SegmentReplaced:
    """Another piece stands where one stood."""

    kind: TrackKind
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TrackAdded:
    """A track came, with the pieces on it."""

    kind: TrackKind
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrackRemoved:
    """A track went, with the pieces on it."""

    kind: TrackKind
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DurationChanged:
    """The whole video is longer or shorter; ms, None where a draft does not say."""

    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class AspectChanged:
    """The frame's size changed; px."""

    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class ProjectNamed:
    """The project has another name."""

    name: str


@dataclass(frozen=True, slots=True)
class LoopChanged:
    """The video plays round without a seam now, or does not any more."""

    loops: bool


@dataclass(frozen=True, slots=True)
class TitleChanged:
    """Words in the picture are others now."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SegmentRetimed:
    """A piece starts at another time, or is longer or shorter; ms."""

    kind: TrackKind
    name: str
    start_ms: int
    duration_ms: int | None


@dataclass(frozen=True, slots=True)
class VolumeChanged:
    """A piece is louder or quieter; 0–1, None where the draft does not say any more."""

    kind: TrackKind
    name: str
    volume: float | None


@dataclass(frozen=True, slots=True)
class MotionChanged:
    """A picture moves otherwise. ``motion`` "" where it does not say any more."""

    name: str
    motion: str
    same_type: bool


@dataclass(frozen=True, slots=True)
class TransitionChanged:
    """A piece is entered otherwise. ``transition`` "": by a plain cut."""

    name: str
    transition: str
    same_type: bool


@dataclass(frozen=True, slots=True)
class OrderChanged:
    """The pieces of a track come in another order; ``names`` is the new one."""

    kind: TrackKind
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SegmentAdjusted:
    """Something of a piece changed that has no name here."""

    kind: TrackKind
    name: str


@dataclass(frozen=True, slots=True)
class OtherChanged:
    """Something changed that has no name here."""


Change: TypeAlias = (
    TimelineMade
    | TimelineCleared
    | SegmentAdded
    | SegmentRemoved
    | SegmentReplaced
    | TrackAdded
    | TrackRemoved
    | DurationChanged
    | AspectChanged
    | ProjectNamed
    | LoopChanged
    | TitleChanged
    | SegmentRetimed
    | VolumeChanged
    | MotionChanged
    | TransitionChanged
    | OrderChanged
    | SegmentAdjusted
    | OtherChanged
)
