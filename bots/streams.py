"""Standard streams that are closed, full, or have nobody at their other end."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TextIO


def open_missing() -> None:
    """Put something harmless where the shell closed a standard stream.

    Without it the next file or socket gets the free number, and what is printed goes into it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - stays


def say(text: str, stream: TextIO) -> bool:
    """Print a line now; False when it can't be written, which is nobody's failure."""
    try:
        print(text, file=stream)
    except OSError:
        _drop(stream)
        return False
    return flush(stream)


def flush(stream: TextIO) -> bool:
    """Write what waits in the stream; False, and it is dropped, when that can't be."""
    try:
        stream.flush()
    except OSError:
        _drop(stream)
        return False
    return True


def _drop(stream: TextIO) -> None:
    """Send what is still in the stream nowhere: the interpreter's exit would fail on it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
