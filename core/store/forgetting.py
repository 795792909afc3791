"""Deletes all that is kept of a chat."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.store.media import MediaRecords
from core.store.owners import (
    delivery_owner,
    pointers_of,
    project_owner,
    transcript_owner,
    tray_owner,
    turn_owner,
)
from core.store.tables import CHATS, DELIVERIES, INBOX, PROJECTS, TRANSCRIPT, TRAY, TURNS

_OWNERS = (
    (TURNS.c.chat, TURNS.c.id, turn_owner),
    (PROJECTS.c.chat, PROJECTS.c.id, project_owner),
    (DELIVERIES.c.chat, DELIVERIES.c.turn, delivery_owner),
    (TRAY.c.chat, TRAY.c.seq, tray_owner),
)
# deliveries before the projects that they name
_ROWS = (INBOX, TRAY, DELIVERIES, PROJECTS, TURNS, TRANSCRIPT)


async def forget(connection: AsyncConnection, chat: str) -> None:
    """Delete a chat's rows, and let go of its files for the next sweep.

    What admins granted it stays: it is the operator's, not the chat's.
    """
    media = MediaRecords(connection)
    for of, which, owner in _OWNERS:
        for found in (await connection.execute(select(which).where(of == chat))).scalars():
            await media.release(owner(found))
    await media.release(transcript_owner(chat))
    await connection.execute(delete(CHATS).where(pointers_of(CHATS.c.chat, chat)))
    for table in _ROWS:
        await connection.execute(delete(table).where(table.c.chat == chat))
