"""Time that runs faster than the machine's, so that documented waits end soon."""

from __future__ import annotations

import asyncio
import time

_EPOCH = 1_700_000_000.0
"""Both times agree here; processes that follow each other share it."""


class HurriedClock:
    """Implements ``core.clock.Clock``: ``speed`` seconds pass in each real one."""

    def __init__(self, speed: float) -> None:
        self._speed = speed

    def time(self) -> float:
        return _EPOCH + (time.time() - _EPOCH) * self._speed

    def monotonic(self) -> float:
        return time.monotonic() * self._speed

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(seconds, 0.0) / self._speed)
