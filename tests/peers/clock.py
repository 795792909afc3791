"""A clock that tests turn by hand, or that runs ahead by itself."""

import asyncio
import heapq
import itertools
import math


class FakeClock:
    """Implements ``core.clock.Clock``.

    ``auto``: every sleep ends at once and moves the time on; with a number, every sleep of at
    most so many seconds, so that pauses pass while watchdogs wait. Other sleepers wait until
    ``advance`` has gone past their moment. ``slept`` lists every pause asked for, in order.
    """

    def __init__(self, *, auto: bool | float = False, start: float = 1_800_000_000.0) -> None:
        self.auto = math.inf if auto is True else float(auto)
        self.now = start
        self.slept: list[float] = []
        self._start = start
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now - self._start

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if seconds <= self.auto:
            self.now += max(seconds, 0.0)
            await asyncio.sleep(0)
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._order), waiter))
        await waiter

    async def advance(self, seconds: float) -> None:
        """Move on by ``seconds``, waking sleepers in order and letting each run."""
        end = self.now + seconds
        await self.settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            self.now, _, waiter = heapq.heappop(self._sleepers)
            if not waiter.done():
                waiter.set_result(None)
            await self.settle()
        self.now = end

    async def settle(self, rounds: int = 50) -> None:
        """Let every task that can run do so (and loopback I/O come through)."""
        for _ in range(rounds):
            await asyncio.sleep(0)
