"""Who a file is kept for, and which rows are a chat's."""

from __future__ import annotations

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


def pointers_of(name: ColumnElement[str], chat: str) -> ColumnElement[bool]:
    """Whether a name is the chat's, or that of one of its authors in it (``<chat>#<author>``)."""
    return or_(name == chat, name.startswith(f"{chat}#", autoescape=True))
