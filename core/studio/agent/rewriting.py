"""Rewrites a row of tokens by rules: several tokens become one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from core.studio.agent.tokens import Kind, Token

Rule: TypeAlias = Callable[[Sequence[Token], int], "tuple[int, Token] | None"]
"""At a place: how many tokens become which one; None where the rule does not apply."""

Rules: TypeAlias = Mapping[Kind, Sequence[Rule]]
"""Rules by the kind of the token that they begin at."""


def rewritten(tokens: Sequence[Token], rules: Rules) -> list[Token]:
    """The tokens with every rule carried out, from left to right, until none applies."""
    made: list[Token] = []
    rest = list(tokens)
    place = 0
    while place < len(rest):
        for rule in rules.get(rest[place].kind, ()):
            if found := rule(rest, place):
                count, token = found
                rest[place : place + count] = [token]
                break
        else:
            made.append(rest[place])
            place += 1
    return made


def at(tokens: Sequence[Token], place: int, kind: Kind, *names: str) -> bool:
    """Whether such a token stands at a place; False beyond the ends."""
    return 0 <= place < len(tokens) and tokens[place].is_(kind, *names)


def merged(first: Token, last: Token, kind: Kind, amount: float, name: str = "") -> Token:
    """One token for all from the first to the last."""
    return Token(kind, name, first.start, last.end, amount=amount)
