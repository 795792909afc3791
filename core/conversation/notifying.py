"""A line of its own for whoever waited long: a message that changes does not notify."""

from __future__ import annotations

import structlog

from core.conversation.room import Room
from core.conversation.seam import Reply
from core.conversation.turn import Turn
from core.errors import StillmotionError


async def notify(room: Room, turn: Turn, line: str) -> None:
    """Answer the request with the line, where the turn took longer than the policy says; once.

    What it waited for others does not count: then its message came when it began, and notified.
    """
    began = turn.asked_at if turn.begun_at is None else turn.begun_at
    if room.clock.time() - began <= room.policy.notify_after:
        return
    surface = room.places[turn.chat.platform]
    try:
        reply = Reply(line, final=True)
        await surface.post(turn.chat, reply, to=turn.message, key=f"{turn.id}:ready")
    except StillmotionError as exc:
        log = structlog.get_logger(__name__)
        log.warning("not notified", turn=turn.id, error=type(exc).__name__)
