"""Serves the studio inside a running event loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import uvicorn

from core.serving import AddressTaken, Server, listen
from core.studio.app import create_app
from core.studio.config import StudioAddress

if TYPE_CHECKING:
    from core.studio.config import StudioConfig

__all__ = ["AddressTaken", "serve"]

_KEEP_ALIVE_S: Final = 30  # longer than clients keep one, so that they end it and not we
_BACKLOG: Final = 2_048


@asynccontextmanager
async def serve(config: StudioConfig) -> AsyncGenerator[StudioAddress]:
    """Run the studio's server; it answers before this yields, and is gone after.

    Raises:
        AddressTaken: The address is in use, or not this machine's.
        DataDirBusy, DataDirUnusable: The folder is not ours to write.
        DatabaseTooNew, DatabaseDamaged: Its rows can't be read.
        DiskFull: There is no room to begin.
    """
    listener = listen(config.host, config.port, backlog=_BACKLOG)
    try:
        app = create_app(config)
        async with app.router.lifespan_context(app):
            server = Server(
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


def _url(listener: socket.socket) -> str:
    host, port = str(listener.getsockname()[0]), int(listener.getsockname()[1])
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - no binding here
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
