"""Render processes: what they cost, how they end, and that they take nothing with them."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.studio.rendering import RenderedFile, RenderError, RenderJob, RenderPool
from core.studio.rendering.worker import LENGTH
from core.studio.timeline import Shot, Title
from tests.studio.rendering.drawing import CHELSEA, MEDIA, boxes, job, shot, small

SOON = 20.0  # s; only ever waited for when something is broken


@pytest.fixture
async def pool() -> AsyncIterator[RenderPool]:
    pool = RenderPool(workers=1)
    yield pool
    await pool.aclose()


def _short(folder: Path, name: str = "short") -> RenderJob:
    return job(small(shot(ms=200)), folder / f"{name}.mp4")


def _long(folder: Path, name: str = "long") -> RenderJob:
    """Ten minutes: it never ends by itself within a test."""
    return job(small(shot(ms=600_000), size=(320, 180)), folder / f"{name}.mp4")


def _ignored(_: float) -> None:
    pass


class _Running:
    """A render in a task of its own that has got as far as its first frames."""

    def __init__(self, pool: RenderPool, running: RenderJob) -> None:
        self.begun = asyncio.Event()
        self.task = asyncio.create_task(pool.render(running, self._told))

    def _told(self, fraction: float) -> None:
        if fraction > 0.01:
            self.begun.set()

    @classmethod
    async def start(cls, pool: RenderPool, running: RenderJob) -> "_Running":
        started = cls(pool, running)
        async with asyncio.timeout(SOON):
            await started.begun.wait()
        assert _files(running.output.parent)
        return started


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def _over(pid: int) -> None:
    """Wait for the end of any process, by the kernel's word."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    loop, gone = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(handle, gone.set)
    try:
        async with asyncio.timeout(SOON):
            await gone.wait()
    finally:
        loop.remove_reader(handle)
        os.close(handle)


async def test_a_job_becomes_a_file_and_progress_is_told(pool: RenderPool, tmp_path: Path) -> None:
    told: list[float] = []
    made = await pool.render(_short(tmp_path), told.append)
    assert made == RenderedFile(
        tmp_path / "short.mp4", 320, 180, 0.2, (tmp_path / "short.mp4").stat().st_size
    )
    assert boxes(made.path)[:2] == ["ftyp", "moov"]
    assert told == sorted(told)
    assert told[-1] == 1
    assert _files(tmp_path) == ["short.mp4"]


async def test_a_worker_is_used_again(pool: RenderPool, tmp_path: Path) -> None:
    await pool.render(_short(tmp_path), _ignored)
    first = pool.process_ids
    await pool.render(_short(tmp_path, "again"), _ignored)
    assert pool.process_ids == first
    assert len(first) == 1


async def test_a_worker_may_be_started_ahead(pool: RenderPool, tmp_path: Path) -> None:
    await pool.warm()
    first = pool.process_ids
    await pool.render(_short(tmp_path), _ignored)
    assert pool.process_ids == first
    assert len(first) == 1


async def test_jobs_beyond_the_workers_wait_their_turn(pool: RenderPool, tmp_path: Path) -> None:
    order: list[str] = []

    async def one(name: str) -> None:
        await pool.render(_short(tmp_path, name), _ignored)
        order.append(name)

    await asyncio.gather(*(one(name) for name in "abc"))
    assert order == ["a", "b", "c"]
    assert len(pool.process_ids) == 1


async def test_a_cancelled_render_is_gone_within_100_ms(pool: RenderPool, tmp_path: Path) -> None:
    loop, took = asyncio.get_running_loop(), list[float]()
    while len(took) < 3 and min(took, default=1.0) >= 0.1:  # the machine may be busy
        running = await _Running.start(pool, _long(tmp_path))
        (worker,) = pool.process_ids
        asked = loop.time()
        running.task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running.task
        took.append(loop.time() - asked)
        assert not _files(tmp_path)
        await _over(worker)
    assert took[-1] < 0.1


async def test_after_a_cancelled_render_the_next_goes_on(pool: RenderPool, tmp_path: Path) -> None:
    running = await _Running.start(pool, _long(tmp_path))
    waiting = asyncio.create_task(pool.render(_short(tmp_path), _ignored))
    running.task.cancel()
    assert (await waiting).path.exists()


