"""Plain answers that need no turn."""

from __future__ import annotations

from core.backend import Credits
from core.locales import Speaker


def credits_line(balance: Credits, speaker: Speaker) -> str:
    """How many credits are left, in one line."""
    return speaker.format("credits-balance", available=balance.available, frozen=balance.frozen)
