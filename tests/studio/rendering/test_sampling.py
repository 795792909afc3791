"""Both ways to draw a view give the same picture."""

import numpy as np
import pytest

from core.studio.rendering.geometry import Affine
from core.studio.rendering.opencv import Bytes, blurred, warp
from core.studio.rendering.sampling import Sampler

NEAR = 0.007


def _plane() -> Bytes:
    noise = np.random.default_rng(3).integers(0, 256, (700, 1200)).astype(np.uint8)
    return blurred(noise, 2.0)


def _upright(scale: float, x: float, y: float) -> Affine:
    return np.array([[scale, 0, x], [0, scale, y]])


def _exactly(plane: Bytes, affine: Affine, width: int, height: int) -> np.ndarray:
    """Linear interpolation in double precision; the edges go on as they end."""
    x = affine[0, 0] * np.arange(width) + affine[0, 2]
    y = affine[1, 1] * np.arange(height) + affine[1, 2]
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    u, v = (x - left)[None, :], (y - top)[:, None]
    columns = [np.clip(left + n, 0, plane.shape[1] - 1) for n in (0, 1)]
    rows = [np.clip(top + n, 0, plane.shape[0] - 1) for n in (0, 1)]
    p = plane.astype(np.float64)
    upper = p[np.ix_(rows[0], columns[0])] * (1 - u) + p[np.ix_(rows[0], columns[1])] * u
    lower = p[np.ix_(rows[1], columns[0])] * (1 - u) + p[np.ix_(rows[1], columns[1])] * u
    return upper * (1 - v) + lower * v


@pytest.mark.parametrize("scale", [0.9, 1.0, 1.0371, 1.15, 1.2071, 1.25, 1.31831, 1.5])
def test_a_view_is_what_linear_interpolation_says(scale: float) -> None:
    plane = _plane()
    sampler = Sampler(plane, NEAR)
    rng = np.random.default_rng(int(scale * 1000))
    steepest = float(np.abs(np.diff(plane.astype(int), axis=1)).max())
    for x, y in rng.uniform(-0.4, 60, (12, 2)):
        affine = _upright(scale, float(x), float(y))
        out = np.empty((400, 640), np.uint8)
        sampler.draw(affine, out)
        away = np.abs(out - _exactly(plane, affine, 640, 400))
        assert away.max() <= 1.0 + 2 * NEAR * steepest
        assert away.mean() < 0.4  # rounding alone is 0.25


def test_most_views_are_drawn_the_fast_way() -> None:
    """Else the module would be of no use; a view drawn by warping differs in its rounding."""
    plane = _plane()
    sampler, never = Sampler(plane, 0.007), Sampler(plane, -1.0)
    fast = 0
    for number in range(60):
        affine = _upright(1.15 * 1.0013**number, 20 + number * 0.37, 11 + number * 0.21)
        out, warped = np.empty((400, 640), np.uint8), np.empty((400, 640), np.uint8)
        sampler.draw(affine, out)
        never.draw(affine, warped)
        fast += not np.array_equal(out, warped)
    assert fast > 30


def test_turned_views_are_warped() -> None:
    plane = _plane()
    affine = np.array([[1.1, 0.05, 30.0], [-0.05, 1.1, 60.0]])
    out, warped = np.empty((300, 500), np.uint8), np.empty((300, 500), np.uint8)
    Sampler(plane, NEAR).draw(affine, out)
    warp(plane, affine, warped)
    assert np.array_equal(out, warped)


def test_a_view_of_the_very_edges_repeats_them() -> None:
    plane = _plane()
    whole = _upright(1.0, -0.25, -0.25)
    out = np.empty(plane.shape, np.uint8)
    Sampler(plane, NEAR).draw(whole, out)
    assert np.abs(out - _exactly(plane, whole, plane.shape[1], plane.shape[0])).max() <= 2


def test_an_identical_grid_is_copied_exactly() -> None:
    plane = _plane()
    out = np.empty((100, 200), np.uint8)
    Sampler(plane, NEAR).draw(_upright(1.0, 30.0, 40.0), out)
    assert np.array_equal(out, plane[40:140, 30:230])


def test_a_plane_of_one_sample_fills_the_frame() -> None:
    out = np.empty((8, 8), np.uint8)
    Sampler(np.full((1, 1), 77, np.uint8), NEAR).draw(_upright(1.2, 0.1, 0.1), out)
    assert (out == 77).all()
