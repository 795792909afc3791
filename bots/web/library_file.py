"""A file of the library as what somebody attached."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from core.errors import MediaUnreadable

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class LibraryFile:
    """Read in place; whether it is still there shows when it is opened."""

    path: Path

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[AsyncIterator[bytes]]:
        try:
            with await asyncio.to_thread(self.path.open, "rb") as file:

                async def chunks() -> AsyncIterator[bytes]:
                    while chunk := await asyncio.to_thread(file.read, _CHUNK):
                        yield chunk

                yield chunks()
        except OSError as exc:
            raise MediaUnreadable("not kept any more") from exc
