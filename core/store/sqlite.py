"""The one place that knows that the database is SQLite."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import URL, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

_READERS = 4


def writing_engine(path: Path) -> AsyncEngine:
    """An engine of one connection, for the one writer.

    Durable to the last commit, also when the machine loses power: WAL and ``synchronous=FULL``.
    """
    engine = create_async_engine(_url(path), pool_size=1, max_overflow=0)
    _set_up(engine, "BEGIN IMMEDIATE")
    return engine


def reading_engine(path: Path) -> AsyncEngine:
    """An engine for reads, which WAL never makes wait for the writer."""
    engine = create_async_engine(_url(path), pool_size=_READERS, max_overflow=0)
    _set_up(engine, "BEGIN DEFERRED")
    return engine


def _url(path: Path) -> URL:
    return URL.create("sqlite+aiosqlite", database=str(path))


def _set_up(engine: AsyncEngine, begin: str) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: Any, _record: object) -> None:  # noqa: ANN401 - the DBAPI has no type
        # the driver begins transactions by its own rules; ours begin where SQLAlchemy says
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=5000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begun(connection: Any) -> None:  # noqa: ANN401 - as above
        connection.exec_driver_sql(begin)
