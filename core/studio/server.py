"""Serves the studio inside a running event loop."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import uvicorn

from core.errors import StillmotionError
from core.studio.app import create_app
from core.studio.config import StudioAddress

if TYPE_CHECKING:
    from core.studio.config import StudioConfig

_GRACE_S: Final = 2
_KEEP_ALIVE_S: Final = 30  # longer than clients keep one, so that they end it and not we
_BACKLOG: Final = 2_048


class AddressTaken(StillmotionError):
    """The studio can't listen where it was told to. ``host`` and ``port`` as configured."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"can't listen on {host}:{port}: {reason}")
        self.host = host
        self.port = port


@asynccontextmanager
async def serve(config: StudioConfig) -> AsyncGenerator[StudioAddress]:
    """Run the studio's server; it answers before this yields, and is gone after.

    Raises:
        AddressTaken: The address is in use, or not this machine's.
        DataDirBusy, DataDirUnusable: The folder is not ours to write.
        DatabaseTooNew, DatabaseDamaged: Its rows can't be read.
        DiskFull: There is no room to begin.
    """
    listener = _listen(config)
    try:
        app = create_app(config)
        async with app.router.lifespan_context(app):
            server = _Server(
                uvicorn.Config(
                    app,
                    lifespan="off",
                    ws="none",
                    http="h11",
                    log_config=None,
                    access_log=False,
                    server_header=False,
                    proxy_headers=False,
                    timeout_keep_alive=_KEEP_ALIVE_S,
                    limit_concurrency=config.limits.connections,
                )
            )
            running = asyncio.create_task(server.serve(sockets=[listener]))
            try:
                await server.listening.wait()
                yield StudioAddress(_url(listener))
            finally:
                await app.state.studio.turns.hush()
                server.stopping.set()
                await running
    finally:
        listener.close()


class _Server(uvicorn.Server):
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


def _listen(config: StudioConfig) -> socket.socket:
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    # with the protocol named asyncio turns Nagle's algorithm off: 40 ms less for each answer
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((config.host, config.port))
        listener.listen(_BACKLOG)
    except (OSError, UnicodeError) as exc:
        listener.close()
        reason = getattr(exc, "strerror", None) or "no such address"
        raise AddressTaken(config.host, config.port, reason) from exc
    listener.setblocking(False)
    return listener


def _url(listener: socket.socket) -> str:
    host, port = str(listener.getsockname()[0]), int(listener.getsockname()[1])
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - no binding here
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
