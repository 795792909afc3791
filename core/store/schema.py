"""Brings a database to the newest schema."""

from __future__ import annotations

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.errors import StoreTooNew
from core.store.tables import METADATA

HEAD = "0001"
"""The newest migration."""

_VERSIONS = Table(
    "alembic_version", MetaData(), Column("version_num", String(32), primary_key=True)
)


async def bring_to_head(engine: AsyncEngine) -> None:
    """Make the tables, or migrate them; Alembic is loaded only for the latter.

    Raises:
        StoreTooNew: the schema is one that this program does not know.
    """
    async with engine.begin() as connection:
        version = await connection.run_sync(_version)
        if version == HEAD:
            return
        if version is None:
            await connection.run_sync(_make)
            return
        await connection.run_sync(_migrate, version)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_VERSIONS.name):
        return None
    return connection.execute(select(_VERSIONS.c.version_num)).scalar()


def _make(connection: Connection) -> None:
    METADATA.create_all(connection)
    _VERSIONS.create(connection)
    connection.execute(_VERSIONS.insert().values(version_num=HEAD))


def _migrate(connection: Connection, version: str) -> None:
    raise StoreTooNew(version)
