"""An HTTP proxy on loopback that loses, holds up, halves, refuses and doubles what goes through.

One request a connection, so that each is a story of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from random import Random
from typing import TypeAlias
from urllib.parse import urlsplit

import h11

_PIECE = 1 << 16


class Fault(Enum):
    """What happens to one request and its answer."""

    NONE = "none"
    LOST = "lost: the connection breaks before anything was passed on"
    HALF_REQUEST = "the connection breaks in the middle of the request"
    LOST_ANSWER = "done, but the connection breaks before the answer"
    HALF_ANSWER = "the connection breaks in the middle of the answer"
    DELAYED = "passed on late"
    LATE_ANSWER = "answered late"
    BAD_GATEWAY = "502 without being passed on"
    LATE_BAD_GATEWAY = "done, but answered with 502"
    UNAVAILABLE = "503 without being passed on"
    TOO_MANY = "429 without being passed on"
    DOUBLED = "events of a stream come twice"


@dataclass(frozen=True, slots=True)
class Passing:
    """One request. ``headers`` by their names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]


Fate: TypeAlias = Callable[[Passing], Fault]
Witness: TypeAlias = Callable[[Passing, int | None], None]
"""Told of each request before it is passed on (None), and of the backend's answer (its status)."""


class Cut(Exception):
    """The connections are to be broken off."""


def misfortune(rng: Random, share: float) -> Fate:
    """Any fault, for so large a share of all requests."""
    faults = [fault for fault in Fault if fault is not Fault.NONE]

    def fate(_passing: Passing) -> Fault:
        return rng.choice(faults) if rng.random() < share else Fault.NONE

    return fate


def no_fault(_passing: Passing) -> Fault:
    return Fault.NONE


def no_witness(_passing: Passing, _status: int | None) -> None:
    return None


