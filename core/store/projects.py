"""Videos being made and refined."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.store.records import ProjectRecord
from core.store.tables import PROJECTS

_COLUMNS = (
    PROJECTS.c.id,
    PROJECTS.c.chat,
    PROJECTS.c.author,
    PROJECTS.c.backend,
    PROJECTS.c.body,
    PROJECTS.c.used_at,
)
# what every turn runs is built once
_GET = select(*_COLUMNS).where(PROJECTS.c.id == bindparam("which"))
_SAVE = update(PROJECTS).where(PROJECTS.c.id == bindparam("which"))


@dataclass(frozen=True, slots=True)
class ProjectRecords:
    """The projects, inside one transaction."""

    connection: AsyncConnection

    async def add(self, project: ProjectRecord) -> None:
        """Store a new one."""
        await self.connection.execute(insert(PROJECTS).values(**asdict(project)))

    async def get(self, project: str) -> ProjectRecord | None:
        """The project of that id."""
        row = (await self.connection.execute(_GET, {"which": project})).first()
        return None if row is None else ProjectRecord(*row)

    async def save(self, project: str, body: str, *, now: float) -> bool:
        """Keep what it has become; False when it is gone."""
        values = {"which": project, "body": body, "used_at": now}
        changed = await self.connection.execute(_SAVE, values)
        return changed.rowcount == 1
