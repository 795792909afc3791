"""Videos being made and refined."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.store.records import ProjectRecord
from core.store.tables import CHATS, PROJECTS

_COLUMNS = (
    PROJECTS.c.id,
    PROJECTS.c.chat,
    PROJECTS.c.author,
    PROJECTS.c.backend,
    PROJECTS.c.body,
    PROJECTS.c.used_at,
)


@dataclass(frozen=True, slots=True)
class ProjectRecords:
    """The projects, inside one transaction."""

    connection: AsyncConnection

    async def add(self, project: ProjectRecord) -> None:
        """Store a new one."""
        await self.connection.execute(insert(PROJECTS).values(**asdict(project)))

    async def get(self, project: str) -> ProjectRecord | None:
        """The project of that id."""
        query = select(*_COLUMNS).where(PROJECTS.c.id == project)
        row = (await self.connection.execute(query)).first()
        return None if row is None else ProjectRecord(*row)

    async def save(self, project: str, body: str, *, now: float) -> bool:
        """Keep what it has become; False when it is gone."""
        return await self._change(project, body=body, used_at=now)

    async def touch(self, project: str, *, now: float) -> bool:
        """Make it the one used last; False when it is gone."""
        return await self._change(project, used_at=now)

    async def latest_of(self, chat: str, author: str) -> ProjectRecord | None:
        """What an author worked on last in a chat."""
        query = (
            select(*_COLUMNS)
            .where(PROJECTS.c.chat == chat, PROJECTS.c.author == author)
            .order_by(PROJECTS.c.used_at.desc(), PROJECTS.c.id.desc())
            .limit(1)
        )
        row = (await self.connection.execute(query)).first()
        return None if row is None else ProjectRecord(*row)

    async def delete(self, project: str) -> None:
        """Forget it. Its deliveries stay, without it."""
        await self.connection.execute(
            update(CHATS).where(CHATS.c.project == project).values(project=None)
        )
        await self.connection.execute(delete(PROJECTS).where(PROJECTS.c.id == project))

    async def _change(self, project: str, **values: object) -> bool:
        changed = await self.connection.execute(
            update(PROJECTS).where(PROJECTS.c.id == project).values(**values)
        )
        return changed.rowcount == 1
