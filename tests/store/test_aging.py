"""What is old and done with goes; what is not, and all that belongs to it, stays."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import insert

from core.media import MediaFiles, Retention
from core.store import (
    ChatRecord,
    DeliveryRecord,
    Grant,
    NewTurn,
    ProjectRecord,
    Store,
    Transaction,
    TurnState,
    delivery_owner,
    project_owner,
    transcript_owner,
    tray_owner,
    turn_owner,
)
from core.store.tables import INBOX
from tests.peers.clock import FakeClock

DAY = 86_400.0


async def fill(tx: Transaction, mark: str, now: float, *, ended: bool = True) -> None:
    """A chat with one row of each table, and a file for each of those that keep files."""
    chat = f"web:{mark}"
    heard = await tx.inbox.add(chat, "e", "{}", now=now)
    assert heard is not None
    await tx.inbox.handled(heard.seq, now=now)
    await tx.projects.add(ProjectRecord(f"p{mark}", chat, "ann", "studio", "{}", now))
    await tx.chats.put(ChatRecord(chat, "zh", project=f"p{mark}"))
    await tx.grants.set(Grant(chat, allowed=True))
    tray = await tx.tray.add(chat, "ann", "{}", now=now)
    await tx.deliveries.add(
        DeliveryRecord(f"t{mark}", chat, "ann", f"p{mark}", "m", "s", "{}", now)
    )
    await tx.transcript.put(chat, "m", "{}", now=now)
    await tx.turns.add(NewTurn(f"t{mark}", chat, "ann", "fetch", "{}"), now=now)
    if ended:
        await tx.turns.claim("me", now=now, until=now + 1, most=9)
        await tx.turns.end(f"t{mark}", "me", TurnState.DONE, now=now, body="{}", error=None)
    owners = (
        turn_owner(f"t{mark}"),
        project_owner(f"p{mark}"),
        delivery_owner(f"t{mark}"),
        tray_owner(tray.seq),
        transcript_owner(chat, "m"),
    )
    for number, owner in enumerate(owners):
        await tx.media.add(f"{mark}{number}", 1, now=now)
        await tx.media.use(f"{mark}{number}", owner)


async def left(tx: Transaction, mark: str) -> dict[str, bool]:
    chat = f"web:{mark}"
    return {
        "heard": await tx.inbox.add(chat, "e", "{}", now=0) is None,
        "projects": await tx.projects.get(f"p{mark}") is not None,
        "tray": bool(await tx.tray.of(chat, "ann")),
        "deliveries": await tx.deliveries.get(f"t{mark}") is not None,
        "transcript": await tx.transcript.get(chat, "m") is not None,
        "turns": await tx.turns.get(f"t{mark}") is not None,
        "files": len(await tx.media.known(mark)) == 5,
    }


async def test_what_is_old_goes_and_what_is_young_stays(store: Store) -> None:
    async def work(tx: Transaction) -> None:
        await fill(tx, "a", now=10)
        await fill(tx, "b", now=20)

    await store.write(work)
    assert await store.age_out(before=20) == 6
    assert await store.age_out(before=20) == 0
    dropped = await store.write(lambda tx: tx.media.drop_unused(stored_before=99))
    assert sorted(dropped) == ["a0", "a1", "a2", "a3", "a4"]
    assert not any((await store.write(lambda tx: left(tx, "a"))).values())
    assert all((await store.write(lambda tx: left(tx, "b"))).values())
    # what was chosen and granted is not about any video
    assert await store.read(lambda tx: tx.chats.get("web:a")) == ChatRecord("web:a", "zh")
    assert len(await store.read(lambda tx: tx.grants.all())) == 2


async def test_an_unfinished_turn_keeps_itself_and_what_it_may_point_to(store: Store) -> None:
    async def work(tx: Transaction) -> None:
        await fill(tx, "a", now=10, ended=False)
        await tx.inbox.add("web:a", "waits", "{}", now=10)

    await store.write(work)
    assert await store.age_out(before=99) == 1  # that a message was heard, and dealt with
    stays = await store.write(lambda tx: left(tx, "a"))
    assert stays == dict.fromkeys(stays, True) | {"heard": False}
    unhandled = await store.read(lambda tx: tx.inbox.unhandled())
    assert [heard.event for heard in unhandled if heard.event == "waits"] == ["waits"]


async def test_many_rows_go_while_others_write(store: Store) -> None:
    async def work(tx: Transaction) -> None:
        heard = {"chat": "web:1", "received_at": 1, "handled_at": 1, "body": ""}
        rows = [heard | {"event": str(number)} for number in range(1000)]
        await tx.inbox.connection.execute(insert(INBOX), rows)

    await store.write(work)
    aging = asyncio.create_task(store.age_out(before=2))
    written = 0
    while not aging.done():
        await store.write(lambda tx: tx.transcript.put("web:2", "a", "{}", now=3))
        written += 1
    assert await aging == 1000
    assert written > 3


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def library(tmp_path: Path, store: Store, clock: FakeClock) -> MediaFiles:
    return MediaFiles(tmp_path / "media", store, clock=clock)


@pytest.fixture
def retention(tmp_path: Path, store: Store, library: MediaFiles, clock: FakeClock) -> Retention:
    return Retention(store, library, tmp_path / "work", keep_days=30, clock=clock)


@pytest.fixture
def put(tmp_path: Path) -> Callable[[str], Path]:
    def put(name: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
        return path

    return put


async def test_files_go_with_the_rows_that_kept_them(
    store: Store,
    library: MediaFiles,
    retention: Retention,
    clock: FakeClock,
    put: Callable[[str], Path],
) -> None:
    digest = await library.put(put("picture"))

    async def deliver(tx: Transaction) -> None:
        now = clock.time()
        await tx.deliveries.add(DeliveryRecord("t", "web:1", "ann", None, "m", "s", "{}", now))
        await tx.media.use(digest, delivery_owner("t"))

    await store.write(deliver)
    await clock.advance(29 * DAY)
    await retention.tidy()
    assert library.path(digest).exists()
    await clock.advance(2 * DAY)
    await retention.tidy()
    assert not library.path(digest).exists()


async def test_only_unfinished_turns_keep_their_work(
    tmp_path: Path, store: Store, retention: Retention, put: Callable[[str], Path]
) -> None:
    await retention.tidy()
    await store.write(lambda tx: tx.turns.add(NewTurn("t1", "web:1", "ann", "f", "{}"), now=1))
    kept, left_over = put("work/t1/00.received"), put("work/t2/00/converted.jpg")
    await retention.tidy()
    assert kept.exists()
    assert not left_over.parent.parent.exists()
    assert (tmp_path / "work").exists()


async def test_it_is_done_each_hour_also_after_a_failure(
    store: Store, retention: Retention, clock: FakeClock, put: Callable[[str], Path]
) -> None:
    async def rename(tx: Transaction, old: str, new: str) -> None:
        await tx.inbox.connection.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")

    async def pass_an_hour() -> None:
        slept = len(clock.slept)
        await clock.advance(3600)
        while len(clock.slept) == slept:  # noqa: ASYNC110 - the store's thread is at work
            await asyncio.sleep(0.005)

    left_over = put("work/t/file")
    await store.write(lambda tx: rename(tx, "transcript", "elsewhere"))
    running = asyncio.create_task(retention.run())
    await pass_an_hour()
    await pass_an_hour()
    assert left_over.exists()
    await store.write(lambda tx: rename(tx, "elsewhere", "transcript"))
    await pass_an_hour()
    assert not left_over.exists()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert set(clock.slept) == {3600.0}
