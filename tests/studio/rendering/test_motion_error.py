"""Slow motions are exact to a fraction of a pixel: by the centroids of dots in raw frames."""

from pathlib import Path

import pytest

from core.studio.rendering.decode import decode
from core.studio.rendering.saliency import find_subject
from core.studio.timeline import Motion
from tests.studio.rendering.dots import dotted, follow


@pytest.mark.parametrize(
    "motion",
    [
        Motion("zoom-in", strength=0.1),
        Motion("pan-right", strength=0.1),
        Motion("zoom-in"),
        Motion("pan-left"),
        Motion("ken-burns"),
        Motion("zoom-out", speed=0.5),
    ],
    ids=["slow zoom", "slow pan", "zoom", "pan", "ken burns", "slow zoom out"],
)
def test_motion_follows_its_ideal_path(tmp_path: Path, motion: Motion) -> None:
    picture, sigma = (1400, 788), 8.0
    path = tmp_path / "dots.png"
    dotted(path, *picture, sigma)
    subject = find_subject(decode(path, "dots", picture).small())
    paths = follow(
        path, motion, size=(640, 360), seconds=4, picture=picture, sigma=sigma, subject=subject
    )
    assert paths.velocity_error < 0.02
    assert paths.position_error < 0.02
    assert paths.backward_steps() == 0
