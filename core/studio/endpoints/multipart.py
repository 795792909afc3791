"""Files out of a request: straight from the socket to the disk, never whole in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from core.studio.endpoints.bodies import blocks
from core.studio.refusals import malformed

if TYPE_CHECKING:
    from starlette.requests import Request

    from core.studio.limits import Limits
    from core.studio.storage.folders import Arrived, Folders, Receiver

_FIELD: Final = b"files"
_MOST_PARTS: Final = 200


@dataclass(frozen=True, slots=True)
class _Began:
    """A part's headers are over. ``filename`` None: it is no file."""

    field: bytes
    filename: str | None


@dataclass(frozen=True, slots=True)
class _Block:
    """Some of a part's content."""

    content: bytes


@dataclass(frozen=True, slots=True)
class _Ended:
    """A part is over."""


_Event: TypeAlias = _Began | _Block | _Ended


class _Parts:
    """The parser's callbacks as a list of events."""

    def __init__(self, boundary: bytes) -> None:
        self._events: list[_Event] = []
        self._header = b""
        self._value = b""
        self._disposition = b""
        self.complete = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._on_field,
                "on_header_value": self._on_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._data,
                "on_part_end": self._end,
                "on_end": self._finish,
            },
        )

    def feed(self, block: bytes) -> list[_Event]:
        """What ``block`` brings.

        Raises:
            Refused: 422, it is no multipart body.
        """
        self._events = []
        try:
            self._parser.write(block)
        except FormParserError as exc:
            raise malformed("the body is not multipart/form-data") from exc
        return self._events

    def _begin(self) -> None:
        self._disposition = b""

    def _on_field(self, block: bytes, start: int, end: int) -> None:
        self._header += block[start:end]

    def _on_value(self, block: bytes, start: int, end: int) -> None:
        self._value += block[start:end]

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        name = options.get(b"filename")
        filename = None if name is None else name.decode("utf-8", "replace")
        self._events.append(_Began(options.get(b"name", b""), filename))

    def _data(self, block: bytes, start: int, end: int) -> None:
        self._events.append(_Block(block[start:end]))

    def _end(self) -> None:
        self._events.append(_Ended())

    def _finish(self) -> None:
        self.complete = True


class MultipartFiles:
    """Receives the files of one multipart request."""

    def __init__(self, request: Request, folders: Folders, limits: Limits) -> None:
        self._request = request
        self._folders = folders
        self._limits = limits
        self._parts = _Parts(_boundary(request))
        self._arrived: list[Arrived] = []
        self._receiver: Receiver | None = None
        self._seen = 0

    async def receive(self) -> list[Arrived]:
        """All files, whole and on the disk.

        Raises:
            Refused: 4002, or 422 for too many files or none.
            DiskFull: There was no space.
        """
        try:
            async for block in blocks(self._request, self._limits):
                for event in self._parts.feed(block):
                    await self._take(event)
            self._check_whole()
        except BaseException:
            await self._discard()
            raise
        return self._arrived

    def _check_whole(self) -> None:
        if not self._parts.complete:
            raise malformed("the multipart body ends too early")
        if not self._arrived:
            raise malformed("no part named files holds a file")

    async def _take(self, event: _Event) -> None:
        match event:
            case _Began():
                await self._begin(event)
            case _Block():
                if self._receiver is not None:
                    await self._receiver.write(event.content)
            case _Ended():
                await self._finish()

    async def _begin(self, part: _Began) -> None:
        self._seen += 1
        if self._seen > _MOST_PARTS:
            raise malformed(f"at most {_MOST_PARTS} parts")
        if part.field != _FIELD or part.filename is None:
            return
        if len(self._arrived) >= self._limits.files_per_upload:
            raise malformed(f"at most {self._limits.files_per_upload} files in one request")
        await self._folders.ensure_space()
        self._receiver = self._folders.receive(
            part.filename[: self._limits.name_chars], self._limits.file_bytes
        )

    async def _finish(self) -> None:
        if self._receiver is None:
            return
        self._arrived.append(await self._receiver.finish())
        self._receiver = None

    async def _discard(self) -> None:
        if self._receiver is not None:
            await self._receiver.discard()
        await self._folders.remove([file.path for file in self._arrived])


def _boundary(request: Request) -> bytes:
    _, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if not 1 <= len(boundary) <= 70:  # RFC 2046, 5.1.1
        raise malformed("multipart/form-data needs a boundary")
    return boundary
