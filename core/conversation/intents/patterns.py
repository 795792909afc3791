"""Patterns of words, and where in a clause they can end.

A pattern is a row of items. An item is a word, a ``<class>`` of words, or a group of rows
``(do|make a)``, and may end with ``?`` (may be missing), ``*`` (any number) or ``+`` (at least
one). A class lists patterns of its own. ``<any>`` is one word, or one character where words are
not spaced.

Every node maps the set of places where it may begin to the set of places where it may end, so no
clause, however odd, takes more than a bounded time; a regular expression of this size would not
promise that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

Places: TypeAlias = frozenset[int]
NOWHERE: Final[Places] = frozenset()
_TOKEN: Final = re.compile(r"\s*(<\w+>|[()|?*+]|[^\s()|?*+<>]+)\s*")


class Pattern(Protocol):
    """A compiled pattern."""

    def ends(self, clause: str, starts: Places) -> Places:
        """Where the pattern can end when it begins at one of ``starts``."""
        ...


@dataclass(frozen=True, slots=True)
class _Literals:
    """Any of some strings, by their length."""

    by_length: Mapping[int, frozenset[str]]

    def ends(self, clause: str, starts: Places) -> Places:
        return frozenset(
            start + length
            for start in starts
            for length, strings in self.by_length.items()
            if clause[start : start + length] in strings
        )


@dataclass(frozen=True, slots=True)
class _AnyWord:
    spaced: bool

    def ends(self, clause: str, starts: Places) -> Places:
        if self.spaced:
            blanks = (clause.find(" ", start) for start in starts)
            return frozenset(blank + 1 for blank in blanks if blank >= 0)
        return frozenset(start + 1 for start in starts if start < len(clause))


@dataclass(frozen=True, slots=True)
class _Row:
    items: tuple[Pattern, ...]

    def ends(self, clause: str, starts: Places) -> Places:
        for item in self.items:
            if not starts:
                return NOWHERE
            starts = item.ends(clause, starts)
        return starts


@dataclass(frozen=True, slots=True)
class _Choice:
    options: tuple[Pattern, ...]

    def ends(self, clause: str, starts: Places) -> Places:
        return NOWHERE.union(*(option.ends(clause, starts) for option in self.options))


@dataclass(frozen=True, slots=True)
class _Optional:
    item: Pattern

    def ends(self, clause: str, starts: Places) -> Places:
        return starts | self.item.ends(clause, starts)


@dataclass(frozen=True, slots=True)
class _Repeated:
    """Any number of times; none at all only where ``optional``."""

    item: Pattern
    optional: bool

    def ends(self, clause: str, starts: Places) -> Places:
        found = starts if self.optional else NOWHERE
        fresh = starts
        while fresh:
            fresh = self.item.ends(clause, fresh) - found
            found |= fresh
        return found


class Compiler:
    """Compiles the patterns of one vocabulary, and notes the words they use."""

    def __init__(self, classes: Mapping[str, tuple[str, ...]], *, spaced: bool) -> None:
        self._classes = classes
        self._spaced = spaced
        self._compiled: dict[str, Pattern] = {}
        self.words: set[str] = set()

    def any_of(self, patterns: Iterable[str]) -> Pattern:
        """One pattern out of several. ValueError: one of them is none."""
        return _choice([self._whole(pattern) for pattern in patterns])

    def any_number_of(self, patterns: Iterable[str]) -> Pattern:
        """As many of the patterns as there are, one after the other."""
        return _Repeated(self.any_of(patterns), optional=True)

    def _whole(self, pattern: str) -> Pattern:
        parts = _TOKEN.findall(pattern)[::-1]
        row = self._row(parts)
        if parts or "".join(_TOKEN.split(pattern)[::2]):
            raise ValueError(f"not a pattern: {pattern!r}")
        return row

    def _row(self, parts: list[str]) -> Pattern:
        """The items up to the end of the row; takes them off the reversed parts."""
        items: list[Pattern] = []
        while parts and parts[-1] not in ")|":
            item = self._item(parts)
            match parts[-1] if parts else "":
                case "?":
                    parts.pop()
                    items.append(_Optional(item))
                case "*" | "+" as times:
                    parts.pop()
                    items.append(_Repeated(item, optional=times == "*"))
                case _:
                    items.append(item)
        if not items:
            raise ValueError("an empty row in a pattern")
        return items[0] if len(items) == 1 else _Row(tuple(items))

    def _item(self, parts: list[str]) -> Pattern:
        part = parts.pop()
        if part == "(":
            rows = [self._row(parts)]
            while parts and (part := parts.pop()) == "|":
                rows.append(self._row(parts))
            if part != ")":
                raise ValueError("a group in a pattern is not closed")
            return _choice(rows)
        if part in "?*+":
            raise ValueError(f"nothing before {part!r} in a pattern")
        if part == "<any>":
            return _AnyWord(self._spaced)
        return self._class(part[1:-1]) if part.startswith("<") else self._word(part)

    def _class(self, name: str) -> Pattern:
        if name not in self._compiled:
            self._compiled[name] = self.any_of(self._classes[name])
        return self._compiled[name]

    def _word(self, word: str) -> Pattern:
        self.words.add(word)
        literal = f"{word} " if self._spaced else word
        return _Literals({len(literal): frozenset({literal})})


def _choice(options: list[Pattern]) -> Pattern:
    """A choice with its literals gathered, which are most of it."""
    by_length: dict[int, frozenset[str]] = {}
    others: list[Pattern] = []
    for option in options:
        if isinstance(option, _Literals):
            for length, strings in option.by_length.items():
                by_length[length] = by_length.get(length, frozenset()) | strings
        else:
            others.append(option)
    gathered = [_Literals(by_length)] if by_length else []
    compiled = (*gathered, *others)
    return compiled[0] if len(compiled) == 1 else _Choice(compiled)
