"""What chats have chosen."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.store.records import ChatRecord
from core.store.tables import CHATS

_COLUMNS = (
    CHATS.c.chat,
    CHATS.c.language,
    CHATS.c.skill,
    CHATS.c.auto_export,
    CHATS.c.project,
    CHATS.c.greeted,
)
# what every message runs is built once
_GET = select(*_COLUMNS).where(CHATS.c.chat == bindparam("of"))


@dataclass(frozen=True, slots=True)
class ChatRecords:
    """The chats, inside one transaction."""

    connection: AsyncConnection

    async def get(self, chat: str) -> ChatRecord:
        """What the chat has chosen; the defaults where it is new."""
        row = (await self.connection.execute(_GET, {"of": chat})).first()
        return ChatRecord(chat) if row is None else ChatRecord(*row)

    async def put(self, chat: ChatRecord) -> None:
        """Keep all of a chat's choices."""
        values = asdict(chat)
        changed = await self.connection.execute(
            update(CHATS).where(CHATS.c.chat == chat.chat).values(**values)
        )
        if changed.rowcount == 0:
            await self.connection.execute(insert(CHATS).values(**values))
