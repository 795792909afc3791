"""Canvases: a shot's picture as planes at the resolution it needs, and the way from the frame."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from core.studio.rendering.decode import Picture
from core.studio.rendering.geometry import Affine, Stage, View, chroma_map, luma_map, map_of
from core.studio.rendering.layout import Box, Layout
from core.studio.rendering.opencv import Bytes, Floats, blurred, resized, rounded
from core.studio.rendering.planes import BLACK, Planes, from_rgb
from core.studio.rendering.sampling import Sampler

_MOST_PIXELS: Final = 40_000_000
_NEAR_ENOUGH: Final = (0.87, 1.1)  # scaling by so little would blur more than it helps
_LUMA_NEAR: Final = 0.002  # samples; a slow motion's error stays far below 0.02 px
_CHROMA_NEAR: Final = 0.02  # the eye places colours less exactly
_FILL_STEP: Final = 8  # a fill is made at 1/8 of the size; it is blurred anyway
_FILL_LIGHT: Final = 0.45
_FILL_COLOUR: Final = 0.8
_SHADOW: Final = 0.4


@dataclass(frozen=True, slots=True)
class Grid:
    """Where planes lie on a canvas.

    The place (x, y) px of the canvas is at (``across`` x − ``left``, ``down`` y − ``top``) of them.
    """

    across: float
    down: float
    left: float
    top: float

    def on_planes(self, affine: Affine) -> Affine:
        """An affine map that ends on the canvas, continued to the planes."""
        return affine * [[self.across], [self.down]] - [[0, 0, self.left], [0, 0, self.top]]


class Canvas:
    """The part of a stage's canvas that a shot shows, as planes."""

    def __init__(self, stage: Stage, planes: Planes, grid: Grid) -> None:
        self.stage, self.planes = stage, planes
        self._grid = grid
        pairs = zip(planes.all(), (_LUMA_NEAR, _CHROMA_NEAR, _CHROMA_NEAR), strict=True)
        self._samplers = tuple(Sampler(plane, near) for plane, near in pairs)

    def affine(self, view: View) -> Affine:
        """From a position in the frame to one on the luma plane."""
        return self._grid.on_planes(map_of(self.stage, view))

    def draw(self, view: View, target: Planes) -> None:
        """Fill ``target`` (the frame's size) with what ``view`` shows."""
        affine = self.affine(view)
        maps = luma_map(affine), chroma_map(affine), chroma_map(affine)
        for sampler, indices, plane in zip(self._samplers, maps, target.all(), strict=True):
            sampler.draw(indices, plane)


@dataclass(frozen=True, slots=True)
class Cut:
    """Which part of a source goes where on the planes of a canvas, in whole px.

    Attributes:
        box: left, top, right, bottom of the part of the source.
        size: width and height of that part on the planes.
        place: its left upper corner there.
        whole: width and height of the luma plane; larger than ``size`` where a fill shows.
        grid: where the planes lie.
    """

    box: tuple[int, int, int, int]
    size: tuple[int, int]
    place: tuple[int, int]
    whole: tuple[int, int]
    grid: Grid


@dataclass(frozen=True, slots=True)
class _Side:
    """A ``Cut`` along one axis."""

    first: int
    last: int
    size: int
    place: int
    whole: int
    scale: float
    offset: float


def plan_cut(
    layout: Layout, box: Box, source: tuple[int, int], density: float, *, exact: bool
) -> Cut:
    """How to bring what ``box`` shows of a picture of ``source`` px to ``density``.

    ``density`` is in px of the planes for each of the frame. With ``exact`` it is kept; else
    a picture that comes near it is taken as it is.
    """
    density = min(density, math.sqrt(_MOST_PIXELS / ((box[2] - box[0]) * (box[3] - box[1]))))
    needed = density * layout.width / source[0], density * layout.height / source[1]
    if not exact and all(_NEAR_ENOUGH[0] <= scale <= _NEAR_ENOUGH[1] for scale in needed):
        needed = 1.0, 1.0
    x = _side((layout.x, layout.width), (box[0], box[2]), source[0], needed[0], layout.covers)
    y = _side((layout.y, layout.height), (box[1], box[3]), source[1], needed[1], layout.covers)
    return Cut(
        (x.first, y.first, x.last, y.last),
        (x.size, y.size),
        (x.place, y.place),
        (x.whole, y.whole),
        Grid(x.scale, y.scale, x.offset, y.offset),
    )


