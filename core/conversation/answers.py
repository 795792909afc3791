"""Plain answers that need no turn."""

from __future__ import annotations

from core.backend import Credits, Draft
from core.conversation.timeline import summarise, summary_line
from core.locales import Speaker


def credits_line(balance: Credits, speaker: Speaker) -> str:
    """How many credits are left, in one line."""
    return speaker.format("credits-balance", available=balance.available, frozen=balance.frozen)


def summary_of(draft: Draft | None, speaker: Speaker) -> str:
    """The timeline in a line; "" where there is none."""
    return summary_line(summarise(draft), speaker) if draft else ""
