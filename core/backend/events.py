"""What a turn's event stream says, as a closed union of values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A fragment of a text block under way: to be shown as provisional, appended."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A whole text block. It includes, and so replaces, the deltas since the last ``Text``.

    The agent's answer is the join of all ``Text`` of a stream; a block whose closing event
    never came is closed by the decoder from its deltas when the stream ends.
    """

    text: str


class ToolPhase(Enum):
    """Which side of a tool call an event shows."""

    CALL = "call"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class ToolActivity:
    """The agent uses a tool; arguments and results never leave the decoder."""

    name: str
    phase: ToolPhase


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Nothing new, the backend is alive."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The agent reported an error. ``message`` is its text."""

    message: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """The stream is over. ``clean`` is False when the connection was cut."""

    clean: bool = True


AgentEvent: TypeAlias = TextDelta | Text | ToolActivity | Heartbeat | Failed | Ended


@dataclass(frozen=True, slots=True)
class StillWorking:
    """Nothing but heartbeats for two more minutes. ``elapsed_s`` since the turn began."""

    elapsed_s: float


@dataclass(frozen=True, slots=True)
class Reconnecting:
    """The stream was lost; the turn's outcome is being looked up."""

    reads: int


TurnEvent: TypeAlias = AgentEvent | StillWorking | Reconnecting
