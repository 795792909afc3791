"""`stillmotion animate` as somebody at a terminal uses it: the program itself, as a process."""

import json
import time
from pathlib import Path

import av
import pytest
from PIL import Image

from tests.peers.terminal import Terminal

PHOTOS = Path(__file__).parents[1] / "photos"
pytest.importorskip("cv2", reason="the studio's extra is not installed")


def frames_of(path: Path) -> int:
    with av.open(str(path)) as container:
        return sum(1 for _ in container.decode(video=0))


def test_a_photo_and_a_sentence_become_an_mp4_named_after_the_photo(terminal: Terminal) -> None:
    done = terminal.run("animate", str(PHOTOS / "chelsea.jpg"), "-p", "zoom in for 1 second")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "chelsea.mp4\n"
    assert frames_of(terminal.folder / "chelsea.mp4") == 30
    assert "Rendering" in done.stderr
    assert "Timeline (1 track): 1. Video: chelsea (0-1s)" in done.stderr
    assert terminal.left_behind() == []


def test_a_second_run_overwrites_nothing(terminal: Terminal) -> None:
    (terminal.folder / "coffee.mp4").write_bytes(b"mine")
    done = terminal.run("animate", str(PHOTOS / "coffee.jpg"), "-p", "half a second")
    assert done.stdout == "coffee-2.mp4\n"
    assert (terminal.folder / "coffee.mp4").read_bytes() == b"mine"


def test_json_from_standard_input_replaces_the_file_it_is_told_to_write(
    terminal: Terminal,
) -> None:
    (terminal.folder / "given.mp4").write_bytes(b"old")
    prompt = json.dumps({"motion": "jiggle", "duration": 1, "aspect": "1:1"})
    photo = str(PHOTOS / "coffee.jpg")
    done = terminal.run("animate", photo, "-p", "-", "-o", "given.mp4", said=prompt)
    assert done.stdout == "given.mp4\n", done.stderr
    with av.open(str(terminal.folder / "given.mp4")) as container:
        context = container.streams.video[0].codec_context
        assert (context.width, context.height) == (1080, 1080)


def test_chinese_in_a_chinese_terminal_is_answered_in_chinese(terminal: Terminal) -> None:
    done = terminal.run(
        "animate", str(PHOTOS / "coffee.jpg"), "-p", "慢慢放大，1秒", LANG="zh_CN.UTF-8"
    )
    assert done.returncode == 0, done.stderr
    assert "正在渲染" in done.stderr


WRONG: dict[str, tuple[list[str], int, str]] = {
    "no file": (["missing.jpg", "-p", "zoom"], 2, "There is no file missing.jpg."),
    "a directory": (["tmp", "-p", "zoom"], 2, "tmp is a directory"),
    "text named .png": (["text.png", "-p", "zoom"], 1, "text.png"),
    "zero bytes": (["empty.jpg", "-p", "zoom"], 1, "empty.jpg"),
    "empty prompt": (["text.png", "-p", "  "], 2, "The prompt is empty"),
    "unknown skill": (["text.png", "-p", "zoom", "-s", "magic"], 2, "There is no skill 'magic'"),
    "output is a directory": (["text.png", "-p", "zoom", "-o", "tmp"], 2, "is a directory"),
    "output is the picture": (["text.png", "-p", "zoom", "-o", "text.png"], 2, "is one of the"),
    "output is a device": (["text.png", "-p", "zoom", "-o", "/dev/null"], 2, "no ordinary file"),
    "output is standard output": (["text.png", "-p", "zoom", "-o", "-"], 2, "standard output"),
    "output is no MP4": (["text.png", "-p", "zoom", "-o", "v.gif"], 2, "must end in .mp4"),
    "output without an end": (["text.png", "-p", "zoom", "-o", "v"], 2, "must end in .mp4"),
    "output too long": (["text.png", "-p", "zoom", "-o", "v" * 300 + ".mp4"], 2, "File name too"),
    "output in too long": (["text.png", "-p", "zoom", "-o", "v" * 300 + "/v.mp4"], 2, "File name"),
    "a name too long": (["v" * 300, "-p", "zoom"], 2, "File name too long"),
    "a name of nothing": (["", "-p", "zoom"], 2, "empty name"),
    "a name like an option": (["-dash.jpg", "-p", "zoom"], 2, "./-dash.jpg"),
    "prompt too long": (["text.png", "-p", "x" * 20_001], 2, "20,000 characters at most"),
    "prompt of bytes": (["text.png", "-p", "\udcff\udcfe"], 2, "not UTF-8 text"),
    "output nowhere": (["text.png", "-p", "zoom", "-o", "no/v.mp4"], 2, "no directory no"),
    "wrong JSON prompt": (["text.png", "-p", '{"scenes": [{"image": 0}]}'], 1, "$.scenes[0].image"),
    "no prompt": (["text.png"], 2, "--prompt"),
    "no picture": (["-p", "zoom"], 2, "PICTURE"),
}


@pytest.mark.parametrize("case", WRONG)
def test_bad_input_gets_a_short_plain_answer(terminal: Terminal, case: str) -> None:
    arguments, code, said = WRONG[case]
    (terminal.folder / "text.png").write_text("not a picture")
    (terminal.folder / "empty.jpg").touch()
    (terminal.folder / "-dash.jpg").touch()
    done = terminal.run("animate", *arguments)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) <= 12
    assert terminal.left_behind() == []


