"""Loops have no seam, neither in what is drawn nor in what is seen."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from core.prompts.vocabulary import MOTIONS
from core.studio.rendering.planes import Planes, blank
from core.studio.rendering.render import render
from core.studio.rendering.story import Story
from core.studio.timeline import Timeline, Transition
from tests.studio.rendering.drawing import MEDIA, decoded, job, raw_frames, shot, small


def _step(first: Planes, second: Planes) -> float:
    return float(np.abs(first.y.astype(int) - second.y).mean())


def _around(frames: list[Planes]) -> tuple[float, list[float]]:
    """The step from the last frame to the first, and the steps between the others."""
    steps = [_step(a, b) for a, b in pairwise(frames)]
    return _step(frames[-1], frames[0]), steps


def _last_plus_one(timeline: Timeline) -> Planes:
    """The frame that would follow the last, as the renderer draws it."""
    story = Story(job(timeline, Path("unused.mp4"), MEDIA))
    frame = blank(timeline.width, timeline.height)
    story.draw(story.frames, frame)
    story.close()
    return frame


@pytest.mark.parametrize("motion", ["jiggle", "bounce", "shake", "pulse"])
@pytest.mark.parametrize("loop", [False, True])
def test_the_first_and_the_last_plus_one_raw_frame_are_identical(motion: str, loop: bool) -> None:
    timeline = small(shot("astronaut", 1500, motion), loop=loop)
    first = raw_frames(timeline, only=[0])[0]
    for one, other in zip(first.all(), _last_plus_one(timeline).all(), strict=True):
        assert np.array_equal(one, other)


@pytest.mark.parametrize("motion", [name for name in MOTIONS if name != "none"])
def test_in_a_loop_the_seam_is_no_larger_than_the_steps_beside_it(motion: str) -> None:
    seam, steps = _around(raw_frames(small(shot("chelsea", 1000, motion), loop=True)))
    assert seam <= max(*steps[:3], *steps[-3:]) + 0.05


def test_the_decoded_seam_of_a_jiggle_is_no_larger_than_its_neighbours(tmp_path: Path) -> None:
    timeline = small(shot("chelsea", 2000, "jiggle"), size=(640, 360), loop=True)
    render(job(timeline, tmp_path / "x.mp4"), lambda _: None)
    seam, steps = _around(decoded(tmp_path / "x.mp4"))
    assert seam <= min(steps[0], steps[-1])


@pytest.mark.parametrize("kind", ["crossfade", "slide", "wipe", "zoom", "fade-black"])
def test_a_story_that_loops_goes_over_into_its_beginning(kind: str) -> None:
    transition = Transition(kind, 1200)
    shots = [shot(name, 1500, "auto", transition) for name in ("astronaut", "chelsea")]
    seam, steps = _around(raw_frames(small(*shots, loop=True)))
    assert seam <= max(*steps[:3], *steps[-3:]) + 0.05
    hard, _ = _around(raw_frames(small(*shots, loop=False)))
    assert hard > 1.5 * seam


def test_a_jiggle_is_clearly_seen_and_leaves_the_edges_alone() -> None:
    frames = raw_frames(small(shot("chelsea", 1000, "jiggle")))
    moved = np.max([np.abs(frame.y.astype(int) - frames[0].y) for frame in frames], axis=0)
    assert (moved > 20).mean() > 0.1
    for edge in (moved[0], moved[-1], moved[:, 0], moved[:, -1]):
        assert edge.max() <= 2


def test_a_jiggle_stays_inside_a_picture_that_lies_on_a_fill() -> None:
    frames = raw_frames(small(shot("astronaut", 1000, "jiggle")))
    moved = np.max([np.abs(frame.y.astype(int) - frames[0].y) for frame in frames], axis=0)
    left, right = (320 - 180) // 2, (320 + 180) // 2
    assert moved[:, : left + 1].max() <= 2
    assert moved[:, right - 1 :].max() <= 2
    assert moved[:, left:right].max() > 60
