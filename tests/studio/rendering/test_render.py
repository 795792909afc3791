"""Whole files, as a player and a strict reader see them."""

# pyright: reportUnknownMemberType=false
# PyAV's stubs leave the type parameters of containers and packets open.

import subprocess
import sys
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from core.studio.rendering.jobs import OutputSpec, RenderError, RenderJob, part_path
from core.studio.rendering.render import render
from core.studio.timeline import Motion, Shot, Sound, Timeline, Title, Transition
from tests.studio.rendering.drawing import (
    CHELSEA,
    MEDIA,
    boxes,
    decoded,
    job,
    psnr,
    raw_frames,
    shot,
    small,
)

FADE = Transition("crossfade", 400)


@pytest.fixture(autouse=True)
def _own_warnings() -> Iterator[None]:
    """Rendering turns Pillow's bomb warning into an error for its whole process."""
    before = Image.MAX_IMAGE_PIXELS
    with warnings.catch_warnings():
        yield
    Image.MAX_IMAGE_PIXELS = before


def _story(ms: tuple[int, ...] = (1033, 1200, 1267)) -> Timeline:
    names = ("astronaut", "chelsea", "coffee")
    shots = [shot(name, length, "auto", FADE) for name, length in zip(names, ms, strict=True)]
    timeline = small(replace(shots[0], transition=None), *shots[1:])
    return replace(
        timeline,
        titles=(Title("Hello", 200, 2000),),
        sounds=(Sound("calm", 0, sum(ms), bed="calm"),),
    )


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("story") / "story.mp4"
    render(job(_story(), path), lambda _: None)
    return path


def test_the_index_is_in_front(story: Path) -> None:
    found = [kind for kind in boxes(story) if kind != "free"]
    assert found == ["ftyp", "moov", "mdat"]


def test_the_length_is_exact_to_the_frame(story: Path) -> None:
    with av.open(str(story)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert video.start_time == 0
        assert audio.start_time == 0
        assert video.duration is not None
        assert audio.duration is not None
        assert video.time_base is not None
        assert video.duration * video.time_base == pytest.approx(3.5, abs=1e-9)
        assert audio.duration == 3.5 * 48_000
        assert container.duration == 3_500_000
        assert video.frames == 105


@pytest.mark.parametrize(
    ("ms", "fps", "frames"),
    [(1000, 30, 30), (990, 30, 30), (1040, 30, 31), (500, 24, 12), (100, 25, 2)],
)
def test_any_length_is_the_nearest_number_of_frames(
    tmp_path: Path, ms: int, fps: int, frames: int
) -> None:
    timeline = replace(small(shot(ms=ms)), fps=fps, sounds=(Sound("x", 0, ms, bed="lofi"),))
    made = render(job(timeline, tmp_path / "x.mp4"), lambda _: None)
    assert made.duration_s == frames / fps
    with av.open(str(tmp_path / "x.mp4")) as container:
        assert container.streams.video[0].frames == frames
        assert container.streams.audio[0].duration == round(frames * 48_000 / fps)


def test_frames_are_evenly_spaced_from_0_on(story: Path) -> None:
    with av.open(str(story)) as container:
        stamps = [frame.pts for frame in container.decode(video=0)]
        base = container.streams.video[0].time_base
    assert base is not None
    assert [(stamp or 0) * base * 30 for stamp in stamps] == list(range(105))


def test_it_is_h264_high_in_bt709_with_aac(story: Path) -> None:
    with av.open(str(story)) as container:
        context = container.streams.video[0].codec_context
        frame = next(container.decode(video=0))
        assert (context.name, context.profile, context.pix_fmt) == ("h264", "High", "yuv420p")
        assert (frame.color_primaries, frame.color_trc, frame.colorspace) == (1, 1, 1)
        assert frame.color_range == 1  # limited
        assert container.streams.video[0].average_rate == 30
        sound = container.streams.audio[0].codec_context
        assert (sound.name, sound.sample_rate, sound.channels) == ("aac", 48_000, 2)


def test_every_frame_is_close_to_what_was_drawn(story: Path) -> None:
    raw, seen = raw_frames(_story()), decoded(story)
    assert len(seen) == len(raw)
    qualities = [psnr(a.y, b.y) for a, b in zip(raw, seen, strict=True)]
    assert min(qualities) > 34
    colours = [min(psnr(a.u, b.u), psnr(a.v, b.v)) for a, b in zip(raw, seen, strict=True)]
    assert min(colours) > 38


def test_there_is_sound_from_the_first_sample_to_the_last_and_it_fades(tmp_path: Path) -> None:
    sound = Sound("x", 0, 2000, bed="upbeat", volume=1.0, fade_in_ms=200, fade_out_ms=500)
    timeline = replace(small(shot(ms=2000)), sounds=(sound,))
    render(job(timeline, tmp_path / "x.mp4"), lambda _: None)
    with av.open(str(tmp_path / "x.mp4")) as container:
        samples = np.concatenate([f.to_ndarray() for f in container.decode(audio=0)], axis=1)
    level = [float(np.sqrt((part**2).mean())) for part in np.array_split(samples[0, :96_000], 20)]
    assert max(level) > 0.02
    assert level[-1] < 0.2 * max(level)


def test_without_sounds_there_is_no_audio_track(tmp_path: Path) -> None:
    render(job(small(shot(ms=200)), tmp_path / "x.mp4"), lambda _: None)
    with av.open(str(tmp_path / "x.mp4")) as container:
        assert not container.streams.audio


def test_the_same_job_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        out = job(_story((400, 600, 500)), tmp_path / f"{name}.mp4")
        # x264's macroblock trees are not repeatable in frames as small as these
        render(replace(out, spec=replace(out.spec, x264_params="mbtree=0")), lambda _: None)
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_the_same_timeline_gives_the_same_frames() -> None:
    for one, other in zip(raw_frames(_story()), raw_frames(_story()), strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(one.all(), other.all(), strict=True))


@pytest.mark.parametrize("size", [(320, 180), (180, 320), (240, 240), (322, 182)])
def test_every_shape_of_frame_is_drawn_to_its_edges(tmp_path: Path, size: tuple[int, int]) -> None:
    made = render(
        job(small(shot("coffee", 300, "ken-burns"), size=size), tmp_path / "x.mp4"), lambda _: None
    )
    assert (made.width, made.height) == size
    for frame in decoded(tmp_path / "x.mp4"):
        for edge in (frame.y[0], frame.y[-1], frame.y[:, 0], frame.y[:, -1]):
            assert edge.max() > 24  # no black line, though a photo's own corner may be dark


def test_progress_rises_to_1(tmp_path: Path) -> None:
    told: list[float] = []
    render(job(small(shot(ms=500)), tmp_path / "x.mp4"), told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) == 15


def _refused(refused: RenderJob) -> str:
    with pytest.raises(RenderError) as caught:
        render(refused, lambda _: None)
    assert not refused.output.exists()
    assert not part_path(refused.output).exists()
    return caught.value.reason


def test_a_damaged_picture_is_named_and_nothing_stays(tmp_path: Path) -> None:
    (tmp_path / "bad").write_bytes(CHELSEA.read_bytes()[:8000])
    broken = Shot("bad", "beach.jpg", 500)
    media = {**MEDIA, "bad": tmp_path / "bad"}
    timeline = small(shot(ms=400), broken)
    assert "beach.jpg" in _refused(job(timeline, tmp_path / "x.mp4", media))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad"]


def test_a_damaged_sound_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad").write_bytes(b"ID3 but nothing else")
    sound = Sound("song.mp3", 0, 500, media="bad")
    timeline = replace(small(shot(ms=500)), sounds=(sound,))
    media = {**MEDIA, "bad": tmp_path / "bad"}
    assert "song.mp3" in _refused(job(timeline, tmp_path / "x.mp4", media))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    timeline = small(Shot("gone", "gone.jpg", 500))
    assert "gone.jpg" in _refused(job(timeline, tmp_path / "x.mp4"))
    there = job(timeline, tmp_path / "x.mp4", {"gone": tmp_path / "nowhere"})
    assert "gone.jpg" in _refused(there)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"width": 321}, "even"),
        ({"width": 8192}, "8192"),
        ({"width": 4096, "height": 4096}, "4096"),
        ({"width": 0}, "0×180"),
        ({"fps": 0}, "frames per second"),
        ({"fps": 240}, "frames per second"),
    ],
)
def test_sizes_and_paces_out_of_bounds_are_refused(
    tmp_path: Path, change: dict[str, int], word: str
) -> None:
    spec = replace(OutputSpec(320, 180), **change)
    out = RenderJob(small(shot()), MEDIA, tmp_path / "x.mp4", spec)
    assert word in _refused(out)


