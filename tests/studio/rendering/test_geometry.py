"""Views that hold, and the maps they stand for."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.studio.rendering.geometry import (
    Stage,
    View,
    between,
    chroma_map,
    luma_map,
    map_of,
)
from tests.studio.rendering.stages import stages, views


@given(stages(), views, views, st.floats(0, 1))
def test_every_view_between_two_that_hold_holds(
    stage: Stage, first: View, second: View, share: float
) -> None:
    way = between(stage.settled(first), stage.settled(second), share)
    assert stage.holds(way, slack=1e-6)


@given(stages(), views)
def test_settling_moves_a_view_that_holds_not_at_all(stage: Stage, view: View) -> None:
    settled = stage.settled(view)
    assert stage.holds(settled)
    assert stage.settled(settled) == settled


def test_a_view_beyond_the_edge_does_not_hold() -> None:
    stage = Stage(100, 50, 100, 50)
    assert stage.holds(View())
    assert not stage.holds(View(x=0.51))
    assert not stage.holds(View(angle=0.01))
    assert not stage.holds(View(stretch=1.01))


def test_a_zoom_between_grows_by_equal_ratios() -> None:
    zooms = [between(View(zoom=1), View(zoom=2), share).zoom for share in (0, 0.25, 0.5, 0.75, 1)]
    ratios = [b / a for a, b in pairwise(zooms)]
    assert ratios == pytest.approx([2**0.25] * 4)


def test_the_map_takes_the_frames_middle_to_the_views_centre() -> None:
    stage = Stage(200, 100, 400, 300)
    view = View(0.4, 0.6, 1.7, angle=0.2, stretch=1.1)
    assert map_of(stage, view) @ [100, 50, 1] == pytest.approx([160, 180])


def test_a_window_turned_clockwise_has_its_right_side_lower() -> None:
    stage = Stage(200, 100, 400, 400)
    right = map_of(stage, View(angle=math.radians(10))) @ [200, 50, 1]
    assert right[1] > 200


def test_stretching_makes_the_picture_taller_and_thinner() -> None:
    affine = map_of(Stage(200, 100, 400, 400), View(stretch=1.21))
    assert 1 / affine[1, 1] == pytest.approx(1.1)  # px of the frame for one of the picture
    assert 1 / affine[0, 0] == pytest.approx(1 / 1.1)


def test_samples_of_both_planes_mean_the_same_place() -> None:
    """A frame's chroma is sited left, a canvas' in the middle of four luma samples."""
    stage = Stage(200, 100, 400, 300)
    affine = map_of(stage, View(0.45, 0.55, 1.3, angle=0.1))
    frame_place = np.array([2 * 7 + 0.5, 2 * 11 + 1, 1])  # of chroma sample (7, 11)
    on_canvas = affine @ frame_place
    chroma = chroma_map(affine) @ [7, 11, 1]
    assert 2 * chroma + 1 == pytest.approx(on_canvas)
    luma = luma_map(affine) @ [14, 22.5, 1]
    assert luma + 0.5 == pytest.approx(on_canvas)
