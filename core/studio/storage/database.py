"""One SQLite connection in one thread: every piece of work is one transaction."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

from core.errors import DiskFull, StillmotionError

T = TypeVar("T")

_VERSION: Final = 1
_SCHEMA: Final = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
CREATE TABLE accounts (
    user_id TEXT PRIMARY KEY,
    client_id TEXT UNIQUE,
    token_hash BLOB UNIQUE,
    ip TEXT NOT NULL,
    issued_at REAL NOT NULL,
    expires_at REAL NOT NULL,
    used INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX accounts_by_ip ON accounts (ip, issued_at);
CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    task_id TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    language TEXT NOT NULL,
    created_at REAL NOT NULL,
    touched_at REAL NOT NULL,
    draft TEXT,
    next_draft TEXT,
    next_at REAL,
    past TEXT NOT NULL DEFAULT '[]',
    future TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user_id, touched_at);
CREATE TABLE media (
    id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    content_type TEXT NOT NULL,
    width INTEGER,
    height INTEGER,
    duration_s REAL,
    size INTEGER NOT NULL,
    hash TEXT NOT NULL,
    extension TEXT NOT NULL,
    fresh INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX media_by_session ON media (session_id, position);
CREATE INDEX media_by_hash ON media (hash);
CREATE TABLE turns (
    user_id TEXT NOT NULL,
    id TEXT NOT NULL,
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    text TEXT NOT NULL,
    skill TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at REAL NOT NULL,
    cost INTEGER NOT NULL,
    changed INTEGER NOT NULL DEFAULT 0,
    reply TEXT NOT NULL DEFAULT '',
    activities TEXT NOT NULL DEFAULT '[]',
    error TEXT,
    PRIMARY KEY (user_id, id)
) STRICT;
CREATE INDEX turns_by_session ON turns (session_id, created_at);
CREATE INDEX turns_by_status ON turns (status);
CREATE TABLE renders (
    user_id TEXT NOT NULL,
    id TEXT NOT NULL,
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    draft TEXT NOT NULL,
    output TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at REAL NOT NULL,
    reason TEXT,
    file TEXT,
    width INTEGER,
    height INTEGER,
    duration_s REAL,
    size INTEGER,
    PRIMARY KEY (user_id, id)
) STRICT;
CREATE INDEX renders_by_session ON renders (session_id, created_at);
CREATE INDEX renders_by_status ON renders (status, created_at);
CREATE TABLE claims (
    hash BLOB PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    expires_at REAL NOT NULL
) STRICT;
"""


class DatabaseTooNew(StillmotionError):
    """The file was written by a newer Stillmotion."""


class DatabaseDamaged(StillmotionError):
    """The file is not one of ours, or broken."""


class Database:
    """The studio's rows. Other threads never touch the connection."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="studio-db")
        self._connection: sqlite3.Connection | None = None

    async def open(self) -> None:
        """Make or open the file.

        Raises:
            DatabaseTooNew: A newer version wrote it.
            DatabaseDamaged: It can't be read.
            DiskFull: There was no space to make it.
        """
        await asyncio.get_running_loop().run_in_executor(self._thread, self._open)

    def _open(self) -> None:
        self._connection = _connect(self._path)

    async def transact(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run ``work`` as one transaction, durable when this returns.

        A caller that is cancelled meanwhile leaves the transaction whole: done or not done.

        Raises:
            DiskFull: There was no space.
        """
        connection = self._connection
        if connection is None:
            raise RuntimeError("the database is not open")
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, _transact, connection, work)

    async def aclose(self) -> None:
        """Finish what is under way, also an opening whose caller has left, and close the file."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown(wait=False)

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        _lay_tables(connection)
    except sqlite3.Error as exc:
        connection.close()
        if _is_full(exc):
            raise DiskFull("no space for the studio's rows") from exc
        raise DatabaseDamaged(f"{path.name} can't be read") from exc
    except BaseException:
        connection.close()
        raise
    return connection


def _lay_tables(connection: sqlite3.Connection) -> None:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > _VERSION:
        raise DatabaseTooNew(f"the rows have version {version}, this program knows {_VERSION}")
    if version < _VERSION:
        connection.executescript(
            f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;"
        )


def _transact(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    connection.execute("BEGIN")
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException as exc:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if _is_full(exc):
            raise DiskFull("no space for the studio's rows") from exc
        raise
    return result


def _is_full(exc: BaseException) -> bool:
    # errors that Python's own module raises, e.g. for a wrong binding, have no code
    code = getattr(exc, "sqlite_errorcode", None)
    return isinstance(exc, sqlite3.Error) and code == sqlite3.SQLITE_FULL
