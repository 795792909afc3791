"""The real program in a process of its own, which can be killed at any moment."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

_RUN = "from bots.cli import main; main()"
_ROOT = Path(__file__).parents[3]


class Program:
    """``stillmotion demo`` on a port that stays the same."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port: int = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}/"

    async def start(self) -> None:
        """Start it; it answers when this returns."""
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(_ROOT),
            "DATA_DIR": str(self._folder / "data"),
            "MIN_FREE_DISK": "1MB",
            "LANG": "en_GB.UTF-8",
        }
        arguments = ["-c", _RUN, "demo", "--no-browser", "--port", str(self._port)]
        with (self._folder / "log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *arguments,
                cwd=self._folder,
                env=environment,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        assert self._process.stdout is not None
        async with asyncio.timeout(30):
            said = await self._process.stdout.readline()
        assert self.url.encode() in said, self.log

    def kill(self) -> None:
        """End it as a power cut would, with its render processes."""
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def gone(self) -> None:
        """Wait until it has ended."""
        if self._process is not None:
            await self._process.wait()

    @property
    def log(self) -> str:
        """What it complained about."""
        return (self._folder / "log").read_text()
