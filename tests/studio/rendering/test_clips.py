"""Clips play at their own pace, from where they are asked to, round and round."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.studio.rendering.clips import Clip
from core.studio.rendering.jobs import RenderError
from core.studio.rendering.planes import Planes, from_rgb
from core.studio.timeline import Fit, Motion, Shot, ShotKind, Timeline
from tests.studio.rendering.drawing import raw_frames
from tests.studio.rendering.films import BLUE, GREEN, RED, Color, animation, film, lying

THREE = (RED, GREEN, BLUE)


def _shown(planes: Planes, x: float = 0.5, y: float = 0.5) -> Color | None:
    """Which of the colours is seen at a place."""
    row, column = int(y * planes.height) // 2, int(x * planes.width) // 2
    seen = [
        int(p)
        for p in (planes.y[2 * row, 2 * column], planes.u[row, column], planes.v[row, column])
    ]
    for color in THREE:
        wanted = [int(plane[0, 0]) for plane in from_rgb(np.full((2, 2, 3), color, np.uint8)).all()]
        if max(abs(a - b) for a, b in zip(seen, wanted, strict=True)) <= 8:
            return color
    return None


def _played(path: Path, times: list[float], start_ms: float = 0) -> list[Color | None]:
    clip = Clip(path, path.name, start_ms)
    frames = [clip.at(ms)[0].planes(64, 36) for ms in times]
    clip.close()
    return [_shown(frame) for frame in frames]


def _drawn(shot: Shot, path: Path, size: tuple[int, int] = (64, 36)) -> list[Planes]:
    return raw_frames(Timeline((shot,), width=size[0], height=size[1]), {"clip": path})


def _shot(ms: int = 1000) -> Shot:
    return Shot("clip", "clip", ms, kind=ShotKind.CLIP)


@pytest.mark.parametrize("name", ["a.gif", "a.webp", "a.mp4"])
def test_frames_are_seen_for_their_time_and_again_from_the_start(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    (film if name.endswith("mp4") else animation)(path, THREE)
    times = [0, 99, 100, 199, 201, 299, 301, 399, 1001]
    wanted = [RED, RED, GREEN, GREEN, BLUE, BLUE, RED, RED, GREEN]
    assert _played(path, [float(ms) for ms in times]) == wanted


@pytest.mark.parametrize("name", ["a.gif", "a.mp4"])
def test_a_clip_starts_where_it_is_asked_to(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    (film if name.endswith("mp4") else animation)(path, THREE)
    assert _played(path, [0, 49, 51, 151, 201], start_ms=150) == [GREEN, GREEN, BLUE, GREEN, BLUE]


@pytest.mark.parametrize("name", ["a.gif", "a.mp4"])
def test_a_clip_may_be_asked_for_an_earlier_time(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    (film if name.endswith("mp4") else animation)(path, THREE)
    assert _played(path, [250, 50, 150, 0]) == [BLUE, RED, GREEN, RED]


def test_a_start_beyond_the_end_is_the_start(tmp_path: Path) -> None:
    assert _played(film(tmp_path / "a.mp4", THREE), [0, 150], start_ms=5000) == [RED, GREEN]


def test_pauses_of_an_animation_are_obeyed(tmp_path: Path) -> None:
    path = animation(tmp_path / "a.gif", THREE, ms=[500, 40, 200])
    assert _played(path, [499, 501, 541, 739, 741]) == [RED, GREEN, BLUE, BLUE, RED]


def test_an_animation_that_asks_for_no_pause_gets_the_usual_one(tmp_path: Path) -> None:
    assert _played(animation(tmp_path / "a.gif", THREE, ms=0), [99, 101]) == [RED, GREEN]


def test_a_still_stays(tmp_path: Path) -> None:
    clip = Clip(animation(tmp_path / "a.gif", [GREEN]), "a.gif", 0)
    assert clip.at(0)[1]
    assert not clip.at(60_000)[1]
    clip.close()


def test_only_a_new_frame_is_called_new(tmp_path: Path) -> None:
    clip = Clip(film(tmp_path / "a.mp4", THREE), "a.mp4", 0)
    assert [clip.at(ms)[1] for ms in (0, 33, 66, 100, 133, 300)] == [
        True,
        False,
        False,
        True,
        False,
        True,
    ]
    clip.close()


def test_videos_stand_upright(tmp_path: Path) -> None:
    path = lying(tmp_path / "phone.mp4")
    frame = _drawn(_shot(), path, (64, 64))[3]
    assert [_shown(frame, x, 0.5) for x in (0.2, 0.8)] == [BLUE, RED]


def test_a_resampled_clip_shows_each_frame_of_the_video_at_its_time(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", THREE * 4, fps=12)
    frames = _drawn(_shot(), path)
    assert [_shown(frame) for frame in frames] == [
        THREE[int(n * 12 / 30 + 1e-9) % 3] for n in range(30)
    ]


def test_a_clip_of_another_shape_lies_on_a_darker_fill(tmp_path: Path) -> None:
    path = film(tmp_path / "tall.mp4", [GREEN] * 10, size=(36, 64))
    frame = _drawn(_shot(), path, (128, 72))[0]
    assert _shown(frame) == GREEN
    assert _shown(frame, 0.05) is None
    assert frame.y[36, 4] < frame.y[36, 64]


def test_a_clip_may_cover_the_frame_and_be_moved(tmp_path: Path) -> None:
    path = film(tmp_path / "tall.mp4", [GREEN] * 10, size=(36, 64))
    shot = replace(_shot(), fit=Fit.COVER, motion=Motion("shake"))
    frames = _drawn(shot, path, (128, 72))
    assert {_shown(frame, x, y) for frame in frames for x in (0, 0.99) for y in (0, 0.99)} == {
        GREEN
    }


def test_transparent_parts_of_an_animation_are_light(tmp_path: Path) -> None:
    path = tmp_path / "a.webp"
    frames = [Image.new("RGBA", (64, 36), (0, 0, 0, 0)) for _ in range(2)]
    frames[1].paste((200, 0, 0, 255), (0, 0, 10, 10))
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=100, lossless=True)
    assert _drawn(_shot(300), path)[5].y[30, 60] > 225


@pytest.mark.parametrize("content", [b"", b"nothing", bytes(24) + b"ftypmp42"])
def test_what_is_no_clip_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "holiday.mp4"
    path.write_bytes(content)
    with pytest.raises(RenderError, match=r"holiday\.mp4"):
        Clip(path, "holiday.mp4", 0).at(0)


def test_of_a_clip_with_a_damaged_tail_the_head_is_repeated(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mkv", [RED, GREEN] * 40)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])
    seen = _played(path, [float(ms) for ms in range(0, 16_000, 333)])
    assert set(seen) == {RED, GREEN}
