"""HTTP servers inside a running event loop, as the studio and the web chat need them."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Generator
from typing import Final

import uvicorn

from core.errors import StillmotionError

_GRACE_S: Final = 2


class AddressTaken(StillmotionError):
    """A server can't listen where it was told to. ``reason`` in plain words."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"can't listen on {host}:{port}: {reason}")
        self.host = host
        self.port = port
        self.reason = reason


class Server(uvicorn.Server):
    """uvicorn that leaves signals to the program, and stops when told rather than by the tenth."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()
        self.stopping = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield

    async def main_loop(self) -> None:
        self.listening.set()
        while not self.stopping.is_set():
            await self.on_tick(0)  # renews the date header
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await self.stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # uvicorn's own waits by tenths of a second, which a command line's user would feel
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        tasks = set(self.server_state.tasks)
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=_GRACE_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        for listener in sockets or []:
            listener.close()
        await asyncio.sleep(0)  # the transports' last words


def listen(host: str, port: int, *, backlog: int) -> socket.socket:
    """A listening socket for asyncio; port 0 takes a free one.

    Raises:
        AddressTaken: The address is in use, or not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # with the protocol named asyncio turns Nagle's algorithm off: 40 ms less for each answer
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(backlog)
    except (OSError, UnicodeError) as exc:
        listener.close()
        reason = getattr(exc, "strerror", None) or "no such address"
        raise AddressTaken(host, port, reason) from exc
    listener.setblocking(False)
    return listener
