"""How exactly pictures move: slow zoom, slow pan, and the seam of a jiggle.

    python -m tests.benchmarks.motion_error

By the dot-centroid method: soft dots are drawn through a shot of 5 s at 1080p30, their centroids
measured in the raw frames and compared with the ideal path. The seam is measured in the raw and
in the decoded frames of a looping jiggle of 5 s at 720p.
"""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np

from core.studio.rendering.decode import decode
from core.studio.rendering.planes import Planes, blank
from core.studio.rendering.render import render
from core.studio.rendering.saliency import find_subject
from core.studio.rendering.story import Story
from core.studio.timeline import Motion
from tests.studio.rendering.dots import dotted, follow
from tests.studio.rendering.drawing import decoded, job, raw_frames, shot, small

_PICTURE, _SIGMA = (4000, 2250), 22.0


def main() -> None:
    """Print one line for each motion and three for the seam."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        slow = {
            "slow zoom": Motion("zoom-in", strength=0.1),
            "slow pan": Motion("pan-right", strength=0.1),
            "zoom": Motion("zoom-in"),
            "pan": Motion("pan-right"),
            "Ken Burns": Motion("ken-burns"),
        }
        for what, motion in slow.items():
            _follow(folder / "dots.png", what, motion)
        _seam(folder / "jiggle.mp4")


def _follow(path: Path, what: str, motion: Motion) -> None:
    dotted(path, *_PICTURE, _SIGMA)
    paths = follow(
        path,
        motion,
        size=(1920, 1080),
        seconds=5,
        picture=_PICTURE,
        sigma=_SIGMA,
        subject=find_subject(decode(path, "dots", _PICTURE).small()),
    )
    print(
        f"{what:10} velocity error {paths.velocity_error:.4f} px/frame RMS, "
        f"place {paths.position_error:.4f} px RMS, {paths.backward_steps()} backward steps"
    )


def _seam(path: Path) -> None:
    timeline = small(shot("astronaut", 5000, "jiggle"), size=(1280, 720), loop=True)
    raw = raw_frames(timeline)
    story = Story(job(timeline, path))
    following = blank(1280, 720)
    story.draw(story.frames, following)
    story.close()
    same = all(np.array_equal(a, b) for a, b in zip(raw[0].all(), following.all(), strict=True))
    print(f"jiggle     first and last+1 raw frame {'identical' if same else 'DIFFERENT'}")
    render(job(timeline, path), lambda _: None)
    for kind, frames in (("raw", raw), ("decoded", decoded(path))):
        steps = [_step(a, b) for a, b in pairwise(frames)]
        print(
            f"jiggle     {kind} seam {_step(frames[-1], frames[0]):.3f}, "
            f"before it {steps[-1]:.3f}, after it {steps[0]:.3f} (mean luma step)"
        )


def _step(first: Planes, second: Planes) -> float:
    return float(np.abs(first.y.astype(int) - second.y).mean())


if __name__ == "__main__":
    main()
