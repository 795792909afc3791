"""Videos that stand in chats."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, delete, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.store.records import DeliveryRecord
from core.store.tables import DELIVERIES, SENT_AGAIN

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
        """The delivery that a message of the chat shows, also again, or whose status it was."""
        again = select(SENT_AGAIN.c.turn).where(
            SENT_AGAIN.c.chat == chat, SENT_AGAIN.c.message == message
        )
        shows = or_(
            DELIVERIES.c.message == message,
            DELIVERIES.c.status == message,
            DELIVERIES.c.turn.in_(again),
        )
        return await self._first(DELIVERIES.c.chat == chat, shows)

    async def sent_again(self, chat: str, message: str, turn: str, *, now: float) -> None:
        """Another message of the chat shows what a turn delivered."""
        key = SENT_AGAIN.c.chat == chat, SENT_AGAIN.c.message == message
        await self.connection.execute(delete(SENT_AGAIN).where(*key))
        row = {"chat": chat, "message": message, "turn": turn, "sent_at": now}
        await self.connection.execute(insert(SENT_AGAIN).values(**row))

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
