"""Walks a turn through its steps. Which one is next stands in ``Turn.phase`` alone."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

import structlog

from core.conversation.bounded import surely
from core.conversation.desk import Desk
from core.conversation.stages import Received
from core.conversation.steps_agent import follow_step, report_step, send_step
from core.conversation.steps_delivery import deliver_step, tell_step
from core.conversation.steps_export import download_step, poll_step, submit_step
from core.conversation.steps_material import fetch_step, upload_step
from core.conversation.turn import Phase, Turn, TurnKind
from core.jobs import Lease


async def walk(desk: Desk, lease: Lease) -> None:
    """Go on with a turn until it has ended, or the process shall.

    Raises:
        StillmotionError: what a step could not do.
    """
    log = structlog.get_logger(__name__).bind(turn=desk.keeper.turn.id)
    await _receive(desk)
    entered = True
    while not (lease.over or lease.stopping):
        turn = desk.keeper.turn
        log.debug("step", phase=turn.phase.value)
        lease.waiting = turn.phase is Phase.POLL  # at the next start it goes on as if nothing was
        try:
            after = await _step(desk, turn, entered=entered)
        finally:
            lease.waiting = False
        if after is not desk.keeper.turn and not lease.over:
            await desk.keeper.save(after)
        entered = False


async def _receive(desk: Desk) -> None:
    """Have the status message, and know it, before anything slow begins."""
    turn = desk.keeper.turn
    if turn.status is None:
        await surely(_begin(desk, turn), desk.room.clock)  # or nobody would end that message
    elif turn.phase is Phase.FETCH:
        desk.show(Received())


async def _begin(desk: Desk, turn: Turn) -> None:
    waited = turn.waits
    if turn.begun_at is None:
        turn = replace(turn, begun_at=desk.room.clock.time())
    if waited:
        await desk.keeper.save(turn, progress=False)
    message = await desk.status.begin(desk.reply(Received()))
    await desk.keeper.save(replace(turn, status=message), progress=False)


async def _step(desk: Desk, turn: Turn, *, entered: bool) -> Turn:  # noqa: C901 - a case per phase
    match turn.phase:
        case Phase.FETCH if turn.kind is TurnKind.EXPORT:
            return replace(turn, phase=Phase.SUBMIT)
        case Phase.FETCH:
            return await fetch_step(desk, turn)
        case Phase.UPLOAD:
            return await upload_step(desk, turn, entered=entered)
        case Phase.SEND:
            return await send_step(desk, turn)
        case Phase.FOLLOW:
            return await follow_step(desk, turn)
        case Phase.REPORT:
            return await report_step(desk, turn)
        case Phase.SUBMIT:
            return await submit_step(desk, turn)
        case Phase.POLL:
            return await poll_step(desk, turn)
        case Phase.DOWNLOAD:
            return await download_step(desk, turn)
        case Phase.DELIVER:
            await deliver_step(desk, turn)
        case Phase.DONE:
            await tell_step(desk, turn)
        case _:
            assert_never(turn.phase)
    return desk.keeper.turn
