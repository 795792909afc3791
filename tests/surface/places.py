"""Every place of conversation, behind one look at what it shows.

A new adapter adds a class here and its name to ``PLACES``; the suite must pass unchanged.
"""

from __future__ import annotations

import io
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from bots.terminal.surface import CHAT, PlainScreen, TerminalSurface
from bots.web import WebSurface
from bots.web.feed import Feed
from bots.web.messages import By, decode
from core.clock import SystemClock
from core.conversation import ChatRef, Surface
from core.media.library import MediaFiles
from core.store import open_store
from tests.peers.surface import RecordingSurface


class Held(Protocol):
    """A place in a test's hands."""

    surface: Surface
    chat: ChatRef
    edits: bool
    """Whether a message that was shown can look different later (paper can't)."""

    async def texts(self) -> list[str]:
        """What the bot's messages say now, in order; of paper: each line."""
        ...

    async def videos(self) -> list[bytes]:
        """The videos that the chat shows."""
        ...

    async def keep(self, content: bytes) -> str:
        """Somebody attaches a file; the reference by which it is found again."""
        ...

    async def restart(self) -> None:
        """Another process goes on: ``surface`` is a new one."""
        ...


class HeldRecording:
    """What the other tests record on."""

    edits = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.recording = RecordingSurface(folder / "shown")
        self.recording.folder.mkdir()
        self.surface: Surface = self.recording
        self.chat = ChatRef("recording", "1")

    async def texts(self) -> list[str]:
        return [reply.text for reply in self.recording.now.values()]

    async def videos(self) -> list[bytes]:
        return [path.read_bytes() for path in self.recording.videos]

    async def keep(self, content: bytes) -> str:
        path = self._folder / uuid4().hex
        path.write_bytes(content)
        return str(path)

    async def restart(self) -> None:
        pass  # it is the platform itself


class HeldTerminal:
    """A pipe: what was said stays said."""

    edits = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stream = io.StringIO()
        self._output = folder / "out.mp4"
        self.chat = CHAT
        self.surface: Surface = self._made()

    def _made(self) -> TerminalSurface:
        return TerminalSurface(PlainScreen(self._stream), output=self._output)

    async def texts(self) -> list[str]:
        return self._stream.getvalue().splitlines()

    async def videos(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted(self._folder.glob("*.mp4"))]

    async def keep(self, content: bytes) -> str:
        path = self._folder / uuid4().hex
        path.write_bytes(content)
        return str(path)

    async def restart(self) -> None:
        self.surface = self._made()


class HeldWeb:
    """The web chat's store."""

    edits = True

    def __init__(self, folder: Path, store_of: Callable[[], WebSurface]) -> None:
        self._folder = folder
        self._made = store_of
        self.web = store_of()
        self.surface: Surface = self.web
        self.chat = ChatRef("web", "browser")

    async def texts(self) -> list[str]:
        return [message.text for message in await self._shown()]

    async def videos(self) -> list[bytes]:
        return [
            self.web.library.path(message.video.hash).read_bytes()
            for message in await self._shown()
            if message.video is not None
        ]

    async def keep(self, content: bytes) -> str:
        path = self._folder / uuid4().hex
        path.write_bytes(content)
        digest = await self.web.library.put(path)
        path.unlink()
        return digest

    async def restart(self) -> None:
        self.web = self._made()
        self.surface = self.web

    async def _shown(self):  # noqa: ANN202 - a list of messages
        rows = await self.web.store.read(lambda tx: tx.transcript.all(str(self.chat)))
        messages = [decode(row.body) for row in rows]
        return [message for message in messages if message.by is By.BOT and not message.gone]


@asynccontextmanager
async def held_recording(folder: Path) -> AsyncGenerator[Held]:
    yield HeldRecording(folder)


@asynccontextmanager
async def held_terminal(folder: Path) -> AsyncGenerator[Held]:
    own = folder / "terminal"
    own.mkdir()
    yield HeldTerminal(own)


@asynccontextmanager
async def held_web(folder: Path) -> AsyncGenerator[Held]:
    async with open_store(folder / "stillmotion.sqlite3") as store:
        yield HeldWeb(
            folder,
            lambda: WebSurface(
                store=store,
                library=MediaFiles(folder / "media", store),
                feed=Feed(),
                clock=SystemClock(),
                new_id=lambda: uuid4().hex,
            ),
        )


PLACES: dict[str, Callable[[Path], AbstractAsyncContextManager[Held]]] = {
    "recording": held_recording,
    "terminal": held_terminal,
    "web": held_web,
}
