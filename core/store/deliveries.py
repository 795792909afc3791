"""Videos that stand in chats."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.store.records import DeliveryRecord
from core.store.tables import DELIVERIES

_QUERY = select(
    DELIVERIES.c.turn,
    DELIVERIES.c.chat,
    DELIVERIES.c.author,
    DELIVERIES.c.project,
    DELIVERIES.c.message,
    DELIVERIES.c.status,
    DELIVERIES.c.body,
    DELIVERIES.c.created_at,
)
_NEWEST_FIRST = (DELIVERIES.c.created_at.desc(), DELIVERIES.c.turn.desc())


@dataclass(frozen=True, slots=True)
class DeliveryRecords:
    """The deliveries, inside one transaction."""

    connection: AsyncConnection

    async def add(self, delivery: DeliveryRecord) -> None:
        """Store a new one; its project must exist."""
        await self.connection.execute(insert(DELIVERIES).values(**asdict(delivery)))

    async def get(self, turn: str) -> DeliveryRecord | None:
        """What a turn delivered."""
        return await self._first(DELIVERIES.c.turn == turn)

    async def by_message(self, chat: str, message: str) -> DeliveryRecord | None:
        """The delivery that a message of the chat shows, or whose status it was."""
        shows = or_(DELIVERIES.c.message == message, DELIVERIES.c.status == message)
        return await self._first(DELIVERIES.c.chat == chat, shows)

    async def latest(
        self, chat: str, most: int, *, author: str | None = None
    ) -> list[DeliveryRecord]:
        """A chat's last videos, of all or of one author, newest first."""
        query = _QUERY.where(DELIVERIES.c.chat == chat)
        if author is not None:
            query = query.where(DELIVERIES.c.author == author)
        query = query.order_by(*_NEWEST_FIRST).limit(most)
        return [DeliveryRecord(*row) for row in await self.connection.execute(query)]

    async def _first(self, *which: ColumnElement[bool]) -> DeliveryRecord | None:
        query = _QUERY.where(*which).order_by(*_NEWEST_FIRST).limit(1)
        row = (await self.connection.execute(query)).first()
        return None if row is None else DeliveryRecord(*row)
