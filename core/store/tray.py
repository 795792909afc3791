"""Pictures that wait to be used."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.store.records import TrayRecord
from core.store.tables import TRAY


@dataclass(frozen=True, slots=True)
class TrayRecords:
    """The tray, inside one transaction. Each author of a chat has their own."""

    connection: AsyncConnection

    async def add(self, chat: str, author: str, body: str, *, now: float) -> TrayRecord:
        """Lay a picture in."""
        added = await self.connection.execute(
            insert(TRAY).values(chat=chat, author=author, body=body, received_at=now)
        )
        (seq,) = added.inserted_primary_key or (0,)
        return TrayRecord(seq, chat, author, body)

    async def of(self, chat: str, author: str) -> list[TrayRecord]:
        """What waits, in the order of arrival."""
        query = (
            select(TRAY.c.seq, TRAY.c.chat, TRAY.c.author, TRAY.c.body)
            .where(*_whose(chat, author))
            .order_by(TRAY.c.seq)
        )
        return [TrayRecord(*row) for row in await self.connection.execute(query)]

    async def clear(self, chat: str, author: str | None = None) -> None:
        """Remove what waits, of one author or of all."""
        await self.connection.execute(delete(TRAY).where(*_whose(chat, author)))


def _whose(chat: str, author: str | None) -> list[ColumnElement[bool]]:
    return [TRAY.c.chat == chat, *([] if author is None else [TRAY.c.author == author])]
