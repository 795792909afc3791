from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from core.errors import LeaseLost
from core.jobs import Lease, TryLater
from core.store import NewTurn, Store, Transaction, TurnRecord, TurnState, open_store
from tests.jobs.desk import Desk, finish, wait_for_ever


async def outage(_turn: TurnRecord, _lease: Lease) -> None:
    raise TryLater("BackendDown")


async def defect(_turn: TurnRecord, _lease: Lease) -> None:
    raise ZeroDivisionError


async def test_turns_of_a_chat_run_one_after_the_other_in_their_order(store: Store) -> None:
    desk = Desk(store)
    first_may_end = asyncio.Event()

    async def first(turn: TurnRecord, lease: Lease) -> None:
        await first_may_end.wait()
        await finish(turn, lease)

    await desk.add("one", "chat", first)
    await desk.add("two")
    await desk.add("three")
    desk.open()
    await desk.until(lambda: desk.log == ["run one"])
    first_may_end.set()
    await desk.all_ended("one", "two", "three")
    assert desk.log == ["run one", "run two", "run three"]
    await desk.close()


async def test_chats_do_not_wait_for_each_other(store: Store) -> None:
    desk = Desk(store)
    await desk.add("long", "slow chat", wait_for_ever)
    await desk.add("short", "quick chat")
    desk.open()
    await desk.all_ended("short")
    assert await desk.state("long") is TurnState.QUEUED
    await desk.close()


async def test_no_more_turns_run_at_once_than_are_allowed(store: Store) -> None:
    desk = Desk(store, most=2)
    may_end = asyncio.Event()

    async def wait(turn: TurnRecord, lease: Lease) -> None:
        await may_end.wait()
        await finish(turn, lease)

    for number in range(4):
        await desk.add(str(number), f"chat {number}", wait)
    desk.open()
    await desk.until(lambda: len(desk.log) == 2)
    await desk.clock.settle()
    assert desk.log == ["run 0", "run 1"]
    may_end.set()
    await desk.all_ended("0", "1", "2", "3")
    await desk.close()


async def test_a_turn_that_can_not_go_on_is_tried_again_after_growing_pauses(store: Store) -> None:
    desk = Desk(store)

    await desk.add("one", "chat", outage, outage, finish)
    await desk.add("two")
    desk.open()
    pauses: list[float] = []
    for failures in (1, 2):
        pauses.append(await desk.put_off("one", failures) - desk.clock.time())
        await desk.clock.advance(pauses[-1] - 0.1)
        await desk.looked()
        assert desk.log == ["run one"] * failures
        await desk.clock.advance(0.2)
    await desk.all_ended("one", "two")
    assert desk.log == ["run one"] * 3 + ["run two"]  # the next of the chat waits for it
    assert 1.0 <= pauses[0] < pauses[1]
    await desk.close()


async def test_a_turn_that_fails_too_often_is_buried_with_its_reason(store: Store) -> None:
    desk = Desk(store)

    await desk.add("one", "chat", defect)
    await desk.add("two")
    desk.open()
    async with asyncio.timeout(5):
        while "run two" not in desk.log:
            await asyncio.sleep(0.001)
            await desk.clock.advance(5)
    assert desk.log == ["run one"] * 3 + ["bury one: ZeroDivisionError", "run two"]
    await desk.all_ended("one", "two")
    assert await desk.state("one") is TurnState.FAILED
    await desk.close()


async def test_a_step_forward_forgets_the_failures_before_it(store: Store) -> None:
    desk = Desk(store)

    async def forward_then_outage(_turn: TurnRecord, lease: Lease) -> None:
        await lease.save(phase="send", body="{}")
        raise TryLater("BackendDown")

    await desk.add("one", "chat", *[forward_then_outage] * 5, finish)
    desk.open()
    async with asyncio.timeout(5):
        while await desk.state("one") is TurnState.QUEUED:
            await asyncio.sleep(0.001)
            await desk.clock.advance(5)
    assert desk.log == ["run one"] * 6
    await desk.close()


async def test_a_running_turn_is_cancelled_and_the_next_one_runs(store: Store) -> None:
    desk = Desk(store)
    await desk.add("one", "chat", wait_for_ever)
    await desk.add("two")
    desk.open()
    await desk.until(lambda: desk.log == ["run one"])
    assert await desk.worker.cancel("one")
    await desk.all_ended("one", "two")
    assert desk.log == ["run one", "cancel one", "run two"]
    assert await desk.state("one") is TurnState.CANCELLED
    assert not await desk.worker.cancel("one")
    await desk.close()


async def test_a_turn_that_is_cancelled_in_the_commit_of_its_claim_is_stopped(store: Store) -> None:
    desk, written = Desk(store), asyncio.Event()
    await desk.add("other")
    desk.open()
    await desk.all_ended("other")

    async def slow(tx: Transaction) -> None:
        await tx.turns.add(NewTurn("one", "chat", "ann", "fetch", "{}"), now=0)
        await written.wait()

    before = asyncio.create_task(store.write(slow))
    await desk.clock.settle()
    desk.worker.wake()  # the claim waits for that commit, and so does what follows
    await desk.clock.settle()
    cancel = asyncio.create_task(desk.worker.cancel("one"))
    await desk.clock.settle()
    written.set()
    await asyncio.gather(before, cancel)
    await desk.all_ended("one")
    assert await desk.state("one") is TurnState.CANCELLED
    await desk.close()


