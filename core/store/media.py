"""Which files are kept, and for whom."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import MediaUnreadable
from core.store.tables import MEDIA, MEDIA_USES

# what every turn runs is built once
_STORED = select(MEDIA.c.hash).where(MEDIA.c.hash == bindparam("digest"))
_USED = select(MEDIA_USES.c.hash).where(
    MEDIA_USES.c.hash == bindparam("digest"), MEDIA_USES.c.owner == bindparam("user")
)
_USE = insert(MEDIA_USES)
_RELEASE = delete(MEDIA_USES).where(MEDIA_USES.c.owner == bindparam("user"))


@dataclass(frozen=True, slots=True)
class MediaRecords:
    """The files' rows, inside one transaction.

    ``owner`` is one of the strings of ``core.store.owners``.
    """

    connection: AsyncConnection

    async def add(self, digest: str, size: int, *, now: float) -> None:
        """A file was stored, perhaps once more."""
        changed = await self.connection.execute(
            update(MEDIA).where(MEDIA.c.hash == digest).values(stored_at=now)
        )
        if changed.rowcount == 0:
            await self.connection.execute(
                insert(MEDIA).values(hash=digest, size=size, stored_at=now)
            )

    async def use(self, digest: str, owner: str) -> None:
        """Keep a stored file for an owner.

        Raises:
            MediaUnreadable: it is not stored, or no longer.
        """
        if (await self.connection.execute(_STORED, {"digest": digest})).first() is None:
            raise MediaUnreadable("not kept any more")
        use = {"digest": digest, "user": owner}
        if (await self.connection.execute(_USED, use)).first() is None:
            await self.connection.execute(_USE, {"hash": digest, "owner": owner})

    async def used_by(self, owner: str) -> list[str]:
        """The files that an owner keeps."""
        query = select(MEDIA_USES.c.hash).where(MEDIA_USES.c.owner == owner)
        return list((await self.connection.execute(query.order_by(MEDIA_USES.c.hash))).scalars())

    async def release(self, owner: str) -> None:
        """An owner needs its files no longer."""
        await self.connection.execute(_RELEASE, {"user": owner})

    async def drop_unused(self, *, stored_before: float, most: int = 500) -> list[str]:
        """Take files that nobody uses out of the table, to be removed from the disk.

        Only those stored long enough ago to have been given to somebody.
        """
        used = select(MEDIA_USES.c.owner).where(MEDIA_USES.c.hash == MEDIA.c.hash).exists()
        unused = select(MEDIA.c.hash).where(MEDIA.c.stored_at < stored_before, ~used).limit(most)
        digests = list((await self.connection.execute(unused)).scalars())
        await self.connection.execute(delete(MEDIA).where(MEDIA.c.hash.in_(digests)))
        return digests

    async def known(self, prefix: str) -> set[str]:
        """The stored files whose hashes begin so."""
        # "g" comes after every hex digit
        query = select(MEDIA.c.hash).where(MEDIA.c.hash >= prefix, MEDIA.c.hash < prefix + "g")
        return set((await self.connection.execute(query)).scalars())

    async def total(self) -> int:
        """The size of all files, in bytes."""
        return (await self.connection.execute(select(func.sum(MEDIA.c.size)))).scalar() or 0
