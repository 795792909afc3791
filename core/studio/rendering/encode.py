"""Frames and sound into an MP4: H.264 High, yuv420p, BT.709, AAC, the index in front."""

# pyright: reportUnknownMemberType=false
# PyAV's stubs leave the type parameters of packets and options open.
from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
from av.error import FFmpegError
from av.video.frame import PictureType
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from numpy.typing import NDArray

from core.errors import is_disk_full
from core.studio.rendering.jobs import OutputSpec, RenderError

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.video.stream import VideoStream

AudioBlocks = Iterator[NDArray[np.float32]]


class Encoder:
    """Writes one file: ``write`` each of ``frames`` frames in order, then ``close``.

    Sound is pulled from ``audio`` (blocks of float32 (n, 2)) as the frames come, so the file is
    interleaved as it plays. It ends with the last frame: what is longer is cut, what is shorter
    goes on in silence.

    Raises:
        RenderError: the disk is full, or the encoder refuses the settings.
    """

    def __init__(
        self, path: Path, spec: OutputSpec, frames: int, audio: AudioBlocks | None = None
    ) -> None:
        self._spec = spec
        self._audio = audio
        self._written = 0
        self._heard = 0
        self._last_sample = round(frames * spec.audio_rate / spec.fps)
        try:
            # the default of 1000 would round the track's ends to ms, which cuts into a frame
            timescale = math.lcm(spec.fps, spec.audio_rate)
            self._container = av.open(
                str(path),
                "w",
                format="mp4",
                options={"movflags": "+faststart", "movie_timescale": str(timescale)},
            )
            self._video = self._add_video()
            self._sound = None if audio is None else self._add_sound()
        except (FFmpegError, OSError, ValueError) as exc:
            raise told(exc) from exc

    def _add_video(self) -> VideoStream:
        spec = self._spec
        stream = self._container.add_stream("libx264", rate=spec.fps)
        stream.width, stream.height, stream.pix_fmt = spec.width, spec.height, "yuv420p"
        stream.options = {
            "preset": spec.preset,
            "crf": str(spec.crf),
            "profile": "high",
            "x264-params": spec.x264_params,
        }
        context = stream.codec_context
        context.time_base = Fraction(1, spec.fps)
        context.color_primaries = ColorPrimaries.BT709
        context.color_trc = ColorTrc.BT709
        context.colorspace = Colorspace.ITU709
        context.color_range = ColorRange.MPEG
        return stream

    def _add_sound(self) -> AudioStream:
        stream = self._container.add_stream("aac", rate=self._spec.audio_rate)
        stream.layout = "stereo"
        stream.bit_rate = self._spec.audio_bitrate
        return stream

    def write(self, frame: av.VideoFrame) -> None:
        """Encode the next frame, and the sound up to its end."""
        frame.pts = self._written
        frame.time_base = Fraction(1, self._spec.fps)
        frame.pict_type = PictureType.NONE  # the encoder decides
        frame.colorspace, frame.color_range = Colorspace.ITU709, ColorRange.MPEG
        frame.color_primaries, frame.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
        self._written += 1
        try:
            self._container.mux(self._video.encode(frame))
            if self._sound is not None:
                self._hear(self._sound, self._written * self._spec.audio_rate // self._spec.fps)
        except (FFmpegError, OSError) as exc:
            raise told(exc) from exc

    def _hear(self, stream: AudioStream, until: int) -> None:
        """Encode sound until sample ``until`` is reached."""
        until = min(until, self._last_sample)
        while self._heard < until:
            block = None if self._audio is None else next(self._audio, None)
            if block is None:
                block = np.zeros((until - self._heard, 2), np.float32)
            block = block[: self._last_sample - self._heard]
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(block.T), format="fltp", layout="stereo"
            )
            frame.sample_rate = self._spec.audio_rate
            frame.pts = self._heard
            frame.time_base = Fraction(1, self._spec.audio_rate)
            self._heard += block.shape[0]
            self._container.mux(stream.encode(frame))

    def close(self) -> None:
        """Flush both encoders and move the index to the front."""
        try:
            self._container.mux(self._video.encode())
            if self._sound is not None:
                self._hear(self._sound, self._last_sample)
                self._container.mux(self._sound.encode())
            self._container.close()
        except (FFmpegError, OSError) as exc:
            raise told(exc) from exc

    def discard(self) -> None:
        """Let go of the file; without ``close`` before, what it holds is worthless."""
        try:
            self._container.close()
        except (FFmpegError, OSError, ValueError):
            return


def told(exc: FFmpegError | OSError | ValueError) -> RenderError:
    """The encoder's error in plain words, without paths."""
    if isinstance(exc, OSError) and is_disk_full(exc):
        return RenderError("no space is left on the disk for the video")
    why = exc.strerror if isinstance(exc, FFmpegError | OSError) else str(exc)
    return RenderError(f"the encoder failed: {why}")
