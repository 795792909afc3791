"""Tokens that belong together: lengths of time, shares, counts, and which pictures are meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from core.studio.agent.pointing import (
    all_but,
    alternate,
    bare_pick,
    how_many,
    named_numbers,
    numbered,
    pick,
    together,
)
from core.studio.agent.rewriting import Rules, at, merged, rewritten
from core.studio.agent.tokens import Kind, Token

_UNIT_MS: Final = {"ms": 1.0, "s": 1000.0, "min": 60_000.0, "h": 3_600_000.0}


def measured(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with those that belong together made one."""
    for rules in _PASSES:
        tokens = rewritten(tokens, rules)
    return tuple(tokens)


def _tens_and_ones(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``twenty five``: number words only, since ``20 5`` is two numbers."""
    if not at(tokens, place + 1, Kind.NUMBER):
        return None
    tens, ones = tokens[place], tokens[place + 1]
    if not (tens.name and ones.name and tens.amount in range(20, 100, 10) and ones.amount < 10):
        return None
    return 2, merged(tens, ones, Kind.NUMBER, tens.amount + ones.amount, "sum")


def _second(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``second`` is a unit after a quantity, else the one after the first."""
    token = tokens[place]
    quantity = any(
        at(tokens, place - 1, kind) for kind in (Kind.NUMBER, Kind.HALF, Kind.FEW)
    ) or at(tokens, place - 1, Kind.ORDINAL, "1", "-1")
    counted = any(at(tokens, place + 1, kind) for kind in (Kind.NUMBER, Kind.UNABLE)) or at(
        tokens, place + 1, Kind.NOUN, "picture", "title", "music"
    )
    single = at(tokens, place - 1, Kind.FILLER, "a") and not counted
    if quantity or single:
        return 1, replace(token, kind=Kind.UNIT, name="s")
    return 1, replace(token, kind=Kind.ORDINAL, name="2", amount=2)


def _time(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """A quantity and its unit; ``name`` is the unit until all parts are together."""
    quantity = _quantity(tokens, place)
    if quantity is None:
        return None
    count, amount = quantity
    if not at(tokens, place + count, Kind.UNIT):
        return None
    unit = tokens[place + count]
    bare_letter = unit.end - unit.start == 1 and unit.name != "s" and unit.start > 0
    if bare_letter and not tokens[place].is_(Kind.NUMBER):
        return None
    ms = amount * _UNIT_MS[unit.name]
    return count + 1, merged(tokens[place], unit, Kind.TIME, ms, unit.name)


def _quantity(tokens: Sequence[Token], place: int) -> tuple[int, float] | None:
    token = tokens[place]
    if token.is_(Kind.NUMBER):
        if at(tokens, place + 1, Kind.HALF, "and_half"):
            return 2, token.amount + 0.5
        if at(tokens, place + 1, Kind.COUNTER) and at(tokens, place + 2, Kind.HALF):
            return 3, token.amount + 0.5
        return 1, token.amount
    if token.is_(Kind.HALF, "half"):
        return 1, 0.5
    if token.is_(Kind.FEW):
        return 1, token.amount
    return (1, 1.0) if token.is_(Kind.FILLER, "a") else None


def _more_time(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``5 more seconds``, ``5 seconds more``: longer by ``amount`` ms."""
    time = tokens[place]
    more, last = place + 1, place + 1
    ms = time.amount
    if time.kind is Kind.NUMBER:
        last = place + 2
        if not at(tokens, last, Kind.UNIT):
            return None
        ms *= _UNIT_MS[tokens[last].name]
    if not at(tokens, more, Kind.MORE) or not _ends(tokens, last):
        return None
    return last + 1 - place, merged(time, tokens[last], Kind.LONGER, ms, tokens[more].name)


def _time_and_half(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``a minute and a half``, ``两秒半``."""
    if not at(tokens, place + 1, Kind.HALF):
        return None
    time, half = tokens[place], tokens[place + 1]
    if time.name not in _UNIT_MS or (half.name == "half" and half.start > time.end):
        return None
    ms = time.amount + _UNIT_MS[time.name] / 2
    return 2, merged(time, half, Kind.TIME, ms, "ms")


def _time_and_time(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``1 minute and 20 seconds``: the second unit is smaller."""
    between = 1 if at(tokens, place + 1, Kind.JOIN, "and") else 0
    if not at(tokens, place + 1 + between, Kind.TIME):
        return None
    large, small = tokens[place], tokens[place + 1 + between]
    if _UNIT_MS.get(large.name, 0) <= _UNIT_MS.get(small.name, 0) or small.name == "ms":
        return None
    ms = large.amount + small.amount
    return 2 + between, merged(large, small, Kind.TIME, ms, small.name)


def _bare_unit(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``the last second`` without a number; other units without one mean nothing."""
    unit = tokens[place]
    if at(tokens, place - 1, Kind.ORDINAL, "1", "-1") and unit.name == "s":
        return 1, replace(unit, kind=Kind.TIME, amount=1000.0)
    if at(tokens, place - 1, Kind.THIS) and unit.end - unit.start > 1:
        ms = _UNIT_MS[unit.name]  # "make this one minute long": its number went with "this"
        return 1, replace(unit, kind=Kind.TIME, amount=ms)
    return 1, replace(unit, kind=Kind.FILLER, name="talk")


def _share(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    token = tokens[place]
    if token.is_(Kind.PERCENT, "half", "full"):
        return 1, replace(token, kind=Kind.SHARE, amount=0.5 if token.name == "half" else 1.0)
    if token.is_(Kind.PERCENT, "before") and at(tokens, place + 1, Kind.NUMBER):
        number = tokens[place + 1]
        return 2, merged(token, number, Kind.SHARE, number.amount / 100)
    if token.is_(Kind.NUMBER) and at(tokens, place + 1, Kind.PERCENT, "after"):
        return 2, merged(token, tokens[place + 1], Kind.SHARE, token.amount / 100)
    return None


def _count(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    token = tokens[place]
    if token.is_(Kind.TIMES, "twice", "thrice"):
        return 1, replace(token, kind=Kind.COUNT, amount=2.0 if token.name == "twice" else 3.0)
    if token.is_(Kind.NUMBER) and at(tokens, place + 1, Kind.TIMES, "after", "factor"):
        return 2, merged(token, tokens[place + 1], Kind.COUNT, token.amount)
    return None


def _from_an_end(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``the first 3 seconds``, ``前3秒``."""
    if not at(tokens, place + 1, Kind.TIME):
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
    return 2, merged(anchor, time, Kind.TIME, time.amount, name)


def _stretch(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``from 2 to 5 seconds``, ``2-5s``."""
    first = place + 1 if at(tokens, place, Kind.SPAN, "from") else place
    shown = 1 if at(tokens, first + 1, Kind.VERB, "show") else 0
    until = first + shown + 2
    if not (at(tokens, first, Kind.NUMBER) or at(tokens, first, Kind.TIME)):
        return None
    link = until - 1
    dash = at(tokens, link, Kind.BREAK, "-", "~")
    word = at(tokens, link, Kind.SPAN, "until") or at(tokens, link, Kind.SAYS, "to")
    if not ((dash or word) and at(tokens, until, Kind.TIME)):
        return None
    begin, end = tokens[first], tokens[until]
    scale = _UNIT_MS.get(end.name, 1000.0) if begin.is_(Kind.NUMBER) else 1.0
    start = begin.amount * scale
    if not start < end.amount:
        return None
    whole = merged(tokens[place], end, Kind.STRETCH, start)
    return until + 1 - place, replace(whole, until=end.amount)


def _bare_time(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``the first 2 seconds, the others 5``: the unit is said once."""
    picked = place > 0 and (
        tokens[place - 1].picks is not None or tokens[place - 1].is_(Kind.EVERY, "rest", "each")
    )
    if not (picked and _ends(tokens, place)):
        return None
    if not any(token.kind is Kind.TIME for token in tokens[:place]):
        return None
    token = tokens[place]
    return 1, merged(token, token, Kind.TIME, token.amount * 1000)


def _held_still(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``keep photo 2 still``; elsewhere "still" says nothing."""
    if tokens[place].name != "still":
        return None
    held = any(token.is_(Kind.VERB, "keep", "show") for token in tokens[max(place - 4, 0) : place])
    held = held or (_opens(tokens, place) and _ends(tokens, place))
    token = tokens[place]
    if held:
        return 1, replace(token, kind=Kind.MOTION, name="none")
    return 1, replace(token, name="talk")


def _opens(tokens: Sequence[Token], place: int) -> bool:
    """Whether a piece begins here: ``make it …`` may go before."""
    while at(tokens, place - 1, Kind.FILLER, "article") or at(tokens, place - 1, Kind.VERB, "make"):
        place -= 1
    return place == 0 or tokens[place - 1].kind in (Kind.BREAK, Kind.JOIN)


def _ends(tokens: Sequence[Token], place: int) -> bool:
    return place + 1 == len(tokens) or tokens[place + 1].kind in (Kind.BREAK, Kind.JOIN)


def _named_transition(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``transition: zoom``, ``transition=slide``: words that mean something else elsewhere."""
    if tokens[place].name != "transition":
        return None
    after = place + 1
    while at(tokens, after, Kind.BREAK, ":", "=") or at(tokens, after, Kind.SAYS, "is"):
        after += 1
    name = ""
    if at(tokens, after, Kind.MOTION, "zoom", "zoom-in", "zoom-out"):
        name = "zoom"
    elif after > place + 1 and at(tokens, after, Kind.NOUN, "picture"):
        name = "slide"
    if not name:
        return None
    return after + 1 - place, merged(tokens[place], tokens[after], Kind.TRANSITION, 0, name)


def _switched_off(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``music off``, ``turn the sound off``."""
    thing = at(tokens, place - 1, Kind.NOUN, "music", "title", "transition", "motion")
    if tokens[place].name != "off" or not (thing and _ends(tokens, place)):
        return None
    return 1, replace(tokens[place], kind=Kind.VERB, name="remove")


def _as_title(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """``use "Hi" as the title``: there is one thing spoken of."""
    after = place + 1
    while at(tokens, after, Kind.FILLER):
        after += 1
    if tokens[place].name != "as" or not at(tokens, after, Kind.NOUN, "title"):
        return None
    return after + 1 - place, merged(tokens[place], tokens[after], Kind.NOUN, 0, "title")


def _settled(tokens: Sequence[Token], place: int) -> tuple[int, Token] | None:
    """Units have done their work as names of times; what is left of a phrase means nothing."""
    token = tokens[place]
    if token.kind is not Kind.TIME:
        return 1, replace(token, kind=Kind.FILLER, name="talk")
    return (1, replace(token, name="")) if token.name in _UNIT_MS else None


_PASSES: Final[tuple[Rules, ...]] = (
    {Kind.NUMBER: (_tens_and_ones,), Kind.SECOND: (_second,)},
    {
        **dict.fromkeys((Kind.HALF, Kind.FEW, Kind.FILLER), (_time,)),
        Kind.NUMBER: (_time, _more_time),
        Kind.TIME: (_time_and_half, _time_and_time),
    },
    {
        Kind.UNIT: (_bare_unit,),
        Kind.TIME: (_more_time,),
        Kind.PERCENT: (_share,),
        Kind.NUMBER: (_share, _count),
        Kind.TIMES: (_count,),
    },
    {Kind.TIME: (_time_and_half, _time_and_time)},
    {
        **dict.fromkeys((Kind.NUMBER, Kind.TIME), (_stretch,)),
        Kind.SPAN: (_stretch, _from_an_end),
        **dict.fromkeys((Kind.ORDINAL, Kind.FRONT, Kind.EDGE), (_from_an_end,)),
        Kind.NTH: (_from_an_end, numbered),
    },
    dict.fromkeys((Kind.NOUN, Kind.NUMBER), (named_numbers,)),
    {
        **dict.fromkeys((Kind.ORDINAL, Kind.FRONT, Kind.EDGE), (pick,)),
        Kind.NUMBER: (how_many,),
        Kind.EVERY: (alternate,),
    },
    {Kind.PICK: (together,), Kind.EXCEPT: (all_but,), Kind.NUMBER: (bare_pick, _bare_time)},
    {
        Kind.FILLER: (_held_still, _switched_off),
        Kind.NOUN: (_named_transition,),
        Kind.JOIN: (_as_title,),
    },
    dict.fromkeys(
        (Kind.TIME, Kind.FRONT, Kind.COUNTER, Kind.NTH, Kind.FEW, Kind.TIMES, Kind.HALF),
        (_settled,),
    ),
)
