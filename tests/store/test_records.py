"""Every table's queries, through the one interface that the rest of the program uses."""

from pathlib import Path

import pytest

from core.errors import LeaseLost, MediaUnreadable
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
    open_store,
    project_owner,
    transcript_owner,
    tray_owner,
    turn_owner,
)

CHAT, OTHER = "web:1", "web:2"


def a_project(
    name: str, *, chat: str = CHAT, author: str = "ann", used: float = 1
) -> ProjectRecord:
    return ProjectRecord(name, chat, author, "studio", "{}", used)


def a_delivery(
    turn: str, *, chat: str = CHAT, author: str = "ann", project: str | None = None, at: float = 1
) -> DeliveryRecord:
    return DeliveryRecord(turn, chat, author, project, f"m-{turn}", f"s-{turn}", "{}", at)


async def test_a_chat_has_defaults_until_it_chooses(store: Store) -> None:
    assert await store.read(lambda tx: tx.chats.get(CHAT)) == ChatRecord(CHAT)
    chosen = ChatRecord(CHAT, "zh", "jiggle", auto_export=False, project="p", greeted=True)
    await store.write(lambda tx: tx.chats.put(ChatRecord(CHAT, "en")))
    await store.write(lambda tx: tx.chats.put(chosen))
    assert await store.read(lambda tx: tx.chats.get(CHAT)) == chosen
    assert await store.read(lambda tx: tx.chats.get(OTHER)) == ChatRecord(OTHER)


async def test_a_project_is_kept_as_it_was_left(store: Store) -> None:
    await store.write(lambda tx: tx.projects.add(a_project("p", used=1)))
    assert await store.read(lambda tx: tx.projects.get("p")) == a_project("p", used=1)
    assert await store.write(lambda tx: tx.projects.save("p", '{"a": 1}', now=4))
    saved = await store.read(lambda tx: tx.projects.get("p"))
    assert saved is not None
    assert (saved.body, saved.used_at) == ('{"a": 1}', 4)
    assert not await store.write(lambda tx: tx.projects.save("gone", "{}", now=4))
    assert await store.read(lambda tx: tx.projects.get("gone")) is None


async def test_each_author_has_a_tray_of_their_own(store: Store) -> None:
    async def work(tx: Transaction) -> None:
        await tx.tray.add(CHAT, "ann", "1", now=1)
        await tx.tray.add(CHAT, "bob", "2", now=1)
        await tx.tray.add(CHAT, "ann", "3", now=1)
        await tx.tray.add(OTHER, "ann", "4", now=1)

    await store.write(work)
    assert [item.body for item in await store.read(lambda tx: tx.tray.of(CHAT, "ann"))] == [
        "1",
        "3",
    ]
    await store.write(lambda tx: tx.tray.clear(CHAT, "ann"))
    assert await store.read(lambda tx: tx.tray.of(CHAT, "ann")) == []
    assert len(await store.read(lambda tx: tx.tray.of(CHAT, "bob"))) == 1
    await store.write(lambda tx: tx.tray.clear(CHAT))
    assert await store.read(lambda tx: tx.tray.of(CHAT, "bob")) == []
    assert len(await store.read(lambda tx: tx.tray.of(OTHER, "ann"))) == 1


async def test_a_delivery_is_found_by_its_message_and_by_its_status(store: Store) -> None:
    async def work(tx: Transaction) -> None:
        await tx.deliveries.add(a_delivery("t1", at=1))
        await tx.deliveries.add(a_delivery("t2", author="bob", at=2))
        await tx.deliveries.add(a_delivery("t3", at=3))
        await tx.deliveries.add(a_delivery("t4", chat=OTHER, at=4))

    await store.write(work)

    async def read(tx: Transaction) -> list[str]:
        found = [
            await tx.deliveries.get("t1"),
            await tx.deliveries.by_message(CHAT, "m-t1"),
            await tx.deliveries.by_message(CHAT, "s-t2"),
            await tx.deliveries.by_message(OTHER, "s-t2"),
        ]
        found += await tx.deliveries.latest(CHAT, 2)
        found += await tx.deliveries.latest(CHAT, 1, author="bob")
        return [delivery.turn if delivery else "-" for delivery in found]

    assert await store.read(read) == ["t1", "t1", "t2", "-", "t3", "t2", "t2"]


