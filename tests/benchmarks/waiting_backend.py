"""A backend whose turns never end: what waits on it can be counted and measured.

Runs in a process of its own: ``python -m tests.benchmarks.waiting_backend`` prints its address.
"""

import asyncio
import itertools
import subprocess
import sys
from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from core.backend import Json
from tests.peers.server import serving

HEARTBEAT_S = 5.0


@contextmanager
def waiting_backend() -> Generator[str]:
    """Its address, as long as the block lasts."""
    command = [sys.executable, "-m", "tests.benchmarks.waiting_backend"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def app() -> Starlette:
    """The endpoints that a turn needs until it waits, and ``/waiting``: how many do."""
    numbers = itertools.count(10**18)
    waiting = 0

    async def session(_request: Request) -> Response:
        return _ok({"session_id": str(next(numbers))})

    async def upload(request: Request) -> Response:
        async for _ in request.stream():
            pass
        return _ok({"files": []})

    async def state(_request: Request) -> Response:
        return _ok({"state": {"draft": None, "video_infos": []}})

    async def run(request: Request) -> Response:
        await request.body()
        return StreamingResponse(stream(), media_type="text/event-stream")

    async def stream() -> AsyncIterator[str]:
        nonlocal waiting
        waiting += 1
        try:
            yield 'data: {"content": {"parts": [{"text": "Let me see."}]}, "partial": true}\n\n'
            while True:
                await asyncio.sleep(HEARTBEAT_S)
                yield "data: heartbeat\n\n"
        finally:
            waiting -= 1

    async def count(_request: Request) -> Response:
        return JSONResponse(waiting)

    return Starlette(
        routes=[
            Route("/api/tasks/me/with-session/nemo_agent", session, methods=["POST"]),
            Route("/api/upload-video/nemo_agent/me/{id}", upload, methods=["POST"]),
            Route("/api/state/nemo_agent/me/{id}/latest", state),
            Route("/run_sse", run, methods=["POST"]),
            Route("/run_sse/{id}/cancel", session, methods=["POST"]),
            Route("/waiting", count),
        ]
    )


def _ok(data: Json) -> Response:
    return JSONResponse({"code": 0, "message": "success", "data": data})


async def _serve() -> None:
    async with serving(app()) as url:
        print(url, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve())
