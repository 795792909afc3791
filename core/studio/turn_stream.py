"""A turn's events: written once, read by as many as want to, from the first one on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Final, TypeAlias

from core.clock import Clock

HEARTBEAT: Final = b": heartbeat\n\n"


@dataclass(frozen=True, slots=True)
class Frame:
    """Bytes as they go over the wire, their blank line included."""

    wire: bytes


@dataclass(frozen=True, slots=True)
class Cut:
    """The connection breaks here, as if the network did it."""


Piece: TypeAlias = Frame | Cut


class TurnStream:
    """What one turn says. Readers come and go; the turn does not notice."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []
        self._closed = False
        self._news = asyncio.Event()

    def push(self, piece: Piece) -> None:
        """Append, and wake the readers."""
        self._pieces.append(piece)
        self._tell()

    def close(self) -> None:
        """Nothing more will come."""
        self._closed = True
        self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def follow(self, clock: Clock, heartbeat_s: float) -> AsyncGenerator[Piece]:
        """Everything from the first event on, with a heartbeat in each ``heartbeat_s`` of silence.

        Ends when the turn has said all.
        """
        place = 0
        while True:
            while place < len(self._pieces):
                yield self._pieces[place]
                place += 1
            if self._closed:
                return
            if not await _within(self._news, clock, heartbeat_s):
                yield Frame(HEARTBEAT)


async def _within(news: asyncio.Event, clock: Clock, seconds: float) -> bool:
    """Whether ``news`` came before ``seconds`` were over."""
    coming = asyncio.ensure_future(news.wait())
    silence = asyncio.ensure_future(clock.sleep(seconds))
    try:
        await asyncio.wait({coming, silence}, return_when=asyncio.FIRST_COMPLETED)
        return coming.done()
    finally:
        coming.cancel()
        silence.cancel()
