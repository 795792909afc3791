"""One process per folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.errors import StillmotionError


class DataDirBusy(StillmotionError):
    """Another process works in the folder.

    ``pid`` is its number, None where it can't be read; ``holder`` what it calls itself, or "".
    """

    def __init__(self, folder: Path, pid: int | None, holder: str = "") -> None:
        who = "another process" if pid is None else f"process {pid}"
        super().__init__(f"{folder} is in use by {holder + ', ' if holder else ''}{who}")
        self.folder = folder
        self.pid = pid
        self.holder = holder


class DataDirUnusable(StillmotionError):
    """The folder can't be made or written to."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(f"{folder} can't be used: {reason}")
        self.folder = folder
        self.reason = reason


@contextmanager
def held(folder: Path, name: str, holder: str = "") -> Generator[None]:
    """Hold ``folder`` for this process. Blocks for no more than a file's opening.

    The lock is on an open handle, never the mere existence of a file: it ends with the process,
    also by ``kill -9``.

    Args:
        folder: Made where it is missing.
        name: Of the lock's file in it.
        holder: What this process is called in the error of the second one, one line.

    Raises:
        DataDirBusy: Somebody else holds it.
        DataDirUnusable: It can't be made or written to.
    """
    handle = _opened(folder, name)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            raise DataDirBusy(folder, *_holder_in(handle)) from exc
        except OSError as exc:  # a file system without locks
            raise DataDirUnusable(folder, exc.strerror or "unknown") from exc
        _sign(handle, holder)
        yield
    finally:
        os.close(handle)


def _opened(folder: Path, name: str) -> int:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as exc:
        raise DataDirUnusable(folder, exc.strerror or "unknown") from exc


def _sign(handle: int, holder: str) -> None:
    with suppress(OSError):  # on a full disk it is held without a name
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()} {holder}\n".encode(), 0)


def _holder_in(handle: int) -> tuple[int | None, str]:
    digits, _, holder = os.pread(handle, 200, 0).decode(errors="replace").strip().partition(" ")
    return (int(digits), holder) if digits.isascii() and digits.isdigit() else (None, "")
