"""A renderer that is quick, and now and then the real one."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

from core.studio.rendering import RenderedFile, RenderJob, RenderPool

TINY = Path(__file__).parents[1] / "photos" / "tiny.mp4"


class QuickRenderer:
    """Implements ``core.studio.config.Renderer``: a copied file, after ``most_s`` at most.

    ``real``: the share of the exports that are really rendered.
    """

    def __init__(self, rng: Random, *, most_s: float, real: float = 0.0) -> None:
        self._rng = rng
        self._most_s = most_s
        self._real = real
        self._pool = RenderPool(workers=1)

    async def render(self, job: RenderJob, on_progress: Callable[[float], None]) -> RenderedFile:
        if self._rng.random() < self._real:
            return await self._pool.render(job, on_progress)
        for share in (0.25, 0.5, 0.75):
            on_progress(share)
            await asyncio.sleep(self._rng.uniform(0, self._most_s / 3))
        await asyncio.to_thread(shutil.copyfile, TINY, job.output)
        seconds = job.timeline.duration_ms / 1000
        size = job.output.stat().st_size
        return RenderedFile(job.output, job.spec.width, job.spec.height, seconds, size)

    async def aclose(self) -> None:
        await self._pool.aclose()
