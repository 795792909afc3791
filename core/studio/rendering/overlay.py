"""Titles over the frames: blended on the planes, and only inside their rectangle."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.studio.rendering.opencv import Bytes, Floats, blend
from core.studio.rendering.planes import Planes, from_rgb
from core.studio.rendering.titles import TitleLayer, draw_title, title_alpha
from core.studio.rendering.typefaces import Typefaces
from core.studio.timeline import Title


class Titles:
    """The titles of a video; each is drawn when it is first seen and forgotten after."""

    def __init__(self, titles: Sequence[Title], width: int, height: int) -> None:
        self._titles = tuple(titles)
        self._size = width, height
        self._drawn: dict[int, _Layer] = {}
        self._typefaces = Typefaces() if titles else None

    def draw(self, ms: float, target: Planes) -> None:
        """Blend what is to be read at ``ms`` into ``target``."""
        for index, title in enumerate(self._titles):
            shown = title.start_ms <= ms < title.start_ms + title.duration_ms
            share = title_alpha(title, ms) if shown else 0.0
            if share <= 0:
                if not shown:
                    self._drawn.pop(index, None)
                continue
            if index not in self._drawn:
                self._drawn[index] = _Layer(draw_title(title, *self._size, self._typefaces))
            self._drawn[index].draw(share, target)


class _Layer:
    """One title as planes with their weights."""

    def __init__(self, layer: TitleLayer) -> None:
        height, width = layer.pixels.shape[:2]
        self._empty = width == 0 or height == 0
        if self._empty:
            return
        self._colours = from_rgb(np.ascontiguousarray(layer.pixels[..., :3]))
        full = layer.pixels[..., 3].astype(np.float32) / 255
        # weighed with the chroma's own place: on every other luma sample, between two rows
        beside = np.pad(full, ((0, 0), (1, 1)), mode="edge")
        sited = beside[:, :-2] * 0.25 + full * 0.5 + beside[:, 2:] * 0.25
        half = (sited[::2, ::2] + sited[1::2, ::2]) / 2
        self._weights = (full, half.astype(np.float32))
        self._left, self._top = layer.x, layer.y
        self._share = -1.0
        self._scaled: tuple[tuple[Floats, Floats], ...] = ()

    def draw(self, share: float, target: Planes) -> None:
        """Blend with ``share`` (0-1) of its own opacity."""
        if self._empty:
            return
        if share != self._share:
            self._share = share
            scaled = [weights * np.float32(share) for weights in self._weights]
            luma, chroma = ((1 - weights, weights) for weights in scaled)
            self._scaled = (luma, chroma, chroma)
        planes = zip(target.all(), self._colours.all(), self._scaled, (1, 2, 2), strict=True)
        for plane, colours, (rest, weights), part in planes:
            height, width = colours.shape
            left, top = self._left // part, self._top // part
            under: Bytes = plane[top : top + height, left : left + width]
            blend(under, under, rest, colours, weights)
