"""Tokens that say which pictures are meant: "the second one", "pictures 1 and 3", 前两张."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from core.studio.agent.rewriting import at, merged
from core.studio.agent.tokens import Kind, Picks, Token

_MOST_LISTED: Final = 200
_LONGEST_LIST: Final = 60
"""Tokens of a list of pictures that are looked at to find its end."""


def numbered(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``第3张``: an ordinal."""
    if not at(tokens, place + 1, Kind.NUMBER):
        return None
    nth, number = tokens[place], tokens[place + 1]
    sign = -1 if nth.name == "from_end" else 1
    return 2, merged(nth, number, Kind.ORDINAL, sign * number.amount, f"{sign * number.amount:g}")


def pick(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``the second one``, ``最后两张``, ``last``."""
    token = tokens[place]
    several = _several(tokens, place)
    if several is not None:
        return several
    if not token.is_(Kind.ORDINAL):
        return None
    last = token
    count = 1
    if at(tokens, place + 1, Kind.COUNTER) or (
        at(tokens, place + 1, Kind.NUMBER) and tokens[place + 1].name == "1"
    ):
        last, count = tokens[place + 1], 2
    if at(tokens, place + count, Kind.NOUN, "picture"):
        last, count = tokens[place + count], count + 1
    return count, _picked(token, last, (int(token.amount),))


def _several(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``the first two pictures``, ``前两张``."""
    token = tokens[place]
    if not (token.is_(Kind.ORDINAL, "1", "-1") or token.kind in (Kind.FRONT, Kind.EDGE)):
        return None
    if not _is_plain_number(tokens, place + 1) or tokens[place + 1].amount == 1:
        return None
    count = 2
    while at(tokens, place + count, Kind.COUNTER) or at(
        tokens, place + count, Kind.NOUN, "picture"
    ):
        count += 1
    if count == 2 and token.kind is not Kind.ORDINAL:
        return None
    last = tokens[place + count - 1]
    amount = min(int(tokens[place + 1].amount), _MOST_LISTED)
    from_start = token.name in ("1", "first", "start")
    numbers = range(1, amount + 1) if from_start else range(-amount, 0)
    return count, _picked(token, last, tuple(numbers))


def _picked(first: Token, last: Token, numbers: tuple[int, ...]) -> Token:
    return replace(merged(first, last, Kind.PICK, 0), picks=Picks(numbers))


def named_numbers(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``pictures 1, 2 and 4``, ``图2``, ``swap 1 and 3``."""
    verb = at(tokens, place - 1, Kind.VERB, "swap", "remove", "put", "replace", "take") or any(
        at(tokens, place - 1, kind) for kind in (Kind.BETWEEN, Kind.TRANSITION, Kind.RELATION)
    )
    verb = verb or _is_listed_alone(tokens, place)
    noun = at(tokens, place, Kind.NOUN, "picture")
    first = place + 1 if noun else place
    if not ((noun or verb) and _is_plain_number(tokens, first)):
        return None
    if not noun and (at(tokens, first + 1, Kind.COUNTER) or _is_thing(tokens, first + 1)):
        return None  # "remove 2 seconds": a quantity
    numbers = [int(tokens[first].amount)]
    last = first
    while _is_link(tokens, last + 1) and _is_plain_number(tokens, last + 2):
        last += 2
        numbers.append(int(tokens[last].amount))
    if len(numbers) == 1 and at(tokens, last + 1, Kind.BREAK, "-"):
        return _number_range(tokens, place, first)
    return last + 1 - place, _picked(tokens[place], tokens[last], tuple(numbers[:_MOST_LISTED]))


def _is_listed_alone(tokens: Sequence[Token], place: int) -> bool:
    """``only 1 and 3``, ``switch 1 and 2``: a single number there might count something."""
    return (
        (
            at(tokens, place - 1, Kind.FILLER, "only")
            or at(tokens, place - 1, Kind.VERB, "use", "change")
            or at(tokens, place - 1, Kind.MOTION)
        )
        and _is_link(tokens, place + 1)
        and at(tokens, place + 2, Kind.NUMBER)
        and not _is_thing(tokens, place + 3)
    )


def _number_range(tokens: Sequence[Token], place: int, first: int) -> tuple[int, Token] | None:
    """``pictures 2-4``."""
    if not _is_plain_number(tokens, first + 2):
        return None
    low, high = int(tokens[first].amount), int(tokens[first + 2].amount)
    numbers = tuple(range(low, min(high, low + _MOST_LISTED) + 1))
    return first + 3 - place, _picked(tokens[place], tokens[first + 2], numbers or (low, high))


def _is_plain_number(tokens: Sequence[Token], place: int) -> bool:
    if not at(tokens, place, Kind.NUMBER):
        return False
    amount = tokens[place].amount
    return amount == int(amount) and 1 <= amount <= 999


def _is_thing(tokens: Sequence[Token], place: int) -> bool:
    return any(at(tokens, place, kind) for kind in (Kind.NOUN, Kind.UNIT, Kind.TIME))


def _is_link(tokens: Sequence[Token], place: int) -> bool:
    return (
        at(tokens, place, Kind.JOIN, "and", "with")
        or at(tokens, place, Kind.BREAK, ",")
        or at(tokens, place, Kind.SAYS, "to")
    )


def how_many(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``these 3 photos``, ``三张图片``: only says how many there are."""
    counter = 1 if at(tokens, place + 1, Kind.COUNTER) else 0
    noun = 1 if at(tokens, place + 1 + counter, Kind.NOUN, "picture", "video") else 0
    if not counter + noun:
        return None
    last = tokens[place + counter + noun]
    name = "picture" if noun and last.name == "picture" else "talk"
    kind = Kind.NOUN if name == "picture" else Kind.FILLER
    return 1 + counter + noun, merged(tokens[place], last, kind, 0, name)


def alternate(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``every other picture``."""
    if tokens[place].name != "other":
        return None
    last = place + 1 if at(tokens, place + 1, Kind.NOUN, "picture") else place
    token = merged(tokens[place], tokens[last], Kind.PICK, 0)
    return last + 1 - place, replace(token, picks=Picks((1,), step=2))


def together(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``the first and the third``; ``the first, second and third``."""
    first = tokens[place].picks
    if first is None or first.step:
        return None
    after = place + 1
    if at(tokens, after, Kind.BREAK, ",") and not _ends_in_and(tokens, after):
        return None
    if not (at(tokens, after, Kind.JOIN, "and") or at(tokens, after, Kind.BREAK, ",")):
        return None
    after += 1
    while at(tokens, after, Kind.FILLER, "article"):
        after += 1
    if after >= len(tokens) or (second := tokens[after].picks) is None or second.step:
        return None
    token = merged(tokens[place], tokens[after], Kind.PICK, 0)
    return after + 1 - place, replace(
        token, picks=replace(first, numbers=first.numbers + second.numbers)
    )


def _ends_in_and(tokens: Sequence[Token], place: int) -> bool:
    """Whether a list of picks that goes on at this comma ends with ``and`` and a pick."""
    end = place + _LONGEST_LIST
    while place < end and at(tokens, place, Kind.BREAK, ","):
        place += 1
        while at(tokens, place, Kind.FILLER, "article"):
            place += 1
        if not at(tokens, place, Kind.PICK):
            return False
        place += 1
    while at(tokens, place + 1, Kind.FILLER, "article"):
        place += 1
    return at(tokens, place, Kind.JOIN, "and") and at(tokens, place + 1, Kind.PICK)


def bare_pick(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``photos 1 and 2 zoom in, 3 zooms out``: a number that stands like the picks before it."""
    opens = place > 0 and tokens[place - 1].kind in (Kind.BREAK, Kind.JOIN)
    moving = at(tokens, place + 1, Kind.MOTION)
    if not (opens and moving and _is_plain_number(tokens, place)):
        return None
    if not any(token.picks is not None for token in tokens[:place]):
        return None
    token = tokens[place]
    return 1, _picked(token, token, (int(token.amount),))


def all_but(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``except the last one``."""
    after = place + 1
    while at(tokens, after, Kind.FILLER):
        after += 1
    if after >= len(tokens) or (picks := tokens[after].picks) is None:
        return None
    token = merged(tokens[place], tokens[after], Kind.PICK, 0)
    return after + 1 - place, replace(token, picks=replace(picks, excluded=True))
