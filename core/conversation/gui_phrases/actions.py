"""What is done instead of what the backend asks its reader to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


class Shortcut(Enum):
    """Something the engine does by itself."""

    EXPORT = "export"
    SHOW_STATE = "state"
    SHOW_SUMMARY = "summary"
    SHOW_CREDITS = "credits"


@dataclass(frozen=True, slots=True)
class SendEdit:
    """A drag or a drop, as a message to the agent; the engine sends one per turn at most."""

    instruction: str


GuiAction: TypeAlias = Shortcut | SendEdit


@dataclass(frozen=True, slots=True)
class GuiTranslation:
    """``text`` for the person, "" where nothing is left; ``actions`` in order, none twice."""

    text: str
    actions: tuple[GuiAction, ...] = ()
