"""The one writer: order, shared commits, and what happens when something fails in between."""

import asyncio
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import insert

from core.errors import StoreFull, StoreUnusable
from core.store import Store, Transaction, open_store
from core.store.tables import GRANTS


async def put(store: Store, message: str) -> int:
    """Write a message, and say how many changes there were before."""
    row = await store.write(lambda tx: tx.transcript.put("web:1", message, "{}", now=1))
    return row.version


async def messages(store: Store) -> list[str]:
    return [row.message for row in await store.read(lambda tx: tx.transcript.all("web:1"))]


async def limit_pages(store: Store, more: int | None) -> None:
    """Let the database grow by so many pages at most; without a number, as it likes."""

    async def work(tx: Transaction) -> None:
        connection = tx.inbox.connection
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        most = 1_000_000 if more is None else pages + more
        await connection.exec_driver_sql(f"PRAGMA max_page_count = {most}")

    await store.write(work)


async def test_changes_are_made_in_the_order_in_which_they_were_asked_for(store: Store) -> None:
    names = [str(number) for number in range(300)]
    versions = await asyncio.gather(*(put(store, name) for name in names))
    assert versions == list(range(1, 301))
    assert await messages(store) == names


async def test_one_that_fails_leaves_the_others_and_their_order(store: Store) -> None:
    async def fail(tx: Transaction) -> None:
        await tx.transcript.put("web:1", "never", "{}", now=1)
        raise LookupError("mine")

    orders = [
        store.write(fail) if number % 7 == 3 else put(store, str(number)) for number in range(100)
    ]
    outcomes = await asyncio.gather(*orders, return_exceptions=True)
    for number, outcome in enumerate(outcomes):
        assert isinstance(outcome, LookupError if number % 7 == 3 else int)
    assert await messages(store) == [str(number) for number in range(100) if number % 7 != 3]


async def test_a_change_sees_those_before_it_and_none_after_it(store: Store) -> None:
    async def see(tx: Transaction) -> int:
        return len(await tx.transcript.all("web:1"))

    orders = [store.write(see) if number % 2 else put(store, str(number)) for number in range(20)]
    seen = (await asyncio.gather(*orders))[1::2]
    assert seen == list(range(1, 11))


async def test_a_caller_that_leaves_before_its_turn_changes_nothing(store: Store) -> None:
    await put(store, "first")
    orders = [asyncio.create_task(put(store, str(number))) for number in range(10)]
    await asyncio.sleep(0)
    for order in orders[::2]:
        order.cancel()
    await asyncio.gather(*orders, return_exceptions=True)
    assert await messages(store) == ["first", "1", "3", "5", "7", "9"]


async def test_a_caller_that_leaves_at_any_moment_harms_nobody(store: Store) -> None:
    for pause in range(0, 60, 3):
        leaving = asyncio.create_task(put(store, f"{pause} leaves"))
        staying = asyncio.create_task(put(store, f"{pause} stays"))
        for _ in range(pause):
            await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        await staying
    assert [name for name in await messages(store) if name.endswith("stays")] == [
        f"{pause} stays" for pause in range(0, 60, 3)
    ]


async def test_work_that_gives_itself_up_ends_only_itself(store: Store) -> None:
    async def give_up(_: Transaction) -> int:
        raise asyncio.CancelledError

    orders = [asyncio.create_task(store.write(give_up)), asyncio.create_task(put(store, "a"))]
    outcomes = await asyncio.gather(*orders, return_exceptions=True)
    assert isinstance(outcomes[0], asyncio.CancelledError)
    assert await put(store, "b") == 2
    assert await messages(store) == ["a", "b"]


async def test_a_write_inside_of_a_write_is_a_defect_not_a_hang(store: Store) -> None:
    with pytest.raises(RuntimeError, match="inside"):
        await store.write(lambda _: put(store, "inner"))
    assert await put(store, "a") == 1


