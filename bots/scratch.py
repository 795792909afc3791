"""The folder one run works in, and what is done about those of runs that were killed."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.errors import DiskFull

_PREFIX = "stillmotion-"
_MARK = "in-use"
"""The file that makes a folder ours; locked for as long as its owner lives."""


@contextmanager
def scratch_folder() -> Generator[Path]:
    """A folder that goes with all that is in it; those of the dead go before.

    Raises:
        DiskFull: there is no place for one.
    """
    try:
        _sweep(Path(tempfile.gettempdir()))
        folder, mark = _made()
    except OSError as exc:
        raise DiskFull from exc
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(mark)


def _made() -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        try:
            mark = os.open(folder / _MARK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        fcntl.flock(mark, fcntl.LOCK_EX)
        if (folder / _MARK).exists():
            return folder, mark
        os.close(mark)  # somebody swept it before it was locked


def _sweep(place: Path) -> None:
    for mark in place.glob(f"{_PREFIX}*/{_MARK}"):
        with suppress(OSError):  # another user's, in use, or already gone
            _remove_unless_held(mark)


def _remove_unless_held(mark: Path) -> None:
    if mark.parent.is_symlink() or mark.parent.stat().st_uid != os.getuid():
        return
    handle = os.open(mark, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(mark.parent, ignore_errors=True)
    finally:
        os.close(handle)
