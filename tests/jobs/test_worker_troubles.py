from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from core.errors import StoreUnusable
from core.jobs import Lease, TryLater
from core.store import Store, Transaction, TurnRecord, TurnState
from tests.jobs.desk import Desk, wait_for_ever

T = TypeVar("T")


class Disk(Store):
    """A store whose disk is full as long as ``full`` says so."""

    def __init__(self, store: Store) -> None:
        self._beneath = store
        self.full = False

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        if self.full:
            raise StoreUnusable("the disk is full")
        return await self._beneath.write(work)

    async def read(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        return await self._beneath.read(work)


async def defect(_turn: TurnRecord, _lease: Lease) -> None:
    raise ZeroDivisionError


async def pass_time(desk: Desk, until: Callable[[], Awaitable[bool]], step: float = 5.0) -> None:
    async with asyncio.timeout(5):
        while not await until():
            await asyncio.sleep(0.001)
            await desk.clock.advance(step)


async def test_what_a_process_that_is_gone_held_is_taken_up_at_once(store: Store) -> None:
    desk = Desk(store)
    await desk.add("one")
    claimed = await store.write(
        lambda tx: tx.turns.claim("the dead one", now=desk.clock.time(), until=2e9, most=1)
    )
    assert [turn.id for turn in claimed] == ["one"]
    desk.open()
    await desk.all_ended("one")
    await desk.close()


async def test_a_turn_that_can_not_even_be_given_up_does_not_hold_up_its_chat_for_ever(
    store: Store,
) -> None:
    desk = Desk(store)
    desk.stuck.add("one")
    await desk.add("one", "chat", defect)
    await desk.add("two")
    desk.open()
    await pass_time(desk, lambda: _is_over(desk, "two"))
    assert desk.log.count("bury one: ZeroDivisionError") > 1
    assert await desk.state("one") is TurnState.FAILED
    await desk.close()


async def test_a_turn_that_can_not_be_stopped_properly_is_let_go_in_the_end(store: Store) -> None:
    desk = Desk(store)
    desk.stuck.add("one")
    await desk.add("one", "chat", wait_for_ever)
    await desk.add("two")
    desk.open()
    await desk.until(lambda: desk.log == ["run one"])
    assert await desk.worker.cancel("one")
    await pass_time(desk, lambda: _is_over(desk, "two"))
    assert desk.log.count("cancel one") > 1
    assert await desk.state("one") is TurnState.CANCELLED
    await desk.close()


async def test_a_turn_that_fails_while_it_is_being_cancelled_is_stopped_without_a_pause(
    store: Store,
) -> None:
    desk = Desk(store)

    async def fail_when_cancelled(turn: TurnRecord, _lease: Lease) -> None:
        await store.write(lambda tx: tx.turns.ask_to_cancel(turn.id))
        raise TryLater("BackendDown")

    await desk.add("one", "chat", fail_when_cancelled)
    desk.open()
    await desk.all_ended("one")  # the clock stands still
    assert desk.log == ["run one", "cancel one"]
    await desk.close()


async def test_a_full_disk_stops_nothing_for_good(store: Store) -> None:
    disk = Disk(store)
    desk = Desk(store, through=disk)

    async def fill_the_disk(_turn: TurnRecord, lease: Lease) -> None:
        disk.full = True
        await lease.save(phase="send", body="{}")

    await desk.add("one", "chat", fill_the_disk, _finish_quietly)
    desk.open()
    await desk.until(lambda: disk.full)
    for _ in range(30):
        await asyncio.sleep(0.001)
        await desk.clock.advance(10)
    disk.full = False
    await pass_time(desk, lambda: _is_over(desk, "one"))
    assert desk.log == ["run one", "run one"]
    await desk.close()


async def test_nothing_is_taken_up_while_the_process_stops(store: Store) -> None:
    desk = Desk(store)
    desk.open()
    await desk.until(lambda: True)
    claims = [asyncio.create_task(desk.add(f"t{number}", f"chat {number}")) for number in range(20)]
    await asyncio.sleep(0)
    await desk.close()
    await asyncio.gather(*claims)
    waiting = await store.write(
        lambda tx: tx.turns.claim("next", now=desk.clock.time(), until=2e9, most=99)
    )
    left = {turn.id for turn in waiting}
    ended = {f"t{number}" for number in range(20)} - left
    assert [await desk.state(turn) for turn in ended] == [TurnState.DONE] * len(ended)


async def _is_over(desk: Desk, turn: str) -> bool:
    return await desk.state(turn) not in (TurnState.QUEUED, TurnState.CANCELLING)


async def _finish_quietly(_turn: TurnRecord, lease: Lease) -> None:
    await lease.end(TurnState.DONE, body="")
