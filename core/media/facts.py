"""What is known of a file that was looked into; apart from what looks, PyAV and Pillow."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.media.kinds import MediaKind


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """A finished video: pixels as shown upright, and seconds."""

    width: int
    height: int
    duration_s: float
    has_audio: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file ready to go out.

    ``path`` is the file as it came, or a new one (``converted``). ``name`` is safe to send and
    ends in the extension of what is really inside. ``size`` in bytes; ``width`` and ``height`` in
    px as seen upright, ``duration_s`` in s, each None where the file has none or does not tell.
    """

    path: Path
    name: str
    content_type: str
    kind: MediaKind
    size: int
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None
    converted: bool = False
