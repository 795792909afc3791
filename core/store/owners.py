"""Who a file is kept for."""

from __future__ import annotations


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


def transcript_owner(chat: str) -> str:
    """A chat's transcript."""
    return f"transcript:{chat}"
