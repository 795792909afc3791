"""What the page sends: fields and files, straight from the socket to the disk."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from bots.web.refusals import Refused
from core.errors import DiskFull, MediaTooLarge
from core.multipart import Began, Block, Ended, Event, MultipartDecoder, NotMultipart

if TYPE_CHECKING:
    from typing import BinaryIO

    from starlette.requests import Request

_FILES: Final = "files"
_WRITE_AT_ONCE: Final = 1 << 20
_MOST_PARTS: Final = 64
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class FormLimits:
    """What one message may bring: bytes, characters, and seconds of silence in the middle."""

    files: int = 20
    file_bytes: int = 200 * 1024 * 1024
    text_bytes: int = 256 * 1024
    name_chars: int = 200
    silence_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Received:
    """A file on the disk. ``name`` is what its sender calls it."""

    path: Path
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Form:
    """A whole form."""

    fields: dict[str, str]
    files: tuple[Received, ...]


async def receive_form(request: Request, folder: Path, limits: FormLimits) -> Form:
    """Read a multipart body; its files lie in ``folder``, which exists.

    Raises:
        Refused: it is no multipart body, has too many parts or too much text, or does not come.
        MediaTooLarge, DiskFull: as they say.
        ClientDisconnect: the sender left.
    """
    writer = _FormWriter(folder, limits)
    try:
        try:
            decoder = MultipartDecoder(request.headers.get("content-type", ""), _MOST_PARTS)
            async for block in _blocks(request, limits):
                for event in decoder.feed(block):
                    await writer.take(event)
            decoder.end()
        except NotMultipart as exc:
            raise Refused(400) from exc
        return writer.form()
    except BaseException:
        await asyncio.shield(writer.discard())
        raise


async def _blocks(request: Request, limits: FormLimits) -> AsyncGenerator[bytes]:
    stream = request.stream()
    while True:
        try:
            async with asyncio.timeout(limits.silence_s):
                block = await anext(stream, None)
        except TimeoutError as exc:
            raise Refused(408) from exc
        if block is None:
            return
        if block:
            yield block


@dataclass(slots=True)
class _File:
    path: Path
    name: str
    handle: BinaryIO
    waiting: bytearray = field(default_factory=bytearray)
    size: int = 0


class _FormWriter:
    """Puts the parts where they belong."""

    def __init__(self, folder: Path, limits: FormLimits) -> None:
        self._folder = folder
        self._limits = limits
        self._fields: dict[str, bytearray] = {}
        self._files: list[Received] = []
        self._file: _File | None = None
        self._field: bytearray | None = None
        self._text_bytes = 0

    def form(self) -> Form:
        fields = {name: value.decode("utf-8", "replace") for name, value in self._fields.items()}
        return Form(fields, tuple(self._files))

    async def take(self, event: Event) -> None:
        match event:
            case Began():
                await self._begin(event)
            case Block():
                await self._write(event.content)
            case Ended():
                await self._end()

    async def discard(self) -> None:
        """Remove every file that has come so far."""
        paths = [file.path for file in self._files]
        if self._file is not None:
            self._file.handle.close()
            paths.append(self._file.path)
        await asyncio.to_thread(_remove, paths)

    async def _begin(self, part: Began) -> None:
        self._field = None
        if part.filename is None:
            self._field = self._fields.setdefault(part.name, bytearray())
        elif part.name == _FILES and part.filename:
            if len(self._files) >= self._limits.files:
                raise Refused(413, "web-too-many", most=self._limits.files)
            path = self._folder / uuid4().hex
            name = part.filename[-self._limits.name_chars :]
            try:
                self._file = _File(path, name, await asyncio.to_thread(path.open, "xb"))
            except OSError as exc:
                raise DiskFull from exc

    async def _write(self, content: bytes) -> None:
        if self._file is not None:
            file = self._file
            file.size += len(content)
            if file.size > self._limits.file_bytes:
                raise MediaTooLarge(name=file.name, limit=self._limits.file_bytes)
            file.waiting += content
            if len(file.waiting) >= _WRITE_AT_ONCE:
                await self._flush(file)
        elif self._field is not None:
            self._text_bytes += len(content)
            if self._text_bytes > self._limits.text_bytes:
                raise Refused(413, "web-text-too-long")
            self._field += content

    async def _end(self) -> None:
        if self._file is not None:
            file = self._file
            await self._flush(file)
            await asyncio.to_thread(file.handle.close)
            self._files.append(Received(file.path, file.name, file.size))
            self._file = None

    async def _flush(self, file: _File) -> None:
        block = bytes(file.waiting)
        file.waiting.clear()
        try:
            await asyncio.to_thread(file.handle.write, block)
        except OSError as exc:
            if exc.errno in _NO_ROOM:
                raise DiskFull from exc
            raise Refused(500) from exc


def _remove(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
