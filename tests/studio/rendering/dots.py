"""The dot-centroid method: where bright dots of a picture really are in each frame.

A picture of soft dots is drawn through a whole shot; the centroid of every dot is measured in the
raw frames and compared with where the motion says it should be.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.studio.rendering.geometry import Subject, View
from core.studio.rendering.jobs import OutputSpec, RenderJob
from core.studio.rendering.layout import lay_out
from core.studio.rendering.motion import MOTIONS, Scene
from core.studio.rendering.planes import blank
from core.studio.rendering.story import Story
from core.studio.timeline import Fit, Motion, Shot, Timeline


@dataclass(frozen=True, slots=True)
class DotPaths:
    """Measured and ideal positions in px: (frames, dots, 2)."""

    measured: NDArray[np.float64]
    ideal: NDArray[np.float64]

    @property
    def velocity_error(self) -> float:
        """RMS of the difference between measured and ideal steps, px per frame."""
        steps = np.diff(self.measured, axis=0) - np.diff(self.ideal, axis=0)
        return float(np.sqrt((steps**2).sum(axis=2).mean()))

    @property
    def position_error(self) -> float:
        """RMS distance from the ideal path, px."""
        return float(np.sqrt(((self.measured - self.ideal) ** 2).sum(axis=2).mean()))

    def backward_steps(self, moving: float = 0.01) -> int:
        """Steps against the path's direction, where the path moves by at least ``moving`` px."""
        ideal, measured = np.diff(self.ideal, axis=0), np.diff(self.measured, axis=0)
        along = (ideal * measured).sum(axis=2)
        return int(((along < 0) & (np.linalg.norm(ideal, axis=2) >= moving)).sum())


def dotted(path: Path, width: int, height: int, sigma: float) -> list[tuple[float, float]]:
    """Write a picture of dots; their centres, 0-1 of its sides."""
    across, down = np.arange(width) + 0.5, np.arange(height) + 0.5
    picture = np.full((height, width), 40.0)
    centres = [(x, y) for y in (0.4, 0.5, 0.6) for x in (0.4, 0.47, 0.53, 0.6)]
    for x, y in centres:
        row = np.exp(-((across - x * width) ** 2) / (2 * sigma**2))
        column = np.exp(-((down - y * height) ** 2) / (2 * sigma**2))
        picture += 190 * column[:, None] * row[None, :]
    grey = np.rint(picture).astype(np.uint8)
    Image.fromarray(np.dstack([grey] * 3)).save(path)
    return centres


def follow(
    path: Path,
    motion: Motion,
    *,
    size: tuple[int, int],
    seconds: float,
    picture: tuple[int, int],
    sigma: float,
    subject: Subject,
) -> DotPaths:
    """Draw a shot of the dots, with ``motion`` about ``subject``, and find them in each frame."""
    centres = dotted(path, *picture, sigma)
    width, height = size
    timeline = Timeline(
        (Shot("dots", "dots", round(seconds * 1000), motion=motion),), width=width, height=height
    )
    story = Story(RenderJob(timeline, {"dots": path}, Path("unused"), OutputSpec.of(timeline)))
    layout = lay_out(picture, size, Fit.AUTO, motion.type)
    scene = Scene(layout.stage, subject, motion.strength, motion.speed, seconds)
    frame = blank(width, height)
    measured: list[list[tuple[float, float]]] = []
    ideal: list[list[tuple[float, float]]] = []
    radius = round(5 * sigma * width / picture[0] * 1.3)
    for number in range(story.frames):
        story.draw(number, frame)
        view = MOTIONS[motion.type](number / story.frames, scene)
        assert isinstance(view, View)
        wanted = [
            (
                (x - view.x) * layout.stage.width * view.zoom + width / 2,
                (y - view.y) * layout.stage.height * view.zoom + height / 2,
            )
            for x, y in centres
        ]
        ideal.append(wanted)
        measured.append([_centroid(frame.y, x, y, radius) for x, y in wanted])
    story.close()
    return DotPaths(np.array(measured), np.array(ideal))


def _centroid(luma: NDArray[np.uint8], x: float, y: float, radius: int) -> tuple[float, float]:
    left, top = int(x) - radius, int(y) - radius
    patch = luma[top : top + 2 * radius, left : left + 2 * radius].astype(np.float64)
    weights = np.maximum(patch - np.median(patch) - 3, 0)
    across = left + 0.5 + np.arange(patch.shape[1], dtype=np.float64)
    down = top + 0.5 + np.arange(patch.shape[0], dtype=np.float64)
    total = float(weights.sum())
    x_total, y_total = (weights * across).sum(), (weights * down[:, None]).sum()
    return float(x_total) / total, float(y_total) / total
