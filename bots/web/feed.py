"""Wakes whoever watches a chat when something in it has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

_MOST_WATCHERS: Final = 4
"""Of one chat. A browser opens six connections to a server at most, for all its tabs."""


@dataclass(eq=False, slots=True)
class Watcher:
    """One page that is open. ``changed`` is set at first and at each change."""

    changed: asyncio.Event = field(default_factory=asyncio.Event)
    ended: bool = False

    def end(self) -> None:
        """Let it know that it is to watch no longer."""
        self.ended = True
        self.changed.set()


class Feed:
    """The watchers of all chats, in one process. What changed they read in the store."""

    def __init__(self) -> None:
        self._watchers: dict[str, list[Watcher]] = {}
        self.closed = False

    def changed(self, chat: str) -> None:
        """Something in this chat is new."""
        for watcher in self._watchers.get(chat, ()):
            watcher.changed.set()

    def close(self) -> None:
        """End all watching, now and later."""
        self.closed = True
        for watchers in self._watchers.values():
            for watcher in watchers:
                watcher.end()

    @contextmanager
    def watching(self, chat: str) -> Generator[Watcher]:
        """Watch a chat until this is left; of too many the one that came first is ended."""
        watcher = Watcher(ended=self.closed)
        watcher.changed.set()
        watchers = self._watchers.setdefault(chat, [])
        watchers.append(watcher)
        for older in [other for other in watchers if not other.ended][:-_MOST_WATCHERS]:
            older.end()
        try:
            yield watcher
        finally:
            watchers.remove(watcher)
            if not watchers:
                self._watchers.pop(chat, None)
