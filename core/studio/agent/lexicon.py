"""The vocabulary of every language, from ``words/*.toml``, as one tree of phrases.

All languages are known at once: people mix them. A language more is a file more.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final

from core.studio.agent.tokens import Kind

_LATIN: Final = re.compile("[a-z]+")
_BRACES: Final = re.compile(r"\{([^{}]*)\}")
_VARIANTS: Final = "variants"
_OTHER_WORDS: Final = "other_words"


class LexiconInvalid(ValueError):
    """The data contradicts itself: a mistake of ours, found by the tests."""


@dataclass(slots=True)
class _Node:
    following: dict[str, _Node] = field(default_factory=dict["str", "_Node"])
    meaning: tuple[Kind, str] | None = None


class Lexicon:
    """Finds the longest known phrase at a place."""

    def __init__(self, tables: dict[str, dict[str, dict[str, list[str]]]]) -> None:
        """``tables``: language → kind → name → phrases."""
        self._root = _Node()
        self._variants: dict[int, str] = {}
        self._words: set[str] = set()
        self._other_words: set[str] = set()
        for language, kinds in tables.items():
            for kind, names in kinds.items():
                if kind == _VARIANTS:
                    for old, new in " ".join(names["pairs"]).split():
                        self._variants[ord(old)] = new
                    continue
                if kind == _OTHER_WORDS:
                    self._other_words.update(*(words.split() for words in names["words"]))
                    continue
                for name, phrases in names.items():
                    for phrase in phrases:
                        self._learn(language, (Kind(kind), name), phrase)

    def plain(self, character: str) -> str:
        """The spelling that the phrases use, for one of several of the same character."""
        return self._variants.get(ord(character), character)

    def spells(self, word: str) -> bool:
        """Whether a word stands in a phrase."""
        return word in self._words

    def knows(self, word: str) -> bool:
        """Whether it is a word, of a phrase or another one that looks like such a word."""
        return word in self._words or word in self._other_words

    def longest_at(self, text: str, start: int) -> tuple[int, Kind, str] | None:
        """Where the longest phrase at ``start`` ends, and what it means."""
        if not starts_word(text, start):
            return None
        found: tuple[int, Kind, str] | None = None
        node, place = self._root, start
        while place < len(text):
            character = text[place]
            if character in _SPACES:
                # a phrase's space matches any run of them
                while place < len(text) and text[place] in _SPACES:
                    place += 1
                character, place = " ", place - 1
            step = node.following.get(character)
            if step is None:
                break
            node, place = step, place + 1
            if node.meaning is not None and ends_word(text, place):
                found = (place, *node.meaning)
        return found

    def phrases(self) -> Iterator[tuple[str, Kind, str]]:
        """Every phrase with its meaning."""
        waiting = [("", self._root)]
        while waiting:
            phrase, node = waiting.pop()
            if node.meaning is not None:
                yield (phrase, *node.meaning)
            waiting += ((phrase + step, below) for step, below in node.following.items())

    def _learn(self, language: str, meaning: tuple[Kind, str], pattern: str) -> None:
        for phrase in _expanded(pattern):
            self._words.update(_LATIN.findall(phrase))
            node = self._root
            for character in re.sub(r"[-\s]+", " ", phrase).strip():
                node = node.following.setdefault(character, _Node())
            if node.meaning not in (None, meaning):
                raise LexiconInvalid(f"{language}: {phrase!r} is {meaning} and {node.meaning}")
            node.meaning = meaning


@cache
def lexicon() -> Lexicon:
    """The vocabulary of the languages that have a file; read once."""
    folder = files("core.studio.agent") / "words"
    return Lexicon(
        {
            file.name.removesuffix(".toml"): tomllib.loads(file.read_text(encoding="utf-8"))
            for file in sorted(folder.iterdir(), key=lambda file: file.name)
            if file.name.endswith(".toml")
        }
    )


_SPACES: Final = frozenset(" \t\u3000")


def starts_word(text: str, place: int) -> bool:
    """Whether a word may begin here: not within letters of a script that has spaces."""
    return place == 0 or not _joined(text[place - 1], text[place])


def ends_word(text: str, place: int) -> bool:
    """Whether a word may end before this place."""
    return place == len(text) or not _joined(text[place - 1], text[place])


def is_han(character: str) -> bool:
    """Whether it is a Chinese character."""
    return "\u4e00" <= character <= "\u9fff" or "\u3400" <= character <= "\u4dbf"


def _joined(before: str, after: str) -> bool:
    return _in_word(before) and _in_word(after)


def _in_word(character: str) -> bool:
    return character == "'" or (character.isalpha() and not is_han(character))


def _expanded(pattern: str) -> Iterator[str]:
    braces = _BRACES.search(pattern)
    if braces is None:
        yield pattern
        return
    for choice in braces[1].split("|"):
        yield from _expanded(pattern[: braces.start()] + choice + pattern[braces.end() :])
