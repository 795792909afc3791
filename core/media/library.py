"""Keeps files, each content once, for as long as anybody needs it."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
from collections.abc import Collection, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import BinaryIO
from uuid import uuid4

from core.clock import Clock, SystemClock
from core.errors import (
    Cancelled,
    DiskFull,
    MediaTooLarge,
    MediaUnreadable,
    StoreUnusable,
    is_disk_full,
)
from core.store import Store

_CHUNK = 1024 * 1024
_AT_ONCE = 4
_GRACE_S = 3600.0
_PARTS = "parts"


class MediaFiles:
    """Files by the hash of their content: ``folder/<first two digits>/<SHA-256>``.

    A file is kept while its row has users (``Transaction.media.use`` and ``release``), and for an
    hour after it was stored, within which it must have got one; what a forgotten chat had may go
    at once. One process has the folder.

    Args:
        folder: Where they are; made when first needed.
        store: Has their rows.
        clock: Time.
        max_bytes: Of one file.
    """

    def __init__(
        self,
        folder: Path,
        store: Store,
        *,
        clock: Clock | None = None,
        max_bytes: int = 4 * 1024**3,
    ) -> None:
        self._folder = folder
        self._store = store
        self._clock = clock or SystemClock()
        self._max_bytes = max_bytes
        self._copying = asyncio.Semaphore(_AT_ONCE)
        self._parts: set[str] = set()
        # a file and its row come and go together
        self._settling = asyncio.Lock()

    async def put(self, path: Path) -> str:
        """Keep a copy of the file at ``path``; its hash, in hex digits.

        Raises:
            DiskFull: There is no room for it.
            MediaTooLarge: It has more than ``max_bytes``.
            MediaUnreadable: It can't be read.
            StoreUnusable: The folder can't be written to.
        """
        part = self._folder / _PARTS / uuid4().hex
        self._parts.add(part.name)
        try:
            async with self._copying:
                digest, size = await self._copy(path, part)
            async with self._settling:
                await asyncio.to_thread(_settle, part, self.path(digest))
                now = self._clock.time()
                await self._store.write(lambda tx: tx.media.add(digest, size, now=now))
        finally:
            self._parts.discard(part.name)
        return digest

    def path(self, digest: str) -> Path:
        """Where the file with that hash is, or would be.

        Raises:
            ValueError: It is no hash.
        """
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise ValueError("not a hash")
        return self._folder / digest[:2] / digest

    async def free(self) -> int:
        """The room left on the disk, in bytes."""
        return await asyncio.to_thread(_free, self._folder)

    async def remove_unused(self) -> int:
        """Remove the files that nobody uses any more; how many they were."""
        removed = 0
        stored_before = self._clock.time() - _GRACE_S
        while dropped := await self._drop_unused(stored_before):
            removed += dropped
        return removed

    async def sweep(self) -> int:
        """Remove the files that nobody needs; how many they were.

        Also those whose row never came, and unfinished copies: their process was killed.
        """
        removed = await self.remove_unused()
        for folder in await asyncio.to_thread(_folders, self._folder):
            async with self._settling:
                removed += await self._remove_strays(folder)
        return removed

    async def _copy(self, source: Path, part: Path) -> tuple[str, int]:
        stop = Event()
        copying = asyncio.ensure_future(
            asyncio.to_thread(_copy, source, part, self._max_bytes, stop)
        )
        try:
            return await asyncio.shield(copying)
        except asyncio.CancelledError:
            stop.set()
            await asyncio.wait((copying,))
            if not copying.cancelled() and copying.exception() is None:
                await asyncio.to_thread(_remove, (part,))
            raise

    async def _drop_unused(self, stored_before: float) -> int:
        async with self._settling:
            # rows first: a file without a row is found again, a row without a file is a broken one
            digests = await self._store.write(
                lambda tx: tx.media.drop_unused(stored_before=stored_before)
            )
            await asyncio.to_thread(_remove, [self.path(digest) for digest in digests])
        return len(digests)

    async def _remove_strays(self, folder: Path) -> int:
        found = await asyncio.to_thread(_files, folder)
        if folder.name == _PARTS:
            strays = [name for name in found if name not in self._parts]
        else:
            known = await self._store.read(lambda tx: tx.media.known(folder.name))
            strays = [name for name in found if name not in known]
        await asyncio.to_thread(_remove, [folder / name for name in strays])
        return len(strays)


def _copy(source: Path, part: Path, max_bytes: int, stop: Event) -> tuple[str, int]:
    """Copy a file durably; its hash and size. On an error nothing is left."""
    with _readable(source) as stream, _new(part) as copy:
        try:
            return _stream(stream, copy, max_bytes, stop)
        except OSError as exc:
            part.unlink(missing_ok=True)
            raise _unwritable(exc) from exc
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def _new(part: Path) -> BinaryIO:
    try:
        part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # unbuffered: what did not fit must not be tried again while the file is closed
        return part.open("xb", buffering=0)
    except OSError as exc:
        raise _unwritable(exc) from exc


def _stream(source: BinaryIO, copy: BinaryIO, max_bytes: int, stop: Event) -> tuple[str, int]:
    digest = hashlib.sha256()
    size = 0
    while chunk := _read(source):
        size += len(chunk)
        if size > max_bytes:
            raise MediaTooLarge(f"more than {max_bytes} bytes", limit=max_bytes)
        if stop.is_set():
            raise Cancelled
        digest.update(chunk)
        _write(copy, chunk)
    os.fsync(copy.fileno())
    return digest.hexdigest(), size


@contextmanager
def _readable(source: Path) -> Generator[BinaryIO]:
    try:
        stream = source.open("rb")
    except OSError as exc:
        raise MediaUnreadable("it can't be read") from exc
    with stream:
        yield stream


def _read(source: BinaryIO) -> bytes:
    try:
        return source.read(_CHUNK)
    except OSError as exc:
        raise MediaUnreadable("it can't be read") from exc


def _write(copy: BinaryIO, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        rest = rest[copy.write(rest) :]


def _settle(part: Path, path: Path) -> None:
    """Give a whole file its name, durably; one with the same content is replaced."""
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        part.replace(path)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as exc:
        raise _unwritable(exc) from exc


def _unwritable(exc: OSError) -> DiskFull | StoreUnusable:
    if is_disk_full(exc):
        return DiskFull("no space left for a file")
    return StoreUnusable(exc.strerror or type(exc).__name__)


def _folders(folder: Path) -> list[Path]:
    return sorted(entry for entry in folder.iterdir() if entry.is_dir()) if folder.is_dir() else []


def _files(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir()]


def _remove(paths: Collection[Path]) -> None:
    for path in paths:
        with suppress(OSError):  # one that stays is found again by the next sweep
            path.unlink()


def _free(folder: Path) -> int:
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free
