"""Draws one shot: its material on a canvas, seen by a camera that its motion moves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from core.studio.rendering.canvas import (
    Canvas,
    Cut,
    dimmed,
    middle_of,
    on_fill,
    picture_canvas,
    plan_cut,
    small_size,
)
from core.studio.rendering.clips import Clip
from core.studio.rendering.decode import decode, upright_size
from core.studio.rendering.geometry import Subject, View
from core.studio.rendering.jelly import Jelly
from core.studio.rendering.layout import Layout, lay_out, seen, snapped
from core.studio.rendering.motion import MOTIONS, Bend, MotionFunction, Pose, Scene, resting
from core.studio.rendering.planes import Planes, blank
from core.studio.rendering.saliency import find_subject
from core.studio.timeline import Fit, Shot, ShotKind

OVERSAMPLE: Final = 1.1511
"""px of a canvas for each of the frame at the closest zoom.

With less, interpolation between samples is seen as breathing sharpness (measured: 132 % ripple
of Laplacian energy at 1.0, 0.5 % at 1.15). The last digits make it 1 + 1/(6 + golden ratio − 1):
its multiples are spread most evenly between whole numbers, which ``sampling`` lives on.
"""

_WHOLE_PIXELS: Final = 24_000_000  # a resting picture up to this size gets a grid of its own


@dataclass(frozen=True, slots=True)
class ShotSetting:
    """What a shot is drawn for: the frame's size, how long it is seen, and where it stands."""

    width: int
    height: int
    fps: int
    seconds: float
    loop: bool
    index: int


class ShotPainter:
    """Draws frames of one shot, in order.

    Raises:
        RenderError: here or in ``draw``: the file can't be read; it names the file.
    """

    def __init__(self, shot: Shot, path: Path, setting: ShotSetting) -> None:
        self._still = blank(setting.width, setting.height)
        self._jelly: Jelly | None = None
        match shot.kind:
            case ShotKind.PICTURE:
                self._material: _Material = _Still(shot, path, setting)
            case ShotKind.CLIP:
                self._material = _Moving(shot, path, setting)
        self._plan = self._material.plan

    def draw(self, share: float, since_ms: float, target: Planes) -> None:
        """Fill ``target``: the shot when ``share`` (0-1) of its time, ``since_ms``, is over."""
        canvas, fresh = self._material.at(since_ms)
        plan = self._plan
        pose = plan.motion(share, plan.scene)
        if isinstance(pose, View) and not plan.rests:
            canvas.draw(pose, target)
            return
        if fresh:
            canvas.draw(plan.rest, self._still)
        target.fill_from(self._still)
        if isinstance(pose, Bend):
            if self._jelly is None:
                self._jelly = Jelly(canvas, plan.rest, plan.scene.subject, plan.layout)
            self._jelly.bend(pose, canvas.planes, target)

    def close(self) -> None:
        """Let go of the file."""
        self._material.close()


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a shot moves. ``rest`` is the view where it does not; ``rests``: it never does."""

    scene: Scene
    motion: MotionFunction
    layout: Layout
    poses: tuple[Pose, ...]
    rest: View
    rests: bool

    @property
    def views(self) -> Sequence[View]:
        return [pose if isinstance(pose, View) else self.rest for pose in self.poses]

    @property
    def zoom(self) -> float:
        return max(view.zoom for view in self.views)


def _plan(shot: Shot, setting: ShotSetting, layout: Layout, motion: str, subject: Subject) -> _Plan:
    scene = Scene(
        stage=layout.stage,
        subject=layout.placed(subject),
        strength=min(max(shot.motion.strength, 0.0), 1.0),
        speed=min(max(shot.motion.speed, 0.1), 5.0),
        seconds=setting.seconds,
        frames=setting.seconds * setting.fps,
        loop=setting.loop,
        variant=setting.index,
    )
    function = MOTIONS[motion]
    frames = max(1, math.ceil(scene.frames))
    poses = tuple(function(number / frames, scene) for number in range(frames + 1))
    rest = resting(scene)
    rests = all(pose == rest for pose in poses)
    return _Plan(scene, function, layout, poses, snapped(layout.stage, rest), rests)


class _Material(Protocol):
    """What a shot shows: a canvas at each time (ms since it began), and whether it is new."""

    plan: _Plan

    def at(self, since_ms: float) -> tuple[Canvas, bool]: ...

    def close(self) -> None: ...


class _Still:
    """A picture: one canvas for all frames."""

    def __init__(self, shot: Shot, path: Path, setting: ShotSetting) -> None:
        frame = setting.width, setting.height
        motion = shot.motion.type
        layout = lay_out(upright_size(path, shot.name), frame, shot.fit, motion)
        zoom = _plan(shot, setting, layout, motion, Subject()).zoom
        least = math.ceil(layout.width * zoom), math.ceil(layout.height * zoom)
        picture = decode(path, shot.name, least)
        if picture.backdrop is None:
            subject = find_subject(picture.small())
        else:  # a cut-out or a logo: the same backdrop goes on around it, so nothing need be lost
            subject = Subject()
            fit = Fit.CONTAIN if shot.fit is Fit.AUTO else shot.fit
            layout = lay_out((picture.width, picture.height), frame, fit, motion)
        self.plan = _plan(shot, setting, layout, motion, subject)
        stage = layout.stage
        box = seen(stage, [*self.plan.views, self.plan.rest])
        if self.plan.rests and stage.width * stage.height <= _WHOLE_PIXELS:
            box = (0.0, 0.0, stage.width, stage.height)
        density = 1.0 if self.plan.rests else OVERSAMPLE * zoom
        self._canvas = picture_canvas(picture, layout, box, density, exact=self.plan.rests)
        self._fresh = True

    def at(self, since_ms: float) -> tuple[Canvas, bool]:
        del since_ms
        fresh, self._fresh = self._fresh, False
        return self._canvas, fresh

    def close(self) -> None:
        """Nothing is open."""


class _Moving:
    """A clip: a canvas for each of its frames."""

    def __init__(self, shot: Shot, path: Path, setting: ShotSetting) -> None:
        self._clip = Clip(path, shot.name, shot.clip_start_ms)
        motion = "none" if shot.motion.type == "auto" else shot.motion.type
        size = self._clip.width, self._clip.height
        layout = lay_out(size, (setting.width, setting.height), shot.fit, motion)
        self.plan = _plan(shot, setting, layout, motion, Subject())
        stage = layout.stage
        density = 1.0 if self.plan.rests else OVERSAMPLE * self.plan.zoom
        whole = 0.0, 0.0, stage.width, stage.height
        first = plan_cut(layout, whole, size, density, exact=True)
        # frames are decoded straight to their size on the canvas
        self._cut = plan_cut(layout, whole, first.size, first.grid.across, exact=False)
        self._canvas: Canvas | None = None

    def at(self, since_ms: float) -> tuple[Canvas, bool]:
        frame, fresh = self._clip.at(since_ms)
        if fresh or self._canvas is None:
            planes = _filled(frame.planes(*self._cut.size), self.plan.layout, self._cut)
            self._canvas = Canvas(self.plan.layout.stage, planes, self._cut.grid)
        return self._canvas, fresh

    def close(self) -> None:
        self._clip.close()


def _filled(frame: Planes, layout: Layout, cut: Cut) -> Planes:
    if layout.covers:
        return frame
    return on_fill(
        frame, dimmed(frame.shrunk(middle_of(cut.size, cut.whole), small_size(cut.whole)), cut), cut
    )
