"""Finds orders about things that nothing is known of, also where the rest was understood."""

from __future__ import annotations

from typing import Final

from core.studio.agent.clauses import Clause
from core.studio.agent.tokens import Kind, Token

_ORDERS: Final = (
    *("make", "change", "add", "also", "want", "remove", "replace", "put", "use", "play"),
    *("trim", "cut_off", "swap", "take"),
)
_BESIDE: Final = frozenset(
    {
        Kind.FILLER,
        Kind.LITTLE,
        Kind.EVERY,
        Kind.NUMBER,
        Kind.COLOR,
        Kind.SIZE,
        Kind.STRENGTH,
        Kind.PACE,
        Kind.MOOD,
        Kind.SMALLTALK,
    }
)
"""What may stand between an order and its object: ``make the big red …``."""

_EXPLAINING: Final = frozenset(
    {
        Kind.NOUN,
        Kind.MOTION,
        Kind.TRANSITION,
        Kind.TUNE,
        Kind.MOOD,
        Kind.LOOP,
        Kind.RATIO,
        Kind.FIT,
        Kind.QUOTE,
        Kind.PACE,
        Kind.STRENGTH,
        Kind.MORE,
        Kind.LONGER,
        Kind.UNABLE,
    }
)
"""What a word may belong to: ``a guitar song``, ``make my dog bounce``."""


def orders_the_unknown(clause: Clause) -> bool:
    """Whether it gives an order whose object means nothing to us: ``make the sofa purple``."""
    tokens = clause.tokens
    return any(
        _is_order(token) and _is_lost(tokens[index + 1 :]) for index, token in enumerate(tokens)
    ) or _is_strange_order(tokens)


def _is_order(token: Token) -> bool:
    return token.is_(Kind.VERB, *_ORDERS) or token.is_(Kind.FILLER, "do")


def _is_lost(tokens: tuple[Token, ...]) -> bool:
    """Whether the object that begins here is unknown, and nothing that follows explains it."""
    place = _past(tokens, 0, _BESIDE)
    if place == len(tokens) or tokens[place].kind is not Kind.WORD:
        return False
    after = _past(tokens, place, _BESIDE - {Kind.COLOR, Kind.SIZE, Kind.MOOD} | {Kind.WORD})
    if any(token.kind is Kind.SMALLTALK for token in tokens[place:after]):
        return False  # "make my shoes look good"
    return after == len(tokens) or tokens[after].kind not in _EXPLAINING


def _is_strange_order(tokens: tuple[Token, ...]) -> bool:
    """``twist the title``: a word that is no verb of ours, and a thing of ours right after it."""
    words = tokens[_past(tokens, 0, frozenset({Kind.SMALLTALK})) :]
    return (
        len(words) == 3
        and words[0].kind is Kind.WORD
        and words[1].is_(Kind.FILLER, "article")
        and (words[2].kind is Kind.PICK or words[2].is_(Kind.NOUN, "title", "music", "transition"))
    )


def _past(tokens: tuple[Token, ...], place: int, kinds: frozenset[Kind]) -> int:
    while place < len(tokens) and tokens[place].kind in kinds:
        place += 1
    return place
