"""The sound of an uploaded file, decoded as it is needed, played round for ever."""

# pyright: reportUnknownMemberType=false
# PyAV's stubs leave the type parameters of packets open.
from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.error import FFmpegError
from numpy.typing import NDArray

from core.media import HEAD_BYTES, MediaKind, first_sound, open_container, sniff

Samples = NDArray[np.float32]

_SEAM_S = 0.03  # how long the end and the next beginning sound together
_SHORT_S = 1.0  # a file shorter than this is kept in memory instead of being opened again and again


class AudioUnreadable(ValueError):
    """A sound's file is missing, damaged or holds no sound.

    ``name`` is what its sender called it.
    """

    def __init__(self, name: str) -> None:
        super().__init__(f"no sound can be read from {name}")
        self.name = name


def endless(path: Path, name: str, rate: int) -> Generator[Samples]:
    """Chunks of float32 (n, 2) at ``rate`` Hz; where the file ends it starts again, blended.

    Damaged packets in the middle of a file are left out, as players do.

    Raises:
        AudioUnreadable: While iterating, when nothing can be decoded.
    """
    seam = round(_SEAM_S * rate)
    start = _beginning(_decoded(path, name, rate), round(_SHORT_S * rate))
    if not len(start):
        raise AudioUnreadable(name)
    if len(start) < round(_SHORT_S * rate):
        yield from _blended(lambda: iter((start,)), min(seam, len(start) // 4))
    yield from _blended(lambda: _decoded(path, name, rate), seam)


def _beginning(chunks: Iterator[Samples], count: int) -> Samples:
    parts: list[Samples] = [np.zeros((0, 2), np.float32)]
    have = 0
    for chunk in chunks:
        parts.append(chunk)
        have += len(chunk)
        if have >= count:
            break
    return np.concatenate(parts)


def _blended(play: Callable[[], Iterator[Samples]], seam: int) -> Generator[Samples]:
    """Rounds of ``play``, the last ``seam`` samples of each over the first of the next."""
    rise = np.linspace(0, 1, seam, dtype=np.float32)[:, None]
    tail: Samples | None = None
    while True:
        held: Samples = np.zeros((0, 2), np.float32)
        for chunk in play():
            held = np.concatenate([held, chunk])
            if len(held) <= seam:
                continue
            if tail is not None:
                held[:seam] = held[:seam] * rise + tail * (1 - rise)
                tail = None
            yield held[: len(held) - seam]
            held = held[len(held) - seam :]
        tail = held


def _decoded(path: Path, name: str, rate: int) -> Generator[Samples]:
    """The file once from its start to its end."""
    try:
        with path.open("rb") as stream:
            kind = sniff(stream.read(HEAD_BYTES))
        if kind is None or kind.kind is MediaKind.PICTURE:
            raise AudioUnreadable(name)
        with open_container(path, kind) as container:
            track = first_sound(container)
            if track is None:
                raise AudioUnreadable(name)
            # FFmpeg spreads one channel over two at half its power each; here it keeps its level
            layout = "mono" if track.channels == 1 else "stereo"
            resampler = av.AudioResampler("flt", layout, rate)
            for packet in container.demux(track):
                try:
                    frames = [
                        ready for frame in packet.decode() for ready in resampler.resample(frame)
                    ]
                except (FFmpegError, ValueError):  # ValueError: it changed its shape on the way
                    continue
                yield from map(_samples, frames)
            yield from map(_samples, resampler.resample(None))
    except (FFmpegError, OSError) as exc:
        raise AudioUnreadable(name) from exc


def _samples(frame: AudioFrame) -> Samples:
    channels = frame.layout.nb_channels
    samples = np.asarray(frame.to_ndarray(), np.float32).reshape(-1, channels)
    return samples if channels == 2 else np.repeat(samples, 2, axis=1)
