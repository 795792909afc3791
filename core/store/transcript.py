"""The memory of places that have none of their own: their messages, as they look now."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.store.records import TranscriptRecord
from core.store.tables import COUNTERS, TRANSCRIPT

_COUNTER = "transcript"
_QUERY = select(
    TRANSCRIPT.c.version,
    TRANSCRIPT.c.chat,
    TRANSCRIPT.c.message,
    TRANSCRIPT.c.place,
    TRANSCRIPT.c.body,
    TRANSCRIPT.c.written_at,
)


@dataclass(frozen=True, slots=True)
class TranscriptRecords:
    """The messages of all chats, inside one transaction.

    Versions only ever grow, over all chats and also when the newest row is deleted; whoever has
    seen all up to one of them misses nothing by asking for what came ``since``.
    """

    connection: AsyncConnection

    async def put(self, chat: str, message: str, body: str, *, now: float) -> TranscriptRecord:
        """Write a message, or what it says now: it gets a new version and keeps its place."""
        version = await self._next_version()
        known = await self.get(chat, message)
        if known is not None:
            await self.connection.execute(
                update(TRANSCRIPT)
                .where(TRANSCRIPT.c.chat == chat, TRANSCRIPT.c.message == message)
                .values(version=version, body=body)
            )
            return TranscriptRecord(version, chat, message, known.place, body, known.written_at)
        last = select(func.max(TRANSCRIPT.c.place)).where(TRANSCRIPT.c.chat == chat)
        place = ((await self.connection.execute(last)).scalar() or 0) + 1
        record = TranscriptRecord(version, chat, message, place, body, now)
        await self.connection.execute(insert(TRANSCRIPT).values(**asdict(record)))
        return record

    async def get(self, chat: str, message: str) -> TranscriptRecord | None:
        """A message as it looks now."""
        query = _QUERY.where(TRANSCRIPT.c.chat == chat, TRANSCRIPT.c.message == message)
        row = (await self.connection.execute(query)).first()
        return None if row is None else TranscriptRecord(*row)

    async def first(self, chat: str) -> TranscriptRecord | None:
        """The oldest message that is kept of a chat."""
        query = _QUERY.where(TRANSCRIPT.c.chat == chat).order_by(TRANSCRIPT.c.place).limit(1)
        row = (await self.connection.execute(query)).first()
        return None if row is None else TranscriptRecord(*row)

    async def since(self, chat: str, version: int = 0) -> list[TranscriptRecord]:
        """The messages that changed after ``version``, in the order of their last change."""
        query = _QUERY.where(TRANSCRIPT.c.chat == chat, TRANSCRIPT.c.version > version)
        rows = await self.connection.execute(query.order_by(TRANSCRIPT.c.version))
        return [TranscriptRecord(*row) for row in rows]

    async def all(self, chat: str) -> list[TranscriptRecord]:
        """The messages as they look now, in the order in which they stand."""
        rows = await self.connection.execute(
            _QUERY.where(TRANSCRIPT.c.chat == chat).order_by(TRANSCRIPT.c.place)
        )
        return [TranscriptRecord(*row) for row in rows]

    async def newest(self, most: int) -> list[TranscriptRecord]:
        """The messages of any chat that changed last, in the order of their last change."""
        query = _QUERY.order_by(TRANSCRIPT.c.version.desc()).limit(most)
        rows = [TranscriptRecord(*row) for row in await self.connection.execute(query)]
        return rows[::-1]

    async def _next_version(self) -> int:
        raised = await self.connection.execute(
            update(COUNTERS).where(COUNTERS.c.name == _COUNTER).values(value=COUNTERS.c.value + 1)
        )
        if raised.rowcount == 0:
            await self.connection.execute(insert(COUNTERS).values(name=_COUNTER, value=1))
        query = select(COUNTERS.c.value).where(COUNTERS.c.name == _COUNTER)
        return (await self.connection.execute(query)).scalar_one()
