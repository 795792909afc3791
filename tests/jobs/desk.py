"""A worker at a desk: turns do what their test says, on a real store and a fake clock."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from random import Random

from core.jobs import Backoff, Lease, Worker
from core.store import UNFINISHED, NewTurn, Store, TurnRecord, TurnState
from tests.peers.clock import FakeClock

Deed = Callable[[TurnRecord, Lease], Awaitable[None]]


async def finish(turn: TurnRecord, lease: Lease) -> None:
    del turn
    await lease.end(TurnState.DONE, body="")


async def wait_for_ever(turn: TurnRecord, lease: Lease) -> None:
    del turn, lease
    await asyncio.Event().wait()


class Desk:
    """``deeds``: what the turn of that id does each time it is run; the last one again and again.

    ``log`` has one line for all that the handler was asked to do. ``stuck``: turns that can be
    neither cancelled nor buried.
    """

    def __init__(
        self,
        store: Store,
        *,
        owner: str = "desk",
        most: int = 200,
        through: Store | None = None,
    ) -> None:
        self.store = store
        self.clock = FakeClock()
        self.deeds: dict[str, list[Deed]] = {}
        self.log: list[str] = []
        self.stuck: set[str] = set()
        self.worker = Worker(
            through or store,
            self,
            clock=self.clock,
            rng=Random(1),
            owner=owner,
            most=most,
            backoff=Backoff(first=2.0, cap=10.0, attempts=3),
            lease_s=60.0,
        )
        self._task: asyncio.Task[None] | None = None

    async def run(self, turn: TurnRecord, lease: Lease) -> None:
        self.log.append(f"run {turn.id}")
        deeds = self.deeds.get(turn.id, [finish])
        deed = deeds.pop(0) if len(deeds) > 1 else deeds[0]
        await deed(turn, lease)

    async def cancel(self, turn: TurnRecord, lease: Lease) -> None:
        self.log.append(f"cancel {turn.id}")
        if turn.id in self.stuck:
            raise ZeroDivisionError
        await lease.end(TurnState.CANCELLED, body="")

    async def bury(self, turn: TurnRecord, lease: Lease, reason: str) -> None:
        self.log.append(f"bury {turn.id}: {reason}")
        if turn.id in self.stuck:
            raise ZeroDivisionError
        await lease.end(TurnState.FAILED, body="", error=reason)

    async def add(self, turn: str, chat: str = "chat", *deeds: Deed) -> None:
        if deeds:
            self.deeds[turn] = list(deeds)
        new = NewTurn(turn, chat, "ann", "fetch", "{}")
        await self.store.write(lambda tx: tx.turns.add(new, now=self.clock.time()))
        self.worker.wake()

    def open(self) -> None:
        self._task = asyncio.create_task(self.worker.run())

    async def close(self) -> None:
        """Stop without waiting for what takes long."""
        stopping = asyncio.create_task(self.worker.stop(1.0))
        while not stopping.done():
            await self.clock.advance(1.0)
        await stopping
        if self._task is not None:
            await self._task

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not condition():  # noqa: ASYNC110 - the store's threads set no event
                await asyncio.sleep(0.001)

    async def looked(self) -> None:
        """Until the worker has looked for what is due."""
        self.worker.wake()
        await self.clock.settle()
        await self.store.write(lambda tx: tx.turns.unfinished())  # comes after its claim

    async def put_off(self, turn: str, failures: int) -> float:
        """When a turn that has failed so often is due again."""
        async with asyncio.timeout(5):
            while True:
                found = await self.store.read(lambda tx: tx.turns.get(turn))
                if found is not None and found.attempts == failures:
                    return found.not_before
                await asyncio.sleep(0.001)

    async def state(self, turn: str) -> TurnState:
        found = await self.store.read(lambda tx: tx.turns.get(turn))
        assert found is not None
        return found.state

    async def all_ended(self, *turns: str) -> None:
        async with asyncio.timeout(5):
            for turn in turns:
                while await self.state(turn) in UNFINISHED:  # noqa: ASYNC110 - as above
                    await asyncio.sleep(0.001)
