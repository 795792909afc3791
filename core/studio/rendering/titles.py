"""Titles as pictures: text set in type, with a soft shadow, ready to be blended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageFilter

from core.studio.rendering.typefaces import Face, Typefaces
from core.studio.rendering.typesetting import ELLIPSIS, shorten, widest_word, wrap
from core.studio.timeline import Place, Title, TitleSize

SAFE_MARGIN = 0.05
"""Share of each side of the frame that no letter touches."""

_EM = {TitleSize.SMALL: 0.05, TitleSize.MEDIUM: 0.075, TitleSize.LARGE: 0.12}  # of the short side
_OVERHANG = 0.1  # em by which ink may reach beyond a line's measured width
_LEADING = 1.28  # em from line to line
_SMALLEST = 0.45  # of the wanted size; below that the text is cut
_WORDS_WHOLE = 0.6  # of the wanted size, down to which type shrinks rather than break a word
_LONGEST = 500  # characters that are looked at; nobody reads as many in a video
_STEP = 0.94
_TALLEST = 0.55  # of the frame's height that a title may take
# (blur, drop in em, opacity): a close one draws the edge, a wide one calms the ground
_SHADOWS = ((0.05, 0.02, 0.75), (0.28, 0.05, 0.6))
_REACH = 0.75  # em around the letters that shadows fill
_DARK_INK = 0.3  # luminance below which the shadow is a light one


@dataclass(frozen=True, slots=True)
class TitleLayer:
    """A title drawn for one frame size.

    ``pixels`` is (height, width, 4) uint8 RGBA with straight alpha; its left upper corner belongs
    at ``x``, ``y`` px of the frame. In a frame of even sides all four numbers are even (chroma
    planes have half the size). The rectangle lies inside the frame. A title with nothing to show
    has 0 × 0 px.
    """

    pixels: NDArray[np.uint8]
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class _Setting:
    """Lines in one face, and the box of their ink from the middle of the first baseline, px."""

    lines: tuple[str, ...]
    face: Face
    box: tuple[float, float, float, float]

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]


def draw_title(
    title: Title, width: int, height: int, typefaces: Typefaces | None = None
) -> TitleLayer:
    """Set ``title`` for a frame of ``width`` × ``height`` px.

    Lines are broken and type is made smaller until the text fits; what is too long even then
    ends in an ellipsis. Characters that the font lacks are left out. Opacity over time is
    ``title_alpha``'s.

    Raises:
        ValueError: The title's colour is none.
    """
    typefaces = typefaces or Typefaces()
    ink = ImageColor.getcolor(title.color, "RGB")
    text = typefaces.drawable(title.text[:_LONGEST])
    setting = _fitted(text, title.size, width, height, typefaces)
    if setting is None or not isinstance(ink, tuple):
        return TitleLayer(np.zeros((0, 0, 4), np.uint8), 0, 0)
    left, top, right, bottom = setting.box
    x, baseline = width / 2, _top(title.place, setting.height, width, height) - top
    reach = setting.face.em * _REACH
    canvas_x = max(0, int(x + left - reach)) & ~1
    canvas_y = max(0, int(baseline + top - reach)) & ~1
    canvas_width = min(width, int(x + right + reach) + 2 & ~1) - canvas_x
    canvas_height = min(height, int(baseline + bottom + reach) + 2 & ~1) - canvas_y
    letters = _letters(setting, (canvas_width, canvas_height), x - canvas_x, baseline - canvas_y)
    return TitleLayer(np.asarray(_shaded(letters, ink[:3], setting.face.em)), canvas_x, canvas_y)


def title_alpha(title: Title, t_ms: float) -> float:
    """How visible ``title`` is at ``t_ms`` of the timeline, 0–1, with eased fades."""
    since, left = t_ms - title.start_ms, title.start_ms + title.duration_ms - t_ms
    if since < 0 or left <= 0:
        return 0.0
    rise = since / title.fade_in_ms if title.fade_in_ms > 0 else 1.0
    fall = left / title.fade_out_ms if title.fade_out_ms > 0 else 1.0
    level = min(rise, fall, 1.0)
    return level * level * (3 - 2 * level)


def _fitted(
    text: str, size: TitleSize, width: int, height: int, typefaces: Typefaces
) -> _Setting | None:
    """The largest setting that fits; the last one cut to the lines that there is room for."""
    if not text:
        return None
    em = wanted = min(width, height) * _EM[size]
    room = width * (1 - 2 * SAFE_MARGIN) - wanted * _OVERHANG
    tallest = height * _TALLEST
    while True:
        face = typefaces.face(text + ELLIPSIS, em)
        setting = _set(wrap(text, room, face.width), face)
        broken = em > wanted * _WORDS_WHOLE and widest_word(text, face.width) > room
        if setting.height <= tallest and not broken:
            return setting
        if em * _STEP < wanted * _SMALLEST:
            count = 1 + max(0, int((tallest - setting.height / len(setting.lines)) / em / _LEADING))
            return _set(shorten(setting.lines, count, room, face.width), face)
        em *= _STEP


def _set(lines: tuple[str, ...], face: Face) -> _Setting:
    boxes = [face.box(line) for line in lines]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    leading = face.em * _LEADING
    top = min(top + row * leading for row, top in enumerate(tops))
    bottom = max(bottom + row * leading for row, bottom in enumerate(bottoms))
    return _Setting(lines, face, (min(lefts), top, max(rights), bottom))


def _top(place: Place, tall: float, width: int, height: int) -> float:
    """Where the ink starts. Upright frames are watched under buttons: more room at both ends."""
    margin = height * (0.14 if height > width * 1.2 else 0.08)
    highest, lowest = height * SAFE_MARGIN, height * (1 - SAFE_MARGIN) - tall
    wanted = {
        Place.TOP: margin,
        Place.CENTER: (height - tall) / 2,
        Place.BOTTOM: height - margin - tall,
    }[place]
    return max(highest, min(wanted, lowest))


def _letters(setting: _Setting, size: tuple[int, int], x: float, baseline: float) -> Image.Image:
    """The letters alone, as opacity."""
    letters = Image.new("L", size)
    for row, line in enumerate(setting.lines):
        below = row * setting.face.em * _LEADING
        setting.face.draw(letters, x, baseline + below, line)
    return letters


def _shaded(letters: Image.Image, ink: tuple[int, ...], em: float) -> Image.Image:
    """Ink over its shadows, as RGBA. Dark ink gets a light shadow, so that either is legible."""
    red, green, blue = (channel / 255 for channel in ink)
    dark = 0.2126 * red + 0.7152 * green + 0.0722 * blue < _DARK_INK
    ground = (255, 255, 255) if dark else (0, 0, 0)
    layer = Image.new("RGBA", letters.size, (*ground, 0))
    for blur, drop, opacity in reversed(_SHADOWS):
        shade = Image.new("L", letters.size)
        shade.paste(letters, (0, round(drop * em)))
        shade = shade.filter(ImageFilter.MaxFilter(3)).filter(ImageFilter.GaussianBlur(blur * em))
        shadow = Image.new("RGBA", letters.size, (*ground, 0))
        # a blurred letter is fainter than a letter: its middle is brought back up before it fades
        shadow.putalpha(shade.point([min(255, round(v * 1.6)) * opacity for v in range(256)]))
        layer = Image.alpha_composite(layer, shadow)
    face = Image.new("RGBA", letters.size, (*ink, 0))
    face.putalpha(letters)
    return Image.alpha_composite(layer, face)
