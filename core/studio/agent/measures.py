"""Tokens that belong together: lengths of time, shares, counts, and which pictures are meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from core.studio.agent.tokens import Kind, Picks, Token

Rule: TypeAlias = Callable[[Sequence[Token], int], "tuple[int, Token] | None"]
"""At a place: how many tokens become which one; None where the rule does not apply."""

_UNIT_MS: Final = {"ms": 1.0, "s": 1000.0, "min": 60_000.0, "h": 3_600_000.0}
_MOST_LISTED: Final = 200


def measured(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with those that belong together made one."""
    for rules in _PASSES:
        tokens = _rewritten(tokens, rules)
    return tuple(tokens)


def _rewritten(tokens: Sequence[Token], rules: Sequence[Rule]) -> list[Token]:
    made: list[Token] = []
    rest = list(tokens)
    place = 0
    while place < len(rest):
        for rule in rules:
            if found := rule(rest, place):
                count, token = found
                rest[place : place + count] = [token]
                break
        else:
            made.append(rest[place])
            place += 1
    return made


def _at(tokens: Sequence[Token], place: int, kind: Kind, *names: str) -> bool:
    return 0 <= place < len(tokens) and tokens[place].is_(kind, *names)


def _joined(first: Token, last: Token, kind: Kind, amount: float, name: str = "") -> Token:
    return Token(kind, name, first.start, last.end, amount=amount)


