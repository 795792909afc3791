"""Brings a database to the newest schema."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    inspect,
    select,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from core.errors import StoreTooNew
from core.store.tables import METADATA

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0002"
"""The newest migration in ``migrations``."""

_MIGRATIONS = Path(__file__).with_name("migrations")
# as Alembic makes it
_VERSIONS = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


async def version_of(engine: AsyncEngine) -> str | None:
    """The migration that the database is at; None where it is empty."""
    async with engine.connect() as connection:
        return await connection.run_sync(_version)


async def make(engine: AsyncEngine) -> None:
    """Make the newest tables in an empty database."""
    async with engine.begin() as connection:
        await connection.run_sync(_make)


async def migrate(
    engine: AsyncEngine,
    version: str | None,
    *,
    check: Callable[[Connection], None],
    migrations: Path = _MIGRATIONS,
) -> None:
    """Bring the tables of an earlier version to the newest, or leave them as they are.

    Args:
        engine: Of a connection that does not enforce foreign keys: tables are made anew.
        version: What the database is at.
        check: Raises when a foreign key leads nowhere in the end.
        migrations: Where they are.

    Raises:
        StoreTooNew: the schema is one that this program does not know.
    """
    async with engine.begin() as connection:
        await connection.run_sync(_migrate, version, migrations)
        await connection.run_sync(check)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_VERSIONS.name):
        return None
    return connection.execute(select(_VERSIONS.c.version_num)).scalar()


def _make(connection: Connection) -> None:
    METADATA.create_all(connection, checkfirst=False)
    _VERSIONS.create(connection)
    connection.execute(_VERSIONS.insert().values(version_num=HEAD))


def _migrate(connection: Connection, version: str | None, migrations: Path) -> None:
    # rarely needed, and slow to import
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    if version is not None and not _knows(config, version):
        raise StoreTooNew(version)
    command.upgrade(config, "head")


def _knows(config: Config, version: str) -> bool:
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as above

    scripts = ScriptDirectory.from_config(config)
    return any(script.revision == version for script in scripts.walk_revisions())
