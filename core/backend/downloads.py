"""Finished files from the backend: streamed to disk, whole or not at all."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TypeAlias
from urllib.parse import quote

import httpx
import structlog

from core.backend.models import RenderStatus
from core.backend.wire import Wire
from core.errors import (
    BackendDown,
    BackendError,
    DiskFull,
    TransferFailed,
    is_disk_full,
)

Progress: TypeAlias = Callable[[int, int | None], None]
"""Told the bytes that arrived and all there are, where that is known."""

_PIECE = 256 * 1024


def fallback_path(render_id: str) -> str:
    """Where a render's file is had when its link can't be fetched."""
    return f"/api/render/proxy/{quote(render_id, safe='')}/download"


async def download(
    wire: Wire,
    render_id: str,
    status: RenderStatus,
    dest: Path,
    on_progress: Progress | None = None,
) -> int:
    """Fetch a finished render into ``dest``; its size in bytes.

    The link is tried first, then the API's own download. What arrives goes to a part file
    beside ``dest`` that replaces it at the end and is removed on every other way out.

    Raises:
        TransferFailed: It did not arrive whole, from neither place.
        DiskFull: There is no room for it.
        BackendError: The API's own download was refused.
    """
    async with _part_file(dest) as sink:
        if status.url is not None:
            try:
                return await _fetch(wire, status.url, sink, status.size, on_progress)
            except _Unwritable:
                raise
            except BackendError as exc:
                structlog.get_logger(__name__).info(
                    "a render's link can't be fetched", reason=type(exc).__name__, code=exc.code
                )
        return await _fetch(wire, fallback_path(render_id), sink, status.size, on_progress)


async def _fetch(
    wire: Wire, url: str, sink: PartFile, size: int | None, on_progress: Progress | None
) -> int:
    """One place, from the start again after every cut."""
    pause, left = wire.timing.transfer_pause, wire.timing.transfer_attempts
    while True:
        left -= 1
        try:
            return await _receive(wire, url, sink, size, on_progress)
        except _Unwritable:
            raise
        except (BackendDown, TransferFailed):
            if left <= 0:
                raise
        await wire.clock.sleep(pause)
        pause *= 2


async def _receive(
    wire: Wire, url: str, sink: PartFile, size: int | None, on_progress: Progress | None
) -> int:
    await asyncio.to_thread(sink.restart)
    got = 0
    try:
        async with wire.follow(url) as response:
            announced = _announced(response)
            async for piece in _pieces(response):
                await asyncio.to_thread(sink.write, piece)
                got += len(piece)
                if on_progress is not None:
                    on_progress(got, announced or size)
    except BackendDown as exc:
        if exc.code is None and exc.sent:
            raise TransferFailed("the connection broke") from exc
        raise
    for due in (announced, size):
        if due is not None and got != due:
            raise TransferFailed(f"{got} bytes came instead of {due}")
    if got == 0:
        raise TransferFailed("an empty file came")
    await asyncio.to_thread(sink.keep)
    return got


def _announced(response: httpx.Response) -> int | None:
    """The file's size by its headers; None where they tell another thing or nothing."""
    length = response.headers.get("content-length", "")
    if "content-encoding" in response.headers or not length.isdigit():
        return None
    return int(length)


async def _pieces(response: httpx.Response) -> AsyncGenerator[bytes]:
    """The body in pieces worth a trip to the disk."""
    held = bytearray()
    async for piece in response.aiter_bytes():
        held += piece
        if len(held) >= _PIECE:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


class PartFile:
    """The unfinished file beside its destination.

    Its methods block and are called in threads; a lock keeps a cancelled download's last write
    and the removal apart.
    """

    def __init__(self, dest: Path) -> None:
        self._dest = dest
        self._path = dest.with_name(dest.name + ".part")
        self._file: BinaryIO | None = None
        self._lock = threading.Lock()
        self._over = False

    def restart(self) -> None:
        """Begin with an empty file."""
        with self._lock, _disk():
            self._close()
            self._dest.parent.mkdir(parents=True, exist_ok=True)
            if not self._over:
                self._file = self._path.open("wb", buffering=0)

    def write(self, piece: bytes) -> None:
        """Append."""
        with self._lock, _disk():
            left = memoryview(piece)
            while self._file is not None and left:
                left = left[self._file.write(left) :]

    def keep(self) -> None:
        """Make it the destination, durably."""
        with self._lock, _disk():
            if self._file is None:
                return
            os.fsync(self._file.fileno())
            self._close()
            self._path.replace(self._dest)

    def discard(self) -> None:
        """Remove what is left of it; nothing is written afterwards."""
        with self._lock, suppress(OSError):
            self._over = True
            self._close()
            self._path.unlink(missing_ok=True)

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


class _Unwritable(TransferFailed):
    """The fault is here: neither another attempt nor another place helps."""


@contextmanager
def _disk() -> Generator[None]:
    try:
        yield
    except OSError as exc:
        if is_disk_full(exc):
            raise DiskFull("no space left for the file") from exc
        raise _Unwritable("the file can't be written") from exc


@asynccontextmanager
async def _part_file(dest: Path) -> AsyncGenerator[PartFile]:
    sink = PartFile(dest)
    try:
        yield sink
    finally:
        await asyncio.shield(asyncio.to_thread(sink.discard))
