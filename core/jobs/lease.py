"""A turn in somebody's hands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from core.clock import Clock
from core.store import Store, Transaction, TurnState

Also = Callable[[Transaction], Awaitable[None]]


class Lease:
    """The right to work on one turn. Every write checks that it is still held.

    ``stopping``: the process shall end; go no further than the step that is under way.
    ``waiting``: that step only looks on, and may be broken off when the process ends.
    """

    def __init__(self, store: Store, turn: str, owner: str, clock: Clock) -> None:
        self._store = store
        self._turn = turn
        self._owner = owner
        self._clock = clock
        self.stopping = False
        self.waiting = False
        self.over = False

    async def save(
        self, *, phase: str, body: str, also: Also | None = None, progress: bool = True
    ) -> None:
        """Keep how far the turn is, and ``also`` in the same transaction. Raises LeaseLost.

        ``progress``: a step is done, so that failures are counted anew. An intent is none: its
        effect may fail again and again.
        """

        async def work(tx: Transaction) -> None:
            await tx.turns.save(self._turn, self._owner, phase=phase, body=body, progress=progress)
            if also is not None:
                await also(tx)

        await self._store.write(work)

    async def end(
        self, state: TurnState, *, body: str, error: str | None = None, also: Also | None = None
    ) -> None:
        """Take the turn out of the queue, with ``also`` in one transaction. Raises LeaseLost."""

        async def work(tx: Transaction) -> None:
            now = self._clock.time()
            await tx.turns.end(self._turn, self._owner, state, now=now, body=body, error=error)
            if also is not None:
                await also(tx)

        await self._store.write(work)
        self.over = True

    async def retry_later(
        self, *, attempts: int, not_before: float, error: str, unless_cancelled: bool = False
    ) -> None:
        """Give the turn back, to be claimed again from then on. Raises LeaseLost.

        ``unless_cancelled``: at once where it shall be stopped by now.
        """
        await self._store.write(
            lambda tx: tx.turns.retry_later(
                self._turn,
                self._owner,
                attempts=attempts,
                not_before=not_before,
                error=error,
                unless_cancelled=unless_cancelled,
            )
        )
        self.over = True
