"""One event stream, read in a task of its own beside an alarm; both write into one mailbox."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TypeAlias

import httpx

from core.backend.events import StillWorking
from core.backend.turn_watch import TurnWatch
from core.clock import Clock

_MAILBOX = 32
"""Chunks that wait for their reader before the connection is no longer read."""


@dataclass(frozen=True, slots=True)
class _Over:
    """The end of the stream, or why there is none."""

    error: Exception | None


_Item: TypeAlias = bytes | StillWorking | _Over


async def follow(
    opening: AbstractAsyncContextManager[httpx.Response], watch: TurnWatch, clock: Clock
) -> AsyncGenerator[bytes | StillWorking]:
    """Read a stream to its end; the connection closes with the generator.

    Args:
        opening: Sends the request when entered.
        watch: Says when the person should hear something and when it is enough.
        clock: What the watch's pauses are waited on.

    Raises:
        TurnTimedOut: The watch says so.
        BackendError: What ``opening`` raises, before or in the middle of the stream.
    """
    mailbox: asyncio.Queue[_Item] = asyncio.Queue(_MAILBOX)
    tasks = (
        asyncio.create_task(_read(opening, mailbox), name="turn: reader"),
        asyncio.create_task(_ring(watch, clock, mailbox), name="turn: alarm"),
    )
    try:
        async for item in _items(mailbox):
            yield item
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _items(mailbox: asyncio.Queue[_Item]) -> AsyncIterator[bytes | StillWorking]:
    while True:
        item = await mailbox.get()
        if isinstance(item, _Over):
            if item.error is not None:
                raise item.error
            return
        yield item


async def _read(
    opening: AbstractAsyncContextManager[httpx.Response], mailbox: asyncio.Queue[_Item]
) -> None:
    over = _Over(None)
    try:
        async with opening as response:
            async for chunk in response.aiter_bytes():
                await mailbox.put(chunk)
    except Exception as exc:  # noqa: BLE001 - handed to whoever reads the mailbox
        over = _Over(exc)
    await mailbox.put(over)


async def _ring(watch: TurnWatch, clock: Clock, mailbox: asyncio.Queue[_Item]) -> None:
    try:
        while True:
            await clock.sleep(watch.pause())
            word = watch.ring()
            if word is not None:
                await mailbox.put(word)
    except Exception as exc:  # noqa: BLE001 - the same
        await mailbox.put(_Over(exc))
