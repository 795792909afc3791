"""The store: transactions over the tables."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.errors import StoreUnusable
from core.store.chats import ChatRecords
from core.store.deliveries import DeliveryRecords
from core.store.forgetting import delete_older, forget
from core.store.grants import GrantRecords
from core.store.inbox import InboxRecords
from core.store.media import MediaRecords
from core.store.moving import move
from core.store.projects import ProjectRecords
from core.store.schema import HEAD, make, migrate, version_of
from core.store.sqlite import (
    check_foreign_keys,
    make_private,
    migrating_engine,
    of_the_store,
    reading_engine,
    writing_engine,
)
from core.store.transcript import TranscriptRecords
from core.store.tray import TrayRecords
from core.store.turns import TurnRecords
from core.store.writer import Writer

T = TypeVar("T")

_AT_ONCE = 100
"""Rows that one transaction deletes for their age, at most."""


class Transaction:
    """The tables, as one transaction sees them."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.inbox = InboxRecords(connection)
        self.chats = ChatRecords(connection)
        self.projects = ProjectRecords(connection)
        self.tray = TrayRecords(connection)
        self.turns = TurnRecords(connection)
        self.deliveries = DeliveryRecords(connection)
        self.transcript = TranscriptRecords(connection)
        self.grants = GrantRecords(connection)
        self.media = MediaRecords(connection)
        self._connection = connection

    async def forget(self, chat: str, *, counted_since: float = math.inf) -> None:
        """Delete all that is kept of a chat, but what admins granted it.

        Turns since then still count for their authors and the chat, without its name or a word.
        A turn that is under way finds its lease lost: stop what it does at the backend first.
        """
        await forget(self._connection, chat, counted_since)

    async def move(self, old: str, new: str) -> None:
        """Let all that is kept of a chat follow it to its new name."""
        await move(self._connection, old, new)


class Store:
    """What is kept between two starts.

    The work given to ``write`` and ``read`` does nothing but read and write through its
    ``Transaction``: it may run twice.
    """

    def __init__(self, writing: AsyncEngine, reading: AsyncEngine) -> None:
        self._reading = reading
        self._reads: set[asyncio.Task[Any]] = set()
        self._writer = Writer(writing)
        self._closed = False

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Change something; durable when this returns.

        Raises:
            DiskFull: there is no room for it.
            StoreUnusable: the database failed, or is closed.
        """
        return await self._writer.write(lambda connection: work(Transaction(connection)))

    async def read(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Look something up.

        Raises:
            StoreUnusable: the database failed, or is closed.
        """
        if self._closed:
            raise StoreUnusable("closed")
        # to cancel a read would cost its connection; it ends by itself soon enough
        reading = asyncio.create_task(self._read(work))
        self._reads.add(reading)
        reading.add_done_callback(self._read_ended)
        return await asyncio.shield(reading)

    async def _read(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        with _ours():
            async with self._reading.connect() as connection:
                return await work(Transaction(connection))

    def _read_ended(self, reading: asyncio.Task[Any]) -> None:
        self._reads.discard(reading)
        if not reading.cancelled():
            reading.exception()  # whoever waited for it has left, perhaps

    async def age_out(self, before: float) -> int:
        """Delete what is older than that and done with; how many rows they were.

        In small transactions, so that nobody waits for long. It lets go of the rows' files too.
        """
        deleted = 0
        while some := await self._writer.write(
            lambda connection: delete_older(connection, before, _AT_ONCE)
        ):
            deleted += some
        return deleted

    async def aclose(self) -> None:
        """Write what was asked for, let reads end, then close."""
        self._closed = True
        await self._writer.aclose()
        if self._reads:
            await asyncio.wait(self._reads)


@asynccontextmanager
async def open_store(path: Path, *, busy_s: float = 5.0) -> AsyncGenerator[Store]:
    """The store in the file at ``path``, made or brought up to date.

    ``busy_s``: seconds that a write waits for another process.

    Raises:
        StoreTooNew: a later version of the program wrote it.
        StoreUnusable: it can't be opened or is damaged.
        DiskFull: there is no room to begin.
    """
    make_private(path)
    writing, reading = writing_engine(path, busy_s), reading_engine(path)
    store = Store(writing, reading)
    try:
        with _ours():
            await _bring_to_head(path, writing)
        yield store
    finally:
        await store.aclose()
        await reading.dispose()
        await writing.dispose()


async def _bring_to_head(path: Path, writing: AsyncEngine) -> None:
    version = await version_of(writing)
    if version == HEAD:
        return
    if version is None:
        await make(writing)
        return
    migrating = migrating_engine(path)
    try:
        await migrate(migrating, version, check=check_foreign_keys)
    finally:
        await migrating.dispose()


@contextmanager
def _ours() -> Generator[None]:
    try:
        yield
    except Exception as exc:
        ours = of_the_store(exc)
        if ours is None:
            raise
        raise ours from exc
