"""Walks stored turns: in order inside a chat, many chats side by side."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Protocol

import structlog

from core.clock import Clock
from core.errors import LeaseLost
from core.jobs.backoff import Backoff
from core.jobs.lease import Lease
from core.store import Store, Transaction, TurnRecord, TurnState
from core.tracing import where

_TROUBLE_S = 5.0
"""Seconds before another look at a queue that could not be looked at."""


class TryLater(Exception):
    """A turn can't go on just now. ``reason`` is the error's name, never somebody's words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TurnHandler(Protocol):
    """What is done with a turn. Each method ends or saves it by the lease."""

    async def run(self, turn: TurnRecord, lease: Lease) -> None:
        """Walk it to its end; between steps return early when ``lease.stopping``.

        Raises:
            TryLater: it shall be tried again after a pause.
        """
        ...

    async def cancel(self, turn: TurnRecord, lease: Lease) -> None:
        """Stop what it does at the backend, tell the chat, end it."""
        ...

    async def bury(self, turn: TurnRecord, lease: Lease, reason: str) -> None:
        """Tell the chat that it was given up, end it."""
        ...


@dataclass(slots=True)
class _Running:
    task: asyncio.Task[None]
    lease: Lease
    begun: bool = False
    cancelled: bool = False
    again: bool = False