def test_wrong_usage_is_told_in_the_terminal_s_language(terminal: Terminal) -> None:
    done = terminal.run("animate", "missing.jpg", "-p", "zoom", LANG="zh_CN.UTF-8")
    assert "找不到文件 missing.jpg" in done.stderr


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "not UTF-8 text"),
        ("zoom in".encode("utf-16-le"), "not UTF-8 text"),
        (b"x" * 300_000, "20,000 characters at most"),
        ("放".encode() * 30_000, "20,000 characters at most"),
        (b"\xef\xbb\xbf \n", "The prompt is empty"),
    ],
)
def test_standard_input_that_is_no_prompt_is_told(
    terminal: Terminal, data: bytes, said: str
) -> None:
    (terminal.folder / "prompt").write_bytes(data)
    done = terminal.shell(f'"$stillmotion" animate {PHOTOS / "coffee.jpg"} -p - < prompt')
    assert done.returncode == 2, done.stderr
    assert said in done.stderr


SHORT = f'"$stillmotion" animate {PHOTOS / "coffee.jpg"} -p "half a second"'
STREAMS = {
    "nobody reads the path": (f"({SHORT}; echo $? >&2) | true", ["coffee.mp4", "1"]),
    "nobody reads anything": (f"({SHORT}; echo $? > status) 2>&1 | true; cat status >&2", ["1"]),
    "no standard output": (f"{SHORT} >&-; echo $? >&2", ["0"]),
    "no standard input nor error": (f"{SHORT} <&- 2>&-; echo $? > status; cat status >&2", ["0"]),
}


@pytest.mark.parametrize("case", STREAMS)
def test_the_video_is_made_whatever_the_streams_are(terminal: Terminal, case: str) -> None:
    line, said = STREAMS[case]
    done = terminal.shell(line)
    assert frames_of(terminal.folder / "coffee.mp4") == 15
    assert all(word in done.stderr for word in said)
    assert done.stderr.split()[-1] == said[-1]
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_what_the_studio_can_not_do_is_said_at_once(terminal: Terminal) -> None:
    began = time.monotonic()
    done = terminal.run("animate", str(PHOTOS / "coffee.jpg"), "-p", "remove the background")
    assert done.returncode == 1
    assert "background" in done.stderr
    assert time.monotonic() - began < 10  # the pauses for a state that lags behind are 14 s


def test_an_animated_gif_plays(terminal: Terminal) -> None:
    frames = [Image.new("RGB", (64, 48), (level, 0, 0)) for level in range(0, 250, 25)]
    frames[0].save(
        terminal.folder / "glow.gif", save_all=True, append_images=frames[1:], duration=100
    )
    done = terminal.run("animate", "glow.gif", "-p", "1 second, square")
    assert done.returncode == 0, done.stderr
    with av.open(str(terminal.folder / "glow.mp4")) as container:
        pictures = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    reds = [int(picture[540, 540, 0]) for picture in pictures]
    assert reds[0] < 60
    assert reds[-1] > 180


def test_a_file_over_the_limit_is_refused_before_anything_is_sent(terminal: Terminal) -> None:
    with (terminal.folder / "huge.mp4").open("wb") as file:
        file.write((PHOTOS / "coffee.jpg").read_bytes())
        file.truncate(201 * 1024**2)
    done = terminal.run("animate", "huge.mp4", "-p", "trim it")
    assert done.returncode == 1
    assert "200 MB" in done.stderr


def test_a_full_disk_is_said_before_anything_starts(terminal: Terminal) -> None:
    done = terminal.run(
        "animate", str(PHOTOS / "coffee.jpg"), "-p", "zoom in", MIN_FREE_DISK="1000000GiB"
    )
    assert done.returncode == 1
    assert "disk" in done.stderr or "space" in done.stderr, done.stderr
    assert terminal.left_behind() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NEMO_TOKEN", "two words"),
        ("NEMO_CLIENT_ID", "ä b"),
        ("STUDIO_QUIRKS", "foo"),
        ("NEMO_API_URL", "http://127.0.0.1:99999"),
        ("DEFAULT_SKILL", "magic"),
    ],
)
def test_every_setting_is_checked_at_the_start(terminal: Terminal, name: str, value: str) -> None:
    for command in (["animate", str(PHOTOS / "coffee.jpg"), "-p", "zoom"], ["studio"]):
        done = terminal.run(*command, **{name: value})
        assert done.returncode == 2, done.stderr
        assert name in done.stderr or value in done.stderr


def test_what_only_looks_like_a_link_is_a_file_that_is_not_there(terminal: Terminal) -> None:
    assert "There is no file http:/[x" in terminal.run("animate", "http:/[x", "-p", "z").stderr


def test_settings_that_do_not_fit_are_told_with_their_names(terminal: Terminal) -> None:
    done = terminal.run("animate", "x.jpg", "-p", "zoom", KEEP_DAYS="soon", ACCESS="maybe")
    assert done.returncode == 2
    assert "KEEP_DAYS must be a whole number." in done.stderr
    assert "ACCESS must be 'open' or 'closed'." in done.stderr


def test_a_backend_out_of_reach_is_said_plainly(terminal: Terminal) -> None:
    done = terminal.run(
        "animate", str(PHOTOS / "coffee.jpg"), "-p", "zoom in",
        NEMO_API_URL="http://127.0.0.1:9", NEMO_TOKEN="planted-token",
    )  # fmt: skip
    assert done.returncode == 1
    assert "planted" not in done.stderr
    assert "http" not in done.stderr
