"""Music beds made of nothing but arithmetic."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_CHORDS = {
    "lofi": (220.0, 261.63, 329.63),
    "upbeat": (261.63, 329.63, 392.0),
    "calm": (196.0, 246.94, 293.66),
    "cinematic": (110.0, 164.81, 220.0),
}


def synthesise_bed(name: str, seconds: float, rate: int = 48_000) -> NDArray[np.float32]:
    """``seconds`` of the bed ``name`` as float32 (n, 2), peak below -1 dBFS, always the same.

    Raises:
        ValueError: There is no such bed.
    """
    if name not in _CHORDS:
        raise ValueError(f"no bed named {name!r}")
    t = np.arange(round(seconds * rate), dtype=np.float64) / rate
    tone = sum((np.sin(2 * np.pi * f * t) for f in _CHORDS[name]), np.zeros_like(t)) * 0.1
    return np.stack([tone, tone], axis=1).astype(np.float32)
