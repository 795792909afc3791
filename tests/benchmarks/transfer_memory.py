"""What a large upload and a large download cost in memory.

The client runs in a process of its own against a server in another one; after a first small
transfer its peak is reset (``/proc/self/clear_refs``, Linux), so the figure is the transfer's
alone. Run: ``python -m tests.benchmarks.transfer_memory [MEGABYTES]``.
"""

import asyncio
import gc
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from core.backend import Backend, ConfiguredToken
from core.backend.models import Attribution, RenderPhase, RenderStatus, Session, UploadFile
from core.clock import SystemClock
from tests.peers.server import serving

MEBIBYTE = 1024 * 1024
KINDS = ("upload", "download")


@dataclass(frozen=True, slots=True)
class Cost:
    """One transfer. ``memory`` in bytes over the baseline, ``lag`` the loop's longest pause, s."""

    memory: int
    seconds: float
    lag: float


def measured(kind: str, size: int) -> Cost:
    """Transfer ``size`` bytes and tell what it cost the client's process."""
    with _server() as url:
        done = subprocess.run(
            [sys.executable, "-m", __spec__.name, "client", kind, url, str(size)],
            check=True,
            capture_output=True,
            text=True,
        )
    memory, seconds, lag = done.stdout.split()
    return Cost(int(memory), float(seconds), float(lag))


@contextmanager
def _server() -> Generator[str]:
    command = [sys.executable, "-m", __spec__.name, "server"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


async def _serve() -> None:
    async def take(request: Request) -> Response:
        size = 0
        async for piece in request.stream():
            size += len(piece)
        assert size == int(request.headers["content-length"])
        return JSONResponse({"code": 0, "data": {"files": []}})

    async def give(request: Request) -> Response:
        size = int(request.path_params["size"])
        piece = random.Random(1).randbytes(MEBIBYTE)

        async def pieces() -> AsyncIterator[bytes]:
            for start in range(0, size, MEBIBYTE):
                yield piece[: size - start]

        length = {"Content-Length": str(size)}
        return StreamingResponse(pieces(), headers=length, media_type="video/mp4")

    routes = [
        Route("/api/upload-video/nemo_agent/me/s", take, methods=["POST"]),
        Route("/files/{size}", give),
    ]
    async with serving(Starlette(routes=routes)) as url:
        print(url, flush=True)
        await asyncio.Event().wait()


async def _be_client(kind: str, url: str, size: int) -> None:
    backend = Backend(
        url,
        ConfiguredToken(SecretStr("t")),
        Attribution("benchmark", "1", "unknown"),
        clock=SystemClock(),
        random=random.Random(1),
        trust_env=False,
    )
    with tempfile.TemporaryDirectory() as folder:
        transfer = _upload if kind == "upload" else _download
        await transfer(backend, Path(folder), 1_000)
        act = await asyncio.to_thread(_prepared, transfer, backend, Path(folder), size)
        before = _reset_peak()
        began = time.perf_counter()
        lag = await _with_lag(act())
        print(_status("VmHWM") - before, time.perf_counter() - began, lag)
    await backend.aclose()


def _prepared(
    transfer: Callable[[Backend, Path, int], Awaitable[None]],
    backend: Backend,
    folder: Path,
    size: int,
) -> Callable[[], Awaitable[None]]:
    """Write what is to be uploaded now, so that the transfer alone is measured."""
    if transfer is _upload:
        _write(folder, size)
    return lambda: transfer(backend, folder, size)


def _write(folder: Path, size: int) -> Path:
    path = folder / f"{size}.mp4"
    if not path.exists():
        piece = random.Random(1).randbytes(MEBIBYTE)
        with path.open("wb") as file:
            for start in range(0, size, MEBIBYTE):
                file.write(piece[: size - start])
    return path


async def _upload(backend: Backend, folder: Path, size: int) -> None:
    path = await asyncio.to_thread(_write, folder, size)
    await backend.upload(Session("s"), [UploadFile(path, "a.mp4", "video/mp4")])


async def _download(backend: Backend, folder: Path, size: int) -> None:
    status = RenderStatus(RenderPhase.COMPLETED, url=f"/files/{size}", size=size)
    await backend.download("r", status, folder / "out.mp4")


async def _with_lag(acting: Awaitable[None]) -> float:
    """Run something; the longest time in s by which the loop was late meanwhile."""
    longest = 0.0
    step = 0.005
    task = asyncio.ensure_future(acting)
    while not task.done():
        began = time.perf_counter()
        await asyncio.sleep(step)
        longest = max(longest, time.perf_counter() - began - step)
    await task
    return longest


def _reset_peak() -> int:
    """Forget the peak so far; bytes in use now."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    return _status("VmRSS")


def _status(key: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    line = next(line for line in lines if line.startswith(f"{key}:"))
    return int(line.split()[1]) * 1024


def main(*arguments: str) -> None:
    """Print a table, or be one of the two processes that ``measured`` starts."""
    match arguments:
        case ("server",):
            asyncio.run(_serve())
        case ("client", kind, url, size):
            asyncio.run(_be_client(kind, url, int(size)))
        case _:
            megabytes = int(arguments[0]) if arguments else 200
            print(
                f"{'':10}{'size MiB':>10}{'over baseline MiB':>20}{'MiB/s':>8}{'loop lag ms':>14}"
            )
            for kind in KINDS:
                cost = measured(kind, megabytes * MEBIBYTE)
                speed, lag = megabytes / cost.seconds, cost.lag * 1000
                over = cost.memory / MEBIBYTE
                print(f"{kind:10}{megabytes:>10}{over:>20.1f}{speed:>8.0f}{lag:>14.1f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
