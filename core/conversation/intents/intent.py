"""The things that can be wanted."""

from __future__ import annotations

from enum import Enum


class Intent(Enum):
    """EDIT goes to the backend's agent; all others are answered without it."""

    EXPORT = "export"
    CREDITS = "credits"
    STATUS = "status"
    UPLOAD = "upload"
    HELP = "help"
    CANCEL = "cancel"
    NEW = "new"
    HISTORY = "history"
    SKILL = "skill"
    SETTINGS = "settings"
    LANGUAGE = "language"
    FORGET = "forget"
    REDO = "redo"
    EDIT = "edit"