def _side(
    picture: tuple[float, float],
    seen: tuple[float, float],
    source: int,
    needed: float,
    covers: bool,
) -> _Side:
    """Along one axis: ``picture`` (start, length) and ``seen`` (start, end) on the canvas."""
    start, length = picture
    first = min(max(0, math.floor((seen[0] - start) * source / length)), source - 1)
    last = min(source, max(first + 1, math.ceil((seen[1] - start) * source / length)))
    size = _even((last - first) * needed, least=2)
    scale = size / (last - first) * source / length
    begin = (start + first * length / source) * scale
    if covers:
        return _Side(first, last, size, 0, size, scale, begin)
    # the picture begins on an even px, so that its chroma lies on the fill's grid
    place = _even(max(0.0, begin - seen[0] * scale))
    whole = max(_even((seen[1] - seen[0]) * scale), place + size)
    return _Side(first, last, size, place, whole, scale, begin - place)


def _even(length: float, least: int = 0) -> int:
    return max(least, round(length / 2) * 2)


def picture_canvas(
    picture: Picture, layout: Layout, box: Box, density: float, *, exact: bool
) -> Canvas:
    """The canvas of a still picture; ``box`` is all that the shot shows of it."""
    source = picture.width, picture.height
    cut = plan_cut(layout, box, source, density, exact=exact)
    planes = from_rgb(picture.cut(cut.box, *cut.size))
    if not layout.covers:
        planes = on_fill(planes, _ground(picture, cut), cut)
    return Canvas(layout.stage, planes, cut.grid)


def _ground(picture: Picture, cut: Cut) -> Planes:
    width, height = small_size(cut.whole)
    if picture.backdrop is not None:  # what lies behind the transparent parts goes on around them
        return from_rgb(np.full((height, width, 3), picture.backdrop, np.uint8))
    box = middle_of((picture.width, picture.height), cut.whole)
    return dimmed(from_rgb(picture.cut(box, width, height)), cut)


def small_size(whole: tuple[int, int]) -> tuple[int, int]:
    """The size at which a fill of ``whole`` px is made."""
    return _even(whole[0] / _FILL_STEP, least=2), _even(whole[1] / _FILL_STEP, least=2)


def middle_of(source: tuple[int, int], shape: tuple[int, int]) -> tuple[int, int, int, int]:
    """The largest box in the middle of ``source`` that has the shape of ``shape``."""
    scale = min(source[0] / shape[0], source[1] / shape[1])
    width, height = max(1, round(shape[0] * scale)), max(1, round(shape[1] * scale))
    left, top = (source[0] - width) // 2, (source[1] - height) // 2
    return left, top, left + width, top + height


def on_fill(picture: Planes, fill: Planes, cut: Cut) -> Planes:
    """``picture`` in its place on ``fill``, which is small and gets enlarged."""
    halves = [(cut.whole[0] // part, cut.whole[1] // part) for part in (1, 2, 2)]
    wide = [resized(plane, *size) for plane, size in zip(fill.all(), halves, strict=True)]
    for plane, part, ground in zip(picture.all(), (1, 2, 2), wide, strict=True):
        left, top = cut.place[0] // part, cut.place[1] // part
        ground[top : top + plane.shape[0], left : left + plane.shape[1]] = plane
    return Planes(*wide)


def dimmed(ground: Planes, cut: Cut) -> Planes:
    """Blurred and darkened, with a shadow around where the picture will lie."""
    sigma = 0.05 * max(ground.width, ground.height)
    light = _FILL_LIGHT * (1 - _SHADOW * _shadow(ground, cut))
    luma = BLACK[0] + (_soft(ground.y, sigma) - BLACK[0]) * light
    chroma = (
        rounded(BLACK[1] + (_soft(plane, sigma / 2) - BLACK[1]) * _FILL_COLOUR)
        for plane in (ground.u, ground.v)
    )
    return Planes(rounded(luma), *chroma)


def _soft(plane: Bytes, sigma: float) -> Floats:
    return blurred(plane.astype(np.float32), sigma)


def _shadow(ground: Planes, cut: Cut) -> Floats:
    shade = np.zeros((ground.height, ground.width), np.float32)
    across, down = ground.width / cut.whole[0], ground.height / cut.whole[1]
    left, top = round(cut.place[0] * across), round(cut.place[1] * down)
    right = left + round(cut.size[0] * across)
    bottom = top + round(cut.size[1] * down)
    shade[top:bottom, left:right] = 1
    return blurred(shade, 0.02 * max(ground.width, ground.height))