def _tens_and_ones(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``twenty five``: number words only, since ``20 5`` is two numbers."""
    if not (_at(tokens, place, Kind.NUMBER) and _at(tokens, place + 1, Kind.NUMBER)):
        return None
    tens, ones = tokens[place], tokens[place + 1]
    if not (tens.name and ones.name and tens.amount in range(20, 100, 10) and ones.amount < 10):
        return None
    return 2, _joined(tens, ones, Kind.NUMBER, tens.amount + ones.amount, "sum")


def _second(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``second`` is a unit after a quantity, else the one after the first."""
    if not _at(tokens, place, Kind.SECOND):
        return None
    token = tokens[place]
    quantity = any(
        _at(tokens, place - 1, kind) for kind in (Kind.NUMBER, Kind.HALF, Kind.FEW)
    ) or _at(tokens, place - 1, Kind.ORDINAL, "1", "-1")
    counted = _at(tokens, place + 1, Kind.NOUN, "picture") or _at(tokens, place + 1, Kind.NUMBER)
    single = _at(tokens, place - 1, Kind.FILLER, "a") and not counted
    if quantity or single:
        return 1, replace(token, kind=Kind.UNIT, name="s")
    return 1, replace(token, kind=Kind.ORDINAL, name="2", amount=2)


def _time(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """A quantity and its unit; ``name`` is the unit until all parts are together."""
    quantity = _quantity(tokens, place)
    if quantity is None:
        return None
    count, amount = quantity
    if not _at(tokens, place + count, Kind.UNIT):
        return None
    unit = tokens[place + count]
    bare_letter = unit.end - unit.start == 1 and unit.name != "s" and unit.start > 0
    if bare_letter and not tokens[place].is_(Kind.NUMBER):
        return None
    ms = amount * _UNIT_MS[unit.name]
    return count + 1, _joined(tokens[place], unit, Kind.TIME, ms, unit.name)


def _quantity(tokens: Sequence[Token], place: int) -> tuple[int, float] | None:
    token = tokens[place]
    if token.is_(Kind.NUMBER):
        if _at(tokens, place + 1, Kind.HALF, "and_half"):
            return 2, token.amount + 0.5
        if _at(tokens, place + 1, Kind.COUNTER) and _at(tokens, place + 2, Kind.HALF):
            return 3, token.amount + 0.5
        return 1, token.amount
    if token.is_(Kind.HALF, "half"):
        return 1, 0.5
    if token.is_(Kind.FEW):
        return 1, token.amount
    return (1, 1.0) if token.is_(Kind.FILLER, "a") else None


def _time_and_half(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``a minute and a half``, ``两秒半``."""
    if not (_at(tokens, place, Kind.TIME) and _at(tokens, place + 1, Kind.HALF)):
        return None
    time, half = tokens[place], tokens[place + 1]
    if time.name not in _UNIT_MS or (half.name == "half" and half.start > time.end):
        return None
    ms = time.amount + _UNIT_MS[time.name] / 2
    return 2, _joined(time, half, Kind.TIME, ms, "ms")


def _time_and_time(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``1 minute and 20 seconds``: the second unit is smaller."""
    between = 1 if _at(tokens, place + 1, Kind.JOIN, "and") else 0
    if not (_at(tokens, place, Kind.TIME) and _at(tokens, place + 1 + between, Kind.TIME)):
        return None
    large, small = tokens[place], tokens[place + 1 + between]
    if _UNIT_MS.get(large.name, 0) <= _UNIT_MS.get(small.name, 0) or small.name == "ms":
        return None
    ms = large.amount + small.amount
    return 2 + between, _joined(large, small, Kind.TIME, ms, small.name)


def _bare_unit(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``the last second`` without a number; other units without one mean nothing."""
    if not _at(tokens, place, Kind.UNIT):
        return None
    unit = tokens[place]
    if _at(tokens, place - 1, Kind.ORDINAL, "1", "-1") and unit.name == "s":
        return 1, replace(unit, kind=Kind.TIME, amount=1000.0)
    if _at(tokens, place - 1, Kind.THIS) and unit.end - unit.start > 1:
        ms = _UNIT_MS[unit.name]  # "make this one minute long": its number went with "this"
        return 1, replace(unit, kind=Kind.TIME, amount=ms)
    return 1, replace(unit, kind=Kind.FILLER, name="talk")


def _share(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    token = tokens[place]
    if token.is_(Kind.PERCENT, "half", "full"):
        return 1, replace(token, kind=Kind.SHARE, amount=0.5 if token.name == "half" else 1.0)
    if token.is_(Kind.PERCENT, "before") and _at(tokens, place + 1, Kind.NUMBER):
        number = tokens[place + 1]
        return 2, _joined(token, number, Kind.SHARE, number.amount / 100)
    if token.is_(Kind.NUMBER) and _at(tokens, place + 1, Kind.PERCENT, "after"):
        return 2, _joined(token, tokens[place + 1], Kind.SHARE, token.amount / 100)
    return None


def _count(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    token = tokens[place]
    if token.is_(Kind.TIMES, "twice", "thrice"):
        return 1, replace(token, kind=Kind.COUNT, amount=2.0 if token.name == "twice" else 3.0)
    if token.is_(Kind.NUMBER) and _at(tokens, place + 1, Kind.TIMES, "after", "factor"):
        return 2, _joined(token, tokens[place + 1], Kind.COUNT, token.amount)
    return None


def _from_an_end(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``the first 3 seconds``, ``前3秒``."""
    if not _at(tokens, place + 1, Kind.TIME):
        return None
    anchor, time = tokens[place], tokens[place + 1]
    if anchor.is_(Kind.ORDINAL, "1", "-1"):
        name = "first" if anchor.name == "1" else "last"
    elif anchor.is_(Kind.FRONT):
        name = anchor.name
    elif anchor.is_(Kind.EDGE) and anchor.end == time.start:
        name = "first" if anchor.name == "start" else "last"
    elif anchor.is_(Kind.NTH) or anchor.is_(Kind.SPAN, "at"):
        name = "at"
    else:
        return None
    return 2, _joined(anchor, time, Kind.TIME, time.amount, name)


def _stretch(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``from 2 to 5 seconds``, ``2-5s``."""
    first = place + 1 if _at(tokens, place, Kind.SPAN, "from") else place
    shown = 1 if _at(tokens, first + 1, Kind.VERB, "show") else 0
    until = first + shown + 2
    if not (_at(tokens, first, Kind.NUMBER) or _at(tokens, first, Kind.TIME)):
        return None
    link = until - 1
    dash = _at(tokens, link, Kind.BREAK, "-", "~")
    word = _at(tokens, link, Kind.SPAN, "until") or _at(tokens, link, Kind.SAYS, "to")
    if not ((dash or word) and _at(tokens, until, Kind.TIME)):
        return None
    begin, end = tokens[first], tokens[until]
    scale = _UNIT_MS.get(end.name, 1000.0) if begin.is_(Kind.NUMBER) else 1.0
    start = begin.amount * scale
    if not start < end.amount:
        return None
    whole = _joined(tokens[place], end, Kind.STRETCH, start)
    return until + 1 - place, replace(whole, until=end.amount)


def _numbered(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``第3张``: an ordinal."""
    if not (_at(tokens, place, Kind.NTH) and _at(tokens, place + 1, Kind.NUMBER)):
        return None
    nth, number = tokens[place], tokens[place + 1]
    sign = -1 if nth.name == "from_end" else 1
    return 2, _joined(nth, number, Kind.ORDINAL, sign * number.amount, f"{sign * number.amount:g}")


def _pick(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``the second one``, ``最后两张``, ``last``."""
    token = tokens[place]
    several = _several(tokens, place)
    if several is not None:
        return several
    if not token.is_(Kind.ORDINAL):
        return None
    last = token
    count = 1
    if _at(tokens, place + 1, Kind.COUNTER) or (
        _at(tokens, place + 1, Kind.NUMBER) and tokens[place + 1].name == "1"
    ):
        last, count = tokens[place + 1], 2
    if _at(tokens, place + count, Kind.NOUN, "picture"):
        last, count = tokens[place + count], count + 1
    return count, _picked(token, last, (int(token.amount),))


def _several(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``the first two pictures``, ``前两张``."""
    token = tokens[place]
    if not (token.is_(Kind.ORDINAL, "1", "-1") or token.is_(Kind.FRONT)):
        return None
    if not _is_plain_number(tokens, place + 1) or tokens[place + 1].amount == 1:
        return None
    count = 2
    while _at(tokens, place + count, Kind.COUNTER) or _at(
        tokens, place + count, Kind.NOUN, "picture"
    ):
        count += 1
    if count == 2 and token.kind is Kind.FRONT:
        return None
    last = tokens[place + count - 1]
    amount = min(int(tokens[place + 1].amount), _MOST_LISTED)
    from_start = token.name in ("1", "first")
    numbers = range(1, amount + 1) if from_start else range(-amount, 0)
    return count, _picked(token, last, tuple(numbers))


def _picked(first: Token, last: Token, numbers: tuple[int, ...]) -> Token:
    return replace(_joined(first, last, Kind.PICK, 0), picks=Picks(numbers))


def _named_numbers(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``pictures 1, 2 and 4``, ``图2``, ``swap 1 and 3``."""
    verb = _at(tokens, place - 1, Kind.VERB, "swap", "remove", "put", "replace") or any(
        _at(tokens, place - 1, kind) for kind in (Kind.BETWEEN, Kind.TRANSITION)
    )
    noun = _at(tokens, place, Kind.NOUN, "picture")
    first = place + 1 if noun else place
    if not ((noun or verb) and _is_plain_number(tokens, first)):
        return None
    if not noun and (_at(tokens, first + 1, Kind.COUNTER) or _is_thing(tokens, first + 1)):
        return None  # "remove 2 seconds": a quantity
    numbers = [int(tokens[first].amount)]
    last = first
    while _is_link(tokens, last + 1) and _is_plain_number(tokens, last + 2):
        last += 2
        numbers.append(int(tokens[last].amount))
    if len(numbers) == 1 and _at(tokens, last + 1, Kind.BREAK, "-"):
        return _number_range(tokens, place, first)
    return last + 1 - place, _picked(tokens[place], tokens[last], tuple(numbers[:_MOST_LISTED]))


def _number_range(tokens: Sequence[Token], place: int, first: int) -> tuple[int, Token] | None:
    """``pictures 2-4``."""
    if not _is_plain_number(tokens, first + 2):
        return None
    low, high = int(tokens[first].amount), int(tokens[first + 2].amount)
    numbers = tuple(range(low, min(high, low + _MOST_LISTED) + 1))
    return first + 3 - place, _picked(tokens[place], tokens[first + 2], numbers or (low, high))


def _is_plain_number(tokens: Sequence[Token], place: int) -> bool:
    if not _at(tokens, place, Kind.NUMBER):
        return False
    amount = tokens[place].amount
    return amount == int(amount) and 1 <= amount <= 999


def _is_thing(tokens: Sequence[Token], place: int) -> bool:
    return any(_at(tokens, place, kind) for kind in (Kind.NOUN, Kind.UNIT, Kind.TIME))


def _is_link(tokens: Sequence[Token], place: int) -> bool:
    return (
        _at(tokens, place, Kind.JOIN, "and", "with")
        or _at(tokens, place, Kind.BREAK, ",")
        or _at(tokens, place, Kind.SAYS, "to")
    )


def _how_many(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``these 3 photos``, ``三张图片``: only says how many there are."""
    if not _at(tokens, place, Kind.NUMBER):
        return None
    counter = 1 if _at(tokens, place + 1, Kind.COUNTER) else 0
    noun = 1 if _at(tokens, place + 1 + counter, Kind.NOUN, "picture", "video") else 0
    if not counter + noun:
        return None
    last = tokens[place + counter + noun]
    name = "picture" if noun and last.name == "picture" else "talk"
    kind = Kind.NOUN if name == "picture" else Kind.FILLER
    return 1 + counter + noun, _joined(tokens[place], last, kind, 0, name)


def _alternate(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    if not _at(tokens, place, Kind.EVERY, "other"):
        return None
    last = place + 1 if _at(tokens, place + 1, Kind.NOUN, "picture") else place
    token = _joined(tokens[place], tokens[last], Kind.PICK, 0)
    return last + 1 - place, replace(token, picks=Picks((1,), step=2))


def _together(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``the first and the third``; ``the first, second and third``."""
    first = tokens[place].picks
    if first is None or first.step:
        return None
    after = place + 1
    if _at(tokens, after, Kind.BREAK, ",") and not _ends_in_and(tokens, after):
        return None
    if not (_at(tokens, after, Kind.JOIN, "and") or _at(tokens, after, Kind.BREAK, ",")):
        return None
    after += 1
    while _at(tokens, after, Kind.FILLER, "article"):
        after += 1
    if after >= len(tokens) or (second := tokens[after].picks) is None or second.step:
        return None
    token = _joined(tokens[place], tokens[after], Kind.PICK, 0)
    return after + 1 - place, replace(
        token, picks=replace(first, numbers=first.numbers + second.numbers)
    )


def _ends_in_and(tokens: Sequence[Token], place: int) -> bool:
    """Whether a list of picks that goes on at this comma ends with ``and`` and a pick."""
    while _at(tokens, place, Kind.BREAK, ","):
        place += 1
        while _at(tokens, place, Kind.FILLER, "article"):
            place += 1
        if not _at(tokens, place, Kind.PICK):
            return False
        place += 1
    while _at(tokens, place + 1, Kind.FILLER, "article"):
        place += 1
    return _at(tokens, place, Kind.JOIN, "and") and _at(tokens, place + 1, Kind.PICK)


def _bare_pick(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``photos 1 and 2 zoom in, 3 zooms out``: a number that stands like the picks before it."""
    opens = place > 0 and tokens[place - 1].kind in (Kind.BREAK, Kind.JOIN)
    moving = _at(tokens, place + 1, Kind.MOTION)
    if not (opens and moving and _is_plain_number(tokens, place)):
        return None
    if not any(token.picks is not None for token in tokens[:place]):
        return None
    token = tokens[place]
    return 1, _picked(token, token, (int(token.amount),))


def _bare_time(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``the first 2 seconds, the others 5``: the unit is said once."""
    picked = place > 0 and (
        tokens[place - 1].picks is not None or tokens[place - 1].is_(Kind.EVERY, "rest", "each")
    )
    ends = place + 1 == len(tokens) or tokens[place + 1].kind in (Kind.BREAK, Kind.JOIN)
    if not (picked and ends and _at(tokens, place, Kind.NUMBER)):
        return None
    if not any(token.kind is Kind.TIME for token in tokens[:place]):
        return None
    token = tokens[place]
    return 1, _joined(token, token, Kind.TIME, token.amount * 1000)


def _all_but(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``except the last one``."""
    if not _at(tokens, place, Kind.EXCEPT):
        return None
    after = place + 1
    while _at(tokens, after, Kind.FILLER):
        after += 1
    if after >= len(tokens) or (picks := tokens[after].picks) is None:
        return None
    token = _joined(tokens[place], tokens[after], Kind.PICK, 0)
    return after + 1 - place, replace(token, picks=replace(picks, excluded=True))


def _held_still(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``keep photo 2 still``; elsewhere "still" says nothing."""
    if not _at(tokens, place, Kind.FILLER, "still"):
        return None
    held = any(token.is_(Kind.VERB, "keep", "show") for token in tokens[max(place - 4, 0) : place])
    token = tokens[place]
    if held:
        return 1, replace(token, kind=Kind.MOTION, name="none")
    return 1, replace(token, name="talk")


def _named_transition(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``transition: zoom``, ``transition=slide``: words that mean something else elsewhere."""
    if not _at(tokens, place, Kind.NOUN, "transition"):
        return None
    after = place + 1
    while _at(tokens, after, Kind.BREAK, ":", "=") or _at(tokens, after, Kind.SAYS, "is"):
        after += 1
    name = ""
    if _at(tokens, after, Kind.MOTION, "zoom", "zoom-in", "zoom-out"):
        name = "zoom"
    elif after > place + 1 and _at(tokens, after, Kind.NOUN, "picture"):
        name = "slide"
    if not name:
        return None
    return after + 1 - place, _joined(tokens[place], tokens[after], Kind.TRANSITION, 0, name)


def _settled(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """Units have done their work as names of times; what is left of a phrase means nothing."""
    token = tokens[place]
    if token.kind is Kind.TIME and token.name in _UNIT_MS:
        return 1, replace(token, name="")
    if token.kind in (Kind.FRONT, Kind.COUNTER, Kind.NTH, Kind.FEW, Kind.TIMES, Kind.HALF):
        return 1, replace(token, kind=Kind.FILLER, name="talk")
    return None


_PASSES: Final[tuple[tuple[Rule, ...], ...]] = (
    (_tens_and_ones, _second),
    (_time, _time_and_half, _time_and_time),
    (_bare_unit, _share, _count),
    (_time_and_half, _time_and_time),
    (_stretch, _from_an_end, _numbered),
    (_named_numbers,),
    (_pick, _how_many, _alternate),
    (_together, _all_but, _bare_pick, _bare_time),
    (_held_still, _named_transition),
    (_settled,),
)
