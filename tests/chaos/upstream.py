"""What a chat platform does with messages: it hands each again until it is confirmed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from random import Random

from tests.chaos.script import Said


class Upstream:
    """``again``: the share of messages that are handed once more though they were confirmed."""

    def __init__(self, rng: Random, again: float = 0.05) -> None:
        self.said: list[Said] = []
        self.port = 0
        self.connected = asyncio.Event()
        self.settled = asyncio.Event()
        self._rng = rng
        self._again = again
        self._unconfirmed: dict[int, Said] = {}
        self._writer: asyncio.StreamWriter | None = None

    @property
    def all_confirmed(self) -> bool:
        return not self._unconfirmed

    @asynccontextmanager
    async def serving(self) -> AsyncGenerator[Upstream]:
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self.gone()

    def hand(self, said: Said) -> None:
        """Have somebody say it."""
        self.said.append(said)
        self._unconfirmed[said.number] = said
        self._send(said)

    def settle(self, chats: list[str]) -> None:
        """Ask to be told when everything is done."""
        self.settled.clear()
        self._write({"settle": chats})

    def gone(self) -> None:
        """The process is dead."""
        self.connected.clear()
        if self._writer is not None:
            self._writer.transport.abort()
        self._writer = None

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        for said in list(self._unconfirmed.values()):
            self._send(said)
        self.connected.set()
        try:
            while line := await reader.readline():
                told = json.loads(line)
                if "settled" in told:
                    self.settled.set()
                    continue
                said = self._unconfirmed.pop(told["stored"], None)
                if said is not None and self._rng.random() < self._again:
                    self._send(said)
        except OSError:  # killed
            pass

    def _send(self, said: Said) -> None:
        self._write({"number": said.number, "body": said.body})

    def _write(self, line: dict[str, object]) -> None:
        if self._writer is not None:
            self._writer.write(json.dumps(line).encode() + b"\n")
