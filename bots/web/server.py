"""Serves the web chat inside a running event loop."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import uvicorn
from pydantic import SecretStr

from bots.web.access import is_loopback
from bots.web.app import create_web
from bots.web.saying import tell_unheard
from core.serving import Server, listen

if TYPE_CHECKING:
    from bots.web.app import Web

_BACKLOG: Final = 256
_GRACE_S: Final = 0.5
"""Seconds for what is being answered in the end. What stood still the page sends again."""


def access_token(host: str) -> SecretStr | None:
    """A new token for a server that others can reach; None where only this machine can."""
    return None if is_loopback(host) else SecretStr(secrets.token_urlsafe(24))


async def run_web(web: Web, *, port: int, tell: Callable[[str], None]) -> None:
    """Serve the web chat until cancelled; ``tell`` gets the address to open.

    Raises:
        AddressTaken: the port is in use, or the host is not this machine's.
    """
    listener = listen(web.access.host, port, backlog=_BACKLOG)
    try:
        await asyncio.to_thread(_empty, web.folder)
        server = Server(
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
            await asyncio.shield(running)
        finally:
            web.surface.feed.close()
            server.stopping.set()
            await asyncio.wait({running}, timeout=_GRACE_S)
            for connection in list(server.server_state.connections):
                connection.transport.abort()
            await running
    finally:
        listener.close()


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
