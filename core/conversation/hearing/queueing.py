"""From what somebody wants to stored turns, and what is said of those that wait."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from core.conversation.hearing.limits import over_quota
from core.conversation.hearing.noted import note
from core.conversation.hearing.occasion import Occasion
from core.conversation.projects import Project, project_row
from core.conversation.turn import Turn
from core.conversation.turn_rows import to_row
from core.errors import MediaUnreadable
from core.store import Transaction, TurnRecord, turn_owner


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that somebody wants: a turn, or one for each picture of a batch.

    ``projects`` are those that begin with it. ``cause`` is the message or the button: of a button
    that is pressed again, the second press changes nothing.
    """

    cause: str
    turns: tuple[Turn, ...]
    projects: tuple[Project, ...] = ()


async def queue(occasion: Occasion, request: Request) -> bool:
    """Have the turns stored behind those of the chat; False when that was refused, and said."""
    unfinished = await occasion.unfinished()
    if any(turn.cause == request.cause for turn in unfinished):
        return False
    refusal = await _refusal(occasion, request, unfinished)
    if refusal is not None:
        await occasion.say(refusal)
        return False
    if unfinished:
        noted = await note(occasion, request.cause, request.turns, unfinished)
        turns = tuple(dataclasses.replace(turn, noted=noted) for turn in request.turns)
        request = dataclasses.replace(request, turns=turns)
    _store(occasion, request)
    return True


async def _refusal(
    occasion: Occasion, request: Request, unfinished: Sequence[TurnRecord]
) -> str | None:
    # a batch is one request: only what waits behind the running one counts
    waiting = {turn.cause for turn in unfinished} - {turn.cause for turn in unfinished[:1]}
    most = occasion.room.policy.queue_per_chat
    if unfinished and len(waiting) >= most:
        return occasion.text("queue-full", count=most)
    return await over_quota(occasion, len(request.turns))


def _store(occasion: Occasion, request: Request) -> None:
    now = occasion.now
    rows = [dataclasses.replace(to_row(turn), cause=request.cause) for turn in request.turns]
    kept = [
        (one.hash, turn_owner(turn.id))
        for turn in request.turns
        for one in turn.materials
        if one.hash
    ]

    async def store(tx: Transaction) -> None:
        for project in request.projects:
            await tx.projects.add(project_row(project, now=now))
        for row in rows:
            await tx.turns.add(row, now=now)
        for digest, owner in kept:
            with suppress(MediaUnreadable):  # gone by now, which its turn says
                await tx.media.use(digest, owner)

    occasion.change(store)
