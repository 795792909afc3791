"""Walks a turn through its steps, and ends it at the backend when it is cancelled."""

from __future__ import annotations

import asyncio

import structlog

from core.backend import Backend
from core.conversation.steps import TurnSteps
from core.conversation.turn import Phase, Turn
from core.errors import StillmotionError

_STOP_WITHIN = 5.0
"""Seconds that telling the backend of a cancellation may take."""


class RunningTurn:
    """One turn under way, kept in memory."""

    def __init__(self, turn: Turn, steps: TurnSteps, backend: Backend) -> None:
        self._turn = turn
        self._steps = steps
        self._backend = backend
        self._log = structlog.get_logger(__name__).bind(turn=turn.id)

    async def run(self) -> None:
        """Walk to the end.

        Raises:
            StillmotionError: what a step could not do.
            CancelledError: after the backend was told to stop.
        """
        try:
            while self._turn.phase is not Phase.DONE:
                self._log.debug("step", phase=self._turn.phase.value)
                await self._save(await self._steps.step(self._turn, self._save))
        except asyncio.CancelledError:
            await asyncio.shield(self._stop())
            raise

    async def _save(self, turn: Turn) -> None:
        self._turn = turn

    async def _stop(self) -> None:
        """Stop what runs at the backend; it may be gone, so a failure is only logged."""
        try:
            async with asyncio.timeout(_STOP_WITHIN):
                if self._turn.render_id is not None:
                    await self._backend.cancel_render(self._turn.render_id)
                elif self._turn.phase is Phase.SEND:
                    await self._backend.cancel_turn(self._turn.id)
        except (StillmotionError, TimeoutError) as exc:
            self._log.warning("not cancelled at the backend", error=type(exc).__name__)
