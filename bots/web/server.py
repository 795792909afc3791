"""Serves the web chat inside a running event loop."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import shutil
import socket
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import uvicorn
from pydantic import SecretStr

from bots.web.access import is_loopback
from bots.web.app import create_web
from bots.web.saying import tell_unheard
from core.errors import StillmotionError

if TYPE_CHECKING:
    from bots.web.app import Web

_GRACE_S: Final = 2
_BACKLOG: Final = 256


class AddressTaken(StillmotionError):
    """The web chat can't listen where it was told to. ``reason`` in plain words."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"can't listen on {host}:{port}: {reason}")
        self.host = host
        self.port = port
        self.reason = reason


def access_token(host: str) -> SecretStr | None:
    """A new token for a server that others can reach; None where only this machine can."""
    return None if is_loopback(host) else SecretStr(secrets.token_urlsafe(24))


async def run_web(web: Web, *, port: int, tell: Callable[[str], None]) -> None:
    """Serve the web chat until cancelled; ``tell`` gets the address to open.

    Raises:
        AddressTaken: the port is in use, or the host is not this machine's.
    """
    listener = _listen(web.access.host, port)
    try:
        await asyncio.to_thread(_empty, web.folder)
        server = _Server(
            uvicorn.Config(
                create_web(web),
                lifespan="off",
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
            )
        )
        running = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            await server.listening.wait()
            await tell_unheard(web)
            tell(_url(listener, web))
            await running
        finally:
            web.surface.feed.close()
            server.stopping.set()
            await asyncio.shield(running)
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


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # with the protocol named asyncio turns Nagle's algorithm off: 40 ms less for each answer
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except (OSError, UnicodeError) as exc:
        listener.close()
        reason = getattr(exc, "strerror", None) or "no such address"
        raise AddressTaken(host, port, reason) from exc
    listener.setblocking(False)
    return listener


def _url(listener: socket.socket, web: Web) -> str:
    host, port = str(listener.getsockname()[0]), int(listener.getsockname()[1])
    shown = {"0.0.0.0": socket.gethostname(), "::": socket.gethostname()}.get(host, host)  # noqa: S104 - no binding here
    address = f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"
    token = web.access.token
    return address if token is None else f"{address}?access={token.get_secret_value()}"


def _empty(folder: Path) -> None:
    """Uploads that a process did not live to receive whole."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
