"""Finished videos: their size and length, and a small still of them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import cast

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image, ImageStat

from core.errors import MediaUnreadable
from core.media.containers import moving_picture, open_container, probe
from core.media.facts import VideoFacts
from core.media.files import MediaLimits, examine, write_whole

_WANTED = (0.15, 0.5)  # shares of the length: past a fade-in, and well past a long one
_DARK = 16  # mean of 255: still fading in, or a picture of the night
_MAX_DECODED = 300  # frames after a keyframe, so that a sparse file can't take minutes


def probe_video(path: Path, limits: MediaLimits | None = None) -> VideoFacts:
    """A video's size and length. Blocks.

    Raises:
        MediaError, UnsupportedMedia, MediaTooLarge: It is no video that can be read.
    """
    limits = limits or MediaLimits(max_bytes=2**63)  # a finished video may be as large as it is
    kind, _ = examine(path, path.name, limits)
    facts = probe(path, kind, path.name, limits)
    if facts.width is None or facts.height is None or facts.duration_s is None:
        raise MediaUnreadable("no video in it", name=path.name)
    return VideoFacts(facts.width, facts.height, facts.duration_s, facts.has_audio)


def thumbnail(path: Path, dest: Path, *, edge: int = 320) -> Path:
    """Write a still of the video as JPEG of at most ``edge`` px to ``dest``. Blocks.

    Bot API, ``thumbnail``: JPEG, under 200 kB, width and height at most 320. At 320 px and this
    quality even noise stays below half of that.

    Raises:
        MediaError, UnsupportedMedia: It is no video that can be read.
        DiskFull: There is no room for it.
    """
    kind, _ = examine(path, path.name, MediaLimits(max_bytes=2**63))
    stills: list[Image.Image] = []
    try:
        with open_container(path, kind) as container:
            stream = moving_picture(container)
            if stream is None:
                raise MediaUnreadable("no video in it", name=path.name)
            stream.thread_type = "AUTO"
            for share in _WANTED:
                stills.append(_small(_frame_at(container, stream, share), edge))
                if _brightness(stills[-1]) > _DARK:
                    break
    except (FFmpegError, OSError, ValueError, StopIteration) as exc:
        raise MediaUnreadable("it does not decode", name=path.name) from exc
    encoded = io.BytesIO()
    max(stills, key=_brightness).save(encoded, "JPEG", quality=85)
    write_whole(dest, encoded.getbuffer(), path.name)
    return dest


def _frame_at(container: InputContainer, stream: VideoStream, share: float) -> VideoFrame:
    wanted = (container.duration or 0) / av.time_base * share
    container.seek(int(wanted * av.time_base))
    frames = container.decode(stream)
    frame = next(frames)
    for _ in range(_MAX_DECODED):
        if frame.time >= wanted:
            break
        frame = next(frames, frame)
    return frame


def _small(frame: VideoFrame, edge: int) -> Image.Image:
    scale = min(1.0, edge / max(frame.width, frame.height))
    width, height = (max(1, round(side * scale)) for side in (frame.width, frame.height))
    # PyAV's stubs leave the Pillow picture untyped
    picture = cast("Image.Image", frame.to_image(width=width, height=height))  # pyright: ignore[reportUnknownMemberType]
    return picture.rotate(frame.rotation, expand=True) if frame.rotation else picture


def _brightness(picture: Image.Image) -> float:
    return ImageStat.Stat(picture.convert("L")).mean[0]
