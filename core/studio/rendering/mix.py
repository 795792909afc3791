"""All sounds of a timeline as one stream of samples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from core.studio.rendering.beds import synthesise_bed
from core.studio.timeline import Sound, Timeline

_BLOCK = 48_000


class AudioUnreadable(ValueError):
    """A sound's file is damaged or holds no sound. ``name`` is what its sender called it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no sound can be read from {name}")
        self.name = name


def mix(
    timeline: Timeline, media: Mapping[str, Path], rate: int = 48_000
) -> Iterator[NDArray[np.float32]]:
    """Blocks of float32 (n, 2), ``duration_ms`` of ``timeline`` in all, within ±1.

    Raises:
        AudioUnreadable: While iterating, when a sound's file can't be decoded.
    """
    total = round(timeline.duration_ms * rate / 1000)
    mixed = np.zeros((total, 2), np.float32)
    for sound in timeline.sounds:
        start = round(sound.start_ms * rate / 1000)
        count = min(total - start, round(sound.duration_ms * rate / 1000))
        if count > 0:
            mixed[start : start + count] += sound.volume * _samples(sound, media, count, rate)
    np.tanh(mixed, out=mixed)
    for at in range(0, total, _BLOCK):
        yield mixed[at : at + _BLOCK]


def _samples(sound: Sound, media: Mapping[str, Path], count: int, rate: int) -> NDArray[np.float32]:
    if sound.bed is not None:
        return synthesise_bed(sound.bed, count / rate, rate)[:count]
    path = media[sound.media or ""]
    parts: list[NDArray[np.float32]] = []
    try:
        with av.open(str(path)) as container:
            resampler = av.AudioResampler("flt", "stereo", rate)
            for frame in container.decode(audio=0):
                parts.extend(
                    np.asarray(r.to_ndarray(), np.float32).reshape(-1, 2)
                    for r in resampler.resample(frame)
                )
    except (FFmpegError, OSError, IndexError) as exc:
        raise AudioUnreadable(sound.name) from exc
    if not parts:
        raise AudioUnreadable(sound.name)
    return np.resize(np.concatenate(parts), (count, 2))
