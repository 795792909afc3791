"""Ctrl-C and its kin as a cancellation, so that everything is left in good order."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Coroutine
from typing import Any

from bots.leaving import ending, leave, leave_at_once

_SAME_PRESS_S = 1.0
"""Signals that come this soon after the first are one impatient hand, or a whole process group."""


async def until_signalled(work: Coroutine[Any, Any, None]) -> int:
    """Run until it ends or a signal cancels it.

    A further signal, a second or more after the first, ends the process at once.

    Returns:
        0 when it came to its own end, otherwise the exit status that tells of the signal.
    """
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    first: list[tuple[float, int]] = []

    def cancel(number: int) -> None:
        if not first:
            first.append((time.monotonic(), number))
            task.cancel()
        elif time.monotonic() - first[0][0] >= _SAME_PRESS_S:
            leave(number)

    for number in ending():
        loop.add_signal_handler(number, cancel, number)
    try:
        await task
    except asyncio.CancelledError:
        return 128 + (first[0][1] if first else signal.SIGINT)
    finally:
        for number in ending():
            loop.remove_signal_handler(number)
        leave_at_once()
    return 0
