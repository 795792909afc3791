"""Where the camera looks: views of a picture, and the affine maps they stand for.

A picture is laid on a *canvas* measured in px of the frame: at zoom 1 the frame is the largest
window of its shape that fits into the canvas, so a canvas is never smaller than the frame. A
``View`` is a window of the frame's shape on it. As long as the window's corners stay on the canvas
(``Stage.holds``) no border can show.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Affine = NDArray[np.float64]
"""2 × 3, from a position in the frame to one on the canvas."""


@dataclass(frozen=True, slots=True)
class View:
    """A window on the canvas.

    Attributes:
        x: its centre, 0-1 of the canvas' width.
        y: its centre, 0-1 of the canvas' height.
        zoom: 1 shows as much as fits; 2 half of that in each direction.
        angle: rad, how far the window is turned clockwise.
        stretch: above 1 the picture is taller and thinner than it is, at the same area.
    """

    x: float = 0.5
    y: float = 0.5
    zoom: float = 1.0
    angle: float = 0.0
    stretch: float = 1.0


@dataclass(frozen=True, slots=True)
class Subject:
    """What matters in a picture: a centre and half its width and height, 0-1 of the canvas."""

    x: float = 0.5
    y: float = 0.5
    half_width: float = 0.25
    half_height: float = 0.25


@dataclass(frozen=True, slots=True)
class Stage:
    """A canvas and the frame that looks at it; sizes in px of the frame."""

    frame_width: float
    frame_height: float
    width: float
    height: float

    def reach(self, view: View) -> tuple[float, float]:
        """Half the width and height of the upright box around the view's window, in px."""
        across = self.frame_width * math.sqrt(view.stretch) / (2 * view.zoom)
        down = self.frame_height / math.sqrt(view.stretch) / (2 * view.zoom)
        cos, sin = abs(math.cos(view.angle)), abs(math.sin(view.angle))
        return across * cos + down * sin, across * sin + down * cos

    def room(self, view: View) -> tuple[float, float]:
        """How far the view's centre may be from the canvas' middle, 0-1 of the canvas' sides."""
        across, down = self.reach(view)
        return 0.5 - across / self.width, 0.5 - down / self.height

    def holds(self, view: View, *, slack: float = 1e-9) -> bool:
        """Whether the whole window lies on the canvas."""
        across, down = self.room(view)
        return abs(view.x - 0.5) <= across + slack and abs(view.y - 0.5) <= down + slack

    def settled(self, view: View, margin: tuple[float, float] = (0.0, 0.0)) -> View:
        """``view`` with its centre moved, as little as needed, to where the canvas holds it.

        ``margin`` (0-1 of the canvas' sides) is kept free on all sides for a motion around it.
        """
        across, down = self.room(view)
        return replace(
            view,
            x=_clamped(view.x, max(0.0, across - margin[0])),
            y=_clamped(view.y, max(0.0, down - margin[1])),
        )


def _clamped(wanted: float, room: float) -> float:
    return min(max(wanted, 0.5 - room), 0.5 + room)


def between(first: View, second: View, progress: float) -> View:
    """The view on the way from ``first`` (0) to ``second`` (1), both upright.

    The zoom grows by equal ratios, which the eye takes for an even pace. The window's size and
    centre change together, so every window on the way lies in the hull of the two ends, and
    where both hold no border can show between them.
    """
    if math.isclose(first.zoom, second.zoom):
        share, zoom = progress, first.zoom
    else:
        zoom = first.zoom * (second.zoom / first.zoom) ** progress
        share = (1 / zoom - 1 / first.zoom) / (1 / second.zoom - 1 / first.zoom)
    return View(
        first.x + (second.x - first.x) * share, first.y + (second.y - first.y) * share, zoom
    )


def map_of(stage: Stage, view: View) -> Affine:
    """From a position in the frame (px, 0 at its left upper corner) to one on the canvas."""
    cos, sin = math.cos(view.angle), math.sin(view.angle)
    across = math.sqrt(view.stretch) / view.zoom
    down = 1 / math.sqrt(view.stretch) / view.zoom
    turn = np.array([[cos * across, -sin * down], [sin * across, cos * down]])
    middle = np.array([stage.frame_width / 2, stage.frame_height / 2])
    centre = np.array([view.x * stage.width, view.y * stage.height])
    return np.column_stack([turn, centre - turn @ middle])


def luma_map(affine: Affine) -> Affine:
    """The same between sample indices: sample i covers i to i + 1, its value belongs to i + ½."""
    return _shifted(affine, (0.5, 0.5), 1.0)


def chroma_map(affine: Affine) -> Affine:
    """The same for chroma planes of half the size.

    A frame's sample (i, j) belongs to (2 i + ½, 2 j + 1), as H.264 sites it by default; a
    canvas' to (2 i + 1, 2 j + 1).
    """
    doubled = affine.copy()
    doubled[:, :2] *= 2
    return _shifted(doubled, (0.25, 0.5), 2.0)


def _shifted(affine: Affine, origin: tuple[float, float], step: float) -> Affine:
    linear = affine[:, :2] / step
    offset = (affine[:, :2] @ np.array(origin) + affine[:, 2]) / step - 0.5
    return np.column_stack([linear, offset])
