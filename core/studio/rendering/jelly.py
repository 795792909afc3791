"""Bends a picture like jelly around its subject, frame by frame."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from core.studio.rendering.canvas import Canvas
from core.studio.rendering.geometry import Affine, Subject, View, chroma_map, luma_map
from core.studio.rendering.layout import Layout
from core.studio.rendering.motion import Bend
from core.studio.rendering.opencv import Floats, remap, weigh
from core.studio.rendering.planes import Planes

_LEAST: Final = 0.26  # of the picture's shorter side: less jelly than that looks like a mistake
_MOST: Final = 0.42
_BEYOND: Final = 1.9  # how far the softness goes, in half sizes of the subject
_CALM: Final = 0.16  # of the picture's sides, where it comes to rest before its edge
_STEEPEST: Final = 1.4  # px of pull per px of the frame; steeper ones could fold the picture


class Jelly:
    """Bends what ``view``, at rest, shows of a canvas around ``subject``.

    Every bend moves the same places, only more or less. So how they are pulled is worked out
    once, and a frame is a weighted sum of that, for the rectangle that moves at all.
    """

    def __init__(self, canvas: Canvas, view: View, subject: Subject, layout: Layout) -> None:
        body = _Body.of(subject, view, layout)
        area, gentleness = body.area(), body.gentleness()
        affine = canvas.affine(view)
        self._luma = _Pull(luma_map(affine), body, area, gentleness, 1)
        self._chroma = _Pull(chroma_map(affine), body, area, gentleness, 2)

    def bend(self, bend: Bend, source: Planes, target: Planes) -> None:
        """Draw the bent part over ``target`` (the frame's size), from the canvas' ``source``."""
        for pull in (self._luma, self._chroma):
            pull.bend(bend)
        pulls = (self._luma, self._chroma, self._chroma)
        for pull, plane, out in zip(pulls, source.all(), target.all(), strict=True):
            remap(plane, pull.across, pull.down, out[pull.rows, pull.columns])


@dataclass(frozen=True, slots=True)
class _Body:
    """The soft part, in px of the frame: its middle and half sizes.

    ``left``, ``top``, ``right``, ``bottom``: the picture's edges as seen; they stay where they are.
    """

    x: float
    y: float
    half_width: float
    half_height: float
    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def of(cls, subject: Subject, view: View, layout: Layout) -> _Body:
        stage = layout.stage
        width, height = stage.frame_width, stage.frame_height

        def across(x: float) -> float:
            return (x - view.x * stage.width) * view.zoom + width / 2

        def down(y: float) -> float:
            return (y - view.y * stage.height) * view.zoom + height / 2

        left, right = max(0.0, across(layout.x)), min(width, across(layout.x + layout.width))
        top, bottom = max(0.0, down(layout.y)), min(height, down(layout.y + layout.height))
        least, most = (share * min(right - left, bottom - top) for share in (_LEAST, _MOST))
        return cls(
            across(subject.x * stage.width),
            down(subject.y * stage.height),
            min(max(subject.half_width * stage.width * view.zoom, least), most),
            min(max(subject.half_height * stage.height * view.zoom, least), most),
            left,
            top,
            right,
            bottom,
        )

    def area(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of the rectangle that moves; even."""
        return (
            math.floor(max(self.left, self.x - _BEYOND * self.half_width) / 2) * 2,
            math.floor(max(self.top, self.y - _BEYOND * self.half_height) / 2) * 2,
            math.ceil(min(self.right, self.x + _BEYOND * self.half_width) / 2) * 2,
            math.ceil(min(self.bottom, self.y + _BEYOND * self.half_height) / 2) * 2,
        )

    def pulls(self, across: Floats, down: Floats) -> tuple[Floats, Floats]:
        """How far, in px, places move at a lift or lean of 1, and at a squeeze of 1.

        ``across`` is a row and ``down`` a column of places in the frame.
        """
        from_axis, from_middle = across - self.x, down - self.y
        away = (from_axis / (_BEYOND * self.half_width)) ** 2
        away = away + (from_middle / (_BEYOND * self.half_height)) ** 2
        soft = np.maximum(0, 1 - away) ** 2
        soft = soft * _edge(across, self.left, self.right) * _edge(down, self.top, self.bottom)
        # nothing at the foot, growing smoothly from there to 1 at the head
        above = np.maximum(0, (self.half_height - from_middle) / (2 * self.half_height))
        lifted = self.half_height * soft * above**2 / (above + 0.15)
        return lifted, soft * from_axis

    def gentleness(self) -> tuple[float, float]:
        """What both pulls must be weakened by (0-1) so that they are nowhere too steep."""
        left, top, right, bottom = self.area()
        across = np.arange(left, right, 4, dtype=np.float32)[None, :]
        down = np.arange(top, bottom, 4, dtype=np.float32)[:, None]
        steepest = [
            max(float(np.abs(np.diff(pull, axis=axis)).max(initial=0)) / 4 for axis in (0, 1))
            for pull in self.pulls(across, down)
        ]
        lifted, squeezed = (min(1.0, _STEEPEST / max(slope, 1e-6)) for slope in steepest)
        return lifted, squeezed


def _edge(places: Floats, first: float, last: float) -> Floats:
    inside = np.minimum(places - first, last - places)
    share = np.clip(inside / (_CALM * (last - first)), 0, 1)
    return share * share * (3 - 2 * share)


class _Pull:
    """Where the samples of one kind of plane come from: ``across`` and ``down``, ready to remap.

    ``step`` is 1 for luma and 2 for chroma: how many px of the frame a sample stands for.
    """

    def __init__(
        self,
        indices: Affine,
        body: _Body,
        area: tuple[int, int, int, int],
        gentleness: tuple[float, float],
        step: int,
    ) -> None:
        left, top, right, bottom = (side // step for side in area)
        self.rows, self.columns = slice(top, bottom), slice(left, right)
        across = np.arange(left, right, dtype=np.float32)[None, :]
        down = np.arange(top, bottom, dtype=np.float32)[:, None]
        # H.264's default siting: luma in the middle, chroma on the left luma, between two rows
        lifted, squeezed = body.pulls(step * across + 0.5, step * down + step / 2)
        self._lifted = (lifted * gentleness[0]).astype(np.float32)
        self._squeezed = (squeezed * gentleness[1]).astype(np.float32)
        shape = lifted.shape
        self._scale = float(indices[0, 0]) / step, float(indices[1, 1]) / step
        self._from_across = _spread(indices[0, 0] * across + indices[0, 2], shape)
        self._from_down = _spread(indices[1, 1] * down + indices[1, 2], shape)
        self.across: Floats = np.empty(shape, np.float32)
        self.down: Floats = np.empty(shape, np.float32)

    def bend(self, bend: Bend) -> None:
        """Set ``across`` and ``down``: a sample comes from where its pull moves away from."""
        across, down = self._scale
        weigh(self.across, self._lifted, -bend.lean * across, self._squeezed, bend.squeeze * across)
        np.add(self.across, self._from_across, out=self.across)
        weigh(self.down, self._lifted, bend.lift * down, self._from_down, 1.0)


def _spread(line: Floats, shape: tuple[int, ...]) -> Floats:
    return np.ascontiguousarray(np.broadcast_to(line, shape), np.float32)
