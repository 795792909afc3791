"""Signals at `stillmotion animate`, from its first moment on: quiet, and nothing left behind."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bots.scratch import scratch_folder
from tests.peers.terminal import Terminal

PHOTO = str(Path(__file__).parents[1] / "photos" / "coffee.jpg")
pytest.importorskip("cv2", reason="the studio's extra is not installed")

PRESSED_WHILE_IMPORTING = """
import os, sys
module, number = sys.argv[1:3]
class Press:
    def find_spec(self, name, path=None, target=None):
        if name == module:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), int(number))
sys.meta_path.insert(0, Press())
from bots.cli import main
sys.argv[:3] = ["stillmotion"]
main()
"""


def left_after(terminal: Terminal, module: str, number: int) -> tuple[int, str]:
    """The status and words of a run that got a signal when it began to import a module."""
    command = ["animate", PHOTO, "-p", "zoom in for 60 seconds"]
    done = subprocess.run(
        [sys.executable, "-c", PRESSED_WHILE_IMPORTING, module, str(number), *command],
        cwd=terminal.folder, env=terminal.environment, capture_output=True, text=True, timeout=30,
        check=False,
    )  # fmt: skip
    return done.returncode, done.stderr


@pytest.mark.parametrize("module", ["typer", "pydantic_settings", "core.conversation"])
def test_ctrl_c_before_there_is_anything_to_put_away_ends_it_without_a_word(
    terminal: Terminal, module: str
) -> None:
    assert left_after(terminal, module, signal.SIGINT) == (130, "")
    assert terminal.left_behind() == []


@pytest.mark.parametrize(
    ("module", "number"),
    [
        ("core.studio.rendering.pool", signal.SIGINT),
        ("uvicorn", signal.SIGHUP),
        ("core.studio.app", signal.SIGINT),
        ("core.studio.app", signal.SIGTERM),
    ],
)
def test_a_signal_while_the_studio_starts_leaves_nothing(
    terminal: Terminal, module: str, number: signal.Signals
) -> None:
    assert left_after(terminal, module, number) == (128 + number, "")
    assert terminal.left_behind() == []


@pytest.fixture
def under_way(terminal: Terminal) -> Iterator[subprocess.Popen[str]]:
    """A long render that has begun."""
    process = terminal.start("animate", PHOTO, "-p", "zoom in for 60 seconds")
    assert process.stderr is not None
    for line in process.stderr:
        if "Rendering" in line:
            break
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize(
    "numbers",
    [(signal.SIGINT,), (signal.SIGINT, signal.SIGINT), (signal.SIGTERM,), (signal.SIGHUP,)],
)
def test_a_signal_cancels_and_leaves_nothing(
    terminal: Terminal, under_way: subprocess.Popen[str], numbers: tuple[signal.Signals, ...]
) -> None:
    began = time.monotonic()
    for number in numbers:
        under_way.send_signal(number)
    out, err = under_way.communicate(timeout=20)
    assert under_way.returncode == 128 + numbers[0]
    assert time.monotonic() - began < 5
    assert "Stopped" in err
    assert out == ""
    assert "Traceback" not in err
    assert "Exception" not in err
    assert terminal.left_behind() == []
    assert sorted(path.name for path in terminal.folder.iterdir()) in (["tmp"], ["home", "tmp"])


def test_what_a_killed_run_left_is_swept_by_the_next(
    terminal: Terminal, under_way: subprocess.Popen[str]
) -> None:
    own = terminal.folder / "tmp" / "stillmotion-of-mine"
    own.mkdir()
    before = terminal.left_behind()
    assert len(before) == 2
    assert terminal.run("animate", PHOTO, "-p", "remove the background").returncode == 1
    assert terminal.left_behind() == before  # one is in use, one is not ours
    under_way.kill()
    under_way.communicate()
    assert terminal.run("animate", PHOTO, "-p", "remove the background").returncode == 1
    assert terminal.left_behind() == [own.name]


def test_a_folder_held_in_this_process_is_in_use_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with scratch_folder() as one, scratch_folder() as other:
        assert one != other
        assert any(one.iterdir())
    assert list(tmp_path.iterdir()) == []
