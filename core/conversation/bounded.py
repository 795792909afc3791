"""Work that must not hold anything up for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

from core.clock import Clock

UNDER_WAY: Final = 0.5
"""Seconds that an effect which is just taking place gets to end, before a cancel cuts it off."""


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


async def surely(work: Coroutine[Any, Any, None], clock: Clock, *, at_most: float = 1.0) -> None:
    """Do short work to its end, also when this is cancelled meanwhile: for so many s more."""
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        limit = asyncio.create_task(clock.sleep(at_most))
        await asyncio.wait((task, limit), return_when=asyncio.FIRST_COMPLETED)
        task.cancel()
        limit.cancel()
        await asyncio.gather(task, limit, return_exceptions=True)
        raise