async def test_a_render_cancelled_while_it_waits_takes_no_worker(
    pool: RenderPool, tmp_path: Path
) -> None:
    running = await _Running.start(pool, _long(tmp_path))
    waiting = asyncio.create_task(pool.render(_short(tmp_path), _ignored))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert len(pool.process_ids) == 1
    running.task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running.task


@pytest.mark.parametrize("how", [signal.SIGSEGV, signal.SIGKILL])
async def test_a_crash_costs_one_render(
    pool: RenderPool, tmp_path: Path, how: signal.Signals
) -> None:
    running = await _Running.start(pool, _long(tmp_path))
    os.kill(pool.process_ids[0], how)
    with pytest.raises(RenderError, match=how.name):
        await running.task
    assert not _files(tmp_path)
    assert (await pool.render(_short(tmp_path), _ignored)).path.exists()


async def test_a_worker_that_died_idle_is_replaced(pool: RenderPool, tmp_path: Path) -> None:
    await pool.render(_short(tmp_path), _ignored)
    (worker,) = pool.process_ids
    os.kill(worker, signal.SIGKILL)
    async with asyncio.timeout(SOON):
        while pool.process_ids:  # noqa: ASYNC110  # the pool need not tell anybody
            await asyncio.sleep(0)
    await pool.render(_short(tmp_path, "again"), _ignored)
    assert pool.process_ids != (worker,)


async def test_a_damaged_picture_costs_no_worker(pool: RenderPool, tmp_path: Path) -> None:
    await pool.render(_short(tmp_path), _ignored)
    before = pool.process_ids
    (tmp_path / "bad").write_bytes(CHELSEA.read_bytes()[:5000])
    bad = small(Shot("bad", "beach.jpg", 500))
    with pytest.raises(RenderError, match=r"beach\.jpg"):
        await pool.render(job(bad, tmp_path / "x.mp4", {"bad": tmp_path / "bad"}), _ignored)
    assert pool.process_ids == before
    assert _files(tmp_path) == ["bad", "short.mp4"]


