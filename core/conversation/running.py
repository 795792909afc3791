"""Walks a turn through its steps, and stops its work at the backend when it ends early."""

from __future__ import annotations

import asyncio

import structlog

from core.backend import Backend
from core.clock import Clock
from core.conversation.steps import TurnSteps
from core.conversation.turn import Phase, Turn
from core.errors import StillmotionError


class RunningTurn:
    """One turn under way, kept in memory.

    Args:
        turn: Where it stands; any phase.
        steps: Does what each phase names.
        backend: Told to stop when the turn ends early.
        clock: For that.
        stop_within: Seconds that it may take.
    """

    def __init__(
        self, turn: Turn, steps: TurnSteps, backend: Backend, clock: Clock, *, stop_within: float
    ) -> None:
        self._turn = turn
        self._steps = steps
        self._backend = backend
        self._clock = clock
        self._stop_within = stop_within
        self._log = structlog.get_logger(__name__).bind(turn=turn.id)

    async def run(self) -> None:
        """Walk to the end.

        Raises:
            StillmotionError: what a step could not do, after the backend was told to stop.
            CancelledError: likewise.
        """
        try:
            while self._turn.phase is not Phase.DONE:
                self._log.debug("step", phase=self._turn.phase.value)
                await self._save(await self._steps.step(self._turn, self._save))
        except GeneratorExit:  # the loop is gone: there is nothing left to wait with
            raise
        except BaseException:
            # whatever ended it: what nobody waits for any more must not hold up the next one
            await asyncio.shield(self._stop())
            raise

    async def _save(self, turn: Turn) -> None:
        self._turn = turn

    async def _stop(self) -> None:
        """Stop what runs at the backend, but don't wait for it for ever."""
        telling = asyncio.create_task(self._tell())
        limit = asyncio.create_task(self._clock.sleep(self._stop_within))
        try:
            await asyncio.wait((telling, limit), return_when=asyncio.FIRST_COMPLETED)
            if not telling.done():
                self._log.warning("not stopped at the backend in time")
        finally:
            telling.cancel()
            limit.cancel()
            await asyncio.gather(telling, limit, return_exceptions=True)

    async def _tell(self) -> None:
        """Only logs a failure: the backend may be what failed before."""
        try:
            if self._turn.phase is Phase.POLL and self._turn.render_id is not None:
                await self._backend.cancel_render(self._turn.render_id)
            elif self._turn.phase is Phase.FOLLOW:
                await self._backend.cancel_turn(self._turn.id)
        except StillmotionError as exc:
            self._log.warning("not stopped at the backend", error=type(exc).__name__)
