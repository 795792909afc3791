"""How pictures move: one small function of normalised time per motion.

A motion gets the time (0 at the shot's first visible moment, 1 at its end) and the scene, and says
where the camera looks (a ``View``) or how the picture is bent under a resting camera (a ``Bend``).
That can be drawn at any frame size and rate. To add one, write the function, put it into
``MOTIONS``, and its name into ``core.prompts.vocabulary``; tests then prove that it shows no border
at any strength.

One-way motions start and end at rest. Periodic ones go through whole periods, the slow ones in a
loop only, so the last frame leads into the first.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from core.studio.rendering.geometry import Stage, Subject, View, between

_RAMP: Final = 0.25  # share of the time that speeding up takes, and as much for slowing down
_FASTEST_PAN: Final = 0.42  # frame sides per second; the eye can't follow detail much faster
PANORAMIC: Final = 1.7
"""A picture so many times longer than the frame is best shown by going along it."""

_LOOP_S: Final = 6.0  # there and back, of one-way motions in a loop


@dataclass(frozen=True, slots=True)
class Scene:
    """What a motion may depend on.

    Attributes:
        stage: canvas and frame.
        subject: what shall stay in frame.
        strength: 0 (no movement) to 1.
        speed: 0.1-5.
        seconds: how long the shot is visible.
        frames: how many frames that is.
        loop: the end shall lead into the beginning.
        variant: the shot's place in the video, so that neighbours need not move alike.
    """

    stage: Stage
    subject: Subject = field(default_factory=Subject)
    strength: float = 0.5
    speed: float = 1.0
    seconds: float = 5.0
    frames: float = 150.0
    loop: bool = False
    variant: int = 0

    def progress(self, t: float) -> float:
        """How far a one-way motion has come, 0-1."""
        if self.loop:
            return (1 - math.cos(self.phase(t, 1 / _LOOP_S))) / 2
        # a quick motion does most of its way early and settles
        return eased(1 - (1 - t) ** max(1.0, math.sqrt(self.speed)))

    @property
    def amount(self) -> float:
        """Strength of a one-way motion, 0-2: what is slow goes less far in the same time."""
        return self.strength * (self.speed if self.speed < 1 else min(math.sqrt(self.speed), 2.0))

    def periods(self, per_second: float) -> int:
        """Whole periods in the shot, at least one."""
        return max(1, round(per_second * self.speed * self.seconds))

    def phase(self, t: float, per_second: float) -> float:
        """Angle of a periodic motion, 0-2π; exactly 0 at the start and at the end."""
        return 2 * math.pi * (self.periods(per_second) * t % 1.0)

    def drift(self, t: float, per_second: float) -> float:
        """Angle of a slow periodic motion, which only a loop makes go through whole periods."""
        if self.loop:
            return self.phase(t, per_second)
        return 2 * math.pi * per_second * self.speed * self.seconds * t


@dataclass(frozen=True, slots=True)
class Bend:
    """How an elastic picture is bent around its subject, under a camera that rests.

    In units of the subject's half height: ``lift`` moves its top up while its foot stays,
    ``lean`` moves the top to the right. ``squeeze`` narrows it toward its axis, 0-1.
    """

    lift: float
    lean: float
    squeeze: float


Pose = View | Bend
MotionFunction = Callable[[float, Scene], Pose]


def eased(t: float) -> float:
    """From 0 to 1: speeding up smoothly, an even pace, slowing down smoothly."""
    t = min(max(t, 0.0), 1.0)
    if t > 0.5:
        return 1 - eased(1 - t)
    pace = 1 / (1 - _RAMP)
    if t >= _RAMP:
        return pace * (t - _RAMP / 2)
    return pace * (t / 2 - _RAMP / (2 * math.pi) * math.sin(math.pi * t / _RAMP))


def resting(scene: Scene) -> View:
    """The view of a camera that does not move."""
    return _toward(scene)


def _toward(scene: Scene, zoom: float = 1.0) -> View:
    """The view at ``zoom`` that has the subject as near to its middle as it can be."""
    return scene.stage.settled(View(scene.subject.x, scene.subject.y, zoom))


def _zoom_in(t: float, scene: Scene) -> View:
    return between(_toward(scene), _toward(scene, 1 + 0.5 * scene.amount), scene.progress(t))


def _zoom_out(t: float, scene: Scene) -> View:
    return between(_toward(scene, 1 + 0.5 * scene.amount), _toward(scene), scene.progress(t))


def _pan(t: float, scene: Scene, across: float, down: float) -> View:
    """Travel in the direction (across, down), one of them ±1 and the other 0."""
    stage, subject = scene.stage, scene.subject
    side = stage.frame_width if across else stage.frame_height
    whole = stage.width if across else stage.height
    shortest = min(0.36 * scene.amount, 0.6) * side
    longest = max(shortest, _FASTEST_PAN * scene.seconds * scene.speed * side)
    free = whole - side
    # without enough room to travel in, come closer until there is
    zoom = 1.0 if free >= shortest else side / (whole - shortest)
    travel = min(longest, whole - side / zoom) / whole
    middle = stage.settled(
        View(subject.x, subject.y, zoom), (abs(across) * travel / 2, abs(down) * travel / 2)
    )
    way = (scene.progress(t) - 0.5) * travel
    return replace(middle, x=middle.x + across * way, y=middle.y + down * way)


def _pan_left(t: float, scene: Scene) -> View:
    return _pan(t, scene, -1, 0)


def _pan_right(t: float, scene: Scene) -> View:
    return _pan(t, scene, 1, 0)


def _pan_up(t: float, scene: Scene) -> View:
    return _pan(t, scene, 0, -1)


def _pan_down(t: float, scene: Scene) -> View:
    return _pan(t, scene, 0, 1)


_CORNERS: Final = ((-1.0, -0.6), (1.0, -0.6), (-1.0, 0.6), (1.0, 0.6))


def _ken_burns(t: float, scene: Scene) -> View:
    """From one side toward the subject, or from the subject away to one side."""
    stage, subject, amount = scene.stage, scene.subject, scene.amount
    across, down = _CORNERS[scene.variant // 2 % 4]
    if abs(subject.x - 0.5) > 0.08:
        across = math.copysign(1.0, 0.5 - subject.x)  # begin on the side away from the subject
    zoom = 1 + 0.24 * amount
    room = stage.room(View(zoom=zoom))
    aside = View(0.5 + across * 0.8 * room[0], 0.5 + down * 0.8 * room[1], zoom)
    close = _toward(scene, 1 + 0.6 * amount)
    if scene.variant % 2:
        return between(close, aside, scene.progress(t))
    return between(aside, close, scene.progress(t))


def _auto(t: float, scene: Scene) -> View:
    """What suits the picture: along a long one, else gently in, or out in every second shot."""
    stage = scene.stage
    if stage.width >= PANORAMIC * stage.frame_width:
        return _pan_right(t, scene) if scene.variant % 2 == 0 else _pan_left(t, scene)
    if stage.height >= PANORAMIC * stage.frame_height:
        return _pan_down(t, scene) if scene.variant % 2 == 0 else _pan_up(t, scene)
    # about the same pace however long the shot is seen
    pace = min(max(math.sqrt(scene.seconds / 5), 0.5), 1.6)
    gentle = replace(scene, strength=scene.strength * 0.7 * pace)
    return _zoom_in(t, gentle) if scene.variant % 2 == 0 else _zoom_out(t, gentle)


def _none(_t: float, scene: Scene) -> View:
    return resting(scene)


def _around(
    scene: Scene,
    *,
    across: float = 0.0,
    down: float = 0.0,
    angle: float = 0.0,
    squash: float = 0.0,
) -> View:
    """The widest view near the subject around which the camera can move without leaving.

    How far the motion goes, either way: ``across`` and ``down`` (px of the canvas), ``angle``,
    and ``squash`` (a stretch of 1 ± ``squash``).
    """
    stage, subject = scene.stage, scene.subject
    ends = [View(angle=angle, stretch=1 - squash), View(angle=angle, stretch=1 + squash)]
    reaches = [stage.reach(end) for end in ends]
    zoom = max(
        1.0,
        *(2 * reach[0] / (stage.width - 2 * across) for reach in reaches),
        *(2 * reach[1] / (stage.height - 2 * down) for reach in reaches),
    )
    view = View(subject.x, subject.y, zoom, angle)
    for end in ends:
        view = stage.settled(
            replace(view, stretch=end.stretch), (across / stage.width, down / stage.height)
        )
    return replace(view, angle=0.0, stretch=1.0)


def _moved(scene: Scene, view: View, across: float, down: float) -> View:
    """``view`` with the camera moved by (across, down) px of the canvas."""
    return replace(
        view, x=view.x + across / scene.stage.width, y=view.y + down / scene.stage.height
    )


_TILTING: Final = 0.3  # strength below which nobody means a whole turn
_TURNS: Final = 0.4  # per second at full strength


def _rotate(t: float, scene: Scene) -> View:
    """Whole turns clockwise; with little strength the picture only tilts from side to side."""
    if scene.strength < _TILTING:
        most = math.radians(30 * scene.amount)
        return replace(_around(scene, angle=most), angle=most * (1 - 2 * scene.progress(t)))
    turns = max(1, round(_TURNS * scene.strength * scene.speed * scene.seconds))
    stage, corners = scene.stage, math.hypot(scene.stage.frame_width, scene.stage.frame_height)
    # the circle that the frame's corners go round has to stay on the canvas
    round_stage = replace(stage, frame_width=corners, frame_height=corners)
    zoom = max(1.0, corners / min(stage.width, stage.height))
    rest = round_stage.settled(View(scene.subject.x, scene.subject.y, zoom))
    # the picture turns clockwise when the camera turns the other way
    turned = turns * (t if scene.loop else eased(t)) % 1.0
    return replace(rest, angle=-2 * math.pi * turned)


def _bounce(t: float, scene: Scene) -> View:
    """Hops like a ball: thrown up, caught, pressed together for a moment where it lands."""
    hop = 0.13 * scene.strength * scene.stage.frame_height
    beat = scene.phase(t, 1.0) / (2 * math.pi)
    height = 4 * beat * (1 - beat)
    landing = math.exp(-((min(beat, 1 - beat) / 0.11) ** 2))
    squash = 0.14 * scene.strength
    rest = _around(scene, down=hop / 2, squash=squash)
    return replace(
        # the picture goes up when the camera goes down
        _moved(scene, rest, 0, hop * (height - 0.5)),
        stretch=1 + squash * (0.5 * height - landing),
    )


_TREMBLE: Final = ((1.7, 0.5, 0.0, 1.9), (3.1, 0.3, 2.1, 0.4), (5.3, 0.2, 4.0, 3.3))
"""Of a shake: Hz, share, and the phases across and down; uneven, so that it looks by hand."""


def _shake(t: float, scene: Scene) -> View:
    most = 0.04 * scene.strength * min(scene.stage.frame_width, scene.stage.frame_height)
    angle = math.radians(2.0 * scene.strength)
    across = down = turn = 0.0
    for hertz, share, first, second in _TREMBLE:
        phase = scene.phase(t, hertz)
        across += share * math.sin(phase + first)
        down += share * math.sin(phase + second)
        turn += share * math.sin(phase + first + 1.2)
    rest = _around(scene, across=most, down=most, angle=angle)
    return replace(_moved(scene, rest, most * across, most * down), angle=angle * turn)


def _pulse(t: float, scene: Scene) -> View:
    """A heartbeat: a strong beat and a weaker one right after it."""
    beat = scene.phase(t, 0.8) / (2 * math.pi)
    strong = math.exp(-(((beat - 0.32) / 0.11) ** 2))
    weak = math.exp(-(((beat - 0.62) / 0.1) ** 2))
    return _toward(scene, 1 + 0.17 * scene.strength * (strong + 0.5 * weak))


def _sway(t: float, scene: Scene) -> View:
    """Like something that hangs: the picture turns about a point above its upper edge."""
    most = math.radians(6.0 * scene.strength)
    lever = 0.7 * scene.stage.frame_height
    angle = most * math.sin(scene.drift(t, 0.3))
    rest = _around(
        scene, across=lever * math.sin(most), down=lever * (1 - math.cos(most)), angle=most
    )
    return replace(
        _moved(scene, rest, lever * math.sin(angle), lever * (math.cos(angle) - 1)), angle=angle
    )


def _float(t: float, scene: Scene) -> View:
    """Drifts along a lying eight, nearer and further with a slight turn."""
    phase = scene.drift(t, 0.2)
    most = 0.07 * scene.strength * min(scene.stage.frame_width, scene.stage.frame_height)
    angle = math.radians(1.6 * scene.strength)
    rest = _around(scene, across=most, down=0.7 * most, angle=angle)
    moved = _moved(scene, rest, most * math.sin(phase), 0.7 * most * math.sin(2 * phase))
    nearer = 0.03 * scene.strength * (1 - math.cos(phase))
    return replace(moved, zoom=rest.zoom * (1 + nearer), angle=angle * math.cos(phase))


def _jiggle(t: float, scene: Scene) -> Bend:
    """Jelly: it bounces off its foot, wide when low and thin when high, and sways meanwhile.

    It turns around between the last frame and the first, where it then stands still for a moment:
    the step across the seam of a loop is the smallest of all.
    """
    sway = scene.phase(t % 1.0 + 0.5 / scene.frames, 0.7)
    bob = -math.cos(2 * sway) - 0.2 * math.cos(4 * sway)
    lean = 0.8 * math.cos(sway) + 0.25 * math.cos(3 * sway)
    size = scene.strength
    return Bend(0.4 * size * bob, 0.22 * size * lean, 0.24 * size * bob)


MOTIONS: Final[Mapping[str, MotionFunction]] = MappingProxyType(
    {
        "auto": _auto,
        "zoom-in": _zoom_in,
        "zoom-out": _zoom_out,
        "pan-left": _pan_left,
        "pan-right": _pan_right,
        "pan-up": _pan_up,
        "pan-down": _pan_down,
        "ken-burns": _ken_burns,
        "jiggle": _jiggle,
        "bounce": _bounce,
        "shake": _shake,
        "pulse": _pulse,
        "sway": _sway,
        "rotate": _rotate,
        "float": _float,
        "none": _none,
    }
)
