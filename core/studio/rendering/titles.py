"""Titles as pictures: text set in type, with a soft shadow, ready to be blended."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from noto_cjk_sans_otc import FONT_PATH
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from core.studio.timeline import Place, Title, TitleSize


@dataclass(frozen=True, slots=True)
class TitleLayer:
    """A title drawn for one frame size.

    ``pixels`` is (height, width, 4) uint8 RGBA with straight alpha; its left upper corner belongs
    at ``x``, ``y`` px of the frame. All four numbers are even (chroma planes have half the
    size), and the rectangle lies inside the frame. A title with nothing to show has 0 × 0 px.
    """

    pixels: NDArray[np.uint8]
    x: int
    y: int


_SCALE = {TitleSize.SMALL: 0.05, TitleSize.MEDIUM: 0.075, TitleSize.LARGE: 0.11}


def draw_title(title: Title, width: int, height: int) -> TitleLayer:
    """Set ``title`` for a frame of ``width`` × ``height`` px."""
    size = max(12, round(math.sqrt(width * height) * _SCALE[title.size]))
    font = ImageFont.truetype(str(Path(str(FONT_PATH))), size, index=2)
    canvas = Image.new("RGBA", (width, height))
    pen = ImageDraw.Draw(canvas)
    top = {Place.TOP: 0.1, Place.CENTER: 0.45, Place.BOTTOM: 0.8}[title.place]
    pen.text(
        (width / 2, top * height),
        title.text,
        font=font,
        fill=title.color,
        anchor="ma",
        stroke_width=size // 20,
        stroke_fill="#000000a0",
    )
    box = canvas.getbbox()
    if box is None:
        return TitleLayer(np.zeros((0, 0, 4), np.uint8), 0, 0)
    left, upper = box[0] & ~1, box[1] & ~1
    right, lower = min(width, box[2] + 1 & ~1), min(height, box[3] + 1 & ~1)
    return TitleLayer(np.asarray(canvas.crop((left, upper, right, lower))), left, upper)


def title_alpha(title: Title, t_ms: float) -> float:
    """How visible ``title`` is at ``t_ms`` of the timeline, 0–1, with eased fades."""
    since, left = t_ms - title.start_ms, title.start_ms + title.duration_ms - t_ms
    if since < 0 or left <= 0:
        return 0.0
    rise = min(1.0, since / title.fade_in_ms) if title.fade_in_ms > 0 else 1.0
    fall = min(1.0, left / title.fade_out_ms) if title.fade_out_ms > 0 else 1.0
    level = min(rise, fall)
    return level * level * (3 - 2 * level)
