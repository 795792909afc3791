"""What matters in a picture: enough to keep faces and subjects in frame, in a few milliseconds.

No trained model: those need weights that the OpenCV wheel lacks. Three things that draw the eye are
weighed together on a thumbnail: colours unlike the rest of the picture (frequency-tuned
saliency, Achanta et al. 2009), fine detail, and skin; with a mild preference for the middle, where
people put what they photograph.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from core.studio.rendering.geometry import Subject
from core.studio.rendering.opencv import Bytes, Floats, blurred, detail, lab, resized, ycrcb

_SIDE: Final = 128  # px of the thumbnail's longer side
_SKIN_CENTRE: Final = (113.0, 152.0)  # Cb, Cr of skin under daylight and lamps, full range
_SKIN_SPREAD: Final = (10.0, 11.0)


def find_subject(rgb: Bytes) -> Subject:
    """The centre and extent of what stands out in (height, width, 3) RGB."""
    interest = interest_of(rgb)
    # what is well above the usual counts, so that an even background pulls nothing aside
    peaks = np.maximum(interest - np.quantile(interest, 0.75), 0)
    if float(peaks.sum()) < 1e-6:
        return Subject()
    x, half_width = _centre_and_spread(peaks.sum(axis=0), (peaks**2).sum(axis=0))
    y, half_height = _centre_and_spread(peaks.sum(axis=1), (peaks**2).sum(axis=1))
    return Subject(x, y, half_width, half_height)


def interest_of(rgb: Bytes) -> Floats:
    """How much each place of a thumbnail draws the eye, 0-1."""
    height, width = rgb.shape[:2]
    scale = _SIDE / max(height, width)
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    small = resized(rgb, *size)
    colours = lab(small)
    contrast = np.sqrt(((blurred(colours, 1.5) - colours.mean(axis=(0, 1))) ** 2).sum(axis=2))
    fine = blurred(detail(colours[..., 0]), 4)
    mixed = 0.35 * _scaled(contrast) + 0.3 * _scaled(fine) + 0.6 * _skin(small)
    return _scaled(blurred(mixed * _middle(size), _SIDE / 32))


def _scaled(values: Floats) -> Floats:
    top = float(np.quantile(values, 0.99))
    return np.clip(values / top, 0, 1) if top > 1e-6 else np.zeros_like(values)


def _skin(rgb: Bytes) -> Floats:
    luma, red, blue = (ycrcb(rgb)[..., channel] for channel in range(3))
    away = ((blue - _SKIN_CENTRE[0]) / _SKIN_SPREAD[0]) ** 2
    away += ((red - _SKIN_CENTRE[1]) / _SKIN_SPREAD[1]) ** 2
    likely = np.exp(-0.5 * away) * np.clip((luma - 40) / 40, 0, 1)
    # a picture that is skin-coloured all over (wood, sand) says nothing by it
    beyond = np.maximum(likely - 1.6 * likely.mean(), 0)
    return blurred(beyond.astype(np.float32), 2.5)


def _middle(size: tuple[int, int]) -> Floats:
    """A hill over the picture: 1 in the middle, lower toward the edges, higher up than below."""
    across = np.linspace(-1, 1, size[0], dtype=np.float32)
    down = np.linspace(-1, 1, size[1], dtype=np.float32) + 0.1
    return np.exp(-(across[None, :] ** 2 + down[:, None] ** 2) / 0.9).astype(np.float32)


def _centre_and_spread(weights: Floats, sharp: Floats) -> tuple[float, float]:
    """Where ``sharp`` weights balance, and how far the plain ones reach around that, 0-1."""
    places = (np.arange(weights.size) + 0.5) / weights.size
    centre = float((sharp * places).sum() / sharp.sum())
    spread = float(np.sqrt((weights * (places - centre) ** 2).sum() / weights.sum()))
    return centre, min(max(1.6 * spread, 0.08), 0.5)
