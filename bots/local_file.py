"""A file on this machine as what somebody attached."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from core.errors import MediaUnreadable

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class LocalFile:
    """Read in place; whether it is there shows when it is opened.

    ``name``: the one that people know it by.
    """

    path: Path
    name: str = ""

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[AsyncIterator[bytes]]:
        try:
            with await asyncio.to_thread(self.path.open, "rb") as file:

                async def chunks() -> AsyncIterator[bytes]:
                    while chunk := await asyncio.to_thread(file.read, _CHUNK):
                        yield chunk

                yield chunks()
        except (OSError, ValueError) as exc:  # ValueError: a NUL in the path
            raise MediaUnreadable(name=self.name) from exc