async def test_versions_of_the_transcript_grow_over_all_chats(store: Store) -> None:
    async def put(chat: str, message: str, body: str) -> int:
        put = await store.write(lambda tx: tx.transcript.put(chat, message, body, now=1))
        return put.version

    versions = [await put(CHAT, "a", "1"), await put(OTHER, "a", "2"), await put(CHAT, "b", "3")]
    versions.append(await put(CHAT, "a", "4"))
    assert versions == sorted(set(versions))
    stand = await store.read(lambda tx: tx.transcript.all(CHAT))
    assert [(row.message, row.body) for row in stand] == [("a", "4"), ("b", "3")]
    since = await store.read(lambda tx: tx.transcript.since(CHAT, versions[0]))
    assert [(row.version, row.message) for row in since] == [(versions[2], "b"), (versions[3], "a")]
    assert await store.read(lambda tx: tx.transcript.since(CHAT, versions[3])) == []
    one = await store.read(lambda tx: tx.transcript.get(OTHER, "a"))
    assert one is not None
    assert one.body == "2"
    first = await store.read(lambda tx: tx.transcript.first(CHAT))
    assert first == stand[0]


async def test_a_version_is_never_used_again(tmp_path: Path) -> None:
    async with open_store(tmp_path / "store.db") as store:
        last = await store.write(lambda tx: tx.transcript.put(CHAT, "a", "1", now=1))
        await store.write(lambda tx: tx.forget(CHAT))
    async with open_store(tmp_path / "store.db") as store:
        again = await store.write(lambda tx: tx.transcript.put(CHAT, "a", "1", now=1))
    assert last.version < again.version


async def test_grants_replace_each_other(store: Store) -> None:
    await store.write(lambda tx: tx.grants.set(Grant("web:ann", allowed=True)))
    await store.write(lambda tx: tx.grants.set(Grant("web:bob", daily=5)))
    await store.write(lambda tx: tx.grants.set(Grant("web:ann", allowed=False, daily=3)))
    ann, bob = Grant("web:ann", allowed=False, daily=3), Grant("web:bob", daily=5)
    assert await store.read(lambda tx: tx.grants.all()) == [ann, bob]
    some = await store.read(lambda tx: tx.grants.get(["web:ann", "web:eve"]))
    assert some == {"web:ann": ann, "web:eve": Grant("web:eve")}


async def test_a_file_is_kept_while_anybody_uses_it(store: Store) -> None:
    async def work(tx: Transaction) -> None:
        for digest, size in (("a", 10), ("ab", 20)):
            await tx.media.add(digest, size, now=1)
        await tx.media.use("a", "turn:1")
        await tx.media.use("a", "turn:1")
        await tx.media.use("a", "project:1")

    async def dropped(before: float = 2) -> list[str]:
        return await store.write(lambda tx: tx.media.drop_unused(stored_before=before))

    await store.write(work)
    assert await store.read(lambda tx: tx.media.used_by("turn:1")) == ["a"]
    assert await store.read(lambda tx: tx.media.total()) == 30
    assert await store.read(lambda tx: tx.media.known("a")) == {"a", "ab"}
    assert await store.read(lambda tx: tx.media.known("ab")) == {"ab"}
    assert await dropped() == ["ab"]
    assert await store.read(lambda tx: tx.media.total()) == 10
    await store.write(lambda tx: tx.media.release("turn:1"))
    assert await dropped() == []
    await store.write(lambda tx: tx.media.release("project:1"))
    await store.write(lambda tx: tx.media.add("a", 10, now=3))
    assert await dropped() == []
    assert await dropped(before=4) == ["a"]
    with pytest.raises(MediaUnreadable):
        await store.write(lambda tx: tx.media.use("a", "turn:1"))


