"""Arguments of the command line as what somebody attached: files and links."""

from __future__ import annotations

import asyncio
import mimetypes
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from core.conversation import Attachment, AttachmentKind
from core.errors import MediaUnreadable

_CHUNK = 1 << 16
_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file on this machine, read in place."""

    path: Path

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[AsyncIterator[bytes]]:
        try:
            with await asyncio.to_thread(self.path.open, "rb") as file:

                async def chunks() -> AsyncIterator[bytes]:
                    while chunk := await asyncio.to_thread(file.read, _CHUNK):
                        yield chunk

                yield chunks()
        except (OSError, ValueError) as exc:  # ValueError: a NUL in the path
            raise MediaUnreadable(name=self.path.name) from exc


def sort_arguments(arguments: tuple[str, ...]) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    """Tell files from links. Whether a file is there, and usable, shows when it is opened."""
    links = tuple(given for given in arguments if given.lower().startswith(_WEB))
    files = tuple(
        Attachment(
            _kind(given),
            Path(given).name,
            LocalFile(Path(given)),
            reference=str(Path(given).absolute()),
        )
        for given in arguments
        if given not in links
    )
    return files, links


def _kind(name: str) -> AttachmentKind:
    """What a file's name says it is; a picture where it says nothing."""
    guessed, _ = mimetypes.guess_type(name)
    match (guessed or "").partition("/")[0]:
        case "audio":
            return AttachmentKind.AUDIO
        case "video":
            return AttachmentKind.VIDEO
        case "application" | "text":
            return AttachmentKind.DOCUMENT
        case _:
            return AttachmentKind.PICTURE
