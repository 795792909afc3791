"""What admins decided for persons and chats."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.store.records import Grant
from core.store.tables import GRANTS

_QUERY = select(GRANTS.c.subject, GRANTS.c.allowed, GRANTS.c.daily)
# what every message runs is built once
_GET = _QUERY.where(GRANTS.c.subject.in_(bindparam("subjects", expanding=True)))


@dataclass(frozen=True, slots=True)
class GrantRecords:
    """The grants, inside one transaction."""

    connection: AsyncConnection

    async def get(self, subjects: Collection[str]) -> dict[str, Grant]:
        """What was decided for each of them; an empty grant where nothing was."""
        found = {subject: Grant(subject) for subject in subjects}
        for row in await self.connection.execute(_GET, {"subjects": list(found)}):
            grant = Grant(*row)
            found[grant.subject] = grant
        return found

    async def set(self, grant: Grant) -> None:
        """Keep a decision instead of the one before."""
        values = asdict(grant)
        changed = await self.connection.execute(
            update(GRANTS).where(GRANTS.c.subject == grant.subject).values(**values)
        )
        if changed.rowcount == 0:
            await self.connection.execute(insert(GRANTS).values(**values))

    async def all(self) -> list[Grant]:
        """Every decision, by subject."""
        query = _QUERY.order_by(GRANTS.c.subject)
        return [Grant(*row) for row in await self.connection.execute(query)]
