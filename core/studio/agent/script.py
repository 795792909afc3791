"""What somebody wrote, made plain for reading, with quoted text set aside.

The plain text is lower case, half width, simplified; each of its characters knows where it came
from, so that titles are taken from the words as they were written. Quoted text, links and titles
stand in it as one private character each: nothing in them can be read as an instruction.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from core.studio.agent.lexicon import Lexicon

LONGEST_REQUEST: Final = 8000
"""Characters of a request that are read; no one writes more by hand."""

LONGEST_TITLE: Final = 200
_MOST_QUOTES: Final = 100
_FIRST_MARK: Final = 0xE000
_LAST_MARK: Final = 0xF8FF

_QUOTED: Final = re.compile(
    r"“(?P<a>[^”\n]{1,500})”|„(?P<b>[^“”\n]{1,500})[“”]|「(?P<c>[^」\n]{1,500})」"
    r"|『(?P<d>[^』\n]{1,500})』|《(?P<e>[^》\n]{1,500})》|«(?P<f>[^»\n]{1,500})»"
    r"|‘(?P<g>[^‘\n]{1,500}?)’(?!\w)|[\"＂](?P<h>[^\"＂\n]{1,500})[\"＂]"
    r"|(?<!\w)'(?P<i>(?:[^'\n]|(?<=\w)'(?=\w)){1,500})'(?!\w)|`(?P<j>[^`\n]{1,500})`"
)
_LINK: Final = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_SAME: Final = {
    **dict.fromkeys("’‘`´", "'"),
    **dict.fromkeys("、；，", ","),
    **dict.fromkeys("‐‑‒–−", "-"),
    "。": ".",
    "—": ",",
    "…": ".",
}


@dataclass(frozen=True, slots=True)
class Script:
    """A request in plain letters; ``origin[i]`` is where ``text[i]`` stands in ``original``."""

    original: str
    text: str
    origin: tuple[int, ...]
    quotes: tuple[str, ...] = ()

    def written(self, start: int, end: int) -> str:
        """The words between two places of the text, as they were written."""
        if start >= end:
            return ""
        until = self.origin[end] if end < len(self.origin) else len(self.original)
        return self.original[self.origin[start] : until].strip()

    def with_quote(self, start: int, end: int) -> Script:
        """The same with the text between two places set aside."""
        return Script(
            original=self.original,
            text=self.text[:start] + quote_mark(len(self.quotes)) + self.text[end:],
            # the mark stands for the whole passage, whose end is where the next one begins
            origin=(*self.origin[: start + 1], *self.origin[end:]),
            quotes=(*self.quotes, title_text(self.written(start, end))),
        )

    def with_word(self, start: int, end: int, word: str) -> Script:
        """The same with another word between two places of the text."""
        return Script(
            original=self.original,
            text=self.text[:start] + word + self.text[end:],
            origin=(
                *self.origin[:start],
                *(self.origin[min(start + at, end - 1)] for at in range(len(word))),
                *self.origin[end:],
            ),
            quotes=self.quotes,
        )


def read_script(text: str, lexicon: Lexicon) -> Script:
    """Makes a request plain and sets its quoted passages and links aside."""
    # what is said last, a change of what came before, must not be what is dropped
    original = "".join(filter(_is_meant, text[-LONGEST_REQUEST:]))
    letters: list[tuple[str, int]] = []
    quotes: list[str] = []
    place = 0
    for start, end, quote in _set_aside(original):
        letters += _plain(original, place, start, lexicon)
        letters.append((quote_mark(len(quotes)) if quote is not None else ",", start))
        if quote is not None:
            quotes.append(title_text(quote))
        place = end
    letters += _plain(original, place, len(original), lexicon)
    letters = letters[-LONGEST_REQUEST:]  # one sign may stand for a whole sentence: ﷺ
    plain = "".join(letter for letter, _ in letters)
    origin = tuple(where for _, where in letters)
    return Script(original, _without_hyphens(plain), origin, tuple(quotes))


def quote_mark(number: int) -> str:
    """The character that stands for a passage that was set aside."""
    return chr(_FIRST_MARK + number)


def quote_number(character: str) -> int | None:
    """Which passage a character stands for."""
    return ord(character) - _FIRST_MARK if _is_mark(character) else None


def title_text(text: str) -> str:
    """Text fit to be shown: one line, without ends, not too long."""
    return " ".join(text.split())[:LONGEST_TITLE].strip()


def _set_aside(original: str) -> list[tuple[int, int, str | None]]:
    """Passages that are no instructions: their ends, and the quoted text (None for a link)."""
    found = [(link.start(), link.end(), None) for link in _LINK.finditer(original)]
    passages: list[tuple[int, int, str | None]] = [*found]
    for quoted in _QUOTED.finditer(original):
        within_link = any(start <= quoted.start() < end for start, end, _ in found)
        if not within_link and len(passages) < _MOST_QUOTES:
            text = next(group for group in quoted.groups() if group is not None)
            passages.append((quoted.start(), quoted.end(), text))
    passages.sort(key=lambda passage: passage[0])
    apart: list[tuple[int, int, str | None]] = []
    for passage in passages:
        if not apart or passage[0] >= apart[-1][1]:
            apart.append(passage)
    return apart


def _plain(original: str, start: int, end: int, lexicon: Lexicon) -> Iterator[tuple[str, int]]:
    """A passage in plain letters, each with its place in the original."""
    for place in range(start, end):
        character = _SAME.get(original[place], original[place])
        for letter in unicodedata.normalize("NFKC", character).casefold():
            yield lexicon.plain(_SAME.get(letter, letter)), place


def _without_hyphens(text: str) -> str:
    """Hyphens join words, not numbers: ``5-second`` is two words, ``2-5`` a stretch."""
    letters = list(text)
    for place, letter in enumerate(text):
        if letter in "-_":
            around = text[max(place - 1, 0) : place] + text[place + 1 : place + 2]
            if not (len(around) == 2 and around.isdigit()):
                letters[place] = " "
    return "".join(letters)


def _is_meant(character: str) -> bool:
    """Whether a character is text: no half of a pair, no control, none of our own marks."""
    if character in "\n\t\u200c\u200d":  # joiners are parts of emoji and of some scripts' words
        return True
    return unicodedata.category(character) not in ("Cc", "Cs", "Co", "Cn", "Cf")


def _is_mark(character: str) -> bool:
    return _FIRST_MARK <= ord(character) <= _LAST_MARK
