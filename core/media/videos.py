"""What a video file holds, and a small still of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import av
from av.error import FFmpegError

from core.errors import MediaUnreadable


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """Pixels as shown upright, and seconds."""

    width: int
    height: int
    duration_s: float
    has_audio: bool


def probe_video(path: Path) -> VideoFacts:
    """Read a video's size and length from its headers. Blocks.

    Raises:
        MediaUnreadable: It is no video, or damaged.
    """
    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                raise MediaUnreadable("no picture in it", name=path.name)
            stream = container.streams.video[0]
            return VideoFacts(
                stream.codec_context.width,
                stream.codec_context.height,
                (container.duration or 0) / av.time_base,
                bool(container.streams.audio),
            )
    except (FFmpegError, OSError) as exc:
        raise MediaUnreadable(name=path.name) from exc


def thumbnail(path: Path, dest: Path, *, edge: int = 320) -> Path:
    """Write a JPEG of at most ``edge`` px and 200 kB to ``dest`` (Bot API: thumbnail). Blocks.

    Raises:
        MediaUnreadable: It is no video, or damaged.
    """
    facts = probe_video(path)
    try:
        with av.open(str(path)) as container:
            container.seek(int(facts.duration_s * 0.15 * av.time_base))
            frame = next(container.decode(video=0))
            picture = frame.to_image()
    except (FFmpegError, OSError, StopIteration) as exc:
        raise MediaUnreadable(name=path.name) from exc
    picture.thumbnail((edge, edge))
    picture.save(dest, "JPEG", quality=85)
    return dest
