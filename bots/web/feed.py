"""Wakes whoever watches a chat when something in it has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager


class Feed:
    """The watchers of all chats, in one process. What changed they read in the store."""

    def __init__(self) -> None:
        self._watchers: dict[str, list[asyncio.Event]] = {}
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether all watching is to end."""
        return self._closed

    def changed(self, chat: str) -> None:
        """Something in this chat is new."""
        for watcher in self._watchers.get(chat, ()):
            watcher.set()

    def close(self) -> None:
        """End all watching."""
        self._closed = True
        for chat in self._watchers:
            self.changed(chat)

    @contextmanager
    def watching(self, chat: str) -> Generator[asyncio.Event]:
        """An event that is set at each change, until this is left; set at first."""
        watcher = asyncio.Event()
        watcher.set()
        watchers = self._watchers.setdefault(chat, [])
        watchers.append(watcher)
        try:
            yield watcher
        finally:
            watchers.remove(watcher)
            if not watchers:
                self._watchers.pop(chat, None)