async def test_a_queued_turn_is_cancelled_before_it_is_its_turn(store: Store) -> None:
    desk = Desk(store)
    await desk.add("one", "chat", wait_for_ever)
    await desk.add("two")
    desk.open()
    await desk.until(lambda: desk.log == ["run one"])
    assert await desk.worker.cancel("two")
    await desk.all_ended("two")
    assert desk.log == ["run one", "cancel two"]
    await desk.close()


async def test_a_turn_that_waits_for_a_retry_is_cancelled_at_once(store: Store) -> None:
    desk = Desk(store)

    await desk.add("one", "chat", outage)
    desk.open()
    await desk.until(lambda: desk.log == ["run one"])
    assert await desk.worker.cancel("one")
    await desk.all_ended("one")
    assert desk.log == ["run one", "cancel one"]
    await desk.close()


async def test_a_turn_that_ended_while_it_was_cancelled_stays_as_it_ended(store: Store) -> None:
    desk = Desk(store)

    async def end_and_linger(turn: TurnRecord, lease: Lease) -> None:
        ending = asyncio.create_task(lease.end(TurnState.DONE, body=""))
        await desk.worker.cancel(turn.id)  # comes before or after the end
        await ending

    await desk.add("one", "chat", end_and_linger)
    desk.open()
    await desk.all_ended("one")
    await desk.close()
    assert await desk.state("one") is TurnState.DONE
    assert desk.log == ["run one"]


async def test_stopping_waits_for_nothing_that_only_looks_on(store: Store) -> None:
    desk = Desk(store)

    async def look_on(_turn: TurnRecord, lease: Lease) -> None:
        lease.waiting = True
        await asyncio.Event().wait()

    await desk.add("one", "chat", look_on)
    desk.open()
    await desk.until(lambda: desk.log == ["run one"])
    async with asyncio.timeout(5):
        await desk.worker.stop(10.0)  # whose clock stands still
    assert await desk.state("one") is TurnState.QUEUED
    assert desk.log == ["run one"]


async def test_stopping_lets_a_short_step_finish_and_leaves_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    async with open_store(path) as store:
        desk = Desk(store)
        told = asyncio.Event()

        async def short(_turn: TurnRecord, lease: Lease) -> None:
            await told.wait()
            await lease.save(phase="upload", body="short was here")

        await desk.add("short", "a", short)
        await desk.add("long", "b", wait_for_ever)
        await desk.add("next", "b")
        desk.open()
        await desk.until(lambda: len(desk.log) == 2)
        told.set()
        await desk.close()
        assert sorted(desk.log) == ["run long", "run short"]  # none was cancelled or buried
    async with open_store(path) as store:
        again = Desk(store, owner="a later start")
        again.open()
        await again.all_ended("short", "long", "next")
        saved = await store.read(lambda tx: tx.turns.get("short"))
        assert saved is not None
        assert saved.phase == "upload"
        assert again.log.index("run long") < again.log.index("run next")
        await again.close()


async def test_what_lost_its_lease_can_write_nothing(store: Store) -> None:
    desk = Desk(store)
    lost: list[str] = []

    async def be_robbed(turn: TurnRecord, lease: Lease) -> None:
        await store.write(lambda tx: tx.turns.release_all())
        claimed = await store.write(
            lambda tx: tx.turns.claim("thief", now=desk.clock.time(), until=2e9, most=1)
        )
        assert [one.id for one in claimed] == [turn.id]
        for write in (
            lease.save(phase="send", body="mine"),
            lease.end(TurnState.DONE, body="mine"),
            lease.retry_later(attempts=1, not_before=0.0, error=""),
        ):
            with pytest.raises(LeaseLost):
                await write
            lost.append(turn.id)
        raise LeaseLost(turn.id)

    await desk.add("one", "chat", be_robbed)
    desk.open()
    await desk.until(lambda: len(lost) == 3)
    await desk.close()
    row = await store.read(lambda tx: tx.turns.get("one"))
    assert row is not None
    assert (row.body, row.phase, row.attempts) == ("{}", "fetch", 0)


async def test_a_lease_is_kept_as_long_as_the_work_takes(store: Store) -> None:
    desk = Desk(store)
    await desk.add("one", "chat", wait_for_ever)
    desk.open()
    await desk.until(lambda: desk.log == ["run one"])
    for _ in range(40):
        await desk.clock.advance(10)
        await asyncio.sleep(0.002)
    thief = await store.write(
        lambda tx: tx.turns.claim("thief", now=desk.clock.time(), until=2e9, most=9)
    )
    assert thief == []
    assert desk.log == ["run one"]
    await desk.close()


async def test_what_is_begun_with_again_is_as_it_is_stored_by_then(store: Store) -> None:
    seen = list[str]()

    async def look(turn: TurnRecord, lease: Lease) -> None:
        seen.append(turn.chat)
        if len(seen) == 1:
            await asyncio.Event().wait()
        await lease.end(TurnState.DONE, body="")

    desk = Desk(store)
    await desk.add("one", "old", look)
    desk.open()
    await desk.until(lambda: len(seen) == 1)
    await store.write(lambda tx: tx.move("old", "new"))
    desk.worker.again("one")
    desk.worker.again("none")
    await desk.all_ended("one")
    assert seen == ["old", "new"]
    await desk.close()
