"""A backend on loopback that answers byte for byte what a test says, in the chunks it says."""

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum


class Cut(Enum):
    """Ways for a connection to break in the middle of an answer."""

    CLOSED = "closed"
    RESET = "reset"


Step = bytes | asyncio.Event | Cut
"""One HTTP chunk; a wait; or the connection's early end."""


@dataclass(frozen=True)
class Reply:
    steps: tuple[Step, ...] = ()
    status: int = 200
    content_type: str | None = "text/event-stream"
    headers: tuple[tuple[str, str], ...] = ()


def stream(*steps: Step | str) -> Reply:
    """An event stream; a ``str`` is one whole event's payload."""
    return Reply(tuple(event(step) if isinstance(step, str) else step for step in steps))


def event(payload: object) -> bytes:
    """One ``data:`` line as the agent's server writes it."""
    text = payload if isinstance(payload, str) else json.dumps(payload)
    return f"data: {text}\n\n".encode()


def answer(value: object, *, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    """A JSON answer."""
    body = json.dumps(value).encode()
    return Reply((body,), status, "application/json", tuple((headers or {}).items()))


def state(draft: object = None, turns: object = None) -> Reply:
    """A session's state; ``turns`` is left out where it is None, as on the cloud."""
    told = {"draft": draft} | ({} if turns is None else {"turns": turns})
    return answer({"code": 0, "data": {"state": told}})


@dataclass
class Received:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class StreamServer:
    """Answers each path with its replies in order; the last one is given again and again."""

    url: str = ""
    received: list[Received] = field(default_factory=list[Received])
    replies: dict[str, deque[Reply]] = field(default_factory=dict[str, deque[Reply]])
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a client left in the middle of an answer."""
    stop_listening: Callable[[], None] = lambda: None

    def on(self, path: str, *replies: Reply) -> None:
        self.replies[path] = deque(replies)

    def posts(self, path: str = "/run_sse") -> list[Received]:
        return [got for got in self.received if got.method == "POST" and got.path == path]

    def reads(self) -> int:
        """How often the state was read."""
        return sum(got.path.startswith("/api/state/") for got in self.received)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                while True:
                    received = await _request(reader)
                    self.received.append(received)
                    if not await self._answer(received, reader, writer):
                        break
        finally:
            writer.close()

    async def _answer(
        self, received: Received, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Whether the connection lives on."""
        path = received.path.partition("?")[0]
        replies = self.replies.get(path) or deque([answer({"detail": "Not Found"}, status=404)])
        reply = replies.popleft() if len(replies) > 1 else replies[0]
        kind = () if reply.content_type is None else (("Content-Type", reply.content_type),)
        head = [f"HTTP/1.1 {reply.status} Said", "Transfer-Encoding: chunked"]
        head += [f"{name}: {value}" for name, value in (*kind, *reply.headers)]
        if reply.steps[:1] != (Cut.RESET,):
            writer.write("\r\n".join([*head, "", ""]).encode())
        for step in reply.steps:
            match step:
                case bytes():
                    if step:
                        writer.write(b"%x\r\n%b\r\n" % (len(step), step))
                    await writer.drain()
                case asyncio.Event():
                    if await self._left(step, reader):
                        self.hung_up.set()
                        return False
                case Cut.CLOSED:
                    return False
                case Cut.RESET:
                    writer.transport.abort()
                    return False
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True

    async def _left(self, until: asyncio.Event, reader: asyncio.StreamReader) -> bool:
        waiting = asyncio.create_task(until.wait())
        watching = asyncio.create_task(reader.read(1))
        await asyncio.wait({waiting, watching}, return_when=asyncio.FIRST_COMPLETED)
        left = watching.done()
        for task in (waiting, watching):
            task.cancel()
        await asyncio.gather(waiting, watching, return_exceptions=True)
        return left


async def _request(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ", 2)
    pairs = (line.partition(":") for line in head[1:] if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Received(method, path, headers, body)


@asynccontextmanager
async def stream_server() -> AsyncGenerator[StreamServer]:
    server = StreamServer()
    connections: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(server.serve(reader, writer))
        connections.add(task)
        task.add_done_callback(connections.discard)

    listener = await asyncio.start_server(connected, "127.0.0.1", 0, limit=2**24)
    server.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    server.stop_listening = listener.close
    try:
        yield server
    finally:
        listener.close()
        for task in list(connections):
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
        await listener.wait_closed()
