"""The terminal as a place of conversation: progress on stderr, the video as a file."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TextIO

from bots.local_file import LocalFile
from bots.spared_imports import let_rich_in
from bots.streams import say
from core.conversation import (
    AttachmentSource,
    ChatRef,
    MessageRef,
    Reply,
    SurfaceLimits,
    Video,
)
from core.conversation.seam import Delivered
from core.errors import DeliveryFailed

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

CHAT = ChatRef("terminal", "stdin")

_LONGEST_STEM = 200
"""Bytes; most file systems take 255 for a whole name, and a number may have to go in."""


class Screen(Protocol):
    """How progress is drawn."""

    def show(self, reply: Reply) -> None:
        """Draw the status message as it is now."""
        ...

    def close(self) -> None:
        """Leave the terminal as it was found."""
        ...


class PlainScreen:
    """Each new line once; for pipes, logs and dumb terminals."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._said: set[str] = set()

    def show(self, reply: Reply) -> None:
        for line in reply.text.splitlines():
            words = line.strip()
            if words and words not in self._said:
                self._said.add(words)
                say(words, self._stream)
        if reply.final:
            self._said.clear()  # what comes now belongs to another turn

    def close(self) -> None:
        pass


class BarScreen:
    """A spinner and a bar that change in place; the last word stays."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def show(self, reply: Reply) -> None:
        if reply.final:
            self.close()
            say(reply.text, self._stream)
            return
        progress, task = self._opened()
        *above, last = reply.text.splitlines() or [""]
        progress.update(
            task,
            description="\n".join([*above, last]),
            # never quite full: Rich stops the clock of a task that is
            completed=min((reply.progress or 0.0) * 100, 99.9),
            total=None if reply.progress is None else 100,
        )

    def close(self) -> None:
        progress, self._progress = self._progress, None
        if progress is not None:
            with suppress(OSError):  # a terminal that is gone needs no tidying
                progress.stop()

    def _opened(self) -> tuple[Progress, TaskID]:
        if self._progress is None or self._task is None:
            # Rich takes 0.1 s to import, and only a terminal needs it.
            let_rich_in()
            from rich.console import Console  # noqa: PLC0415
            from rich.progress import (  # noqa: PLC0415
                BarColumn,
                Progress,
                TaskProgressColumn,
                TextColumn,
                TimeElapsedColumn,
            )

            self._progress = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(bar_width=28),
                TaskProgressColumn(),
                TimeElapsedColumn(),
                console=Console(file=self._stream),
                transient=True,
            )
            self._progress.start()
            self._task = self._progress.add_task("", total=None)
        return self._progress, self._task


class TerminalSurface:
    """One conversation on one terminal.

    Args:
        screen: Draws the messages.
        output: The file to write; replaced when it exists. Further videos of the same request
            go beside it. Without it each is named after its picture. ``-2``, ``-3`` … is added
            rather than overwriting.
    """

    def __init__(self, screen: Screen, *, output: Path | None) -> None:
        self._screen = screen
        self._output = output
        self._numbers = itertools.count(1)
        self._keyed: dict[tuple[ChatRef, str], MessageRef] = {}
        self._handed_over: dict[str, Delivered] = {}
        self._ended: dict[MessageRef, bool] = {}  # whether with a video
        self.delivered: list[Path] = []

    @property
    def all_delivered(self) -> bool:
        """Whether whatever was asked for has become a video."""
        return bool(self._ended) and all(self._ended.values())

    @property
    def limits(self) -> SurfaceLimits:
        return SurfaceLimits(edit_interval=0.1, streams_text=False)

    async def post(
        self, chat: ChatRef, reply: Reply, *, to: MessageRef | None, key: str = ""
    ) -> MessageRef:
        del to  # a terminal has no threads: everything answers the one command
        known = self._keyed.get((chat, key)) if key else None
        if known is not None:
            return known
        message = MessageRef(chat, str(next(self._numbers)))
        if key:
            self._keyed[chat, key] = message
        await self.update(message, reply)
        return message

    async def update(self, message: MessageRef, reply: Reply) -> None:
        self._show(message, reply)

    async def deliver(
        self, message: MessageRef, video: Video, reply: Reply, *, again: bool = False
    ) -> Delivered:
        """Write the file whole or not at all; a video once, by its name.

        Raises:
            DeliveryFailed: it can't be written there.
        """
        del again  # what this process has written it knows, and no other goes on with it
        if video.name in self._handed_over:
            return self._handed_over[video.name]
        try:
            written = await asyncio.to_thread(self._write, video)
        except OSError as exc:  # a disk that is full is the output's, not the one we work on
            raise DeliveryFailed(exc.strerror or "") from exc
        self.delivered.append(written)
        self._show(message, reply)
        self._ended[message] = True
        return self._handed_over.setdefault(video.name, Delivered(message))

    def _show(self, message: MessageRef, reply: Reply) -> None:
        """Show it, unless it is progress that comes after the message's last word."""
        if reply.final:
            self._ended[message] = False
        if reply.final or message not in self._ended:
            self._screen.show(reply)

    async def remove(self, message: MessageRef) -> None:
        del message

    async def acknowledge(self, message: MessageRef) -> None:
        del message

    def resolve(self, reference: str) -> AttachmentSource:
        """The file of that path."""
        return LocalFile(Path(reference), Path(reference).name)

    def _write(self, video: Video) -> Path:
        target = self._output or _named_after(video.made_of)
        replaces = self._output is not None and not self.delivered
        part = target.with_name(f".stillmotion-{os.getpid()}.part")  # any length of name fits
        try:
            shutil.copyfile(video.path, part)
            return _replace(part, target) if replaces else _settle(part, target)
        finally:
            with suppress(FileNotFoundError):
                part.unlink()


def _named_after(picture: str) -> Path:
    """Where a video goes that was given no name."""
    stem = os.fsencode(Path(picture).stem)[:_LONGEST_STEM].decode(errors="ignore")
    return Path(f"{stem or 'video'}.mp4")


def _replace(part: Path, target: Path) -> Path:
    part.replace(target)
    return target


def _settle(part: Path, wanted: Path) -> Path:
    """Give the file its name, or the first free one after it; never overwrites, also in a race."""
    for number in itertools.count(1):
        target = wanted if number == 1 else wanted.with_stem(f"{wanted.stem}-{number}")
        with suppress(FileExistsError):
            target.touch(exist_ok=False)
            return _replace(part, target)
    raise AssertionError  # itertools.count never ends
