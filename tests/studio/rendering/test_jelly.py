"""Jelly bends, but it never folds over itself."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.studio.timeline import Motion, Shot, Timeline
from tests.studio.rendering.drawing import raw_frames

SIZE = (240, 136)


def _ramps(path: Path, size: tuple[int, int]) -> Path:
    """A picture that grows brighter to the right."""
    across = np.linspace(30, 220, size[0])[None, :, None]
    Image.fromarray(np.broadcast_to(across, (size[1], size[0], 3)).astype(np.uint8)).save(path)
    return path


@pytest.mark.parametrize("size", [(240, 136), (100, 136), (240, 60)])
@pytest.mark.parametrize("strength", [0.5, 1.0])
def test_what_was_left_of_something_stays_left_of_it(
    tmp_path: Path, size: tuple[int, int], strength: float
) -> None:
    shot = Shot("x", "x", 1500, motion=Motion("jiggle", strength))
    timeline = Timeline((shot,), width=SIZE[0], height=SIZE[1])
    frames = raw_frames(timeline, {"x": _ramps(tmp_path / "x.png", size)})
    # the picture itself: 5 px inside where it lies on a fill
    scale = min(SIZE[0] / size[0], SIZE[1] / size[1])
    width, height = size[0] * scale / 2 - 5, size[1] * scale / 2 - 5
    rows = slice(round(SIZE[1] / 2 - height), round(SIZE[1] / 2 + height))
    columns = slice(round(SIZE[0] / 2 - width), round(SIZE[0] / 2 + width))
    for frame in frames:
        part = frame.y[rows, columns].astype(int)
        assert (np.diff(part, axis=1) >= -1).all()  # -1: rounding
