"""The embedded studio's render processes, which may start before anything else of it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from bots.settings import Settings
from core.studio.rendering import RenderPool


@asynccontextmanager
async def render_pool(settings: Settings) -> AsyncGenerator[RenderPool]:
    """A pool whose first process is starting; closed with this."""
    pool = RenderPool(workers=settings.max_renders)
    try:
        await pool.warm()
        yield pool
    finally:
        await pool.aclose()
