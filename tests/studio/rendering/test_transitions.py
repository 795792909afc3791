"""What every transition promises, and what each does in between."""

import numpy as np
import pytest

from core.prompts.vocabulary import TRANSITIONS as NAMES
from core.studio.rendering.planes import Planes, blank, from_rgb
from core.studio.rendering.transitions import TRANSITIONS

SIZE = (128, 72)


def _flat(color: tuple[int, int, int]) -> Planes:
    return from_rgb(np.full((SIZE[1], SIZE[0], 3), color, np.uint8))


def _ramp() -> Planes:
    across = np.linspace(0, 255, SIZE[0], dtype=np.uint8)
    return from_rgb(np.repeat(np.repeat(across[None, :, None], SIZE[1], 0), 3, 2))


def _at(name: str, t: float, first: Planes, second: Planes) -> Planes:
    target = blank(*SIZE)
    for plane in target.all():
        plane[:] = 3  # what a transition leaves out would show
    TRANSITIONS[name](t, first, second, target)
    return target


def _same(one: Planes, other: Planes, tolerance: int = 0) -> bool:
    pairs = zip(one.all(), other.all(), strict=True)
    return all(np.abs(a.astype(int) - b.astype(int)).max() <= tolerance for a, b in pairs)


def test_the_registry_has_the_vocabularys_names() -> None:
    assert set(TRANSITIONS) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_transitions_begin_with_the_first_and_end_with_the_second(name: str) -> None:
    first, second = _ramp(), _flat((200, 30, 60))
    assert _same(_at(name, 0.0, first, second), first, 1)
    assert _same(_at(name, 1.0, first, second), second, 1)
    assert _same(_at(name, 1.0, second, first), first, 1)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("t", [0.01, 0.3, 0.5, 0.7, 0.99])
def test_transitions_fill_the_whole_frame(name: str, t: float) -> None:
    target = _at(name, t, _flat((90, 90, 90)), _flat((150, 150, 150)))
    assert target.y.min() >= 16
    assert target.u.min() >= 127


@pytest.mark.parametrize("name", ["crossfade", "slide", "wipe", "fade-black", "zoom"])
def test_transitions_do_not_jump(name: str) -> None:
    first, second = _flat((40, 40, 40)), _flat((220, 220, 220))
    means = [_at(name, n / 60, first, second).y.mean() for n in range(61)]
    assert np.abs(np.diff(means)).max() < 0.12 * 180


def test_a_crossfade_is_half_of_both_in_the_middle() -> None:
    middle = _at("crossfade", 0.5, _flat((0, 0, 0)), _flat((255, 255, 255)))
    assert set(np.unique(middle.y)) <= {125, 126}


def test_a_fade_through_black_is_black_in_the_middle() -> None:
    middle = _at("fade-black", 0.5, _flat((200, 0, 0)), _flat((0, 200, 0)))
    assert [set(np.unique(plane)) for plane in middle.all()] == [{16}, {128}, {128}]


def test_a_slide_pushes_to_the_left() -> None:
    middle = _at("slide", 0.5, _flat((0, 0, 0)), _flat((255, 255, 255)))
    assert middle.y[0, 0] == 16
    assert middle.y[0, -1] == 235
    assert (middle.y == 16).sum() == pytest.approx(middle.y.size / 2, rel=0.05)


def test_a_wipe_uncovers_from_the_left_with_a_soft_edge() -> None:
    middle = _at("wipe", 0.5, _flat((0, 0, 0)), _flat((255, 255, 255)))
    assert middle.y[0, 0] == 235
    assert middle.y[0, -1] == 16
    row = middle.y[10].astype(int)
    assert (np.diff(row) <= 0).all()
    assert ((row > 20) & (row < 230)).sum() > 4


def test_a_zoom_never_shows_a_border() -> None:
    first, second = _flat((120, 120, 120)), _flat((120, 120, 120))
    for n in range(21):
        assert np.ptp(_at("zoom", n / 20, first, second).y) <= 1
