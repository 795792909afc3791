"""Starting and stopping: quick, light, one at a time, and whole after a kill."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from core.folder_lock import DataDirBusy, DataDirUnusable
from core.studio import AddressTaken, Quirk, StudioConfig, create_app, serve
from core.studio.storage import DatabaseDamaged, DatabaseTooNew
from tests.peers.server import serving
from tests.studio.still_renderer import StillRenderer
from tests.studio.visitor import Visitor, picture, reaching, visiting, whole_texts

needs_drawing = pytest.mark.skipif(
    find_spec("cv2") is None, reason="the studio's extra is not installed"
)


async def test_it_answers_when_it_says_so_and_not_after(config: StudioConfig) -> None:
    async with serve(config) as address:
        assert address.url.startswith("http://127.0.0.1:")
        async with reaching(address.url) as visitor:
            await visitor.enter()
    _, port = address.url.removeprefix("http://").split(":")
    with pytest.raises(OSError, match=r"[Cc]onnect"):
        await asyncio.open_connection("127.0.0.1", int(port))


async def test_starting_and_stopping_take_no_time(config: StudioConfig) -> None:
    began = time.perf_counter()
    async with serve(config):
        started = time.perf_counter()
    stopped = time.perf_counter()
    assert started - began < 0.3
    assert stopped - started < 0.3


async def test_it_listens_on_ipv6_too(config: StudioConfig) -> None:
    try:
        async with visiting(replace(config, host="::1")) as visitor:
            await visitor.enter()
            assert str(visitor.http.base_url).startswith("http://[::1]:")
    except AddressTaken:
        pytest.skip("no IPv6 on this machine")


async def test_a_taken_port_is_said_plainly(config: StudioConfig, tmp_path: Path) -> None:
    async with serve(config) as address:
        port = int(address.url.rpartition(":")[2])
        other = replace(config, data_dir=tmp_path / "other", port=port)
        with pytest.raises(AddressTaken) as caught:
            async with serve(other):
                pass
    assert caught.value.port == port
    with pytest.raises(AddressTaken):
        async with serve(replace(config, host="not a host")):
            pass


async def test_a_second_one_names_the_holder(config: StudioConfig) -> None:
    async with serve(config):
        with pytest.raises(DataDirBusy) as caught:
            async with serve(config):
                pass
    assert caught.value.pid == os.getpid()
    assert str(os.getpid()) in str(caught.value)
    async with serve(config):  # free again
        pass


async def test_a_folder_that_can_not_be_used_is_said_plainly(
    config: StudioConfig, tmp_path: Path
) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("in the way")
    with pytest.raises(DataDirUnusable):
        async with serve(replace(config, data_dir=blocked / "studio")):
            pass


async def test_rows_of_a_newer_version_are_left_alone(config: StudioConfig) -> None:
    async with serve(config):
        pass
    path = config.data_dir / "studio.sqlite3"
    rows = sqlite3.connect(path)
    rows.execute("PRAGMA user_version = 99")
    rows.close()
    with pytest.raises(DatabaseTooNew):
        async with serve(config):
            pass
    path.write_bytes(b"no database at all" * 1_000)
    with pytest.raises(DatabaseDamaged):
        async with serve(config):
            pass


async def test_the_app_runs_under_another_server(config: StudioConfig) -> None:
    async with serving(create_app(config)) as url, reaching(url) as visitor:
        await visitor.enter()
        assert visitor.session_id


async def test_the_renderer_is_closed_with_it(
    config: StudioConfig, renderer: StillRenderer
) -> None:
    async with serve(config):
        assert not renderer.closed
    assert renderer.closed


async def test_old_sessions_go_with_their_files(config: StudioConfig) -> None:
    async with visiting(config) as visitor:
        await visitor.enter()
        await visitor.upload(("old.png", picture(30, 30)), ("shared.png", picture()))
        await visitor.begin()
        await visitor.upload(("new.png", picture()))
        token, new = visitor.http.headers["Authorization"], visitor.session_id
    media = config.data_dir / "media"
    assert len(list(media.iterdir())) == 2
    rows = sqlite3.connect(config.data_dir / "studio.sqlite3")
    with rows:
        rows.execute(
            "UPDATE sessions SET touched_at = touched_at - 31 * 86400 WHERE id != ?", (new,)
        )
    rows.close()
    async with visiting(config, {"Authorization": token}) as visitor:
        assert len(list(media.iterdir())) == 1
        visitor.session_id = new
        (info,) = (await visitor.state())["video_infos"]
        assert (await visitor.http.get(info["cdn_url"])).status_code == 200


async def test_a_user_keeps_so_many_sessions(config: StudioConfig) -> None:
    limits = replace(config.limits, sessions_per_user=3)
    async with visiting(replace(config, limits=limits)) as visitor:
        await visitor.enter()
        made = [visitor.session_id, *[await visitor.begin() for _ in range(3)]]
        codes: list[int] = []
        for session in made:
            path = f"/api/state/nemo_agent/me/{session}/latest"
            codes.append((await visitor.http.get(path)).json()["code"])
        assert codes == [1002, 0, 0, 0]


PROCESS = """
import asyncio, resource, sys
from pathlib import Path
from core.studio import Quirk, StudioConfig, serve

