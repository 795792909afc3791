"""Files to the backend: streamed from disk, judged before the first byte goes out."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeAlias
from urllib.parse import quote, urlsplit

from core.backend import fields
from core.backend.connections import Body
from core.backend.envelopes import ACCEPTED_EXTENSIONS, LARGEST_UPLOAD
from core.backend.models import Json, Session, UploadFile, UploadResult
from core.backend.state import parse_media
from core.backend.wire import Wire
from core.errors import BackendRefused, MediaTooLarge, TransferFailed, UnsupportedMedia

Progress: TypeAlias = Callable[[int, int], None]
"""Told the bytes that went out and all there are."""

_PIECE = 256 * 1024


def upload_path(session: Session) -> str:
    """Where a session's files go."""
    return f"/api/upload-video/nemo_agent/me/{quote(session.session_id, safe='')}"


async def upload(
    wire: Wire, session: Session, files: Sequence[UploadFile], on_progress: Progress | None
) -> UploadResult:
    """Send files in one request.

    Raises:
        UnsupportedMedia: A name's extension is not accepted; nothing was sent.
        MediaTooLarge: A file is over 200 MB; nothing was sent.
        TransferFailed: A file is gone, or changed while it was sent.
        BackendError: The call failed.
    """
    if not files:
        return UploadResult()
    parts = await asyncio.to_thread(lambda: [_judged(file) for file in files])
    form = MultipartForm(parts, secrets.token_hex(16), on_progress)
    body = Body(f"multipart/form-data; boundary={form.boundary}", form.length, form.pieces)
    return parse_upload(await wire.upload(upload_path(session), body, session=session))


async def upload_urls(wire: Wire, session: Session, urls: Sequence[str]) -> UploadResult:
    """Have the backend fetch files itself.

    Raises:
        BackendRefused: A URL is none of http or https; nothing was sent.
        BackendError: The call failed.
    """
    if not urls:
        return UploadResult()
    for url in urls:
        if not _fetchable(url):
            raise BackendRefused("only http and https links can be fetched")
    body: Json = {"urls": list(urls), "source_type": "url"}
    return parse_upload(await wire.upload(upload_path(session), body, session=session))


def parse_upload(value: Json) -> UploadResult:
    """What an upload answered; every member can be missing.

    Raises:
        UnreadableAnswer: It is no object, or its files are no list.
    """
    if value is None:
        return UploadResult()
    told = fields.as_object(value, "the upload's answer")
    return UploadResult(
        files=tuple(parse_media(item) for item in fields.objects(told.get("files"), "the files")),
        state_applied=told.get("session_state_applied") is True,
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a form. ``size`` in bytes, as it was judged."""

    path: Path
    head: bytes
    size: int


@dataclass(frozen=True, slots=True)
class MultipartForm:
    """``multipart/form-data`` (RFC 7578) read from disk while it is sent.

    httpx's own would do, but reads the disk on the event loop.
    """

    parts: Sequence[Part]
    boundary: str
    on_progress: Progress | None = None

    @property
    def length(self) -> int:
        """Bytes of the whole body."""
        fence = len(self.boundary) + 4
        return sum(fence + len(part.head) + part.size + 2 for part in self.parts) + fence + 2

    async def pieces(self) -> AsyncGenerator[bytes]:
        """The body.

        Raises:
            TransferFailed: A file is gone or shorter than it was.
        """
        fence = f"--{self.boundary}\r\n".encode()
        total = sum(part.size for part in self.parts)
        done = 0
        for part in self.parts:
            yield fence + part.head
            async with aclosing(_file_pieces(part)) as pieces:
                async for piece in pieces:
                    yield piece
                    done += len(piece)
                    if self.on_progress is not None:
                        self.on_progress(done, total)
            yield b"\r\n"
        yield f"--{self.boundary}--\r\n".encode()


async def _file_pieces(part: Part) -> AsyncGenerator[bytes]:
    try:
        file = await asyncio.to_thread(part.path.open, "rb", buffering=0)
    except OSError as exc:
        raise TransferFailed("a file to upload is gone") from exc
    try:
        left = part.size
        while left:
            piece = await asyncio.to_thread(_read, file, min(left, _PIECE))
            if not piece:
                raise TransferFailed("a file became shorter while it was sent")
            left -= len(piece)
            yield piece
    finally:
        file.close()


def _read(file: BinaryIO, size: int) -> bytes:
    try:
        return file.read(size)
    except (OSError, ValueError) as exc:
        raise TransferFailed("a file can't be read while it is sent") from exc


def _judged(file: UploadFile) -> Part:
    extension = file.name.rpartition(".")[2].lower() if "." in file.name else ""
    if extension not in ACCEPTED_EXTENSIONS:
        raise UnsupportedMedia(name=file.name, accepted=ACCEPTED_EXTENSIONS)
    try:
        size = file.path.stat().st_size
    except OSError as exc:
        raise TransferFailed("a file to upload is gone") from exc
    if size > LARGEST_UPLOAD:
        raise MediaTooLarge(name=file.name, limit=LARGEST_UPLOAD, size=size)
    return Part(file.path, _part_head(file), size)


def _part_head(file: UploadFile) -> bytes:
    """A part's headers; quotes and line ends of a name are escaped as browsers do."""
    name = file.name.translate({ord('"'): "%22", ord("\r"): "%0D", ord("\n"): "%0A"})
    kind = "".join(letter for letter in file.content_type if "!" <= letter <= "~")
    return (
        f'Content-Disposition: form-data; name="files"; filename="{name}"\r\n'
        f"Content-Type: {kind or 'application/octet-stream'}\r\n\r\n"
    ).encode("utf-8", "replace")


def _fetchable(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
