"""A place of conversation that outlives the process which talks in it."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

from core.conversation.seam import (
    AttachmentSource,
    ChatRef,
    Delivered,
    MessageRef,
    Reply,
    SurfaceLimits,
    Video,
)
from tests.chaos.journal import Entry, Journal

PLATFORM = "chaos"


class DiskPlace:
    """Implements ``Surface`` on a journal. The same key is the same message.

    Everything takes a moment before it has happened and a moment until that is known, so that a
    process may well die in between.
    """

    def __init__(self, journal: Journal, rng: Random, pause: float) -> None:
        self._journal = journal
        self._rng = rng
        self._pause = pause
        self._turn = asyncio.Lock()
        self.limits = SurfaceLimits(edit_interval=1.5)

    async def post(
        self, chat: ChatRef, reply: Reply, *, to: MessageRef | None, key: str = ""
    ) -> MessageRef:
        await self._moment()
        async with self._turn:
            known = self._posted(str(chat), key)
            if known is None:
                known = f"b{len(self._journal.entries)}"
                answered = "" if to is None else to.message
                await self._add(
                    Entry("post", str(chat), known, answered, key, reply.text, reply.final)
                )
        await self._moment()
        return MessageRef(chat, known)

    async def update(self, message: MessageRef, reply: Reply) -> None:
        await self._moment()
        async with self._turn:
            await self._add(
                Entry(
                    "update",
                    str(message.chat),
                    message.message,
                    text=reply.text,
                    final=reply.final,
                )
            )
        await self._moment()

    async def deliver(
        self, message: MessageRef, video: Video, reply: Reply, *, again: bool = False
    ) -> Delivered:
        digest = await asyncio.to_thread(_digest, video.path)
        await self._moment()
        async with self._turn:
            known = again and self._delivered(str(message.chat), video.name)
            if not known:
                await self._add(
                    Entry(
                        "deliver",
                        str(message.chat),
                        message.message,
                        text=reply.text,
                        final=True,
                        file=video.name,
                        again=again,
                        digest=digest,
                    )
                )
        await self._moment()
        return Delivered(message, f"file of {video.name}")

    async def remove(self, message: MessageRef) -> None:
        await self._moment()
        async with self._turn:
            await self._add(Entry("remove", str(message.chat), message.message))

    async def acknowledge(self, message: MessageRef) -> None:
        del message
        await self._moment()

    def resolve(self, reference: str) -> AttachmentSource:
        return Streamed(Path(reference))

    def _posted(self, chat: str, key: str) -> str | None:
        if not key:
            return None
        keyed = (one for one in self._journal.entries if one.kind == "post" and one.key == key)
        return next((one.message for one in keyed if one.chat == chat), None)

    def _delivered(self, chat: str, file: str) -> bool:
        return any(one.file == file and one.chat == chat for one in self._journal.entries)

    async def _add(self, entry: Entry) -> None:
        await asyncio.to_thread(self._journal.add, entry)

    async def _moment(self) -> None:
        await asyncio.sleep(self._rng.uniform(0, self._pause))


class Streamed:
    """A file that comes in pieces, as from far away."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[AsyncIterator[bytes]]:
        content = await asyncio.to_thread(self._path.read_bytes)

        async def pieces() -> AsyncIterator[bytes]:
            for start in range(0, len(content), 1 << 14):
                await asyncio.sleep(0.001)
                yield content[start : start + (1 << 14)]

        yield pieces()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
