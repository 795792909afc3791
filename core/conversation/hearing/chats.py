"""Chats that end, or go on elsewhere."""

from __future__ import annotations

import dataclasses

from core.conversation.hearing.limits import chat_subject
from core.conversation.room import Room
from core.conversation.seam import ChatRef, Left, MessageRef, Moved
from core.conversation.turn_rows import body_of, from_row
from core.jobs import Worker
from core.store import Grant, Transaction


async def left(room: Room, worker: Worker, heard: Left) -> None:
    """Stop what the chat has running; what is kept of it ages out."""
    for turn in await room.store.read(lambda tx: tx.turns.of_chat(str(heard.chat))):
        await worker.cancel(turn.id)


async def moved(room: Room, heard: Moved) -> None:
    """Let all that is kept follow the chat, and its turns go on there."""
    old, new = str(heard.old), str(heard.new)

    async def move(tx: Transaction) -> None:
        for record in await tx.turns.of_chat(old):
            turn = from_row(record)
            there = dataclasses.replace(
                turn,
                chat=heard.new,
                message=_there(turn.message, heard.new),
                status=_there(turn.status, heard.new),
                noted=_there(turn.noted, heard.new),
            )
            await tx.turns.put_body(record.id, body_of(there))
        await tx.move(old, new)
        await _move_grant(tx, chat_subject(heard.old), chat_subject(heard.new))

    await room.store.write(move)


async def _move_grant(tx: Transaction, old: str, new: str) -> None:
    """What admins decided for the chat holds for it under its new name, if nothing does there."""
    grants = await tx.grants.get((old, new))
    if grants[old] != Grant(old) and grants[new] == Grant(new):
        await tx.grants.set(dataclasses.replace(grants[old], subject=new))


def _there(message: MessageRef | None, chat: ChatRef) -> MessageRef | None:
    return None if message is None else MessageRef(chat, message.message)
