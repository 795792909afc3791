"""Work that must not hold anything up for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from core.clock import Clock


async def within(seconds: float, work: Coroutine[Any, Any, None], clock: Clock) -> bool:
    """Do the work, for so long at most; whether it was finished, and its own exception."""
    task = asyncio.create_task(work)
    limit = asyncio.create_task(clock.sleep(seconds))
    try:
        await asyncio.wait((task, limit), return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            await task
            return True
        return False
    finally:
        task.cancel()
        limit.cancel()
        await asyncio.gather(task, limit, return_exceptions=True)
