"""Python's garbage collector while the program starts."""

from __future__ import annotations

import gc


def leave_garbage() -> None:
    """Look for no garbage yet: imports make next to none, and looking takes a tenth of them."""
    gc.disable()


def collect_garbage() -> None:
    """Look for it from here on, but not among what is there by now, which stays."""
    gc.freeze()
    gc.enable()
