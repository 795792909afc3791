"""Work with a limit, and short work that a cancel must not cut in two."""

import asyncio

import pytest

from core.conversation.bounded import surely, within
from tests.peers.clock import FakeClock


async def test_what_is_done_in_time_is_done() -> None:
    done: list[int] = []

    async def work() -> None:
        done.append(1)

    assert await within(5, work(), FakeClock())
    assert done == [1]


async def test_what_takes_too_long_is_stopped() -> None:
    clock, stopped = FakeClock(), asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    waiting = asyncio.create_task(within(5, work(), clock))
    await clock.advance(5)
    assert not await waiting
    assert stopped.is_set()


async def test_what_fails_fails() -> None:
    async def work() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await within(5, work(), FakeClock())


async def test_short_work_is_finished_before_the_cancel_goes_on() -> None:
    clock, gate, done = FakeClock(), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        await gate.wait()
        done.set()

    task = asyncio.create_task(surely(work(), clock))
    await clock.settle()
    task.cancel()
    await clock.settle()
    assert not task.done()
    gate.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert done.is_set()


async def test_work_that_turns_out_long_does_not_hold_the_cancel_up() -> None:
    clock, stopped = FakeClock(), asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    task = asyncio.create_task(surely(work(), clock, at_most=1))
    await clock.settle()
    task.cancel()
    await clock.advance(1)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert stopped.is_set()
