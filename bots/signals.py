"""Ctrl-C and SIGTERM as a cancellation, so that everything is left in good order."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any

_ENDING = (signal.SIGINT, signal.SIGTERM)


async def until_signalled(work: Coroutine[Any, Any, None]) -> bool:
    """Run until it ends or a signal cancels it; whether it came to its own end.

    A second signal while it is being cancelled ends the process the usual way.
    """
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()

    def cancel() -> None:
        task.cancel()
        for number in _ENDING:
            loop.remove_signal_handler(number)

    for number in _ENDING:
        loop.add_signal_handler(number, cancel)
    try:
        await task
    except asyncio.CancelledError:
        return False
    finally:
        for number in _ENDING:
            loop.remove_signal_handler(number)
    return True
