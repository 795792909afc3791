"""Lines of a title: where text may be broken, and into what.

Words stay whole; Han, kana and fullwidth signs may part anywhere, except before what closes and
after what opens (the main rule of JIS X 4051 and of Chinese typesetting alike). Nothing here
draws: widths come from a ``Measure``.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Callable
from typing import TypeAlias

Measure: TypeAlias = Callable[[str], float]
"""Width of a piece of text in px. That of several is taken for the sum of theirs: kerning across
a place where a line may break is nothing worth knowing of."""

ELLIPSIS = "…"

_NEVER_FIRST = frozenset(
    "!%),.:;?]}¢°’”‰′″℃、。々〉》」』】〕〗〞︰︱︳﹐﹑﹒﹓﹔﹕﹖﹘﹚﹜！％），．：；？］｝～"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶーゝゞヽヾ・…‥—–·»›⁉‼"
)
_NEVER_LAST = frozenset("([{£¥‘“〈《「『【〔〖〝﹙﹛（［｛￥＄$«‹#")
_WIDE = frozenset({"W", "F"})
_INSIDE_WORD = 0.15  # cost of such a break; a line left half empty costs 0.25
_AFTER_HIRAGANA = 0.05  # Japanese words mostly end in hiragana and begin with something else


def wrap(text: str, width: float, measure: Measure) -> tuple[str, ...]:
    """Break ``text`` into as few lines of at most ``width`` px as it takes, about equally long.

    Line breaks of the text are kept, empty lines are not. A word that is wider than a line by
    itself is broken between characters; a single character is never broken, however wide.
    """
    return tuple(
        line
        for paragraph in text.splitlines()
        for line in _lines(_fitting(_pieces(paragraph), width, measure), width, measure)
    )


def shorten(lines: tuple[str, ...], count: int, width: float, measure: Measure) -> tuple[str, ...]:
    """The first ``count`` lines, with an ellipsis where more followed."""
    if len(lines) <= count:
        return lines
    last = lines[count - 1]
    while last and measure(last + ELLIPSIS) > width:
        last = last[:-1]
    return (*lines[: count - 1], last.rstrip() + ELLIPSIS)


def widest_word(text: str, measure: Measure) -> float:
    """Width of the widest piece of ``text`` that wants to stay whole."""
    return max((measure(piece.strip()) for piece in _pieces(text)), default=0.0)


def _pieces(text: str) -> list[str]:
    """``text`` cut at every place where a line may end; a piece keeps its trailing spaces."""
    pieces: list[str] = []
    for character in " ".join(text.split()):
        if pieces and not _may_break(pieces[-1], character):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _may_break(before: str, after: str) -> bool:
    last = before[-1]
    if after.isspace() or after in _NEVER_FIRST or last in _NEVER_LAST:
        return False
    if last.isspace():
        # a sign that may not end a line keeps the spaces after it («»-style quotes)
        return before.rstrip()[-1:] not in _NEVER_LAST
    if last in "-–—/" and before.rstrip("-–—/")[-1:].isalpha() and after.isalpha():
        return True
    return _parts_anywhere(last) or _parts_anywhere(after)


def _parts_anywhere(character: str) -> bool:
    # Hangul is wide, but Korean is broken between words
    return (
        unicodedata.east_asian_width(character) in _WIDE and not "\uac00" <= character <= "\ud7a3"
    )


def _fitting(pieces: list[str], width: float, measure: Measure) -> list[str]:
    """The pieces, those that are wider than a line broken between characters."""
    fitting: list[str] = []
    for piece in pieces:
        if measure(piece.rstrip()) <= width:
            fitting.append(piece)
            continue
        fitting.append("")
        used = 0.0
        for character in piece:
            used += measure(character)
            stays = unicodedata.combining(character) or character.isspace() or not fitting[-1]
            if stays or used <= width:
                fitting[-1] += character
            else:
                fitting.append(character)
                used = measure(character)
    return fitting


def _lines(pieces: list[str], width: float, measure: Measure) -> list[str]:
    """The best way to put the pieces on lines.

    Fewest lines first; among these the one that leaves the least squared room (so that lines
    are about equally long) and breaks between words or after a sign rather than inside of what
    may be a Chinese or Japanese word.
    """
    whole = [0.0, *itertools.accumulate(measure(piece) for piece in pieces)]
    trimmed = [measure(piece.rstrip()) for piece in pieces]
    # best[end]: (lines, cost, start of the last line) for the first `end` pieces
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for end in range(1, len(pieces) + 1):
        ways: list[tuple[int, float, int]] = []
        for start in range(end - 1, -1, -1):
            room = width - (whole[end - 1] - whole[start] + trimmed[end - 1])
            if room < 0 and ways:
                break
            count, cost, _ = best[start]
            ways.append((count + 1, cost + (room / width) ** 2 + _cost(pieces, end), start))
        best.append(min(ways))
    lines: list[str] = []
    end = len(pieces)
    while end:
        start = best[end][2]
        lines.insert(0, "".join(pieces[start:end]).rstrip())
        end = start
    return lines


def _cost(pieces: list[str], end: int) -> float:
    """What it costs to end a line before piece ``end``."""
    if end == len(pieces) or not pieces[end - 1][-1].isalnum():
        return 0.0
    ends_word = _is_hiragana(pieces[end - 1][-1]) and not _is_hiragana(pieces[end][0])
    return _AFTER_HIRAGANA if ends_word else _INSIDE_WORD


def _is_hiragana(character: str) -> bool:
    return "\u3041" <= character <= "\u309f"