@dataclass
class FaultProxy:
    """``met``: how often each fault struck. ``pause``: s that late things are late, at most."""

    backend: str
    fate: Fate = no_fault
    witness: Witness = no_witness
    rng: Random = field(default_factory=lambda: Random(1))
    pause: float = 0.3
    met: dict[Fault, int] = field(default_factory=dict[Fault, int])
    url: str = ""

    @asynccontextmanager
    async def serving(self) -> AsyncGenerator[FaultProxy]:
        handlers: set[asyncio.Task[None]] = set()

        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            handlers.add(task)
            try:
                await self._handle(_Side(h11.Connection(h11.SERVER), reader, writer))
            except (Cut, OSError, h11.ProtocolError, asyncio.CancelledError):
                writer.transport.abort()
            finally:
                handlers.discard(task)

        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()
            for task in tuple(handlers):
                task.cancel()
            await asyncio.gather(*handlers, return_exceptions=True)

    async def _handle(self, client: _Side) -> None:
        request = await client.next()
        if not isinstance(request, h11.Request):
            raise Cut
        headers = {name.decode().lower(): value.decode() for name, value in request.headers}
        passing = Passing(request.method.decode(), request.target.decode(), headers)
        fault = self.fate(passing)
        self.met[fault] = self.met.get(fault, 0) + 1
        if fault is Fault.LOST:
            raise Cut
        refusal = _REFUSALS.get(fault)
        if refusal is not None:
            await client.swallow()
            await _refuse(client, refusal)
        else:
            await self._pass(client, request, passing, fault)

    async def _pass(
        self, client: _Side, request: h11.Request, passing: Passing, fault: Fault
    ) -> None:
        if fault is Fault.DELAYED:
            await asyncio.sleep(self.rng.uniform(0, self.pause))
        self.witness(passing, None)
        address = urlsplit(self.backend)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        backend = _Side(h11.Connection(h11.CLIENT), reader, writer)
        try:
            head = h11.Request(
                method=request.method, target=request.target, headers=_single(request.headers)
            )
            await backend.send(head)
            await _forward(client, backend, passing, halved=fault is Fault.HALF_REQUEST)
            answering = asyncio.create_task(self._answer(backend, client, passing, fault))
            left = asyncio.create_task(client.reader.read(1))
            try:
                await asyncio.wait((answering, left), return_when=asyncio.FIRST_COMPLETED)
                if not answering.done():
                    raise Cut
                await answering
            finally:
                answering.cancel()
                left.cancel()
                await asyncio.gather(answering, left, return_exceptions=True)
        finally:
            writer.transport.abort()

    async def _answer(self, backend: _Side, client: _Side, passing: Passing, fault: Fault) -> None:
        head = await backend.next()
        if not isinstance(head, h11.Response):
            raise Cut
        self.witness(passing, head.status_code)
        if fault is Fault.LOST_ANSWER:
            raise Cut
        if fault is Fault.LATE_BAD_GATEWAY:
            await _refuse(client, (502, ()))
            return
        if fault is Fault.LATE_ANSWER:
            await asyncio.sleep(self.rng.uniform(0, self.pause))
        headers = _single(head.headers)
        is_stream = any(value.startswith(b"text/event-stream") for _, value in headers)
        await client.send(
            h11.Response(status_code=head.status_code, headers=headers, reason=head.reason)
        )
        # of a stream some events are let through first
        before_cut = self.rng.randint(0, 3 if is_stream else 0)
        while isinstance(piece := await backend.next(), h11.Data):
            data = bytes(piece.data)
            if fault is Fault.HALF_ANSWER and before_cut == 0:
                await client.send(h11.Data(data=data[: len(data) // 2]))
                raise Cut
            before_cut -= 1
            times = 2 if fault is Fault.DOUBLED and is_stream and self.rng.random() < 0.5 else 1
            for _ in range(times):
                await client.send(h11.Data(data=data))
        if fault is Fault.HALF_ANSWER:
            raise Cut
        await client.send(h11.EndOfMessage())
        await client.close()


_REFUSALS: Mapping[Fault, tuple[int, tuple[tuple[str, str], ...]]] = {
    Fault.BAD_GATEWAY: (502, ()),
    Fault.UNAVAILABLE: (503, ()),
    Fault.TOO_MANY: (429, (("retry-after", "1"),)),
}


@dataclass
class _Side:
    """One of both connections."""

    state: h11.Connection
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def next(self) -> object:
        while (event := self.state.next_event()) is h11.NEED_DATA:
            self.state.receive_data(await self.reader.read(_PIECE))
        return event

    async def send(self, event: h11.Event) -> None:
        self.writer.write(self.state.send(event) or b"")
        await self.writer.drain()

    async def swallow(self) -> None:
        """Read the rest of the request."""
        while not isinstance(event := await self.next(), h11.EndOfMessage):
            if not isinstance(event, h11.Data):
                raise Cut

    async def close(self) -> None:
        self.writer.close()
        with suppress(OSError):
            await self.writer.wait_closed()


async def _forward(client: _Side, backend: _Side, passing: Passing, *, halved: bool) -> None:
    size = int(passing.headers.get("content-length", "0"))
    sent = 0
    while isinstance(piece := await client.next(), h11.Data):
        data = bytes(piece.data)
        if halved and sent + len(data) > size // 2:
            await backend.send(h11.Data(data=data[: max(size // 2 - sent, 1)]))
            raise Cut
        sent += len(data)
        await backend.send(h11.Data(data=data))
    if not isinstance(piece, h11.EndOfMessage) or halved:
        raise Cut
    await backend.send(h11.EndOfMessage())


async def _refuse(client: _Side, refusal: tuple[int, tuple[tuple[str, str], ...]]) -> None:
    status, more = refusal
    body = b"<html>no</html>"
    headers = [
        ("content-type", "text/html"),
        ("content-length", str(len(body))),
        ("connection", "close"),
        *more,
    ]
    await client.send(h11.Response(status_code=status, headers=headers))
    await client.send(h11.Data(data=body))
    await client.send(h11.EndOfMessage())
    await client.close()


def _single(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of a connection that serves one request."""
    kept = [(name, value) for name, value in headers if name.lower() != b"connection"]
    return [*kept, (b"connection", b"close")]
