"""Chats that end, or go on elsewhere."""

from __future__ import annotations

import dataclasses

from core.conversation.hearing.limits import chat_subject
from core.conversation.room import Room
from core.conversation.seam import Left, Moved
from core.jobs import Worker
from core.store import Grant, Transaction, TurnRecord


async def left(room: Room, worker: Worker, heard: Left) -> None:
    """Stop what the chat has running; what is kept of it ages out."""
    for turn in await room.store.read(lambda tx: tx.turns.of_chat(str(heard.chat))):
        await worker.cancel(turn.id)


async def moved(room: Room, worker: Worker, heard: Moved) -> None:
    """Let all that is kept follow the chat, and its turns go on there."""
    old, new = str(heard.old), str(heard.new)

    async def move(tx: Transaction) -> list[TurnRecord]:
        await tx.move(old, new)
        await _move_grant(tx, chat_subject(heard.old), chat_subject(heard.new))
        return await tx.turns.of_chat(new)

    for turn in await room.store.write(move):
        worker.again(turn.id)


async def _move_grant(tx: Transaction, old: str, new: str) -> None:
    """What admins decided for the chat holds for it under its new name, if nothing does there."""
    grants = await tx.grants.get((old, new))
    if grants[old] != Grant(old) and grants[new] == Grant(new):
        await tx.grants.set(dataclasses.replace(grants[old], subject=new))