async def test_closing_writes_what_was_asked_for_and_takes_no_more(tmp_path: Path) -> None:
    async with open_store(tmp_path / "store.db") as store:
        orders = [asyncio.create_task(put(store, str(number))) for number in range(200)]
        await asyncio.sleep(0)
    assert len(await asyncio.gather(*orders)) == 200
    with pytest.raises(StoreUnusable, match="closed"):
        await put(store, "late")
    async with open_store(tmp_path / "store.db") as store:
        assert len(await messages(store)) == 200


async def test_a_store_that_was_never_used_refuses_after_its_end(tmp_path: Path) -> None:
    async with open_store(tmp_path / "store.db") as store:
        pass
    with pytest.raises(StoreUnusable, match="closed"):
        await put(store, "late")


def test_a_loop_that_ends_leaves_nobody_waiting(tmp_path: Path) -> None:
    left: list[asyncio.Task[int]] = []

    async def interrupted() -> None:
        async with asyncio.timeout(20), open_store(tmp_path / "store.db") as store:
            left.extend(asyncio.create_task(put(store, str(number))) for number in range(200))
            await asyncio.sleep(0.005)
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()

    asyncio.run(interrupted())
    assert all(task.done() for task in left)


async def test_a_full_disk_is_told_to_whom_it_concerns_and_forgotten_when_there_is_room(
    store: Store,
) -> None:
    await put(store, "small")
    await limit_pages(store, 4)
    large = "x" * 200_000

    async def put_large(message: str) -> int:
        row = await store.write(lambda tx: tx.transcript.put("web:1", message, large, now=1))
        return row.version

    orders = [put_large("large 1"), put(store, "fits"), put_large("large 2")]
    outcomes = await asyncio.gather(*orders, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [StoreFull, int, StoreFull]
    assert await messages(store) == ["small", "fits"]
    await limit_pages(store, None)
    await put_large("large 3")
    assert await messages(store) == ["small", "fits", "large 3"]


async def test_a_thousand_reads_at_once_all_answer(store: Store) -> None:
    await put(store, "a")
    found = await asyncio.gather(*(messages(store) for _ in range(1000)))
    assert found == [["a"]] * 1000


async def test_readers_that_leave_take_no_connection_with_them(store: Store) -> None:
    await put(store, "a")
    for pause in range(40):
        readers = [asyncio.create_task(messages(store)) for _ in range(6)]
        for _ in range(pause):
            await asyncio.sleep(0)
        for reader in readers:
            reader.cancel()
        await asyncio.gather(*readers, return_exceptions=True)
    assert await asyncio.wait_for(messages(store), 10) == ["a"]


async def test_the_log_stays_small_also_after_a_long_read_had_made_it_grow(
    tmp_path: Path,
) -> None:
    log = tmp_path / "store.db-wal"

    async def put_body(tx: Transaction, body: str) -> None:
        await tx.transcript.put("web:1", "a", body, now=1)

    async def grow(store: Store) -> int:
        for number in range(60):
            body = f"{number:02}" * 250_000
            await store.write(partial(put_body, body=body))
        return log.stat().st_size

    async with open_store(tmp_path / "store.db") as store:
        assert await grow(store) < 8_000_000
        await put(store, "not in the database's own file when the read begins")

        async def long_read(tx: Transaction) -> int:
            await tx.transcript.all("web:1")
            return await grow(store)

        assert await store.read(long_read) > 16_777_216
        assert await grow(store) <= 16_777_216


async def test_a_statement_may_have_many_rows(store: Store) -> None:
    async def work(tx: Transaction) -> int:
        rows = [{"subject": f"web:{number}", "daily": number} for number in range(50)]
        inserted = await tx.grants.connection.execute(insert(GRANTS), rows)
        return inserted.rowcount

    assert await store.write(work) == 50
    assert len(await store.read(lambda tx: tx.grants.all())) == 50


async def test_closing_lets_reads_end_and_takes_no_more(tmp_path: Path) -> None:
    async with open_store(tmp_path / "store.db") as store:
        await put(store, "a")
        reads = [asyncio.create_task(messages(store)) for _ in range(50)]
        await asyncio.sleep(0)
    assert await asyncio.gather(*reads) == [["a"]] * 50
    with pytest.raises(StoreUnusable, match="closed"):
        await messages(store)
