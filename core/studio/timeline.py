"""The studio's timeline: what its agent edits and its renderer draws.

Shots tile the timeline without gaps or overlap: a shot starts where the one before ends, so the
video's length is exactly the sum of the shots. A transition is centred on the cut between two
shots: while it runs, the earlier shot goes on for half of it and the later one has begun half of
it early. Times are in ms, sizes in px.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class ShotKind(Enum):
    """What a shot is made of."""

    PICTURE = "image"
    CLIP = "video"  # also an animated GIF or WEBP: it plays, and repeats when it is too short


class Fit(Enum):
    """How a picture of another shape fills the frame."""

    AUTO = "auto"  # cover, where little is lost; else the whole picture over a blurred fill
    COVER = "cover"
    CONTAIN = "contain"


class Place(Enum):
    """Where a title stands."""

    TOP = "top"
    CENTER = "center"
    BOTTOM = "bottom"


class TitleSize(Enum):
    """How large a title is, relative to the frame."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Motion:
    """How a picture moves. ``type`` is a name from the motion registry.

    ``strength`` 0–1 (0.5 is the taste of the house), ``speed`` 0.1–5 multiplies the pace of
    periodic motions and the easing of others.
    """

    type: str = "auto"
    strength: float = 0.5
    speed: float = 1.0


@dataclass(frozen=True, slots=True)
class Transition:
    """How a shot is entered from the one before. ``type`` is a name from the registry."""

    type: str = "crossfade"
    duration_ms: int = 800


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture or clip on the timeline. ``media`` is the id of a file of the session."""

    media: str
    name: str
    duration_ms: int
    kind: ShotKind = ShotKind.PICTURE
    motion: Motion = field(default_factory=Motion)
    transition: Transition | None = None
    fit: Fit = Fit.AUTO
    clip_start_ms: int = 0


@dataclass(frozen=True, slots=True)
class Title:
    """Text over the picture. ``color`` is ``#rrggbb``; fades are inside the duration."""

    text: str
    start_ms: int
    duration_ms: int
    place: Place = Place.BOTTOM
    size: TitleSize = TitleSize.MEDIUM
    color: str = "#ffffff"
    fade_in_ms: int = 400
    fade_out_ms: int = 400


@dataclass(frozen=True, slots=True)
class Sound:
    """Music under the video: an uploaded file (``media``) or a synthesised ``bed``.

    Exactly one of the two is set. ``volume`` 0–1. It repeats until its duration is filled.
    """

    name: str
    start_ms: int
    duration_ms: int
    media: str | None = None
    bed: str | None = None
    volume: float = 0.35
    fade_in_ms: int = 500
    fade_out_ms: int = 1500


@dataclass(frozen=True, slots=True)
class Timeline:
    """A whole video. ``loop``: it shall play round without a seam."""

    shots: tuple[Shot, ...] = ()
    titles: tuple[Title, ...] = ()
    sounds: tuple[Sound, ...] = ()
    width: int = 1920
    height: int = 1080
    fps: int = 30
    title: str = ""
    loop: bool = False

    @property
    def duration_ms(self) -> int:
        """Length of the video."""
        return sum(shot.duration_ms for shot in self.shots)