async def test_an_error_of_the_renderers_own_is_logged_without_its_words(
    pool: RenderPool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A colour that the server would have refused: Pillow quotes it."""
    title = Title("what was said", 0, 200, color="/secret/path")
    timeline = replace(small(shot(ms=200)), titles=(title,))
    with pytest.raises(RenderError, match="an error of its own"):
        await pool.render(job(timeline, tmp_path / "x.mp4"), _ignored)
    logged = capsys.readouterr().out
    assert "ValueError" in logged
    assert "titles.py:" in logged  # enough to find the defect by
    for word in ("secret", "said", str(tmp_path)):
        assert word not in logged
    assert _files(tmp_path) == []


async def test_a_job_out_of_bounds_starts_no_process(pool: RenderPool, tmp_path: Path) -> None:
    odd = _short(tmp_path)
    with pytest.raises(RenderError, match="even"):
        await pool.render(replace(odd, spec=replace(odd.spec, width=321)), _ignored)
    assert not pool.process_ids


async def test_an_error_of_who_is_told_the_progress_is_passed_on(
    pool: RenderPool, tmp_path: Path
) -> None:
    def told(_: float) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await pool.render(_short(tmp_path), told)
    assert not _files(tmp_path)


async def test_an_idle_worker_ends(tmp_path: Path) -> None:
    pool = RenderPool(workers=1, idle_s=0.02)
    await pool.render(_short(tmp_path), _ignored)
    (worker,) = pool.process_ids
    await _over(worker)
    assert not pool.process_ids
    await pool.render(_short(tmp_path), _ignored)  # and another one starts when it is needed
    await pool.aclose()


async def test_closing_ends_every_process_and_render(tmp_path: Path) -> None:
    pool = RenderPool(workers=2)
    await pool.render(_short(tmp_path), _ignored)
    running = await _Running.start(pool, _long(tmp_path))
    workers = pool.process_ids
    await pool.aclose()
    with pytest.raises(RenderError):
        await running.task
    for worker in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)
    assert _files(tmp_path) == ["short.mp4"]
    with pytest.raises(RenderError, match="closing"):
        await pool.render(_short(tmp_path), _ignored)


async def test_the_loop_goes_on_while_a_render_runs(pool: RenderPool, tmp_path: Path) -> None:
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(pool.render(job(small(shot(ms=3000)), tmp_path / "x.mp4"), _ignored))
    pauses, last = list[float](), loop.time()
    while not task.done():
        await asyncio.sleep(0.001)
        pauses.append(loop.time() - last)
        last = loop.time()
    await task
    assert sorted(pauses)[int(len(pauses) * 0.95)] < 0.05


def _environment(pid: int) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


async def test_a_worker_gets_no_secrets(
    pool: RenderPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEMO_TOKEN", "planted")
    await pool.render(_short(tmp_path), _ignored)
    environment = _environment(pool.process_ids[0])
    assert b"planted" not in environment
    assert b"PATH=" in environment


LEAN = """
import asyncio, sys
from pathlib import Path
from core.studio.rendering import OutputSpec, RenderJob, RenderPool
from core.studio.timeline import Shot, Timeline

async def main():
    pool = RenderPool(workers=1)
    timeline = Timeline((Shot("a", "a", 200),), width=320, height=180)
    media = {"a": Path(sys.argv[1])}
    job = RenderJob(timeline, media, Path(sys.argv[2]), OutputSpec.of(timeline))
    await pool.render(job, lambda _: None)
    await pool.aclose()

asyncio.run(main())
print([name for name in ("cv2", "numpy", "av", "PIL") if name in sys.modules])
"""


def test_the_parent_loads_nothing_that_draws(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LEAN, str(CHELSEA), str(tmp_path / "x.mp4")],
        check=True,
        capture_output=True,
        text=True,
    )
    assert ran.stdout == "[]\n"
    assert (tmp_path / "x.mp4").exists()


ORPHANED = """
import asyncio, sys
from pathlib import Path
from core.studio.rendering import OutputSpec, RenderJob, RenderPool
from core.studio.timeline import Shot, Timeline

async def main():
    pool = RenderPool(workers=1)
    timeline = Timeline((Shot("a", "a", 600_000),), width=320, height=180)
    media = {"a": Path(sys.argv[1])}
    job = RenderJob(timeline, media, Path(sys.argv[2]), OutputSpec.of(timeline))
    def told(fraction):
        if fraction > 0.01:
            print(*pool.process_ids, flush=True)
    await pool.render(job, told)

asyncio.run(main())
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
async def test_a_worker_dies_with_its_parent_and_leaves_no_file(
    tmp_path: Path, how: signal.Signals
) -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        ORPHANED,
        str(MEDIA["chelsea"]),
        str(tmp_path / "x.mp4"),
        stdout=asyncio.subprocess.PIPE,
    )
    assert parent.stdout is not None
    worker = int(await parent.stdout.readline())
    assert _files(tmp_path)
    parent.send_signal(how)
    await parent.communicate()
    await _over(worker)
    assert not _files(tmp_path)


@pytest.mark.parametrize("said", [b"", b"\x40", LENGTH.pack(64) + b"half a job"])
def test_a_worker_ends_when_its_parent_falls_silent_even_amid_a_job(said: bytes) -> None:
    arguments = [sys.executable, "-m", "core.studio.rendering.worker", str(os.getpid())]
    ended = subprocess.run(arguments, input=said, capture_output=True, check=False, timeout=SOON)
    assert ended.returncode == 0


async def test_the_worker_started_ahead_is_the_only_one(pool: RenderPool, tmp_path: Path) -> None:
    await pool.warm()
    await pool.warm()
    (ahead,) = pool.process_ids
    running = await _Running.start(pool, _long(tmp_path))
    assert pool.process_ids == (ahead,)
    running.task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running.task


async def test_a_closed_pool_starts_nothing_ahead() -> None:
    pool = RenderPool(workers=1)
    await pool.aclose()
    await pool.warm()
    assert not pool.process_ids
