"""One writer per data folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from core.errors import StillmotionError


class DataDirBusy(StillmotionError):
    """Another process works in the folder. ``pid`` is its number, None where it can't be read."""

    def __init__(self, folder: Path, pid: int | None) -> None:
        holder = "another process" if pid is None else f"process {pid}"
        super().__init__(f"{folder} is in use by {holder}")
        self.folder = folder
        self.pid = pid


class DataDirUnusable(StillmotionError):
    """The folder can't be made or written to."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(f"{folder} can't be used: {reason}")
        self.folder = folder
        self.reason = reason


@contextmanager
def held(folder: Path) -> Generator[None]:
    """Hold ``folder`` for this process. Blocks for no more than a file's opening.

    The lock is on an open handle, never the mere existence of a file: it ends with the process,
    also by ``kill -9``.

    Raises:
        DataDirBusy: Somebody else holds it.
        DataDirUnusable: It can't be made or written to.
    """
    handle = _opened(folder)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            raise DataDirBusy(folder, _pid_in(handle)) from exc
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def _opened(folder: Path) -> int:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(folder / "studio.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as exc:
        raise DataDirUnusable(folder, exc.strerror or "unknown") from exc


def _pid_in(handle: int) -> int | None:
    digits = os.pread(handle, 32, 0).strip()
    return int(digits) if digits.isdigit() else None
