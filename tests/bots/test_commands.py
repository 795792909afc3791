"""The program's smaller commands, as processes."""

import json
import resource
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import httpx
import pytest

from core.prompts import prompt_schema
from tests.peers.terminal import Terminal

PHOTO = Path(__file__).parents[1] / "photos" / "coffee.jpg"
pytest.importorskip("cv2", reason="the studio's extra is not installed")


def test_help_answers_at_once(terminal: Terminal) -> None:
    times: list[float] = []
    for _ in range(3):
        began = _children_s()
        done = terminal.run("--help")
        times.append(_children_s() - began)
        assert "animate" in done.stdout
    assert min(times) < 0.3


def _children_s() -> float:
    """Processor time of ended children: how long they take where nothing else runs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_help_names_every_command_and_what_to_try(terminal: Terminal) -> None:
    said = terminal.run("--help").stdout
    for word in ("animate", "studio", "schema", "doctor", "Try:", "NEMO_TOKEN"):
        assert word in said
    assert terminal.run().stderr + terminal.run().stdout == said


def test_help_s_lines_are_whole(terminal: Terminal) -> None:
    assert "..." not in terminal.run("--help").stdout.partition("Commands:")[2]


def test_the_version_is_the_installed_one(terminal: Terminal) -> None:
    assert terminal.run("--version").stdout == f"stillmotion {version('stillmotion')}\n"


def test_a_reader_that_leaves_is_no_failure_of_ours(terminal: Terminal) -> None:
    for command in ("schema", "--help", "doctor"):
        done = terminal.shell(f'"$stillmotion" {command} | true')
        assert done.stderr == "", command


def test_schema_prints_the_json_schema_alone(terminal: Terminal) -> None:
    assert json.loads(terminal.run("schema").stdout) == prompt_schema()


def test_doctor_reports_and_its_status_tells_whether_all_is_well(terminal: Terminal) -> None:
    good = terminal.run("doctor")
    assert good.returncode == 0, good.stdout
    bad = terminal.run("doctor", DEFAULT_SKILL="magic")
    assert bad.returncode == 1
    assert "There is no skill 'magic'" in bad.stdout


def test_the_studio_is_not_opened_to_others_without_a_secret(terminal: Terminal) -> None:
    done = terminal.run("studio", "--host", "0.0.0.0")
    assert done.returncode == 2
    assert "set NEMO_TOKEN" in done.stderr
    assert "0.0.0.0" in done.stderr


@pytest.fixture
def studio(terminal: Terminal) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A studio that answers, with the address it printed."""
    process = terminal.start("studio", DATA_DIR=str(terminal.folder / "kept"))
    assert process.stdout is not None
    line = process.stdout.readline()
    yield process, line.split()[-1]
    process.kill()
    process.communicate()


def test_a_studio_of_its_own_gives_tokens_and_ends_on_sigterm(
    studio: tuple[subprocess.Popen[str], str],
) -> None:
    process, url = studio
    token = httpx.post(f"{url}/api/auth/anonymous-token", headers={"X-Client-Id": "me"})
    assert token.json()["data"]["credits"] == 100
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert time.monotonic() - began < 5
    assert "Traceback" not in err


def test_a_second_studio_on_the_same_data_names_the_first(
    terminal: Terminal, studio: tuple[subprocess.Popen[str], str]
) -> None:
    done = terminal.run("studio", DATA_DIR=str(terminal.folder / "kept"))
    assert done.returncode == 2
    assert str(studio[0].pid) in done.stderr


def test_a_studio_can_not_take_a_port_that_is_taken(
    terminal: Terminal, studio: tuple[subprocess.Popen[str], str]
) -> None:
    port = studio[1].rsplit(":", 1)[-1]
    done = terminal.run("studio", "--port", port)
    assert done.returncode == 2
    assert port in done.stderr


def test_animate_keeps_its_anonymous_account_for_the_next_time(
    terminal: Terminal, studio: tuple[subprocess.Popen[str], str]
) -> None:
    home = terminal.folder / "client"
    kept: list[str] = []
    # with its title: a far backend may add to a timeline of pictures alone, which is waited for
    scene = {"motion": "none", "duration": 0.5, "title": {"text": "A"}}
    for prompt, status in ((json.dumps({"scenes": [scene]}), 0), ("how many credits are left?", 1)):
        done = terminal.run(
            "animate", str(PHOTO), "-p", prompt, NEMO_API_URL=studio[1], DATA_DIR=str(home)
        )
        assert done.returncode == status, done.stderr
        kept.append((home / "credentials.json").read_text(encoding="utf-8"))
    assert kept[0] == kept[1]
    assert (home / "credentials.json").stat().st_mode & 0o777 == 0o600


def test_a_chat_whose_port_is_taken_says_how_to_choose_another(terminal: Terminal) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = terminal.run("demo", "--no-browser", "--port", port, DATA_DIR=str(terminal.folder))
    assert (done.returncode, done.stdout) == (2, "")
    assert port in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr
