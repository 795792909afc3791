"""What a whole turn costs in the store: every row that it writes, with effects that take no time.

200 chats, each with one turn after the other, walked by the real worker: the message into the
inbox, the turn from it, the lease, 12 saves of 4 KB, the end with the delivery's row. Run:
``python -m tests.benchmarks.store_overhead [TURNS]``.
"""

import asyncio
import json
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from core.clock import SystemClock
from core.jobs import Lease, Worker
from core.store import (
    DeliveryRecord,
    NewTurn,
    Store,
    Transaction,
    TurnRecord,
    TurnState,
    open_store,
)

CHATS = 200
SAVES = 12
BODY = json.dumps({"draft": "x" * 4096})
CLOCK = SystemClock()


@dataclass
class Trivial:
    """A handler whose steps do nothing but save."""

    ended: dict[str, asyncio.Event] = field(default_factory=dict[str, asyncio.Event])

    async def run(self, turn: TurnRecord, lease: Lease) -> None:
        """Save as often as a turn does, then end."""
        for step in range(SAVES):
            # another one each time: SQLite writes only pages that changed
            body = json.dumps({"draft": f"{step:02}" * 2048})
            await lease.save(phase=f"step {step}", body=body)

        async def deliver(tx: Transaction) -> None:
            await tx.deliveries.add(
                DeliveryRecord(turn.id, turn.chat, turn.author, None, "1", "1", BODY, CLOCK.time())
            )

        await lease.end(TurnState.DONE, body=BODY, also=deliver)
        self.ended.pop(turn.id).set()

    async def cancel(self, turn: TurnRecord, lease: Lease) -> None:
        """Never asked for here."""

    async def bury(self, turn: TurnRecord, lease: Lease, reason: str) -> None:
        """Never asked for here."""


async def say(store: Store, worker: Worker, handler: Trivial, chat: str, number: int) -> None:
    """One message of a chat, and wait for the end of its turn."""
    event = str(number)
    heard = await store.write(lambda tx: tx.inbox.add(chat, event, BODY, now=CLOCK.time()))
    assert heard is not None
    turn = NewTurn(uuid4().hex, chat, "somebody", "fetch", BODY, cause=event)
    ended = handler.ended[turn.id] = asyncio.Event()

    async def begin(tx: Transaction) -> None:
        await tx.turns.add(turn, now=CLOCK.time())
        await tx.inbox.handled(heard.seq, now=CLOCK.time())

    await store.write(begin)
    worker.wake()
    await ended.wait()


async def measured(folder: Path, turns: int) -> tuple[float, float]:
    """Seconds of wall time, and of the processor's, for so many turns."""
    handler = Trivial()
    async with open_store(folder / "store.db") as store:
        worker = Worker(
            store, handler, clock=CLOCK, rng=random.Random(1), owner=uuid4().hex, most=CHATS
        )
        working = asyncio.create_task(worker.run())

        async def chat(name: str) -> None:
            for number in range(turns // CHATS):
                await say(store, worker, handler, name, number)

        began, worked = time.perf_counter(), time.process_time()
        await asyncio.gather(*(chat(f"web:{number}") for number in range(CHATS)))
        took = time.perf_counter() - began, time.process_time() - worked
        await worker.stop()
        await working
    return took


async def main(turns: int) -> None:
    """Print the figure."""
    with tempfile.TemporaryDirectory() as folder:
        wall, work = await measured(Path(folder), turns)
    each = f"{wall / turns * 1000:.2f} ms of wall time each, {work / turns * 1000:.2f} ms of work"
    print(f"{turns} turns, {CHATS} at once: {each}")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