async def test_how_many_turns_run_and_wait(store: Store) -> None:
    async def work(tx: Transaction) -> None:
        for number in range(3):
            turn = NewTurn(f"t{number}", CHAT, "ann", "fetch", "{}", cause=f"press:{number}")
            await tx.turns.add(turn, now=number)
        await tx.turns.add(NewTurn("o", OTHER, "bob", "fetch", "{}", cause="press:1"), now=5)
        await tx.turns.claim("me", now=6, until=9, most=1)
        await tx.turns.end("t0", "me", TurnState.DONE, now=7, body="{}", error=None)

    await store.write(work)

    async def read(tx: Transaction) -> None:
        assert await tx.turns.count_unfinished(CHAT) == 2
        stats = await tx.turns.stats(since=1)
        assert (stats.unfinished, stats.done, stats.chats, stats.authors) == (3, 0, 2, 2)
        stats = await tx.turns.stats(since=0)
        assert (stats.unfinished, stats.done, stats.failed, stats.cancelled) == (3, 1, 0, 0)

    await store.read(read)


async def fill(tx: Transaction, chat: str, mark: str) -> None:
    await tx.inbox.add(chat, "e", "{}", now=1)
    await tx.projects.add(a_project(f"p{mark}", chat=chat))
    await tx.chats.put(ChatRecord(chat, project=f"p{mark}"))
    tray = await tx.tray.add(chat, "ann", "{}", now=1)
    await tx.turns.add(NewTurn(f"t{mark}", chat, "ann", "fetch", "{}"), now=1)
    await tx.deliveries.add(a_delivery(f"t{mark}", chat=chat, project=f"p{mark}"))
    await tx.transcript.put(chat, "m", "{}", now=1)
    await tx.grants.set(Grant(chat, allowed=True))
    owners = (
        project_owner(f"p{mark}"),
        tray_owner(tray.seq),
        turn_owner(f"t{mark}"),
        delivery_owner(f"t{mark}"),
        transcript_owner(chat, "m"),
    )
    for number, owner in enumerate(owners):
        await tx.media.add(f"{mark}{number}", 1, now=1)
        await tx.media.use(f"{mark}{number}", owner)


async def test_forgetting_a_chat_leaves_the_others_and_its_grants(store: Store) -> None:
    async def work(tx: Transaction) -> None:
        await fill(tx, CHAT, "a")
        await fill(tx, OTHER, "b")
        await tx.forget(CHAT)

    await store.write(work)

    async def left(tx: Transaction, chat: str, mark: str) -> list[bool]:
        return [
            await tx.chats.get(chat) != ChatRecord(chat),
            await tx.projects.get(f"p{mark}") is not None,
            bool(await tx.tray.of(chat, "ann")),
            await tx.turns.get(f"t{mark}") is not None,
            await tx.deliveries.get(f"t{mark}") is not None,
            bool(await tx.transcript.all(chat)),
        ]

    assert not any(await store.read(lambda tx: left(tx, CHAT, "a")))
    assert all(await store.read(lambda tx: left(tx, OTHER, "b")))
    # they are as young as the others' files, and yet may go
    unused = await store.write(lambda tx: tx.media.drop_unused(stored_before=0.5))
    assert sorted(unused) == ["a0", "a1", "a2", "a3", "a4"]
    assert len(await store.read(lambda tx: tx.grants.all())) == 2


async def test_turns_of_a_forgotten_chat_count_for_their_author_and_the_chat(store: Store) -> None:
    async def work(tx: Transaction) -> None:
        for number in range(3):
            turn = NewTurn(f"t{number}", CHAT, "ann", "fetch", '{"text": "a"}', cause="m1")
            await tx.turns.add(turn, now=number)
        await tx.turns.claim("me", now=6, until=9, most=1)
        await tx.forget(CHAT, counted_since=0.5)
        with pytest.raises(LeaseLost):
            await tx.turns.save("t0", "me", phase="send", body="{}")

    await store.write(work)

    async def read(tx: Transaction) -> None:
        assert await tx.turns.counted_since(0, author="ann") == [1, 2]
        for name in (CHAT, f"{CHAT}:thread"):
            assert await tx.turns.counted_since(0, chat=name) == [1, 2]
        assert await tx.turns.counted_since(0, chat=OTHER) == []
        assert await tx.turns.unfinished() == set()
        assert await tx.turns.get("t0") is None
        left = await tx.turns.get("t1")
        assert left is not None
        assert left.chat.startswith("#")
        assert CHAT not in left.chat
        assert (left.body, left.cause) == ("{}", "")
        assert left.state is TurnState.CANCELLED

    await store.read(read)
    assert await store.age_out(before=2) == 1


