"""One writer for all: changes that come together share a commit."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.errors import StoreUnusable
from core.store.sqlite import of_the_store

T = TypeVar("T")
Work = Callable[[AsyncConnection], Awaitable[T]]

_TOGETHER = 64
"""Changes in one commit at most."""


@dataclass(frozen=True, slots=True)
class _Order:
    work: Work[Any]
    outcome: asyncio.Future[Any]

    def succeed(self, result: object) -> None:
        if not self.outcome.done():
            self.outcome.set_result(result)

    def fail(self, exc: BaseException) -> None:
        if not self.outcome.done():
            self.outcome.set_exception(exc)


class Writer:
    """Runs changes one after the other, in the order in which they were asked for.

    With ``synchronous=FULL`` a commit waits for the disk; changes that have gathered in the
    meantime go into the next commit together. One that fails is rolled back without the others,
    for which their work may run twice: it must do nothing but read and write the database.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._orders: asyncio.Queue[_Order] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    async def write(self, work: Work[T]) -> T:
        """Run ``work`` in a transaction; it is durable when this returns.

        A caller that is cancelled does not undo what has begun.

        Raises:
            DiskFull: there is no room for it.
            StoreUnusable: the database failed, or the writer is closed.
        """
        if self._closed or (self._task is not None and self._task.done()):
            raise StoreUnusable("closed")
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="store writer")
        elif asyncio.current_task() is self._task:
            raise RuntimeError("a write inside of a write would wait for itself")
        outcome: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._orders.put_nowait(_Order(work, outcome))
        return await outcome

    async def aclose(self) -> None:
        """Write what was asked for, then end."""
        self._closed = True
        if self._task is None:
            return
        written = asyncio.create_task(self._orders.join())
        # the writer itself ends only when it was cancelled, with everything else of its loop
        await asyncio.wait((written, self._task), return_when=asyncio.FIRST_COMPLETED)
        for task in (written, self._task):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        orders: list[_Order] = []
        try:
            while True:
                orders = [await self._orders.get()]
                while len(orders) < _TOGETHER and not self._orders.empty():
                    orders.append(self._orders.get_nowait())
                await self._write([order for order in orders if not order.outcome.done()])
                for _ in orders:
                    self._orders.task_done()
        finally:
            self._closed = True
            while not self._orders.empty():
                orders.append(self._orders.get_nowait())
            for order in orders:
                order.fail(StoreUnusable("closed"))

    async def _write(self, orders: Sequence[_Order]) -> None:
        """Settle each order, in their order, with as few commits as their failures allow."""
        while orders:
            results, failure = await self._attempt(orders)
            if failure is None:
                for order, result in zip(orders, results, strict=True):
                    order.succeed(result)
                return
            if len(orders) == 1 or isinstance(failure, StoreUnusable):
                for order in orders:
                    order.fail(failure)
                return
            if len(results) == len(orders):  # the commit failed: perhaps fewer find room
                failed = len(orders) // 2
                await self._write(orders[:failed])
            else:
                failed = len(results)
                await self._write(orders[:failed])
                await self._write(orders[failed : failed + 1])
                failed += 1
            orders = orders[failed:]

    async def _attempt(self, orders: Sequence[_Order]) -> tuple[list[object], BaseException | None]:
        """Run the orders in one transaction; what they returned, and what the next one raised.

        Nothing was written where anything was raised.
        """
        results: list[object] = []
        try:
            async with self._engine.begin() as connection:
                for order in orders:
                    results.append(await order.work(connection))  # noqa: PERF401 - one by one
        except asyncio.CancelledError as exc:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            return results, exc  # an order's own
        except Exception as exc:  # noqa: BLE001 - it belongs to whoever asked
            ours = of_the_store(exc)
            if ours is not None:
                ours.__cause__ = exc
            return results, ours or exc
        return results, None
