"""From plain text to tokens: known phrases, numbers, punctuation, and what is left."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from core.studio.agent.lexicon import Lexicon, ends_word, is_han, starts_word
from core.studio.agent.numerals import DIGITS, HAN_NUMERAL, han_number, number_of
from core.studio.agent.script import quote_number
from core.studio.agent.tokens import Kind, Picks, Token

RATIOS: Final = frozenset(
    {"16:9", "9:16", "1:1", "4:5", "5:4", "4:3", "3:4", "3:2", "2:3", "21:9", "2:1", "1:2"}
)

PICTURE: Final = "emoji"
"""The name of a break that is a row of emoji or the like."""

_PICTURES: Final = re.compile("[\u2300-\u2bff\u200d\u20e3\ufe0e\ufe0f\U0001f000-\U0001faff]+")
_PIXELS: Final = re.compile(r"([0-9]{3,4}) ?[x×*] ?([0-9]{3,4})(?![0-9])")
_RATIO: Final = re.compile(r"([0-9]{1,2}) ?(?::|x|×|/|比|by) ?([0-9]{1,2})(?![0-9:])")
_CLOCK: Final = re.compile(r"([0-9]{1,2}):([0-5][0-9])(?![0-9:])")
_SIDE: Final = re.compile(r"(2160|1440|1080|720|540|480|360) ?p(?![a-z])|([2458])k(?![a-z])")
_RATE: Final = re.compile(r"([0-9]{2,3}) ?(?:fps|帧)")
_ORDINAL: Final = re.compile(r"([0-9]{1,3})(?:st|nd|rd|th)(?![a-z])")
_COUNT: Final = re.compile(r"([0-9]{1,3}(?:\.[0-9]+)?) ?x(?![a-z0-9])|x ?([0-9]{1,3})(?![0-9a-z])")
_K_SIDES: Final = {"2": 1440, "4": 2160, "5": 2880, "8": 4320}


def tokens_of(text: str, lexicon: Lexicon) -> tuple[Token, ...]:
    """The tokens of a plain text, in order and without overlap."""
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        token = _token_at(text, place, lexicon)
        if token is None:
            place += 1
            continue
        if token.kind is Kind.WORD and tokens and _continues(tokens[-1], token, text):
            token = Token(Kind.WORD, "", tokens.pop().start, token.end)
        tokens.append(token)
        place = token.end
    return tuple(tokens)


def _token_at(text: str, place: int, lexicon: Lexicon) -> Token | None:
    character = text[place]
    if (number := quote_number(character)) is not None:
        return Token(Kind.QUOTE, "", place, place + 1, amount=number)
    if character == "#" or (character.isspace() and character != "\n"):
        return None
    for scan in (_figures, _han_figures):
        if token := scan(text, place, lexicon):
            return token
    if found := lexicon.longest_at(text, place):
        end, kind, name = found
        picks = Picks((int(name),)) if kind is Kind.PICK else None
        return Token(kind, name, place, end, amount=_amount(kind, name), picks=picks)
    if pictures := _PICTURES.match(text, place):
        return Token(Kind.BREAK, PICTURE, place, pictures.end())
    if character == "\n" or not (character.isalnum() or character == "'"):
        return Token(Kind.BREAK, character, place, place + 1)
    end = place + 1
    while end < len(text) and not is_han(character) and not ends_word(text, end):
        end += 1
    return Token(Kind.WORD, "", place, end)


def _figures(text: str, place: int, lexicon: Lexicon) -> Token | None:
    """What begins with a digit, or with the x of ``x3``."""
    if not ("0" <= text[place] <= "9" or text[place] == "x") or not starts_word(text, place):
        return None
    for pattern, token in _FIGURES:
        if (match := pattern.match(text, place)) and (made := token(match)):
            return made
    phrase = lexicon.longest_at(text, place)  # "3d", "0.5倍速" are phrases, not numbers
    if phrase or not (match := DIGITS.match(text, place)):
        return None
    return Token(Kind.NUMBER, "", place, match.end(), amount=number_of(match[0]))


def _han_figures(text: str, place: int, lexicon: Lexicon) -> Token | None:
    match = HAN_NUMERAL.match(text, place)
    if match is None:
        return None
    phrase = lexicon.longest_at(text, place)
    if phrase is not None and phrase[0] >= match.end():
        return None  # "一直", "一点": words that only begin like a number
    return Token(Kind.NUMBER, "", place, match.end(), amount=han_number(match[0]))


def _pixels(match: re.Match[str]) -> Token:
    return Token(Kind.PIXELS, f"{int(match[1])}x{int(match[2])}", match.start(), match.end())


def _ratio(match: re.Match[str]) -> Token | None:
    name = f"{int(match[1])}:{int(match[2])}"
    return Token(Kind.RATIO, name, match.start(), match.end()) if name in RATIOS else None


def _clock(match: re.Match[str]) -> Token:
    seconds = int(match[1]) * 60 + int(match[2])
    return Token(Kind.TIME, "", match.start(), match.end(), amount=1000.0 * seconds)


def _side(match: re.Match[str]) -> Token:
    side = int(match[1]) if match[1] else _K_SIDES[match[2]]
    return Token(Kind.SIDE, str(side), match.start(), match.end(), amount=side)


def _rate(match: re.Match[str]) -> Token:
    return Token(Kind.RATE, match[1], match.start(), match.end(), amount=int(match[1]))


def _ordinal(match: re.Match[str]) -> Token:
    return Token(Kind.ORDINAL, match[1], match.start(), match.end(), amount=int(match[1]))


def _count(match: re.Match[str]) -> Token:
    return Token(Kind.COUNT, "x", match.start(), match.end(), amount=float(match[1] or match[2]))


_FIGURES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Token | None]], ...]] = (
    (_PIXELS, _pixels),
    (_RATIO, _ratio),
    (_CLOCK, _clock),
    (_SIDE, _side),
    (_RATE, _rate),
    (_ORDINAL, _ordinal),
    (_COUNT, _count),
)

_AMOUNTS: Final = frozenset({Kind.NUMBER, Kind.ORDINAL, Kind.FEW, Kind.SIDE, Kind.RATE})


def _amount(kind: Kind, name: str) -> float:
    return float(name) if kind in _AMOUNTS else 0.0


def _continues(before: Token, word: Token, text: str) -> bool:
    """Whether an unknown Chinese character goes on from the one before."""
    return (
        before.kind is Kind.WORD
        and before.end == word.start
        and is_han(text[before.end - 1])
        and is_han(text[word.start])
    )
