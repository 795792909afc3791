"""From what somebody wants to stored turns, and what is said of those that wait."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from core.conversation.hearing.limits import Spent, over_quota, spent
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


async def queue(occasion: Occasion, request: Request, *, kept: str = "") -> bool:
    """Have the turns stored behind those of the chat; False when that was refused, and said.

    ``kept``: what is said then of the files that came with it.
    """

    async def look(tx: Transaction) -> tuple[list[TurnRecord], Spent | None]:
        return await tx.turns.of_chat(occasion.key), await spent(tx, occasion)

    unfinished, before = await occasion.room.store.read(look)
    if any(turn.cause == request.cause for turn in unfinished):
        return False
    refusal = _refusal(occasion, request, unfinished, before)
    if refusal is not None:
        await occasion.say("\n".join(part for part in (refusal, kept) if part))
        return False
    if unfinished:
        noted = await note(occasion, request.cause, request.turns, unfinished)
        turns = tuple(dataclasses.replace(turn, noted=noted) for turn in request.turns)
        request = dataclasses.replace(request, turns=turns)
    _store(occasion, request)
    return True


def _refusal(
    occasion: Occasion,
    request: Request,
    unfinished: Sequence[TurnRecord],
    before: Spent | None,
) -> str | None:
    # a batch is one request: only what waits behind the running one counts
    waiting = {turn.cause for turn in unfinished} - {turn.cause for turn in unfinished[:1]}
    most = occasion.room.policy.queue_per_chat
    if unfinished and len(waiting) >= most:
        return occasion.text("queue-full", count=most)
    return None if before is None else over_quota(occasion, len(request.turns), before)


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
