"""kill -9 in the middle of writing: what was acknowledged is there, and whole."""

import asyncio
import json
import os
import random
import sqlite3
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

import core.store
from core.store import DeliveryRecord, NewTurn, Store, Transaction, TurnState, open_store

ROOT = Path(core.store.__file__).parents[2]
CHATS = 6


async def write_without_end(path: Path, start: int) -> None:
    """Turns of six chats, each begun, saved and ended, each change told once it is durable."""

    async def turns(store: Store, chat: str) -> None:
        for number in range(start, start + 100_000):
            name = f"{chat}-{number}"
            await store.write(lambda tx, name=name: begin(tx, chat, name))
            tell(name, "begun")
            for step in range(3):
                body = json.dumps({"step": step, "draft": "x" * random.randrange(20_000)})
                await store.write(
                    lambda tx, name=name, body=body: tx.turns.save(
                        name, "me", phase="work", body=body
                    )
                )
                tell(name, step)
            await store.write(lambda tx, name=name: end(tx, chat, name))
            tell(name, "ended")

    async with open_store(path) as store:
        await store.write(give_up_what_was_left)
        await asyncio.gather(*(turns(store, f"web:{chat}") for chat in range(CHATS)))


async def give_up_what_was_left(tx: Transaction) -> None:
    """What was begun before the kill holds up its chat no longer."""
    await tx.turns.release_all()
    for turn in await tx.turns.claim("me", now=1, until=9, most=CHATS):
        await tx.turns.end(turn.id, "me", TurnState.CANCELLED, now=2, body=turn.body, error=None)


async def begin(tx: Transaction, chat: str, name: str) -> None:
    await tx.turns.add(NewTurn(name, chat, "ann", "fetch", '{"step": -1}'), now=1)
    # the claim takes the others' turns as well: they are all "me"
    await tx.turns.claim("me", now=1, until=9, most=CHATS)


async def end(tx: Transaction, chat: str, name: str) -> None:
    await tx.turns.end(name, "me", TurnState.DONE, now=2, body='{"step": 9}', error=None)
    await tx.deliveries.add(DeliveryRecord(name, chat, "ann", None, name, name, "{}", 2))


def tell(name: str, what: object) -> None:
    os.write(1, f"{name} {what}\n".encode())


async def killed_after(path: Path, start: int, lines: int) -> dict[str, str]:
    """Have a process write, and kill it; the last thing that it told of each turn."""
    script = (
        "import asyncio, sys; from pathlib import Path; from tests.store.test_kill import *;"
        "asyncio.run(write_without_end(Path(sys.argv[1]), int(sys.argv[2])))"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        script,
        str(path),
        str(start),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    told: dict[str, str] = {}
    async for line in process.stdout:
        name, what = line.decode().split()
        told[name] = what
        lines -= 1
        if lines == 0:
            process.kill()  # what it had told by then is still read
    assert await process.wait() == -9
    return told


def check_whole(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


async def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    rng = random.Random(7)
    everything: dict[str, str] = {}
    for kill in range(4):
        everything |= await killed_after(path, kill * 1000, rng.randrange(20, 150))
        async with open_store(path) as store:
            await store.read(partial(check_turns, told=everything))
        check_whole(path)
    assert len(everything) > 20


async def check_turns(tx: Transaction, told: dict[str, str]) -> None:
    for name, what in told.items():
        turn = await tx.turns.get(name)
        assert turn is not None
        step = json.loads(turn.body)["step"]
        if what == "begun":
            assert step >= -1
        elif what == "ended":
            assert step == 9
        else:
            assert step >= int(what)
        delivery = await tx.deliveries.get(name)
        # the end of a turn and its delivery are one change
        assert (delivery is not None) == (turn.state is TurnState.DONE)
