"""What stands out is found; nothing is made up where nothing does."""

import numpy as np
import pytest
from PIL import Image

from core.studio.rendering.saliency import find_subject
from tests.studio.rendering.drawing import ASTRONAUT, CHELSEA, COFFEE


@pytest.mark.parametrize(
    ("photo", "x", "y"),
    [
        (ASTRONAUT, (0.35, 0.55), (0.15, 0.4)),  # her face
        (CHELSEA, (0.3, 0.65), (0.3, 0.55)),  # between the eyes
        (COFFEE, (0.4, 0.65), (0.2, 0.65)),  # the cup
    ],
)
@pytest.mark.parametrize("mirrored", [False, True])
def test_the_subject_of_a_photo_is_found(
    photo: object, x: tuple[float, float], y: tuple[float, float], mirrored: bool
) -> None:
    rgb = np.asarray(Image.open(str(photo)).convert("RGB"))
    subject = find_subject(rgb[:, ::-1] if mirrored else rgb)
    across = 1 - subject.x if mirrored else subject.x
    assert x[0] < across < x[1]
    assert y[0] < subject.y < y[1]


def test_a_coloured_spot_on_an_even_ground_is_the_subject() -> None:
    rgb = np.full((300, 400, 3), 120, np.uint8)
    rgb[60:110, 80:140] = (250, 200, 20)
    subject = find_subject(rgb)
    assert subject.x == pytest.approx(110 / 400, abs=0.06)
    assert subject.y == pytest.approx(85 / 300, abs=0.06)
    assert subject.half_width < 0.25


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (500, 1), (9, 9), (300, 400)])
def test_an_even_picture_has_its_subject_in_the_middle(size: tuple[int, int]) -> None:
    subject = find_subject(np.full((*size, 3), 77, np.uint8))
    assert (subject.x, subject.y) == pytest.approx((0.5, 0.5), abs=0.06)
