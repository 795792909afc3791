"""Render processes: started when needed, reused, ended when idle, killed when cancelled."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import pickle
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

import structlog

from core.studio.rendering.jobs import (
    RenderedFile,
    RenderError,
    RenderJob,
    check_job,
    frame_count,
    part_path,
)
from core.studio.rendering.worker import LENGTH

Progress = Callable[[float], None]

_EVENT_LIMIT: Final = 1 << 20  # bytes of one event; all frames of a deep recursion fit

_KEPT_ENVIRONMENT: Final = ("LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "TMPDIR")
"""All that a process which decodes foreign files gets to know: no tokens."""


class RenderPool:
    """Renders jobs in processes of their own; at most ``workers`` at a time, the rest wait.

    A worker starts with the first job that finds none free, serves one job after another, and
    ends after ``idle_s`` s without one. A crash costs the render that ran in it, nothing else.
    Belongs to one event loop, whose thread starts the processes: they end with it.
    """

    def __init__(self, *, workers: int, idle_s: float = 300.0) -> None:
        self._workers = workers
        self._slots = asyncio.Semaphore(workers)
        self._idle_s = idle_s
        self._idle: dict[_Worker, asyncio.TimerHandle] = {}
        self._busy: set[_Worker] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._closed = False

    async def warm(self) -> None:
        """Have a worker ready before the first job comes; where none can start, that job says."""
        async with self._slots:
            try:
                worker = await self._take()
            except RenderError:
                return
            self._put_back(worker)

    @property
    def process_ids(self) -> tuple[int, ...]:
        """The workers that are there, for whoever watches over processes."""
        workers = (*self._idle, *self._busy)
        return tuple(worker.process.pid for worker in workers if worker.alive)

    async def render(self, job: RenderJob, on_progress: Progress) -> RenderedFile:
        """Render ``job``; ``on_progress`` gets fractions 0-1, in the loop's thread.

        When the awaiting task is cancelled the worker is killed and the part file removed.

        Raises:
            RenderError: with the reason in plain words.
        """
        check_job(job)
        part = part_path(job.output)
        async with self._slots:
            worker = await self._take()
            self._busy.add(worker)
            try:
                made = await worker.render(job, on_progress)
            except RenderError:
                _remove(part)
                self._put_back(worker)
                raise
            except BaseException:
                await asyncio.shield(self._end(worker, part))
                raise
            self._put_back(worker)
            return made

    async def aclose(self) -> None:
        """End every worker; renders under way or waiting fail."""
        self._closed = True
        for worker, handle in self._idle.items():
            handle.cancel()
            self._end(worker)
        self._idle.clear()
        for worker in self._busy:
            worker.kill()
        for _ in range(self._workers):  # each render that ends, or never began, gives its slot
            await self._slots.acquire()
        for _ in range(self._workers):
            self._slots.release()
        while self._ending:
            await asyncio.gather(*self._ending)

    async def _take(self) -> _Worker:
        while self._idle:
            worker, handle = self._idle.popitem()
            handle.cancel()
            if worker.alive:
                return worker
            self._end(worker)
        if not self._closed:
            worker = await _Worker.start()
            if not self._closed:
                return worker
            self._end(worker)
        raise RenderError("the studio is closing")

    def _put_back(self, worker: _Worker) -> None:
        self._busy.discard(worker)
        if self._closed or not worker.alive:
            self._end(worker)
            return
        loop = asyncio.get_running_loop()
        self._idle[worker] = loop.call_later(self._idle_s, self._retire, worker)

    def _retire(self, worker: _Worker) -> None:
        if self._idle.pop(worker, None) is not None:
            self._end(worker)

    def _end(self, worker: _Worker, part: Path | None = None) -> asyncio.Task[None]:
        """Kill now; the task is done when nothing is left of the process and its file."""
        worker.kill()
        if part is not None:
            _remove(part)
        task = asyncio.get_running_loop().create_task(self._ended(worker, part))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
        return task

    async def _ended(self, worker: _Worker, part: Path | None) -> None:
        await worker.gone()
        self._busy.discard(worker)
        if part is not None:
            _remove(part)  # once more: it may have been about to create it


@dataclass(frozen=True, eq=False, slots=True)
class _Worker:
    """One process and the conversation with it."""

    process: Process
    stdin: asyncio.StreamWriter
    stdout: asyncio.StreamReader

    @classmethod
    async def start(cls) -> _Worker:
        environment = {k: v for k, v in os.environ.items() if k in _KEPT_ENVIRONMENT}
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "core.studio.rendering.worker",
                str(os.getpid()),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                limit=_EVENT_LIMIT,
                env=environment,
            )
        except OSError as exc:
            raise RenderError(f"the render process can't be started: {exc.strerror}") from exc
        if process.stdin is None or process.stdout is None:
            raise RenderError("the render process can't be talked to")
        return cls(process, process.stdin, process.stdout)

    @property
    def alive(self) -> bool:
        return self.process.returncode is None and not self.stdout.at_eof()

    async def render(self, job: RenderJob, on_progress: Progress) -> RenderedFile:
        message = pickle.dumps(job)
        # a process that is gone closes both pipes; why it is gone is told by its exit code
        with contextlib.suppress(ConnectionError):
            self.stdin.write(LENGTH.pack(len(message)) + message)
            await self.stdin.drain()
        await self._follow(on_progress)
        return _put_in_place(job)

    async def _follow(self, on_progress: Progress) -> None:
        while line := await self.stdout.readline():
            match json.loads(line):
                case {"progress": float(fraction)}:
                    on_progress(fraction)
                case {"failed": str(reason)}:
                    raise RenderError(reason)
                case {"broken": str(error), "where": str(where)}:
                    log = structlog.get_logger(__name__)
                    log.error("render broke", error=error, where=where)
                    raise RenderError("the renderer met an error of its own")
                case _:
                    on_progress(1.0)
                    return
        await self._crashed()

    async def _crashed(self) -> NoReturn:
        code = await self.process.wait()
        structlog.get_logger(__name__).error("render process ended", code=code)
        cause = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        raise RenderError(f"the render process ended ({cause})")

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()

    async def gone(self) -> None:
        """Wait until the process has ended and its pipes are closed."""
        with contextlib.suppress(ConnectionError):
            await self.process.communicate()


def _put_in_place(job: RenderJob) -> RenderedFile:
    try:
        part_path(job.output).replace(job.output)
        size = job.output.stat().st_size
    except OSError as exc:
        raise RenderError(f"the finished video can't be moved: {exc.strerror}") from exc
    seconds = frame_count(job.timeline, job.spec.fps) / job.spec.fps
    return RenderedFile(job.output, job.spec.width, job.spec.height, seconds, size)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
