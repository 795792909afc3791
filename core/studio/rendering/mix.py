"""All sounds of a timeline as one stream of samples."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.studio.rendering.beds import bed_loop
from core.studio.rendering.limiting import limited
from core.studio.rendering.soundfile import AudioUnreadable, endless
from core.studio.timeline import Sound, Timeline

__all__ = ["AudioUnreadable", "mix"]

Samples = NDArray[np.float32]

_BLOCK_S = 1.0


def mix(timeline: Timeline, media: Mapping[str, Path], rate: int = 48_000) -> Generator[Samples]:
    """Blocks of float32 (n, 2), together exactly ``timeline.duration_ms``, below full scale.

    ``media`` finds the files of uploaded sounds by id (a video's own sound will do). Needs a few
    MB however long the files are: they are decoded as far as the blocks are asked for.

    Raises:
        AudioUnreadable: While iterating, when a sound's file is missing or can't be decoded.
        ValueError: Likewise, when a bed is unknown.
    """
    total = round(timeline.duration_ms * rate / 1000)
    block = round(_BLOCK_S * rate)
    with ExitStack() as stack:
        voices = [_Voice(sound, media, total, rate, stack) for sound in timeline.sounds]
        for at in range(0, total, block):
            mixed = np.zeros((min(block, total - at), 2), np.float32)
            for voice in voices:
                voice.add_to(mixed, at)
            yield limited(mixed)


class _Voice:
    """One sound of the timeline, played from its start to its end once."""

    def __init__(
        self, sound: Sound, media: Mapping[str, Path], total: int, rate: int, stack: ExitStack
    ) -> None:
        self._sound, self._media, self._rate, self._stack = sound, media, rate, stack
        self._start = max(0, round(sound.start_ms * rate / 1000))
        self._end = min(total, self._start + round(sound.duration_ms * rate / 1000))
        length = max(1, self._end - self._start)
        fades = [max(0, ms) * rate / 1000 for ms in (sound.fade_in_ms, sound.fade_out_ms)]
        squeezed = min(1.0, length / (sum(fades) or 1.0))  # fades never overlap
        self._rise, self._fall = (fade * squeezed for fade in fades)
        self._source: _Source | None = None

    def add_to(self, mixed: Samples, at: int) -> None:
        """Add what sounds during ``mixed``, whose first sample is number ``at`` of the video."""
        first, last = max(self._start, at), min(self._end, at + len(mixed))
        if first >= last or self._sound.volume <= 0:
            return
        if self._source is None:
            self._source = self._opened()
        heard = self._source.take(last - first)
        mixed[first - at : last - at] += heard * self._level(first, last)[:, None]

    def _opened(self) -> _Source:
        sound = self._sound
        if sound.bed is not None:
            return _Repeated(bed_loop(sound.bed, self._rate))
        path = self._media.get(sound.media or "")
        if path is None:
            raise AudioUnreadable(sound.name)
        return _Streamed(self._stack.enter_context(closing(endless(path, sound.name, self._rate))))

    def _level(self, first: int, last: int) -> Samples:
        """Volume with eased fades for each sample; both ends are silent when they fade."""
        number = np.arange(first, last, dtype=np.float64)
        rise = (number - self._start) / self._rise if self._rise else np.ones(last - first)
        fall = (self._end - 1 - number) / self._fall if self._fall else np.ones(last - first)
        level = np.clip(np.minimum(rise, fall), 0.0, 1.0)
        eased = level * level * (3 - 2 * level)
        return (eased * min(1.0, self._sound.volume)).astype(np.float32)


class _Source(Protocol):
    def take(self, count: int) -> Samples:
        """The next ``count`` samples."""
        ...


class _Repeated:
    """A loop in memory."""

    def __init__(self, loop: Samples) -> None:
        self._loop = loop
        self._at = 0

    def take(self, count: int) -> Samples:
        places = np.arange(self._at, self._at + count) % len(self._loop)
        self._at = (self._at + count) % len(self._loop)
        return self._loop[places]


class _Streamed:
    """Chunks of any size, cut to what is asked for."""

    def __init__(self, chunks: Iterator[Samples]) -> None:
        self._chunks = chunks
        self._left: Samples = np.zeros((0, 2), np.float32)

    def take(self, count: int) -> Samples:
        parts = [self._left]
        have = len(self._left)
        while have < count:
            parts.append(next(self._chunks))
            have += len(parts[-1])
        joined = np.concatenate(parts)
        self._left = joined[count:]
        return joined[:count]