async def main():
    if sys.argv[2].isdigit():
        most = int(sys.argv.pop(2))
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    quirks = frozenset(Quirk(name) for name in sys.argv[2:])
    config = StudioConfig(Path(sys.argv[1]), quirks=quirks, quirk_s=600)
    async with serve(config) as address:
        print(address.url, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """A studio of its own; ``arguments``: the most bytes of a file where given, then quirks."""
    return subprocess.Popen(
        [sys.executable, "-c", PROCESS, str(folder), *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )


def url_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@asynccontextmanager
async def process_of(
    folder: Path, *arguments: str
) -> AsyncGenerator[tuple[subprocess.Popen[str], str]]:
    """A studio's process and its address; killed in the end."""
    process = await asyncio.to_thread(start, folder, *arguments)
    try:
        yield process, await asyncio.to_thread(url_of, process)
    finally:
        process.kill()
        await asyncio.to_thread(process.communicate)


async def test_a_disk_that_fills_up_is_said_so(config: StudioConfig) -> None:
    """A bound on the size of files stands in for the disk: both take a part, then complain."""
    async with process_of(config.data_dir, "1000000") as (_, url), reaching(url) as visitor:
        await visitor.enter()
        answer = await visitor.upload(("big.png", bytes(1_040_000)))
        assert (answer.status_code, answer.json()["code"]) == (507, 507)
        assert (await visitor.upload(("small.png", picture()))).json()["code"] == 0
    assert list((config.data_dir / "incoming").iterdir()) == []


async def test_a_kill_loses_nothing_that_was_accepted(config: StudioConfig) -> None:
    async with process_of(config.data_dir, "slow") as (process, url), reaching(url) as visitor:
        await visitor.enter()
        await visitor.upload(("photo.png", picture()))
        request = visitor.http.stream(
            "POST",
            "/run_sse",
            json=visitor.message("zoom in for 2 seconds"),
            headers={"X-Turn-Id": "turn-1"},
        )
        async with request as answer:
            assert answer.status_code == 200  # accepted; its first event is ten minutes away
            process.send_signal(signal.SIGKILL)
            await asyncio.to_thread(process.wait)
        token, session = visitor.http.headers["Authorization"], visitor.session_id
    async with visiting(config, {"Authorization": token}) as visitor:
        visitor.session_id = session
        assert whole_texts(await visitor.say("zoom in for 2 seconds", "turn-1"))
        state = await visitor.state()
        assert state["draft"]["d"] == 2000
        assert state["turns"] == [{"id": "turn-1", "status": "done"}]
        assert (await visitor.balance())["total"] == 200


LIGHT = """
import sys
from core.studio import Quirk, StudioConfig
from core.studio import serve
heavy = {"cv2", "numpy", "fluent", "babel"} & set(sys.modules)
assert not heavy, heavy
"""

LIGHT_SERVER = """
import sys
import core.studio.server
import core.conversation
heavy = {"cv2", "numpy", "av", "PIL"} & set(sys.modules)
assert not heavy, heavy
"""

LIGHT_WORKER = """
import sys
import core.studio.rendering.worker
import core.studio.timeline
heavy = {"starlette", "uvicorn", "httpx", "httpcore"} & set(sys.modules)
assert not heavy, heavy
"""


@pytest.mark.parametrize("code", [LIGHT, LIGHT_SERVER, LIGHT_WORKER])
def test_nobody_imports_what_others_need(code: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, cwd=Path.cwd()
    )
    assert done.returncode == 0, done.stderr


RENDERED = """
import asyncio, sys
from pathlib import Path
sys.path.insert(0, ".")
from core.studio import StudioConfig
from tests.studio.exporting import changed, ended, made, small
from tests.studio.visitor import visiting

async def main():
    async with visiting(StudioConfig(Path(sys.argv[1]))) as visitor:
        await visitor.enter()
        draft = small(await made(visitor))
        await visitor.submit("r1", draft)
        assert (await ended(visitor, "r1"))["status"] == "completed"

asyncio.run(main())
heavy = {"cv2", "numpy"} & set(sys.modules)
assert not heavy, heavy
"""


@needs_drawing
def test_a_whole_export_loads_no_codec_into_the_server(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RENDERED, str(tmp_path / "studio")],
        check=False,
        capture_output=True,
        text=True,
        cwd=Path.cwd(),
    )
    assert done.returncode == 0, done.stderr


async def test_waiting_readers_do_not_delay_anybody(config: StudioConfig) -> None:
    slow = replace(config, quirks=frozenset({Quirk.SLOW}), quirk_s=600)
    async with visiting(slow) as visitor:
        await visitor.enter()
        waiting: list[asyncio.Task[object]] = []
        for _ in range(30):
            await visitor.begin()
            waiting.append(asyncio.create_task(_quietly(visitor)))
            while not (await visitor.state())["turns"]:
                pass
        began = time.perf_counter()
        for _ in range(20):
            await visitor.balance()
        assert (time.perf_counter() - began) / 20 < 0.1
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting)


async def _quietly(visitor: Visitor) -> object:
    return await visitor.say("zoom in")