class Worker:
    """Claims turns and gives them to ``handler``.

    Args:
        store: Where they are.
        handler: Does the work.
        clock: Time.
        rng: Spreads the retries.
        owner: This process's name in the leases; never used before.
        most: Turns at once.
        backoff: When and how often a turn is tried again.
        lease_s: Seconds until somebody else may take over what this process stopped renewing.
        alone: No other process works on this store: leases that are found at the start are of
            processes that are gone.
    """

    def __init__(
        self,
        store: Store,
        handler: TurnHandler,
        *,
        clock: Clock,
        rng: Random,
        owner: str,
        most: int = 200,
        backoff: Backoff | None = None,
        lease_s: float = 60.0,
        alone: bool = True,
    ) -> None:
        self._store = store
        self._handler = handler
        self._clock = clock
        self._rng = rng
        self._owner = owner
        self._most = most
        self._backoff = backoff or Backoff()
        self._lease_s = lease_s
        self._alone = alone
        self._running: dict[str, _Running] = {}
        self._wake = asyncio.Event()
        self._stopping = False
        self._begun = False
        self._renewed = clock.monotonic()
        self._log = structlog.get_logger(__name__)

    def wake(self) -> None:
        """Look for work at once: a turn was added."""
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled or told to stop; what is under way then is left to ``stop``."""
        while not self._stopping:
            self._wake.clear()
            try:
                due = await self._look()
            except Exception as exc:  # noqa: BLE001 - e.g. a full disk; it may be over soon
                self._log.error("no look at the queue", error=type(exc).__name__, where=where(exc))
                due = self._clock.time() + _TROUBLE_S
            await self._rest(due)

    async def stop(self, grace_s: float = 10.0) -> None:
        """Take no more work, let short steps finish, leave the rest for the next start."""
        self._stopping = True
        self._wake.set()
        for running in self._running.values():
            running.lease.stopping = True
            if running.lease.waiting:
                running.task.cancel()
        tasks = [running.task for running in self._running.values()]
        if tasks:
            limit = asyncio.create_task(self._clock.sleep(grace_s))
            everything = asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.wait((limit, everything), return_when=asyncio.FIRST_COMPLETED)
            limit.cancel()
            for task in tasks:
                task.cancel()
            await asyncio.gather(limit, everything, *tasks, return_exceptions=True)
        await self._store.write(lambda tx: tx.turns.release(self._owner))

    async def cancel(self, turn: str) -> bool:
        """Have a turn stopped; False when there is nothing to stop any more.

        It is stopped for sure, also when this process ends before it is.
        """
        asked = await self._store.write(lambda tx: tx.turns.ask_to_cancel(turn))
        running = self._running.get(turn)
        if asked and running is not None:
            running.cancelled = True
            if running.begun:  # else it would end without a word of its own
                running.task.cancel()
        self.wake()
        return asked

    def again(self, turn: str) -> None:
        """Have what is done with a turn broken off, and begun with as the turn is stored now."""
        running = self._running.get(turn)
        if running is None or running.cancelled:
            return
        running.again = True
        if running.begun:
            running.task.cancel()

    async def _look(self) -> float | None:
        """Take up what may be worked on; when there may be more, as far as it is known."""
        if self._alone and not self._begun:
            await self._store.write(lambda tx: tx.turns.release_all())
            self._begun = True
        if self._clock.monotonic() - self._renewed >= self._lease_s / 3:
            self._renewed = self._clock.monotonic()
            await self._renew()
        free = self._most - len(self._running)
        return await self._claim(0 if self._stopping else max(free, 0))

    async def _renew(self) -> None:
        """Keep what is worked on; what was left behind by a defect is free when its lease ends."""
        until, turns = self._clock.time() + self._lease_s, tuple(self._running)
        await self._store.write(lambda tx: tx.turns.renew(self._owner, turns, until=until))

    async def _claim(self, most: int) -> float | None:
        now = self._clock.time()
        until = now + self._lease_s

        async def work(tx: Transaction) -> tuple[list[TurnRecord], float | None]:
            claimed = await tx.turns.claim(self._owner, now=now, until=until, most=most)
            return claimed, await tx.turns.next_due(after=now)

        claimed, due = await self._store.write(work)
        if self._stopping:  # ``stop`` gives them back
            return None
        for turn in claimed:
            if turn.id in self._running:  # its lease ran out while this process was held up
                continue
            lease = Lease(self._store, turn.id, self._owner, self._clock)
            task = asyncio.create_task(self._work(turn, lease), name=f"turn {turn.id}")
            self._running[turn.id] = _Running(task, lease)
        return due

    async def _rest(self, due: float | None) -> None:
        """Wait until there may be something to do."""
        pause = self._lease_s / 3
        if due is not None:
            pause = min(pause, max(due - self._clock.time(), 0.0))
        woken = asyncio.create_task(self._wake.wait())
        slept = asyncio.create_task(self._clock.sleep(pause))
        try:
            await asyncio.wait((woken, slept), return_when=asyncio.FIRST_COMPLETED)
        finally:
            woken.cancel()
            slept.cancel()
            await asyncio.gather(woken, slept, return_exceptions=True)

    async def _work(self, turn: TurnRecord, lease: Lease) -> None:
        log = self._log.bind(turn=turn.id)
        running = self._running[turn.id]
        running.begun = True
        try:
            try:
                await self._attempt(await self._latest(turn) if running.again else turn, lease)
            except asyncio.CancelledError:
                if self._stopping or not (running.cancelled or running.again):
                    raise
                _uncancel()
                if running.cancelled:
                    await self._cancel(turn, lease)
                else:
                    await self._give_back(turn, lease)
        except LeaseLost:
            log.warning("lease lost")
        except Exception as exc:  # noqa: BLE001 - one turn's defect is not the others'
            # no exc_info: the text of an exception may quote what somebody said
            log.error("turn not ended", error=type(exc).__name__, where=where(exc))  # noqa: TRY400
            await self._set_aside(turn, lease, type(exc).__name__)
        finally:
            del self._running[turn.id]
            self.wake()

    async def _attempt(self, turn: TurnRecord, lease: Lease) -> None:
        if turn.state is TurnState.CANCELLING or self._running[turn.id].cancelled:
            await self._cancel(turn, lease)
            return
        try:
            await self._handler.run(turn, lease)
        except TryLater as exc:
            await self._fail(turn, lease, exc.reason)
        except LeaseLost:
            raise
        except Exception as exc:  # noqa: BLE001 - a defect of ours is tried again like an outage
            self._log.error("defect", turn=turn.id, error=type(exc).__name__, where=where(exc))
            await self._fail(turn, lease, type(exc).__name__)

    async def _cancel(self, turn: TurnRecord, lease: Lease) -> None:
        latest = await self._latest(turn)
        if latest.state is TurnState.CANCELLING:  # else it ended in the meantime
            await self._handler.cancel(latest, lease)

    async def _fail(self, turn: TurnRecord, lease: Lease, reason: str) -> None:
        latest = await self._latest(turn)
        if self._backoff.gives_up_after(latest.attempts + 1):
            await self._handler.bury(latest, lease, reason)
        else:
            await self._put_off(latest, lease, reason, unless_cancelled=True)

    async def _give_back(self, turn: TurnRecord, lease: Lease) -> None:
        latest = await self._latest(turn)
        await lease.retry_later(attempts=latest.attempts, not_before=0.0, error=latest.error or "")

    async def _set_aside(self, turn: TurnRecord, lease: Lease, reason: str) -> None:
        """Do about a turn that can't be ended properly what is left to do."""
        try:
            latest = await self._latest(turn)
            if self._backoff.lets_go_after(latest.attempts + 1):  # else it held up its chat
                cancelled = latest.state is TurnState.CANCELLING
                state = TurnState.CANCELLED if cancelled else TurnState.FAILED
                await lease.end(state, body=latest.body, error=reason)
            else:
                queued = latest.state is TurnState.QUEUED
                await self._put_off(latest, lease, reason, unless_cancelled=queued)
        except Exception as exc:  # noqa: BLE001 - the store; the lease runs out by itself
            self._log.error("turn left", turn=turn.id, error=type(exc).__name__)

    async def _put_off(
        self, turn: TurnRecord, lease: Lease, reason: str, *, unless_cancelled: bool
    ) -> None:
        failures = turn.attempts + 1
        pause = self._backoff.pause(failures, self._rng)
        with suppress(LeaseLost):
            await lease.retry_later(
                attempts=failures,
                not_before=self._clock.time() + pause,
                error=reason,
                unless_cancelled=unless_cancelled,
            )

    async def _latest(self, turn: TurnRecord) -> TurnRecord:
        return await self._store.read(lambda tx: tx.turns.get(turn.id)) or turn


def _uncancel() -> None:
    """What follows may be awaited as if the task had not been cancelled."""
    task = asyncio.current_task()
    if task is not None:
        task.uncancel()
