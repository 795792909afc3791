"""A renderer without codecs: it writes a few bytes when it is let."""

import asyncio
from collections.abc import Callable

from core.studio.rendering import RenderedFile, RenderError, RenderJob

CONTENT = b"not really a video" * 100


class StillRenderer:
    """Implements ``core.studio.config.Renderer``. ``jobs`` are in the order they began."""

    def __init__(self, *, waits: bool = False) -> None:
        self.jobs: list[RenderJob] = []
        self.running = 0
        self.most_running = 0
        self.reason: str | None = None
        self.closed = False
        self._gate = asyncio.Event()
        self._begun = asyncio.Condition()
        if not waits:
            self._gate.set()

    def let_go(self) -> None:
        self._gate.set()

    async def begun(self, count: int) -> None:
        """Wait until ``count`` jobs have begun."""
        async with self._begun:
            await self._begun.wait_for(lambda: len(self.jobs) >= count)

    async def render(self, job: RenderJob, on_progress: Callable[[float], None]) -> RenderedFile:
        async with self._begun:
            self.jobs.append(job)
            self._begun.notify_all()
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            on_progress(0.4)
            await self._gate.wait()
            if self.reason is not None:
                raise RenderError(self.reason)
            job.output.write_bytes(CONTENT)
        finally:
            self.running -= 1
        seconds = job.timeline.duration_ms / 1000
        return RenderedFile(job.output, job.spec.width, job.spec.height, seconds, len(CONTENT))

    async def aclose(self) -> None:
        self.closed = True
