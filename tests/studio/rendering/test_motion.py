"""What every motion promises, at every strength and shape."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.prompts.vocabulary import MOTIONS as NAMES
from core.studio.rendering.geometry import Stage, Subject, View
from core.studio.rendering.layout import lay_out
from core.studio.rendering.motion import MOTIONS, Bend, Pose, Scene, eased
from core.studio.timeline import Fit
from tests.studio.rendering.stages import stages

PERIODIC = ("jiggle", "bounce", "shake", "pulse", "sway", "float")  # in whole periods
ONE_WAY = sorted(set(NAMES) - set(PERIODIC) - {"none"})
MOVING = sorted(set(NAMES) - {"none"})
FRAME = Stage(1920, 1080, 1920, 1080)

scenes = st.builds(
    Scene,
    stage=stages(),
    subject=st.builds(Subject, st.floats(0, 1), st.floats(0, 1)),
    strength=st.floats(0, 1),
    speed=st.floats(0.1, 5),
    seconds=st.floats(0.2, 60),
    loop=st.booleans(),
    variant=st.integers(0, 20),
)


def test_the_registry_has_the_vocabularys_names() -> None:
    assert set(MOTIONS) == set(NAMES)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(NAMES), scenes, st.floats(0, 1))
def test_no_motion_ever_shows_a_border(name: str, scene: Scene, t: float) -> None:
    pose = MOTIONS[name](t, scene)
    if isinstance(pose, View):
        assert scene.stage.holds(pose, slack=1e-6)
        assert pose.zoom >= 1 - 1e-9


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["jiggle", "bounce", "shake", "pulse"]), scenes)
def test_quick_periodic_motions_end_exactly_where_they_began(name: str, scene: Scene) -> None:
    assert MOTIONS[name](1.0, scene) == MOTIONS[name](0.0, scene)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(PERIODIC), scenes)
def test_in_a_loop_all_periodic_motions_do(name: str, scene: Scene) -> None:
    looped = replace(scene, loop=True)
    assert MOTIONS[name](1.0, looped) == MOTIONS[name](0.0, looped)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(ONE_WAY), scenes)
def test_in_a_loop_every_motion_ends_where_it_began(name: str, scene: Scene) -> None:
    looped = replace(scene, loop=True)
    assert _distance(MOTIONS[name](1.0, looped), MOTIONS[name](0.0, looped), looped) < 1e-6


@pytest.mark.parametrize("name", ONE_WAY)
@pytest.mark.parametrize("speed", [0.5, 1.0, 3.0])
def test_one_way_motions_start_and_end_at_rest(name: str, speed: float) -> None:
    scene = Scene(FRAME, Subject(0.4, 0.45), speed=speed)
    steps = _steps(name, scene, 150)
    quickest = max(steps)
    assert steps[0] < 0.1 * quickest
    assert steps[-1] < 0.1 * quickest


@pytest.mark.parametrize("name", MOVING)
def test_no_motion_jerks(name: str) -> None:
    """From one step to the next at 30 fps the pace changes by a part of the quickest only."""
    steps = _steps(name, Scene(FRAME, Subject(0.4, 0.45)), 150)
    changes = [abs(b - a) for a, b in pairwise(steps)]
    assert max(changes) < 0.65 * max(steps)


@pytest.mark.parametrize("name", MOVING)
def test_motions_are_clearly_visible_and_stronger_when_asked(name: str) -> None:
    ways = [
        _furthest(name, Scene(FRAME, Subject(0.4, 0.45), strength=strength))
        for strength in (0.0, 0.2, 0.5, 1.0)
    ]
    assert ways[0] < 1e-6  # no strength, no movement
    assert ways[1] < ways[2]
    assert ways[2] < ways[3] or name == "rotate"  # nothing goes further than a whole turn
    assert ways[2] > 0.02 * FRAME.frame_height  # the taste of the house moves things by 20 px


@pytest.mark.parametrize("name", MOVING)
def test_speed_quickens_every_motion(name: str) -> None:
    paces = [
        max(_steps(name, Scene(FRAME, Subject(0.4, 0.45), speed=speed, seconds=20), 2400))
        for speed in (0.5, 1.0, 2.0)
    ]
    assert paces[0] < paces[1] < paces[2]


@pytest.mark.parametrize(
    ("name", "across", "down"),
    [("pan-left", -1, 0), ("pan-right", 1, 0), ("pan-up", 0, -1), ("pan-down", 0, 1)],
)
def test_pans_go_their_way(name: str, across: int, down: int) -> None:
    first, last = _view(name, 0, Scene(FRAME)), _view(name, 1, Scene(FRAME))
    assert math.copysign(1, last.x - first.x) == across or first.x == last.x
    assert math.copysign(1, last.y - first.y) == down or first.y == last.y
    assert first != last


def test_a_pan_uses_all_the_room_it_makes() -> None:
    scene = Scene(FRAME)
    first, last = _view("pan-right", 0, scene), _view("pan-right", 1, scene)
    room, _ = FRAME.room(first)
    assert first.x == pytest.approx(0.5 - room)
    assert last.x == pytest.approx(0.5 + room)


def test_a_pan_along_a_panorama_stays_slow_enough_to_see_something() -> None:
    scene = Scene(Stage(1920, 1080, 19200, 1080), seconds=5)
    first, last = _view("pan-right", 0, scene), _view("pan-right", 1, scene)
    assert (last.x - first.x) * 19200 / 1920 == pytest.approx(0.42 * 5)


@pytest.mark.parametrize("ratio", [3.1, 4, 6, 10])
def test_most_of_a_panorama_is_seen_within_five_seconds(ratio: float) -> None:
    stage = lay_out((1000 * ratio, 1000), (1920, 1080), Fit.AUTO, "auto").stage
    ends = [_view("auto", t, Scene(stage)) for t in (0, 1)]
    across, _ = stage.reach(ends[0])
    assert ends[1].x - ends[0].x + 2 * across / stage.width > 0.75


@pytest.mark.parametrize(("strength", "turns"), [(0.3, 1), (0.5, 1), (1.0, 2)])
def test_a_rotation_turns_the_picture_clockwise_and_ends_upright(
    strength: float, turns: int
) -> None:
    scene = Scene(FRAME, Subject(0.4, 0.45), strength=strength)
    angles = [_view("rotate", number / 600, scene).angle for number in range(601)]
    assert angles[0] == angles[-1] == 0
    # the camera goes the other way
    steps = [(second - first) % (2 * math.pi) for first, second in pairwise(angles)]
    backward = [(2 * math.pi - step) % (2 * math.pi) for step in steps]
    assert max(backward) < 0.1
    assert sum(backward) == pytest.approx(2 * math.pi * turns)


def test_a_rotating_picture_is_shown_whole_where_it_need_not_fill_the_frame() -> None:
    for fit, zoomed in ((Fit.AUTO, False), (Fit.COVER, True)):
        stage = lay_out((1600, 900), (1920, 1080), fit, "rotate").stage
        assert (_view("rotate", 0.3, Scene(stage)).zoom > 1.5) == zoomed


def test_auto_goes_along_a_panorama() -> None:
    scene = Scene(Stage(1920, 1080, 5000, 1080))
    assert _view("auto", 1, scene).x > _view("auto", 0, scene).x
    assert _view("auto", 1, scene).zoom == 1


def test_auto_does_not_move_neighbours_alike() -> None:
    zooms = [
        _view("auto", 1, Scene(FRAME, variant=variant)).zoom
        - _view("auto", 0, Scene(FRAME, variant=variant)).zoom
        for variant in (0, 1)
    ]
    assert zooms[0] > 0 > zooms[1]


@pytest.mark.parametrize("name", ["zoom-in", "ken-burns", "auto"])
def test_the_subject_is_nearer_to_the_middle_when_it_is_near(name: str) -> None:
    scene = Scene(FRAME, Subject(0.3, 0.6))
    shown = [_in_frame(_view(name, t, scene), 0.3, 0.6) for t in (0.0, 1.0)]
    assert math.dist(shown[1], (0.5, 0.5)) < math.dist(shown[0], (0.5, 0.5))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["auto", "zoom-in", "zoom-out", "ken-burns", "pulse", "float", "sway"]),
    st.floats(0.2, 0.8),
    st.floats(0.2, 0.8),
    st.floats(0, 1),
)
def test_the_subject_stays_in_frame(name: str, x: float, y: float, t: float) -> None:
    view = _view(name, t, Scene(FRAME, Subject(x, y)))
    across, down = _in_frame(view, x, y)
    assert 0.05 < across < 0.95
    assert 0.05 < down < 0.95


def test_easing_goes_from_0_to_1_and_never_back() -> None:
    values = [eased(number / 1000) for number in range(1001)]
    assert values[0] == 0
    assert values[-1] == 1
    assert all(b >= a for a, b in pairwise(values))
    assert eased(0.5) == pytest.approx(0.5)


def _view(name: str, t: float, scene: Scene) -> View:
    pose = MOTIONS[name](t, scene)
    assert isinstance(pose, View)
    return pose


def _in_frame(view: View, x: float, y: float) -> tuple[float, float]:
    """Where a place of the canvas is seen, 0-1 of the (equally large) frame; the turn aside."""
    return (x - view.x) * view.zoom + 0.5, (y - view.y) * view.zoom + 0.5


def _distance(first: Pose, second: Pose, scene: Scene) -> float:
    """How far, in px, the corner of the frame that moves most is moved from one to the other."""
    if isinstance(first, Bend) and isinstance(second, Bend):
        return 500 * max(
            abs(second.lift - first.lift),
            abs(second.lean - first.lean),
            abs(second.squeeze - first.squeeze),
        )
    assert isinstance(first, View)
    assert isinstance(second, View)
    return max(
        math.dist(_corner(first, scene, *signs), _corner(second, scene, *signs))
        for signs in ((-1, -1), (1, -1), (-1, 1), (1, 1))
    )


def _corner(view: View, scene: Scene, right: int, below: int) -> tuple[float, float]:
    stage = scene.stage
    across = right * stage.frame_width * math.sqrt(view.stretch) / 2 / view.zoom
    down = below * stage.frame_height / math.sqrt(view.stretch) / 2 / view.zoom
    cos, sin = math.cos(view.angle), math.sin(view.angle)
    return (
        view.x * stage.width + cos * across - sin * down,
        view.y * stage.height + sin * across + cos * down,
    )


def _steps(name: str, scene: Scene, frames: int) -> list[float]:
    poses = [MOTIONS[name](number / frames, scene) for number in range(frames + 1)]
    return [_distance(a, b, scene) for a, b in pairwise(poses)]


def _furthest(name: str, scene: Scene) -> float:
    poses = [MOTIONS[name](number / 60, scene) for number in range(61)]
    return max(_distance(a, b, scene) for a in poses for b in poses)
