"""The one place that knows that the database is SQLite."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self

import aiosqlite
from sqlalchemy import AsyncAdaptedQueuePool, Connection, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from core.errors import StillmotionError, StoreFull, StoreUnusable

_READERS = 4
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    # what is deleted leaves nothing readable in the file
    "secure_delete=ON",
    # a log that a long read had made grow shrinks again
    f"journal_size_limit={16 * 1024 * 1024}",
)
_REASONS = {
    sqlite3.SQLITE_BUSY: "another process is using it",
    sqlite3.SQLITE_CANTOPEN: "it can't be opened",
    sqlite3.SQLITE_CORRUPT: "it is damaged",
    sqlite3.SQLITE_IOERR: "reading or writing it failed",
    sqlite3.SQLITE_LOCKED: "another process is using it",
    sqlite3.SQLITE_NOTADB: "it is no database, or damaged",
    sqlite3.SQLITE_PERM: "it may not be used",
    sqlite3.SQLITE_READONLY: "it may not be written to",
}
# the write-ahead log's index could not grow
_NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE)


def writing_engine(path: Path, busy_s: float) -> AsyncEngine:
    """An engine of one connection, for the one writer.

    ``busy_s``: how long it waits for another process that writes.
    Durable to the last commit, also when the machine loses power: WAL and ``synchronous=FULL``.
    """
    return _engine(path, 1, "BEGIN IMMEDIATE", busy_s=busy_s)


def reading_engine(path: Path) -> AsyncEngine:
    """An engine for reads, which WAL never makes wait for the writer."""
    return _engine(path, _READERS, "BEGIN DEFERRED")


def migrating_engine(path: Path) -> AsyncEngine:
    """An engine for migrations, which does not enforce foreign keys.

    A table that is made anew is dropped in between, which would delete what refers to it.
    """
    return _engine(path, 1, "BEGIN IMMEDIATE", foreign_keys=False)


def check_foreign_keys(connection: Connection) -> None:
    """Raise StoreUnusable when one leads nowhere."""
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise StoreUnusable("a row refers to one that is missing")


def make_private(path: Path) -> None:
    """Make the file, readable for its owner alone; SQLite gives its companions the same rights.

    Raises:
        StoreUnusable: It can't be made or written to.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as exc:
        raise StoreUnusable(exc.strerror or type(exc).__name__) from exc


def of_the_store(exc: BaseException) -> StillmotionError | None:
    """``exc`` as ours, where it tells of the database as a whole; None for anything else."""
    if isinstance(exc, PoolTimeout):
        return StoreUnusable("it is overloaded")
    code = getattr(exc.orig, "sqlite_errorcode", None) if isinstance(exc, DBAPIError) else None
    if not isinstance(code, int):
        return None
    if code in _NO_ROOM:
        return StoreFull("no space left for the database")
    reason = _REASONS.get(code & 0xFF)
    return None if reason is None else StoreUnusable(reason)


def _engine(
    path: Path, connections: int, begin: str, *, foreign_keys: bool = True, busy_s: float = 5.0
) -> AsyncEngine:
    # parameters are what people said: they shall not stand in an exception's text
    engine = create_async_engine(
        "sqlite+aiosqlite://",
        async_creator=partial(_connect, path),
        poolclass=AsyncAdaptedQueuePool,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=120.0,
        hide_parameters=True,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: Any, _record: object) -> None:  # noqa: ANN401 - the DBAPI has no type
        cursor = connection.cursor()
        own = f"foreign_keys={foreign_keys:d}", f"busy_timeout={round(busy_s * 1000)}"
        for pragma in (*own, *_PRAGMAS):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begun(connection: Any) -> None:  # noqa: ANN401 - as above
        connection.connection.driver_connection.begin(begin)

    return engine


async def _connect(path: Path) -> _Connection:
    # isolation_level: the driver would begin transactions by rules of its own
    connection = aiosqlite.connect(path, isolation_level=None, check_same_thread=False)
    # as SQLAlchemy does: one that was lost must not keep the process from ending
    connection._thread.daemon = True  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    return _Connection(await connection)


class _Connection:
    """aiosqlite's connection, with fewer visits to its thread.

    Each is a message there and one back, about 50 µs, and SQLAlchemy makes five or six of them to
    read one row: begin, open a cursor, use, fetch from and close it, end. Here a transaction begins
    on the way of its first statement, and a statement brings its rows along.
    """

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._real = connection
        self._begin = ""
        self._begun = False

    def begin(self, statement: str) -> None:
        """Have the next statement begin a transaction."""
        self._begin = statement

    async def commit(self) -> None:
        await self._end(self._real.commit)

    async def rollback(self) -> None:
        await self._end(self._real.rollback)

    async def _end(self, end: Callable[[], Awaitable[None]]) -> None:
        self._begin = ""
        if self._begun:  # the pool ends once more what was ended
            await end()
            self._begun = False

    async def run(self, use: Callable[[sqlite3.Connection], sqlite3.Cursor]) -> _Outcome:
        """Run one statement and read its rows."""
        begin, self._begin = self._begin, ""
        self._begun = self._begun or bool(begin)

        def work() -> _Outcome:
            connection = self._real._conn  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
            if begin:
                connection.execute(begin)
            cursor = use(connection)
            rows = () if cursor.description is None else cursor.fetchall()
            return _Outcome(rows, cursor.description, cursor.rowcount, cursor.lastrowid)

        # there is no public way to do several things in one visit
        visit: Callable[..., Awaitable[_Outcome]] = getattr(self._real, "_execute")  # noqa: B009
        return await visit(work)

    def cursor(self) -> _Cursor:
        return _Cursor(self)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever else SQLAlchemy asks for
        return getattr(self._real, name)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a statement left, as the DBAPI's cursors tell it."""

    rows: Sequence[Any] = ()
    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None


class _Cursor:
    """What SQLAlchemy uses of aiosqlite's cursor."""

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._left = _Outcome()

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> Self:
        self._left = await self._connection.run(lambda real: real.execute(statement, parameters))
        return self

    async def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> Self:
        self._left = await self._connection.run(
            lambda real: real.executemany(statement, parameters)
        )
        return self

    async def fetchall(self) -> Iterable[Any]:
        return self._left.rows

    async def close(self) -> None:
        """Nothing: the rows were read, or there were none."""

    @property
    def description(self) -> Any:  # noqa: ANN401 - the DBAPI's
        return self._left.description

    @property
    def rowcount(self) -> int:
        return self._left.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._left.lastrowid
