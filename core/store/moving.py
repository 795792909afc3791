"""Lets what is kept of a chat follow it to another name."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.store.owners import counted_for, pointers_of
from core.store.tables import CHATS, DELIVERIES, PROJECTS, SENT_AGAIN, TRAY, TURNS


async def move(connection: AsyncConnection, old: str, new: str) -> None:
    """Give a chat's rows its new name.

    What the new chat has chosen already, it keeps. The inbox and the transcript stay: messages
    have other ids there.
    """
    for table in (PROJECTS, TRAY, TURNS, DELIVERIES, SENT_AGAIN):
        await connection.execute(update(table).where(table.c.chat == old).values(chat=new))
    counted = update(TURNS).where(TURNS.c.chat == counted_for(old))
    await connection.execute(counted.values(chat=counted_for(new)))
    named = select(CHATS.c.chat).where(pointers_of(CHATS.c.chat, old))
    for chat in (await connection.execute(named)).scalars().all():
        there = new + chat.removeprefix(old)
        taken = select(CHATS.c.chat).where(CHATS.c.chat == there)
        if (await connection.execute(taken)).first() is None:
            await connection.execute(update(CHATS).where(CHATS.c.chat == chat).values(chat=there))
        else:
            await connection.execute(delete(CHATS).where(CHATS.c.chat == chat))
