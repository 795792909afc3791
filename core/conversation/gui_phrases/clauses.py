"""What a clause is, as far as the reader's hands are concerned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from core.conversation.gui_phrases.actions import GuiAction


@dataclass(frozen=True, slots=True)
class Telling:
    """Tells something: stays."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What "if you like it" or "to download it" is: goes with its step, stays without one."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """What "choose 1080p" is: goes when it follows a step, else the person is asked."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something to be done with a pointer: goes."""

    action: GuiAction | None = None


Clause: TypeAlias = Telling | Condition | NextStep | Step
