"""What the operator allows, and how people are looked after."""

from __future__ import annotations

from dataclasses import dataclass

DAY_S = 24 * 60 * 60.0
"""Quotas count the turns of so many seconds, up to now."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The settings that conversations obey.

    People and chats are named ``<platform>:<id>``. Sizes in bytes, lengths of time in s.
    ``notify_after``: a turn that took longer ends with a line that notifies. ``render_limit``: from
    an export's first submission until it is given up. ``patience``: how often in a row a turn may
    fail to go on, with growing pauses, before the chat is told that it was given up.
    ``stop_within``: how long stopping a turn's work at the backend may take.
    """

    default_skill: str
    open_to_all: bool = True
    allowed: frozenset[str] = frozenset()
    admins: frozenset[str] = frozenset()
    hidden_skills: frozenset[str] = frozenset()
    user_daily: int = 20
    chat_daily: int = 100
    queue_per_chat: int = 5
    most_turns: int = 200
    notify_after: float = 45.0
    min_free_disk: int = 0
    render_limit: float = 900.0
    patience: int = 8
    stop_within: float = 5.0
