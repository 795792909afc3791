"""The studio's folders: files by content, finished videos, and what is still arriving."""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Final, TypeVar

from core.errors import DiskFull, is_disk_full
from core.studio.refusals import media_too_large

T = TypeVar("T")

_WRITE_AT: Final = 512 * 1024


@dataclass(frozen=True, slots=True)
class Arrived:
    """A whole file that came in, not yet accepted. ``sha256`` is in hex, ``size`` in bytes."""

    path: Path
    name: str
    size: int
    sha256: str


class Folders:
    """Paths, and a few threads for the disk. Names inside are made here, never taken over."""

    def __init__(self, root: Path, *, min_free: int, threads: int = 4) -> None:
        self._root = root
        self._min_free = min_free
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="studio-disk")
        self.media = root / "media"
        self.renders = root / "renders"
        self.incoming = root / "incoming"

    async def open(self) -> None:
        """Make the folders; what was still arriving when the last run ended goes."""
        await self.run(self._open)

    def _open(self) -> None:
        shutil.rmtree(self.incoming, ignore_errors=True)
        for folder in (self.media, self.renders, self.incoming):
            folder.mkdir(parents=True, exist_ok=True)

    async def run(self, work: Callable[[], T]) -> T:
        """Do ``work`` in a thread of the disk.

        Raises:
            DiskFull: No space was left.
        """
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except OSError as exc:
            if is_disk_full(exc):
                raise DiskFull("no space for the studio's files") from exc
            raise

    async def ensure_space(self, size: int = 0) -> None:
        """Raises DiskFull when ``size`` bytes more would leave less than the set minimum."""
        usage = await self.run(lambda: shutil.disk_usage(self._root))
        if usage.free - size < self._min_free:
            raise DiskFull("the studio's disk is nearly full")

    def new_render(self) -> Path:
        """Where a finished video shall go."""
        return self.renders / f"{secrets.token_hex(16)}.mp4"

    def receive(self, name: str, most: int) -> Receiver:
        """A file of at most ``most`` bytes to write what arrives into."""
        return Receiver(self, self.incoming / secrets.token_hex(16), name, most)

    async def keep(self, arrived: Arrived, file: str) -> None:
        """Move an accepted file to its place among the media, durably."""
        await self.run(lambda: _settle(arrived.path, self.media / file))

    async def remove(self, paths: Collection[Path]) -> None:
        """Remove files, present or not."""
        await self.run(lambda: _remove(paths))

    async def listed(self, folder: Path) -> list[Path]:
        """What lies in one of the folders now."""
        return await self.run(lambda: list(folder.iterdir()))

    async def aclose(self) -> None:
        """Wait for what is under way."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, self._threads.shutdown)


class Receiver:
    """Writes one arriving file and hashes it on the way.

    Small blocks are gathered: a trip to a thread for each of 64 KiB would cost more than the disk.
    """

    def __init__(self, folders: Folders, path: Path, name: str, most: int) -> None:
        self._folders = folders
        self._path = path
        self._name = name
        self._hash = hashlib.sha256()
        self._file: FileIO | None = None
        self._most = most
        self._size = 0
        self._gathered = bytearray()

    async def write(self, block: bytes) -> None:
        """Append.

        Raises:
            Refused: 4002, it is getting too large.
            DiskFull: No space was left.
        """
        self._size += len(block)
        if self._size > self._most:
            raise media_too_large(self._most)
        self._gathered += block
        if len(self._gathered) >= _WRITE_AT:
            await self._flush()

    async def _flush(self) -> None:
        block, self._gathered = self._gathered, bytearray()
        await self._folders.run(lambda: self._append(block))

    def _append(self, block: bytearray) -> None:
        if self._file is None:
            self._file = self._path.open("xb", buffering=0)
        left = memoryview(block)
        while left:  # a disk that is nearly full takes a part and only then complains
            left = left[self._file.write(left) :]
        self._hash.update(block)

    async def finish(self) -> Arrived:
        """The file is whole; it is on the disk when this returns."""
        await self._flush()
        await self._folders.run(self._finish)
        return Arrived(self._path, self._name, self._size, self._hash.hexdigest())

    def _finish(self) -> None:
        if self._file is None:
            return
        os.fsync(self._file.fileno())
        self._file.close()

    async def discard(self) -> None:
        """It is not wanted after all."""
        await self._folders.run(self._discard)

    def _discard(self) -> None:
        if self._file is not None:
            self._file.close()
        self._path.unlink(missing_ok=True)


def _settle(source: Path, target: Path) -> None:
    source.replace(target)
    folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _remove(paths: Collection[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
