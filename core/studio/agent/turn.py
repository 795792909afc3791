"""What the agent is given for one turn, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.studio.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Material:
    """A file of the session. Sizes in px and ``duration_s`` in s; 0 where unknown."""

    id: str
    name: str
    kind: Literal["image", "video", "audio"]
    width: int = 0
    height: int = 0
    duration_s: float = 0.0


@dataclass(frozen=True, slots=True)
class AgentInput:
    """One thing somebody said, and all it may refer to.

    ``material`` are the session's files in order of arrival, ``fresh`` the ids of those that came
    since the last turn. ``past`` and ``future`` are what undo and redo go to, the nearest last.
    """

    text: str
    timeline: Timeline | None = None
    material: tuple[Material, ...] = ()
    fresh: tuple[str, ...] = ()
    past: tuple[Timeline, ...] = ()
    future: tuple[Timeline, ...] = ()
    language: str = "en"
    skill: str = ""


@dataclass(frozen=True, slots=True)
class AgentOutcome:
    """What became of it. ``activities`` are names of tools, for the stream's events.

    ``timeline`` is the one given where ``changed`` is false.
    """

    timeline: Timeline | None
    changed: bool
    reply: str
    activities: tuple[str, ...]
    past: tuple[Timeline, ...]
    future: tuple[Timeline, ...]
