"""Clips as material: videos by PyAV, animations by Pillow, one frame after the other.

One decoded frame is held at a time. What is too short begins again.
"""

# pyright: reportUnknownMemberType=false
# PyAV's stubs leave the type parameters of containers and packets open.

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

import av
import numpy as np
from av.error import FFmpegError
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from PIL import Image

from core.studio.rendering.decode import LIGHT, MAX_PIXELS, picture_of, unreadable
from core.studio.rendering.jobs import RenderError
from core.studio.rendering.planes import Planes, from_rgb, views_of

_ANIMATIONS: Final = ("GIF", "WEBP")
_UNASKED_MS: Final = 100.0  # of a frame that asks for less than 20 ms, as browsers do it
_SHORTEST_MS: Final = 20.0
_UNTAGGED: Final = 2  # AVCOL_SPC_UNSPECIFIED
_HD: Final = 720  # rows; from here on untagged video is BT.709, below BT.601


class ClipFrame(Protocol):
    """A decoded frame, as seen upright."""

    def planes(self, width: int, height: int) -> Planes:
        """The whole frame as planes of this size, sides even."""
        ...


class _Reader(Protocol):
    """An opened file. ``width`` and ``height`` in px, as seen upright with square pixels."""

    width: int
    height: int

    def play(self, start_ms: float) -> Iterator[tuple[float, float, ClipFrame]]:
        """Each frame with its time after ``start_ms`` and its length, in ms."""
        ...

    def close(self) -> None: ...


class Clip:
    """Plays a file from ``start_ms`` on, round and round.

    ``width`` and ``height`` as seen upright.

    Raises:
        RenderError: here or in ``at``: the file can't be read; it names the clip.
    """

    def __init__(self, path: Path, name: str, start_ms: float) -> None:
        self._name = name
        self._reader = _opened(path, name)
        self.width, self.height = self._reader.width, self._reader.height
        self._start_ms = start_ms
        self._begin()

    def _begin(self) -> None:
        self._frames = self._repeated(self._start_ms)
        _, self._current = next(self._frames)  # seen from 0 on, whatever its own time says
        self._next_ms, self._next = 0.0, self._current
        self._since_ms = 0.0

    def at(self, ms: float) -> tuple[ClipFrame, bool]:
        """The frame at ``ms``, and whether it is another than the last; best asked in order."""
        if ms < self._since_ms:  # in a loop the end is seen before the beginning
            self._begin()
        fresh = False
        while self._next_ms <= ms:
            self._since_ms, self._current, fresh = self._next_ms, self._next, True
            self._next_ms, self._next = next(self._frames)
        return self._current, fresh

    def close(self) -> None:
        """Let go of the file."""
        self._reader.close()

    def _repeated(self, start_ms: float) -> Iterator[tuple[float, ClipFrame]]:
        offset = 0.0
        while True:
            count, end = 0, 0.0
            last: ClipFrame | None = None
            for ms, length, last in self._reader.play(start_ms):
                count, end = count + 1, ms + length
                yield offset + ms, last
            if last is None and start_ms > 0:
                start_ms = 0.0  # it asks for a start beyond the clip's end
            elif last is None:
                raise unreadable(self._name)
            elif count == 1:
                yield math.inf, last  # a still
            offset += end


def _opened(path: Path, name: str) -> _Reader:
    try:
        return _Animation(Image.open(path, formats=_ANIMATIONS), name)
    except OSError:  # no animation; Pillow has no narrower error for that
        return _Video(path, name)


class _Video:
    """A video file by PyAV."""

    def __init__(self, path: Path, name: str) -> None:
        try:
            self._container = av.open(str(path))
            self._stream = self._container.streams.video[0]
            self._stream.thread_type = "SLICE"  # threads by frame would hold a frame each
            context = self._stream.codec_context
            across, down = context.width, context.height
            if not 0 < across * down <= MAX_PIXELS:
                raise RenderError(f"the clip {name!r} has {across}×{down} px: too many")
            first = next(iter(self._container.decode(self._stream)))
        except (FFmpegError, OSError, ValueError, IndexError, StopIteration) as exc:
            raise unreadable(name) from exc
        aspect = float(self._stream.sample_aspect_ratio or 1) or 1.0
        self._quarters = round(first.rotation / 90) % 4
        size = (max(1, round(across * aspect)), down)
        self.width, self.height = size[::-1] if self._quarters % 2 else size
        self._reformatter = VideoReformatter()
        self._begin = first.time or 0.0
        self._frame_s = 1 / float(self._stream.average_rate or 25)

    def play(self, start_ms: float) -> Iterator[tuple[float, float, ClipFrame]]:
        start_s = self._begin + start_ms / 1000
        expected = 0.0
        try:
            self._container.seek(int(start_s * av.time_base), backward=True)
            for frame in self._container.decode(self._stream):
                seconds = self._begin + expected if frame.pts is None else frame.time
                expected = seconds - self._begin + self._frame_s
                if seconds + self._frame_s <= start_s + 1e-6:
                    continue
                ms = max(0.0, (seconds - start_s) * 1000)
                yield (
                    ms,
                    self._frame_s * 1000,
                    _VideoFrame(frame, self._quarters, self._reformatter),
                )
        except (FFmpegError, OSError, ValueError):
            return  # a cut tail: what came before it is shown again; nothing at all is told above

    def close(self) -> None:
        self._container.close()


@dataclass(frozen=True, slots=True)
class _VideoFrame:
    frame: av.VideoFrame
    quarters: int
    reformatter: VideoReformatter

    def planes(self, width: int, height: int) -> Planes:
        if self.quarters % 2:
            width, height = height, width
        frame = self.frame
        guessed = Colorspace.ITU709 if frame.height >= _HD else Colorspace.ITU601
        made = self.reformatter.reformat(
            frame,
            width,
            height,
            "yuv420p",
            src_colorspace=guessed if frame.colorspace == _UNTAGGED else None,
            dst_colorspace=Colorspace.ITU709,
            interpolation=Interpolation.BICUBIC,
            dst_color_range=ColorRange.MPEG,
            threads=1,
        )
        turned = (np.ascontiguousarray(np.rot90(p, self.quarters)) for p in views_of(made).all())
        return Planes(*turned)


class _Animation:
    """An animated GIF or WEBP by Pillow."""

    def __init__(self, image: Image.Image, name: str) -> None:
        self._image, self._name = image, name
        self.width, self.height = image.size

    def play(self, start_ms: float) -> Iterator[tuple[float, float, ClipFrame]]:
        at = -start_ms
        for index in range(int(getattr(self._image, "n_frames", 1))):
            try:
                self._image.seek(index)
                self._image.load()
            # decoders fed with foreign bytes raise whatever their authors did not foresee
            except Exception as exc:
                if index:
                    return
                raise unreadable(self._name) from exc
            length = float(self._image.info.get("duration") or 0)
            if length < _SHORTEST_MS:
                length = _UNASKED_MS
            if at + length > 0:
                yield max(0.0, at), length - max(0.0, -at), _AnimationFrame(self._image.copy())
            at += length

    def close(self) -> None:
        self._image.close()


@dataclass(frozen=True, slots=True)
class _AnimationFrame:
    image: Image.Image

    def planes(self, width: int, height: int) -> Planes:
        picture = picture_of(self.image)
        if picture.backdrop is not None:  # the same for all frames, whatever each of them holds
            picture = replace(picture, backdrop=LIGHT)
        return from_rgb(picture.cut((0, 0, *self.image.size), width, height))
