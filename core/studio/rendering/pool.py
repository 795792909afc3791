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

_EVENT_LIMIT: Final = 1 << 20


class RenderPool:
    """Renders jobs in processes of their own; at most ``workers`` at a time, the rest wait.

    A worker starts with the first job that finds none free, serves one job after another, and
    ends after ``idle_s`` s without one. A crash costs the render that ran in it, nothing else.
    Belongs to one event loop.
    """

    def __init__(self, *, workers: int, idle_s: float = 300.0) -> None:
        self._slots = asyncio.Semaphore(workers)
        self._idle_s = idle_s
        self._idle: dict[_Worker, asyncio.TimerHandle] = {}
        self._busy: set[_Worker] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._closed = False

    async def render(self, job: RenderJob, on_progress: Progress) -> RenderedFile:
        """Render ``job``; ``on_progress`` gets fractions 0-1 in the caller's loop.

        When the awaiting task is cancelled the worker is killed and the part file removed.

        Raises:
            RenderError: with the reason in plain words.
        """
        check_job(job)
        async with self._slots:
            worker = await self._take()
            self._busy.add(worker)
            try:
                made = await worker.render(job, on_progress)
            except RenderError:
                _remove(part_path(job.output))
                raise
            except BaseException:
                worker.kill()
                _remove(part_path(job.output))
                await asyncio.shield(self._end(worker))
                _remove(part_path(job.output))
                raise
            finally:
                self._busy.discard(worker)
                self._put_back(worker)
            return made

    async def aclose(self) -> None:
        """End every worker; renders under way fail."""
        self._closed = True
        for handle in self._idle.values():
            handle.cancel()
        workers = [*self._idle, *self._busy]
        self._idle.clear()
        for worker in workers:
            self._end(worker)
        while self._ending:
            await asyncio.gather(*self._ending)

    async def _take(self) -> _Worker:
        while self._idle:
            worker, handle = self._idle.popitem()
            handle.cancel()
            if worker.alive:
                return worker
            self._end(worker)
        if self._closed:
            raise RenderError("the studio is closing")
        return await _Worker.start()

    def _put_back(self, worker: _Worker) -> None:
        if self._closed or not worker.alive:
            self._end(worker)
            return
        loop = asyncio.get_running_loop()
        self._idle[worker] = loop.call_later(self._idle_s, self._retire, worker)

    def _retire(self, worker: _Worker) -> None:
        if self._idle.pop(worker, None) is not None:
            self._end(worker)

    def _end(self, worker: _Worker) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(worker.end())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
        return task


@dataclass(frozen=True, eq=False, slots=True)
class _Worker:
    """One process and the conversation with it."""

    process: Process
    stdin: asyncio.StreamWriter
    stdout: asyncio.StreamReader

    @classmethod
    async def start(cls) -> _Worker:
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
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        except OSError as exc:
            raise RenderError(f"the render process can't be started: {exc.strerror}") from exc
        if process.stdin is None or process.stdout is None:
            raise RenderError("the render process has no pipes")
        return cls(process, process.stdin, process.stdout)

    @property
    def alive(self) -> bool:
        return self.process.returncode is None and not self.stdout.at_eof()

    async def render(self, job: RenderJob, on_progress: Progress) -> RenderedFile:
        message = pickle.dumps(job)
        try:
            self.stdin.write(LENGTH.pack(len(message)) + message)
            await self.stdin.drain()
            await self._follow(on_progress)
        except ConnectionError as exc:
            raise RenderError("the render process ended") from exc
        part = part_path(job.output)
        part.replace(job.output)
        spec = job.spec
        seconds = frame_count(job.timeline, spec.fps) / spec.fps
        size = job.output.stat().st_size
        return RenderedFile(job.output, spec.width, spec.height, seconds, size)

    async def _follow(self, on_progress: Progress) -> None:
        while line := await self.stdout.readline():
            match json.loads(line):
                case {"progress": float(fraction)}:
                    on_progress(fraction)
                case {"failed": str(reason)}:
                    raise RenderError(reason)
                case {"broken": str(trace)}:
                    structlog.get_logger(__name__).error("render broke", trace=trace)
                    raise RenderError("the renderer met an error of its own")
                case _:
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

    async def end(self) -> None:
        self.kill()
        await self.process.communicate()


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
