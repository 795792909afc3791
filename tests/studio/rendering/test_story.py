"""Any timeline within bounds can be drawn, and a frame depends on its number alone."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from core.prompts.vocabulary import MOTIONS, TRANSITIONS
from core.studio.rendering.planes import Planes
from core.studio.timeline import Fit, Motion, Shot, ShotKind, Timeline, Title, Transition
from tests.studio.rendering.drawing import MEDIA, plain, raw_frames
from tests.studio.rendering.films import BLUE, GREEN, RED, animation, film


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("media")
    return {
        **MEDIA,
        "dot": plain(folder / "dot.png", (9, 200, 30), (1, 1)),
        "strip": plain(folder / "strip.png", (90, 20, 30), (900, 12)),
        "pole": plain(folder / "pole.png", (90, 20, 130), (3, 700)),
        "logo": plain(folder / "logo.png", (200, 20, 130, 90), (40, 50)),
        "film": film(folder / "film.mp4", [RED, GREEN, BLUE]),
        "gif": animation(folder / "a.gif", [RED, GREEN], size=(33, 21)),
    }


_CLIPS = ("film", "gif")
_NAMES = (*MEDIA, "dot", "strip", "pole", "logo", *_CLIPS)


@st.composite
def _shots(draw: st.DrawFn) -> Shot:
    name = draw(st.sampled_from(_NAMES))
    kind = draw(st.sampled_from(TRANSITIONS))
    return Shot(
        name,
        name,
        draw(st.sampled_from([1, 33, 100, 400])),
        kind=ShotKind.CLIP if name in _CLIPS else ShotKind.PICTURE,
        motion=Motion(
            draw(st.sampled_from(MOTIONS)), draw(st.floats(0, 1)), draw(st.floats(0.1, 5))
        ),
        transition=draw(st.one_of(st.none(), st.just(Transition(kind, 250)))),
        fit=draw(st.sampled_from(list(Fit))),
        clip_start_ms=draw(st.sampled_from([0, 120, 9000])),
    )


@st.composite
def _timelines(draw: st.DrawFn) -> Timeline:
    shots = draw(st.lists(_shots(), min_size=1, max_size=4))
    width, height = draw(st.sampled_from([(64, 36), (36, 64), (50, 50), (16, 16)]))
    titles = draw(st.sampled_from([(), (Title("Hi 夏", 50, 300),)]))
    return Timeline(
        tuple(shots), titles, width=width, height=height, loop=draw(st.booleans()), fps=25
    )


def _same(one: Planes, other: Planes) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one.all(), other.all(), strict=True))


@settings(
    max_examples=40,
    deadline=None,
    # the files are only read
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(timeline=_timelines(), share=st.floats(0, 1, exclude_max=True))
def test_a_frame_is_the_same_whatever_was_drawn_before(
    media: dict[str, Path], timeline: Timeline, share: float
) -> None:
    frames = raw_frames(timeline, media)
    number = int(share * len(frames))
    (alone,) = raw_frames(timeline, media, only=[number])
    assert _same(frames[number], alone)


def test_a_shot_that_rests_shows_the_picture_sample_by_sample(tmp_path: Path) -> None:
    """No interpolation softens what does not move."""
    noise = np.random.default_rng(2).integers(0, 256, (36, 64), np.uint8)
    Image.fromarray(np.dstack([noise] * 3)).save(tmp_path / "noise.png")
    shot = Shot("x", "x", 200, motion=Motion("none"))
    (frame,) = raw_frames(
        Timeline((shot,), width=64, height=36), {"x": tmp_path / "noise.png"}, only=[3]
    )
    assert np.abs(frame.y - (16 + noise * (219 / 255))).max() <= 0.51
