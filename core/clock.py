"""Time as an argument: everything that waits or measures gets a ``Clock``."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """What the project knows of time. All values in seconds."""

    def time(self) -> float:
        """Seconds since the epoch (for what is stored and shown)."""
        ...

    def monotonic(self) -> float:
        """A clock that never goes back (for durations and deadlines)."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait; 0 or less only yields to the loop."""
        ...


class SystemClock:
    """The machine's own clock."""

    def time(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(seconds, 0.0))
