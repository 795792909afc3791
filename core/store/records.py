"""What the store keeps, as values.

Times are seconds since the epoch; ``body`` is JSON that only its owner reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class InboxRecord:
    """Something heard: stored before anybody is told that it was."""

    seq: int
    chat: str
    event: str
    body: str


@dataclass(frozen=True, slots=True)
class ChatRecord:
    """What a chat has chosen. None: not chosen, the default of the day holds.

    ``project``: the video that a private chat is about just now.
    """

    chat: str
    language: str | None = None
    skill: str | None = None
    auto_export: bool = True
    project: str | None = None
    greeted: bool = False


@dataclass(frozen=True, slots=True)
class ProjectRecord:
    """One video being made and refined: a session of a backend and what was uploaded to it."""

    id: str
    chat: str
    author: str
    backend: str
    body: str
    used_at: float


@dataclass(frozen=True, slots=True)
class TrayRecord:
    """A picture that waits to be used."""

    seq: int
    chat: str
    author: str
    body: str


class TurnState(Enum):
    """How a turn stands. Only ``QUEUED`` and ``CANCELLING`` hold up what comes after them."""

    QUEUED = "queued"
    CANCELLING = "cancelling"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNFINISHED = (TurnState.QUEUED, TurnState.CANCELLING)


@dataclass(frozen=True, slots=True)
class NewTurn:
    """A turn as it is stored first. ``cause``: what asked for it (a message, a button press)."""

    id: str
    chat: str
    author: str
    phase: str
    body: str
    cause: str = ""


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """A turn's row. ``seq`` orders the turns of a chat; ``attempts`` counts failures in a row."""

    seq: int
    id: str
    chat: str
    author: str
    state: TurnState
    phase: str
    body: str
    cause: str
    attempts: int
    not_before: float
    error: str | None
    created_at: float


@dataclass(frozen=True, slots=True)
class TurnStats:
    """How many turns there are: ``unfinished`` now, the others of those that began since then."""

    unfinished: int
    done: int
    failed: int
    cancelled: int
    chats: int
    authors: int


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """A video that stands in a chat. ``message`` has it; ``status`` showed its turn."""

    turn: str
    chat: str
    author: str
    project: str | None
    message: str
    status: str
    body: str
    created_at: float


@dataclass(frozen=True, slots=True)
class TranscriptRecord:
    """A message of a place that has no memory of its own.

    ``version`` grows with every change of any message; ``place`` orders a chat's messages.
    """

    version: int
    chat: str
    message: str
    place: int
    body: str
    written_at: float


@dataclass(frozen=True, slots=True)
class Grant:
    """What an admin decided for a person or chat. None: nothing, the settings hold."""

    subject: str
    allowed: bool | None = None
    daily: int | None = None
