"""Signals while there is nothing to put away. Imports next to nothing: it comes first of all."""

from __future__ import annotations

import os
import signal


def leave_at_once() -> None:
    """Let signals end the process without a word, for as long as there is nothing to put away."""
    for number in ending():
        signal.signal(number, leave)


def ending() -> tuple[signal.Signals, ...]:
    """The signals that end the program; not SIGHUP where ``nohup`` set it to be ignored."""
    nohup = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return (signal.SIGINT, signal.SIGTERM, *(() if nohup else (signal.SIGHUP,)))


def leave(number: int, _frame: object = None) -> None:
    """End the process with the status that tells of the signal."""
    os._exit(128 + number)
