"""Frames and sound into an MP4: H.264 High, yuv420p, BT.709, AAC, the index in front."""

# pyright: reportUnknownMemberType=false
# PyAV's stubs leave the type parameters of packets and options open.
from __future__ import annotations

import errno
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

from core.studio.rendering.jobs import OutputSpec, RenderError

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.video.stream import VideoStream

AudioBlocks = Iterator[NDArray[np.float32]]

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Encoder:
    """Writes one file: ``write`` each frame in order, then ``close``; or ``discard``.

    Sound is pulled from ``audio`` as the frames come, so the file is interleaved as it plays.

    Raises:
        RenderError: the disk is full, or the encoder refuses the settings.
    """

    def __init__(self, path: Path, spec: OutputSpec, audio: AudioBlocks | None = None) -> None:
        self._spec = spec
        self._audio = audio
        self._frames = 0
        self._samples = 0
        try:
            self._container = av.open(
                str(path), "w", format="mp4", options={"movflags": "+faststart"}
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
        frame.pts = self._frames
        frame.time_base = Fraction(1, self._spec.fps)
        frame.pict_type = PictureType.NONE  # the encoder decides
        frame.colorspace, frame.color_range = Colorspace.ITU709, ColorRange.MPEG
        frame.color_primaries, frame.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
        self._frames += 1
        try:
            self._container.mux(self._video.encode(frame))
            self._sound_until(self._frames * self._spec.audio_rate // self._spec.fps)
        except (FFmpegError, OSError) as exc:
            raise told(exc) from exc

    def _sound_until(self, samples: int) -> None:
        while self._audio is not None and self._sound is not None and self._samples < samples:
            block = next(self._audio, None)
            if block is None:
                return
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(block.T), format="fltp", layout="stereo"
            )
            frame.sample_rate = self._spec.audio_rate
            frame.pts = self._samples
            frame.time_base = Fraction(1, self._spec.audio_rate)
            self._samples += block.shape[0]
            self._container.mux(self._sound.encode(frame))

    def close(self) -> None:
        """Flush both encoders and move the index to the front."""
        try:
            self._container.mux(self._video.encode())
            if self._sound is not None:
                self._container.mux(self._sound.encode())
            self._container.close()
        except (FFmpegError, OSError) as exc:
            raise told(exc) from exc

    def discard(self) -> None:
        """Let go of the file after an error; what it holds is worthless."""
        try:
            self._container.close()
        except (FFmpegError, OSError, ValueError):
            return


def told(exc: Exception) -> RenderError:
    """The encoder's error in plain words."""
    if isinstance(exc, OSError) and exc.errno in _NO_SPACE:
        return RenderError("no space is left on the disk for the video")
    return RenderError(f"the encoder failed: {exc}")
