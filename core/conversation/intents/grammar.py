"""Reads clauses by a language's vocabulary (``en.toml``, ``zh.toml``).

A clause is a command only when it is one *wholly*: every word of it has its place in a frame,
between polite words before and after. One word more, and it is about something else; that is what
keeps "animate the status bar" and "a title that says export" from being commands.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Final, TypeAlias

from pydantic import BaseModel, ConfigDict

from core.conversation.intents.intent import Intent
from core.conversation.intents.patterns import Compiler, Pattern, Places

_LONGEST_COMMAND: Final = 120  # characters; nobody gives a command in a longer clause
_BEGINNING: Final[Places] = frozenset({0})


class Aside(Enum):
    """A clause that asks for nothing itself."""

    NEUTRAL = "neutral"  # "looks great", "thanks": says nothing of what shall be done
    HELD = "held"  # "don't export yet": a command that is not to be obeyed


Reading: TypeAlias = Intent | Aside | None
"""None: the clause is about the video, or about anything else in the world."""


class Vocabulary(BaseModel):
    """A language's file. Intents are tried in the order of ``frames``.

    ``spaced``: words stand between blanks. ``splitters``: regular expressions of what ends a
    clause. ``spellings``: what stands for what. ``variants``: characters that are read as the
    first of their row. ``not_slips``: words that are right though near to another. ``words``: the
    classes. ``before``, ``after``: what may surround a command. ``negations``: what stands before
    one that is not to be obeyed. ``neutral``: clauses that ask for nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    spaced: bool
    splitters: tuple[str, ...]
    spellings: Mapping[str, str] = {}
    variants: tuple[str, ...] = ()
    not_slips: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, ...]]
    before: tuple[str, ...]
    after: tuple[str, ...]
    negations: tuple[str, ...]
    neutral: tuple[str, ...]
    frames: Mapping[Intent, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Grammar:
    """A compiled vocabulary."""

    spaced: bool
    spellings: Mapping[str, str]
    splitter: re.Pattern[str]
    words: frozenset[str]
    before: Pattern
    after: Pattern
    negations: Pattern
    neutral: Pattern
    frames: Mapping[Intent, Pattern]

    def read(self, clause: str) -> Reading:
        """What a clause is. It is normalised; in a spaced language each word ends in a blank."""
        if len(clause) > _LONGEST_COMMAND:
            return None
        starts = self.before.ends(clause, _BEGINNING)
        if (intent := self._command(clause, starts)) is not None:
            return intent
        if self._closes(clause, self.neutral.ends(clause, starts)):
            return Aside.NEUTRAL
        negated = self.before.ends(clause, self.negations.ends(clause, starts))
        return Aside.HELD if self._command(clause, negated) is not None else None

    def without_courtesies(self, clause: str) -> str:
        """The clause without the polite words around it."""
        start = max(self.before.ends(clause, _BEGINNING))
        end = next(p for p in range(start, len(clause) + 1) if self._closes(clause, {p}))
        return clause[start:end]

    def _command(self, clause: str, starts: Places) -> Intent | None:
        for intent, frame in self.frames.items():
            if self._closes(clause, frame.ends(clause, starts)):
                return intent
        return None

    def _closes(self, clause: str, ends: frozenset[int] | set[int]) -> bool:
        return len(clause) in self.after.ends(clause, frozenset(ends))


@cache
def grammar_of(language: str) -> Grammar:
    """The grammar of ``en`` or ``zh``; read and compiled once, when it is first needed."""
    source = files("core.conversation.intents").joinpath(f"{language}.toml")
    return _compiled(Vocabulary.model_validate(tomllib.loads(source.read_text(encoding="utf-8"))))


def _compiled(vocabulary: Vocabulary) -> Grammar:
    compiler = Compiler(vocabulary.words, spaced=vocabulary.spaced)
    variants = {other: row[0] for row in vocabulary.variants for other in row[1:]}
    frames = {intent: compiler.any_of(rows) for intent, rows in vocabulary.frames.items()}
    return Grammar(
        spaced=vocabulary.spaced,
        spellings={**vocabulary.spellings, **variants},
        splitter=re.compile("|".join(vocabulary.splitters)),
        words=frozenset(compiler.words).union(vocabulary.not_slips),
        before=compiler.any_number_of(vocabulary.before),
        after=compiler.any_number_of(vocabulary.after),
        negations=compiler.any_of(vocabulary.negations),
        neutral=compiler.any_of(vocabulary.neutral),
        frames=frames,
    )