@pytest.mark.parametrize(
    ("shots", "word"),
    [
        ((), "no picture"),
        ((shot(ms=0),), "above zero"),
        ((shot(ms=50),), "0.05"),
        ((shot(ms=3_600_000),), "3600"),
        ((shot(ms=500),) * 201, "201"),
        ((shot(motion="teleport"),), "teleport"),
        ((shot(), shot(transition=Transition("explode"))), "explode"),
    ],
)
def test_timelines_out_of_bounds_are_refused(
    tmp_path: Path, shots: tuple[Shot, ...], word: str
) -> None:
    assert word in _refused(job(small(*shots), tmp_path / "x.mp4"))


FULL = """
import resource, sys
from pathlib import Path
from core.studio.rendering import RenderError
from core.studio.rendering.render import render
from tests.studio.rendering.drawing import job, shot, small

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
try:
    render(job(small(shot(ms=1000)), Path(sys.argv[1])), lambda _: None)
except RenderError as error:
    print(error.reason)
"""


@pytest.mark.parametrize("room", [0, 3000, 20_000])
def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, room: int) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "x.mp4"), str(room)],
        check=True,
        capture_output=True,
        text=True,
    )
    assert ran.stdout == "no space is left on the disk for the video\n"
    assert not list(tmp_path.iterdir())


def test_a_finished_video_replaces_an_older_one_at_once(tmp_path: Path) -> None:
    output = tmp_path / "x.mp4"
    output.write_bytes(b"older")
    render(job(small(shot(ms=200)), output), lambda _: None)
    assert boxes(output)[0] == "ftyp"
    assert [path.name for path in tmp_path.iterdir()] == ["x.mp4"]


def test_strength_and_speed_out_of_range_are_taken_for_their_ends(tmp_path: Path) -> None:
    wild = replace(shot(ms=200), motion=Motion("zoom-in", strength=99, speed=-4))
    render(job(small(wild), tmp_path / "x.mp4"), lambda _: None)
    assert len(decoded(tmp_path / "x.mp4")) == 6
