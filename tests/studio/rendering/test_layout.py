"""How pictures of every shape fill frames of every shape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.studio.rendering.geometry import Stage, Subject, View
from core.studio.rendering.layout import lay_out, seen, snapped
from core.studio.timeline import Fit
from tests.studio.rendering.stages import stages, views

WIDE, TALL, SQUARE = (1920, 1080), (1080, 1920), (1080, 1080)


@pytest.mark.parametrize(
    ("size", "frame", "covers"),
    [
        ((4000, 3000), WIDE, True),  # a camera's landscape
        ((3000, 2000), WIDE, True),
        ((3000, 4000), TALL, True),
        ((4000, 3000), SQUARE, True),
        ((3000, 4000), WIDE, False),  # a portrait in a landscape frame
        ((1080, 1920), WIDE, False),
        ((4000, 3000), TALL, False),  # a landscape in a portrait frame
        ((1000, 1000), WIDE, False),
        ((8000, 2000), WIDE, True),  # a panorama: the camera goes along it
        ((20000, 2000), WIDE, False),  # so long that a larger strip would never be seen whole
        ((1170, 5000), TALL, True),  # a long screenshot
        ((1, 1), WIDE, True),
        ((40, 30), TALL, True),
    ],
)
def test_frames_are_covered_where_little_is_lost(
    size: tuple[int, int], frame: tuple[int, int], covers: bool
) -> None:
    assert lay_out(size, frame, Fit.AUTO, "auto").covers is covers


def test_a_picture_that_does_not_cover_is_whole_and_in_the_middle() -> None:
    layout = lay_out((1000, 2000), WIDE, Fit.AUTO, "auto")
    assert (layout.width, layout.height) == (540, 1080)
    assert (layout.x, layout.y) == (690, 0)
    assert (layout.stage.width, layout.stage.height) == WIDE


def test_a_strip_is_never_thinner_than_a_quarter_of_the_frame() -> None:
    layout = lay_out((20000, 2000), TALL, Fit.AUTO, "zoom-in")
    assert layout.height >= 0.25 * TALL[1]
    assert layout.stage.width > TALL[0]  # so its ends lie outside, and the camera may go there


def test_a_pan_along_the_long_side_has_the_whole_side_to_go() -> None:
    assert not lay_out((1000, 2000), WIDE, Fit.AUTO, "pan-left").covers
    layout = lay_out((1000, 2000), WIDE, Fit.AUTO, "pan-up")
    assert layout.covers
    assert layout.stage.height == 3840


def test_small_pictures_are_not_blown_up() -> None:
    layout = lay_out((200, 150), WIDE, Fit.AUTO, "auto")
    assert (layout.width, layout.height) == (1000, 750)


def test_a_fit_that_is_asked_for_is_obeyed() -> None:
    assert lay_out((200, 1500), WIDE, Fit.COVER, "auto").covers
    whole = lay_out((4000, 3000), WIDE, Fit.CONTAIN, "auto")
    assert not whole.covers
    assert (whole.width, whole.height) == (1440, 1080)


def test_a_subject_is_placed_where_the_picture_is() -> None:
    layout = lay_out((1000, 2000), WIDE, Fit.AUTO, "auto")
    placed = layout.placed(Subject(0.5, 0.25, 0.1, 0.1))
    assert placed.x == pytest.approx(0.5)
    assert placed.y == pytest.approx(0.25)
    assert placed.half_width == pytest.approx(0.1 * 540 / 1920)


@given(
    st.tuples(st.integers(1, 30000), st.integers(1, 30000)),
    st.sampled_from([WIDE, TALL, SQUARE, (320, 180)]),
    st.sampled_from(list(Fit)),
    st.sampled_from(["auto", "pan-left", "pan-up", "zoom-in", "rotate"]),
)
def test_every_layout_has_a_canvas_around_frame_and_picture(
    size: tuple[int, int], frame: tuple[int, int], fit: Fit, motion: str
) -> None:
    layout = lay_out(size, frame, fit, motion)
    stage = layout.stage
    assert stage.width >= frame[0]
    assert stage.height >= frame[1]
    assert layout.x >= 0
    assert layout.y >= 0
    assert layout.x + layout.width <= stage.width + 1e-6
    assert layout.y + layout.height <= stage.height + 1e-6
    assert stage.holds(View())


@given(stages(), st.lists(views, min_size=1, max_size=4))
def test_what_is_seen_includes_every_window(stage: Stage, several: list[View]) -> None:
    held = [stage.settled(view) for view in several]
    left, top, right, bottom = seen(stage, held)
    for view in held:
        across, down = stage.reach(view)
        assert left <= view.x * stage.width - across + 1e-6 or left == 0
        assert right >= min(stage.width, view.x * stage.width + across) - 1e-6
        assert top <= view.y * stage.height - down + 1e-6 or top == 0
        assert bottom >= min(stage.height, view.y * stage.height + down) - 1e-6


def test_a_snapped_view_starts_on_an_even_sample_and_holds() -> None:
    stage = lay_out((3000, 2000), WIDE, Fit.AUTO, "none").stage
    view = snapped(stage, stage.settled(View(0.5, 0.463)))
    top = view.y * stage.height - 540
    assert top == pytest.approx(round(top / 2) * 2)
    assert stage.holds(view)
