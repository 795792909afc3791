"""Colours and places of the planes."""

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.studio.rendering.planes import blank, from_rgb, views_of


def _reference(red: int, green: int, blue: int) -> tuple[float, float, float]:
    """BT.709, limited range, as the recommendation words it: by differences from luma."""
    r, g, b = red / 255, green / 255, blue / 255
    luma = 0.2126 * r + 0.7152 * g + 0.0722 * b
    return (
        16 + 219 * luma,
        128 + 224 * (b - luma) / 1.8556,
        128 + 224 * (r - luma) / 1.5748,
    )


@settings(max_examples=200, deadline=None)
@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_colours_are_those_of_the_recommendation_rounded_once(color: tuple[int, ...]) -> None:
    planes = from_rgb(np.full((4, 4, 3), color, np.uint8))
    for plane, wanted in zip(planes.all(), _reference(*color), strict=True):
        assert np.abs(plane.astype(float) - wanted).max() <= 0.5 + 1e-3


def test_white_and_black_are_the_ends_of_the_range() -> None:
    assert [int(plane[0, 0]) for plane in from_rgb(np.full((2, 2, 3), 255, np.uint8)).all()] == [
        235,
        128,
        128,
    ]
    assert [int(plane[0, 0]) for plane in from_rgb(np.zeros((2, 2, 3), np.uint8)).all()] == [
        16,
        128,
        128,
    ]


def test_ffmpeg_sees_the_same_colours() -> None:
    rng = np.random.default_rng(5)
    rgb = np.repeat(np.repeat(rng.integers(0, 256, (9, 16, 3)), 20, 0), 20, 1).astype(np.uint8)
    frame = av.VideoFrame(320, 180, "yuv420p")
    planes = views_of(frame)
    planes.fill_from(from_rgb(rgb))
    back = frame.to_ndarray(
        format="rgb24", src_colorspace="ITU709", src_color_range="MPEG", dst_color_range="JPEG"
    )
    middles = back[10::20, 10::20].astype(int) - rgb[10::20, 10::20]
    assert np.abs(middles).max() <= 4


@pytest.mark.parametrize("size", [(1080, 1920), (322, 182), (64, 64), (2, 2)])
def test_views_of_a_frame_leave_out_its_padding(size: tuple[int, int]) -> None:
    frame = av.VideoFrame(*size, "yuv420p")
    planes = views_of(frame)
    assert planes.y.shape == (size[1], size[0])
    assert planes.u.shape == planes.v.shape == (size[1] // 2, size[0] // 2)
    planes.y[:], planes.u[:], planes.v[:] = 77, 88, 99
    whole = frame.to_ndarray()
    assert set(np.unique(whole[: size[1]])) == {77}
    assert set(np.unique(whole[size[1] :])) == {88, 99}


def test_chroma_is_the_mean_of_four_samples() -> None:
    rgb = np.zeros((2, 4, 3), np.uint8)
    rgb[0, 0] = (255, 0, 0)
    planes = from_rgb(rgb)
    red = _reference(255, 0, 0)
    assert planes.v[0, 0] == round((red[2] + 3 * 128) / 4)
    assert planes.v[0, 1] == 128


def test_large_pictures_are_converted_in_bands_without_a_seam() -> None:
    rng = np.random.default_rng(1)
    rgb = rng.integers(0, 256, (600, 8, 3), np.uint8)
    whole = from_rgb(rgb)
    lower = from_rgb(rgb[250:])
    assert np.array_equal(whole.y[250:], lower.y)
    assert np.array_equal(whole.u[125:], lower.u)


def test_blank_planes_have_half_the_chroma() -> None:
    planes = blank(6, 4)
    assert (planes.width, planes.height) == (6, 4)
    assert planes.v.shape == (2, 3)
