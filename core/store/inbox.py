"""What was heard and not yet acted on."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.store.records import InboxRecord
from core.store.tables import INBOX

# what every message runs is built once
_KNOWN = select(INBOX.c.seq).where(
    INBOX.c.chat == bindparam("chat"), INBOX.c.event == bindparam("event")
)
_ADD = insert(INBOX)
_HANDLED = update(INBOX).where(INBOX.c.seq == bindparam("which"))


@dataclass(frozen=True, slots=True)
class InboxRecords:
    """The inbox, inside one transaction."""

    connection: AsyncConnection

    async def add(self, chat: str, event: str, body: str, *, now: float) -> InboxRecord | None:
        """Store what was heard; None when this event of the chat is known already."""
        heard = {"chat": chat, "event": event}
        if (await self.connection.execute(_KNOWN, heard)).first() is not None:
            return None
        added = await self.connection.execute(_ADD, {**heard, "body": body, "received_at": now})
        (seq,) = added.inserted_primary_key or (0,)
        return InboxRecord(seq, chat, event, body)

    async def knows(self, chat: str, event: str) -> bool:
        """Whether this event of the chat is known."""
        heard = {"chat": chat, "event": event}
        return (await self.connection.execute(_KNOWN, heard)).first() is not None

    async def unhandled(self) -> list[InboxRecord]:
        """What a process that ended left unhandled, in the order of arrival."""
        query = (
            select(INBOX.c.seq, INBOX.c.chat, INBOX.c.event, INBOX.c.body)
            .where(INBOX.c.handled_at.is_(None))
            .order_by(INBOX.c.seq)
        )
        return [InboxRecord(*row) for row in await self.connection.execute(query)]

    async def handled(self, seq: int, *, now: float) -> None:
        """Mark as acted on; what it said is kept no longer, only that it was heard."""
        await self.connection.execute(_HANDLED, {"which": seq, "handled_at": now, "body": ""})
