"""`stillmotion animate` asked for a video of each picture."""

import shutil
from pathlib import Path

import pytest

from tests.peers.terminal import Terminal

PHOTOS = Path(__file__).parents[1] / "photos"
pytest.importorskip("cv2", reason="the studio's extra is not installed")


@pytest.fixture
def pictures(terminal: Terminal) -> list[str]:
    shutil.copyfile(PHOTOS / "coffee.jpg", terminal.folder / "my.coffee.jpg")
    shutil.copyfile(PHOTOS / "chelsea.jpg", terminal.folder / "chelsea.jpg")
    return ["my.coffee.jpg", "chelsea.jpg"]


def test_each_video_is_named_after_its_picture(terminal: Terminal, pictures: list[str]) -> None:
    done = terminal.run("animate", *pictures, "-p", "separately, a 1 second video, 1:1")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "my.coffee.mp4\nchelsea.mp4\n"
    assert "Picture 2 of 2: chelsea.jpg" in done.stderr
    assert "understand" not in done.stderr


def test_a_picture_that_fails_is_told_and_the_others_are_kept(
    terminal: Terminal, pictures: list[str]
) -> None:
    (terminal.folder / "text.png").write_text("no picture")
    pictures.insert(1, "text.png")
    done = terminal.run(
        "animate", *pictures, "-p", "turn each into a 1 second video, 1:1", "-o", "v.mp4"
    )
    assert done.returncode == 1
    assert done.stdout == "v.mp4\nv-2.mp4\n"
    assert "text.png" in done.stderr
