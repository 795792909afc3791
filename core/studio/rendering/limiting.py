"""Keeping samples below full scale without a hard edge."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_CEILING = 0.98
_KNEE = 0.8 * _CEILING  # nothing below is touched


def limited(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """``samples`` with everything above 0.8 of the ceiling bent towards it, never reaching it.

    Each sample by itself, so that blocks of any size give the same result.
    """
    knee = np.float32(_KNEE)
    loud = np.abs(samples)
    if float(loud.max(initial=0.0)) <= knee:
        return samples
    room = np.float32(_CEILING) - knee
    bent = knee + room * np.tanh((loud - knee) / room)
    return np.where(loud > knee, np.copysign(bent, samples), samples)
