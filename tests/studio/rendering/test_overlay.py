"""Titles on the planes."""

import numpy as np

from core.studio.rendering.overlay import Titles
from core.studio.rendering.planes import Planes, blank
from core.studio.rendering.titles import draw_title, title_alpha
from core.studio.timeline import Place, Title

SIZE = (320, 180)
TITLE = Title("Hello 夏日", 1000, 3000, place=Place.CENTER, color="#ff0000")


def _drawn(ms: float, titles: Titles | None = None) -> Planes:
    target = blank(*SIZE)
    target.y[:], target.u[:], target.v[:] = 100, 128, 128
    (titles or Titles([TITLE], *SIZE)).draw(ms, target)
    return target


def test_a_title_changes_only_its_rectangle() -> None:
    layer = draw_title(TITLE, *SIZE)
    height, width = layer.pixels.shape[:2]
    changed = _drawn(2500).y != 100
    assert changed.any()
    changed[layer.y : layer.y + height, layer.x : layer.x + width] = False
    assert not changed.any()


def test_a_title_has_its_colour() -> None:
    drawn, layer = _drawn(2500), draw_title(TITLE, *SIZE)
    height, width = layer.pixels.shape[:2]
    inked = layer.pixels[..., 3] > 250
    inked &= (layer.pixels[..., :3] == (255, 0, 0)).all(axis=2)
    part = drawn.y[layer.y : layer.y + height, layer.x : layer.x + width]
    assert abs(float(np.median(part[inked])) - 63) <= 1  # pure red: 16 + 0.2126 × 219
    assert drawn.v.max() > 220  # and its Cr is 240


def test_a_title_is_seen_from_its_start_to_its_end() -> None:
    for ms, seen in ((999, False), (1300, True), (3900, True), (4000, False), (9000, False)):
        assert bool((_drawn(ms).y != 100).any()) is seen


def test_a_title_fades_as_its_alpha_says() -> None:
    full, half = _drawn(2500).y.astype(int) - 100, _drawn(1200).y.astype(int) - 100
    share = title_alpha(TITLE, 1200)
    assert 0.2 < share < 0.8
    assert np.abs(half - full * share).max() <= 1


def test_a_frame_does_not_depend_on_the_ones_before() -> None:
    titles = Titles([TITLE], *SIZE)
    before = [_drawn(ms, titles) for ms in (500, 1100, 1900, 3800, 4200, 1900)]
    assert np.array_equal(before[2].y, before[5].y)
    assert np.array_equal(before[2].u, _drawn(1900).u)


def test_a_title_with_nothing_to_show_changes_nothing() -> None:
    assert (_drawn(2500, Titles([Title(" ", 0, 5000)], *SIZE)).y == 100).all()
