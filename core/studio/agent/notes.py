"""What an edit did, or why it did nothing: what replies are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from core.studio.timeline import Timeline

Words: TypeAlias = "str | int | float | Named | Seconds | Pictures"


@dataclass(frozen=True, slots=True)
class Named:
    """A name from the vocabulary, said in the reader's language: ``studio-<group>-<name>``."""

    group: str
    name: str


@dataclass(frozen=True, slots=True)
class Seconds:
    """A length of time."""

    ms: int


@dataclass(frozen=True, slots=True)
class Pictures:
    """Which pictures, by their numbers from 1; none: all of them."""

    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to tell: the text ``studio-<key>`` with its arguments.

    ``missed``: it was asked for and could not be done. ``tool`` names what was at work.
    """

    key: str
    arguments: tuple[tuple[str, Words], ...] = ()
    missed: bool = False
    tool: str = "edit_timeline"


@dataclass(frozen=True, slots=True)
class Applied:
    """A timeline after an edit, and what there is to tell about it."""

    timeline: Timeline
    notes: tuple[Note, ...]


def did(timeline: Timeline, key: str, /, tool: str = "edit_timeline", **words: Words) -> Applied:
    """It was done."""
    return Applied(timeline, (Note(f"did-{key}", tuple(words.items()), tool=tool),))


def missed(timeline: Timeline, key: str, /, **words: Words) -> Applied:
    """It could not be done."""
    return Applied(timeline, (Note(f"missed-{key}", tuple(words.items()), missed=True),))
