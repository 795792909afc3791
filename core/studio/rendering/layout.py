"""How a picture of one shape fills a frame of another: decisions without any pixels."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, assert_never

from core.studio.rendering.geometry import Stage, Subject, View
from core.studio.rendering.motion import PANORAMIC
from core.studio.timeline import Fit

_LITTLE: Final = 0.65  # a frame that shows this share of the picture has lost little of it
_THINNEST: Final = 0.28  # of the frame's side; a strip thinner than that shows nothing
_LONGEST: Final = 4.0  # frames; of what is longer a camera shows the most when it is smaller
_LARGEST: Final = 5.0  # times its own size; beyond that pictures are mush
_SPECK: Final = 48  # px; a picture this small is taken for a colour rather than for a picture


@dataclass(frozen=True, slots=True)
class Layout:
    """A stage, and where on its canvas the picture lies.

    ``x``, ``y``, ``width``, ``height`` in px of the frame. The picture covers the canvas, or lies
    on a fill that does.
    """

    stage: Stage
    x: float
    y: float
    width: float
    height: float

    @property
    def covers(self) -> bool:
        """Whether no fill is needed."""
        return self.width >= self.stage.width and self.height >= self.stage.height

    def placed(self, subject: Subject) -> Subject:
        """A subject given in the picture's own coordinates, in the canvas'."""
        stage = self.stage
        return Subject(
            (self.x + subject.x * self.width) / stage.width,
            (self.y + subject.y * self.height) / stage.height,
            subject.half_width * self.width / stage.width,
            subject.half_height * self.height / stage.height,
        )


def lay_out(size: tuple[float, float], frame: tuple[int, int], fit: Fit, motion: str) -> Layout:
    """Lay a picture of ``size`` on a canvas for ``frame`` (both width, height in px)."""
    scale = _scale(size, frame, fit, motion)
    width, height = _even(size[0] * scale), _even(size[1] * scale)
    stage = Stage(*frame, max(width, frame[0]), max(height, frame[1]))
    if motion == "rotate" and fit is not Fit.COVER:
        # room to turn round in without coming closer: the corners show the fill
        side = _even(math.hypot(*frame))
        stage = replace(stage, width=max(stage.width, side), height=max(stage.height, side))
    return Layout(stage, (stage.width - width) / 2, (stage.height - height) / 2, width, height)


def _even(length: float) -> int:
    """The next even number: a canvas whose sides are whole can share the frame's sample grid."""
    return max(2, math.ceil(length / 2 - 1e-6) * 2)


def _scale(size: tuple[float, float], frame: tuple[int, int], fit: Fit, motion: str) -> float:
    ratios = frame[0] / size[0], frame[1] / size[1]
    whole, cover = min(ratios), max(ratios)
    match fit:
        case Fit.COVER:
            return cover
        case Fit.CONTAIN:
            return whole
        case Fit.AUTO:
            if max(size) <= _SPECK:
                return cover
            if _goes_along(ratios, frame, motion):
                return min(cover, max(_LONGEST * whole, _THINNEST * cover), _LARGEST)
            if whole / cover >= _LITTLE:
                return min(cover, _LARGEST)
            return min(max(whole, _THINNEST * cover), _LARGEST)
        case _:
            assert_never(fit)


def _goes_along(ratios: tuple[float, float], frame: tuple[int, int], motion: str) -> bool:
    """Whether the camera shall travel along the side of the picture that is too long."""
    wide = ratios[1] > ratios[0]  # compared with the frame
    match motion:
        case "pan-left" | "pan-right":
            return wide
        case "pan-up" | "pan-down":
            return not wide
        case "auto":
            long = max(ratios) >= PANORAMIC * min(ratios)
            return long and (frame[0] > frame[1] if wide else frame[1] > frame[0])
        case _:
            return False


Box = tuple[float, float, float, float]
"""Left, top, right, bottom on the canvas, in px of the frame."""


def seen(stage: Stage, views: Iterable[View]) -> Box:
    """The part of the canvas that any of the views shows, and a little more for interpolation."""
    left, top, right, bottom = stage.width, stage.height, 0.0, 0.0
    for view in views:
        across, down = stage.reach(view)
        x, y = view.x * stage.width, view.y * stage.height
        left, right = min(left, x - across), max(right, x + across)
        top, bottom = min(top, y - down), max(bottom, y + down)
    spare = 2.0
    return (
        max(0.0, left - spare),
        max(0.0, top - spare),
        min(stage.width, right + spare),
        min(stage.height, bottom + spare),
    )


def snapped(stage: Stage, view: View) -> View:
    """A resting view moved by less than a px, so that frame and canvas share their sample grid."""
    left = round((view.x * stage.width - stage.frame_width / 2) / 2) * 2
    top = round((view.y * stage.height - stage.frame_height / 2) / 2) * 2
    left = min(left, int(stage.width - stage.frame_width) // 2 * 2)
    top = min(top, int(stage.height - stage.frame_height) // 2 * 2)
    return replace(
        view,
        x=(left + stage.frame_width / 2) / stage.width,
        y=(top + stage.frame_height / 2) / stage.height,
    )
