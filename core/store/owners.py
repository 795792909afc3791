"""Who a file is kept for, and which rows are a chat's."""

from __future__ import annotations

import hashlib

from sqlalchemy import ColumnElement, or_


def turn_owner(turn: str) -> str:
    """A turn, by id."""
    return f"turn:{turn}"


def project_owner(project: str) -> str:
    """A project, by id."""
    return f"project:{project}"


def delivery_owner(turn: str) -> str:
    """What a turn delivered, by the turn's id."""
    return f"delivery:{turn}"


def tray_owner(seq: int) -> str:
    """A picture in a tray."""
    return f"tray:{seq}"


def transcript_owner(chat: str, message: str) -> str:
    """A message of a chat's transcript."""
    return f"transcript:{chat}:{message}"


def counted_for(chat: str) -> str:
    """The chat of turns that were forgotten but count: it tells all chats apart and names none.

    The threads of a chat (``<platform>:<chat>:<thread>``) count as one.
    """
    whole = ":".join(chat.split(":")[:2])
    return f"#{hashlib.sha256(whole.encode()).hexdigest()[:16]}"


def pointers_of(name: ColumnElement[str], chat: str) -> ColumnElement[bool]:
    """Whether a name is the chat's, or that of one of its authors in it (``<chat>#<author>``)."""
    return or_(name == chat, name.startswith(f"{chat}#", autoescape=True))
