"""Pictures that wait to be used."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.store.owners import tray_owner
from core.store.records import TrayRecord
from core.store.tables import MEDIA_USES, TRAY

# what every message runs is built once
_OF = (
    select(TRAY.c.seq, TRAY.c.chat, TRAY.c.author, TRAY.c.body)
    .where(TRAY.c.chat == bindparam("of"), TRAY.c.author == bindparam("whose"))
    .order_by(TRAY.c.seq)
)


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
        rows = await self.connection.execute(_OF, {"of": chat, "whose": author})
        return [TrayRecord(*row) for row in rows]

    async def clear(self, chat: str, author: str | None = None) -> None:
        """Remove what waits, of one author or of all, and let go of its files."""
        which = select(TRAY.c.seq).where(*_whose(chat, author))
        seqs = (await self.connection.execute(which)).scalars().all()
        owners = [tray_owner(seq) for seq in seqs]
        await self.connection.execute(delete(MEDIA_USES).where(MEDIA_USES.c.owner.in_(owners)))
        await self.connection.execute(delete(TRAY).where(*_whose(chat, author)))


def _whose(chat: str, author: str | None) -> list[ColumnElement[bool]]:
    return [TRAY.c.chat == chat, *([] if author is None else [TRAY.c.author == author])]
