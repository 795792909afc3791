"""One writer for all: changes that come together share a commit."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

T = TypeVar("T")
Work = Callable[[AsyncConnection], Awaitable[T]]

_TOGETHER = 64
"""Changes in one commit at most."""


@dataclass(frozen=True, slots=True)
class _Order:
    work: Work[Any]
    outcome: asyncio.Future[Any]


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

    async def write(self, work: Work[T]) -> T:
        """Run ``work`` in a transaction; it is durable when this returns.

        A caller that is cancelled does not undo what has begun.
        """
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="store writer")
        outcome: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._orders.put_nowait(_Order(work, outcome))
        return await outcome

    async def aclose(self) -> None:
        """Write what was asked for, then end."""
        if self._task is None:
            return
        await self._orders.join()
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _run(self) -> None:
        while True:
            orders = [await self._orders.get()]
            while len(orders) < _TOGETHER and not self._orders.empty():
                orders.append(self._orders.get_nowait())
            try:
                if not await self._together(orders):
                    for order in orders:
                        await self._alone(order)
            finally:
                for _ in orders:
                    self._orders.task_done()

    async def _together(self, orders: list[_Order]) -> bool:
        """Whether all went well; else nothing was written."""
        if len(orders) == 1:
            return False
        results: list[object] = []
        try:
            async with self._engine.begin() as connection:
                for order in orders:
                    results.append(await order.work(connection))  # noqa: PERF401 - one by one
        except Exception:  # noqa: BLE001 - each gets its own exception when run alone
            return False
        for order, result in zip(orders, results, strict=True):
            if not order.outcome.done():
                order.outcome.set_result(result)
        return True

    async def _alone(self, order: _Order) -> None:
        if order.outcome.cancelled():
            return
        try:
            async with self._engine.begin() as connection:
                result = await order.work(connection)
        except Exception as exc:  # noqa: BLE001 - it belongs to whoever asked
            if not order.outcome.done():
                order.outcome.set_exception(exc)
        else:
            if not order.outcome.done():
                order.outcome.set_result(result)
