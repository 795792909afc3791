"""The names that prompt, agent and renderer share."""

import re
import subprocess
import sys
from fractions import Fraction

from core import prompts
from core.prompts import vocabulary
from core.studio.timeline import Place, TitleSize


def test_a_timeline_has_a_value_for_every_place_and_size() -> None:
    assert {place.value for place in Place} == set(vocabulary.PLACES)
    assert {size.value for size in TitleSize} == set(vocabulary.TITLE_SIZES)


def test_names_are_cheap_to_know() -> None:
    code = (
        "import sys; import core.prompts.vocabulary;"
        "sys.exit(any(name in sys.modules for name in ('pydantic', 'numpy', 'cv2')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_room_has_no_other_names() -> None:
    assert all(hasattr(prompts, name) for name in prompts.__all__)
    assert not hasattr(prompts, "nothing")


def test_frames_have_the_shape_they_are_named_for() -> None:
    assert tuple(vocabulary.FRAMES) == vocabulary.ASPECTS
    for name, (width, height) in vocabulary.FRAMES.items():
        across, down = name.split(":")
        assert Fraction(width, height) == Fraction(int(across), int(down))
        assert min(width, height) == 1080
        assert width % 2 == height % 2 == 0


def test_colours_are_six_digits() -> None:
    for name, value in vocabulary.COLORS.items():
        assert re.fullmatch("[a-z]+", name)
        assert re.fullmatch("#[0-9a-f]{6}", value)