async def test_what_was_forgotten_counts_under_the_chat_s_new_name_too(store: Store) -> None:
    async def work(tx: Transaction) -> list[float]:
        await tx.turns.add(NewTurn("t", f"{CHAT}:7", "ann", "fetch", "{}"), now=1)
        await tx.forget(f"{CHAT}:7", counted_since=0)
        await tx.move(CHAT, OTHER)
        return await tx.turns.counted_since(0, chat=OTHER)

    assert await store.write(work) == [1]


async def test_what_failed_through_nobody_s_fault_or_never_began_does_not_count(
    store: Store,
) -> None:
    ends = {
        "done": (TurnState.DONE, None, "done"),
        "outage": (TurnState.FAILED, "BackendDown", "send"),
        "defect": (TurnState.FAILED, None, "send"),
        "bad file": (TurnState.FAILED, "MediaEmpty", "fetch"),
        "stopped": (TurnState.CANCELLED, None, "follow"),
        "stopped before": (TurnState.CANCELLED, None, "fetch"),
    }

    async def work(tx: Transaction) -> list[float]:
        for number, (name, (state, error, phase)) in enumerate(ends.items(), 1):
            await tx.turns.add(NewTurn(name, CHAT, "ann", phase, "{}"), now=number)
            await tx.turns.claim("me", now=6, until=9, most=1)
            await tx.turns.end(name, "me", state, now=9, body="{}", error=error)
        blamed = ("MediaEmpty",)
        return await tx.turns.counted_since(0, author="ann", first="fetch", blamed=blamed)

    assert await store.write(work) == [1, 4, 5]


async def test_a_delivery_is_found_by_each_message_that_shows_it_again(store: Store) -> None:
    async def work(tx: Transaction) -> None:
        await tx.deliveries.add(a_delivery("t1"))
        await tx.deliveries.add(a_delivery("t2", chat=OTHER))
        for message in ("7", "8", "8"):
            await tx.deliveries.sent_again(CHAT, message, "t1", now=1)
        await tx.deliveries.sent_again(OTHER, "7", "t2", now=1)

    async def found(tx: Transaction, chat: str) -> list[str]:
        shown = [await tx.deliveries.by_message(chat, message) for message in ("7", "8")]
        return [one.turn for one in shown if one is not None]

    await store.write(work)
    assert await store.read(lambda tx: found(tx, CHAT)) == ["t1", "t1"]
    await store.write(lambda tx: tx.forget(CHAT))
    assert await store.read(lambda tx: found(tx, CHAT)) == []
    assert await store.read(lambda tx: found(tx, OTHER)) == ["t2"]
    assert await store.age_out(before=2) == 2


async def test_a_file_that_another_chat_uses_is_not_forgotten(store: Store) -> None:
    async def work(tx: Transaction) -> None:
        await fill(tx, CHAT, "a")
        await tx.media.use("a0", "turn:elsewhere")
        await tx.forget(CHAT)

    await store.write(work)
    unused = await store.write(lambda tx: tx.media.drop_unused(stored_before=0.5))
    assert sorted(unused) == ["a1", "a2", "a3", "a4"]


async def test_what_was_heard_and_not_acted_on_is_not_forgotten(store: Store) -> None:
    async def work(tx: Transaction) -> None:
        first = await tx.inbox.add(CHAT, "first", "{}", now=1)
        await tx.inbox.add(CHAT, "second", "{}", now=1)
        assert first is not None
        await tx.inbox.handled(first.seq, now=1)
        await tx.forget(CHAT)

    await store.write(work)
    (left,) = await store.read(lambda tx: tx.inbox.unhandled())
    assert left.event == "second"
    assert await store.write(lambda tx: tx.inbox.add(CHAT, "first", "{}", now=1)) is not None
