"""How long the video and its pictures are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core.studio.agent.clauses import Clause
from core.studio.agent.edits import (
    Edit,
    Repeat,
    SetShotLength,
    SetTotal,
    StretchTotal,
    TakePart,
    TrimEnd,
    TrimStart,
)
from core.studio.agent.reading import Reading
from core.studio.agent.tokens import Kind, Token

_MOST_REPEATS: Final = 100
_LEAST_BARE: Final = 2
_MOST_BARE: Final = 120


def read_length(clause: Clause, used: Sequence[Token]) -> Reading:
    """What a clause says of lengths; ``used`` are those that its own subject took."""
    times = [token for token in _meant(clause) if token not in used]
    trims = _trimmed(clause, times)
    if trims is not None:
        return trims
    longer = clause.first(Kind.LONGER)
    if longer is not None and longer not in used:
        if clause.tokens[0].kind is Kind.WORD and clause.picks is None:
            return Reading(needs=("which",))  # "Bella twice as long"
        return Reading((_stretched(clause, longer, times),))
    count = clause.first(Kind.COUNT)
    if count is not None and clause.has(Kind.NOUN, "length"):
        return Reading((StretchTotal(times=count.amount, picks=clause.picks),))
    lengths = [token for token in times if token.name == "" or _lasts(clause, token)]
    if not lengths and (seconds := _bare_seconds(clause)) is not None:
        return Reading((SetTotal(seconds),))
    if not lengths:
        stretch = next((one for one in clause.all(Kind.STRETCH) if one not in used), None)
        return Reading() if stretch is None else Reading((SetTotal(round(stretch.until)),))
    ms = round(lengths[-1].amount)
    everyone = clause.has(Kind.EVERY, "each") or clause.has(Kind.EVERY, "all")
    if everyone and clause.picks is None:
        turned = clause.has(Kind.VERB, "become", "make", "change")  # "make them all 3 seconds"
        whole = not turned or clause.has(Kind.NOUN, "video", "length")
        per_picture = clause.has(Kind.EVERY, "each") or clause.has(Kind.VERB, "show") or not whole
        return Reading((SetShotLength(None, ms) if per_picture else SetTotal(ms),))
    if clause.picks is not None:
        return Reading((SetShotLength(clause.picks, ms),))
    return Reading((SetTotal(ms),))


def _lasts(clause: Clause, time: Token) -> bool:
    """``… and last 8 seconds``: "last" is a verb where nothing happens in them."""
    return time.name == "last" and all(
        token.kind in (Kind.TIME, Kind.FILLER) for token in clause.tokens
    )


def _bare_seconds(clause: Clause) -> int | None:
    """``make it 8``, ms: a number and nothing that it could count."""
    numbers = clause.all(Kind.NUMBER)
    talk = (Kind.NUMBER, Kind.FILLER, Kind.SMALLTALK, Kind.QUESTION)
    alone = all(
        token.kind in talk or token.is_(Kind.VERB, "change", "make", "become")
        for token in clause.tokens
    )
    listed = clause.opener == "and"  # "… 1 and 3": some other number's companion
    if (
        listed
        or not alone
        or len(numbers) != 1
        or not _LEAST_BARE <= numbers[0].amount <= _MOST_BARE
    ):
        return None
    return round(numbers[0].amount * 1000)


def read_repeats(clause: Clause) -> Reading:
    """``repeat it twice``, ``循环三遍``."""
    count = clause.first(Kind.COUNT)
    repeated = clause.has(Kind.VERB, "repeat")
    counted = count is not None and (clause.has(Kind.LOOP) or clause.has(Kind.VERB, "play"))
    if clause.negated or not (repeated or counted):
        return Reading()
    times = 2 if count is None else round(count.amount)
    edit: Edit = Repeat(min(max(times, 1), _MOST_REPEATS))
    return Reading((edit,))


def _meant(clause: Clause) -> list[Token]:
    """Lengths of time, without those that something shall be "instead of"."""
    times: list[Token] = []
    refused = False
    for token in clause.tokens:
        if token.is_(Kind.INSTEAD, "instead_of"):
            refused = True
        elif token.kind is Kind.TIME:
            if not refused:
                times.append(token)
            refused = False
    return times


def _trimmed(clause: Clause, times: Sequence[Token]) -> Reading | None:
    """Something cut off at an end, or only an end kept."""
    cutting = clause.has(Kind.VERB, "trim", "cut_off", "remove")
    taking = clause.has(Kind.VERB, "take", "keep")
    if not times or not (cutting or taking):
        return None
    time = times[-1]
    ms = round(time.amount)
    last = time.name == "last" or clause.has(Kind.EDGE, "end")
    first = time.name == "first" or clause.has(Kind.EDGE, "start")
    if taking:
        return Reading((TakePart(ms, last),)) if first or last else None
    if first and not last:
        return Reading((TrimStart(ms),))
    if last or clause.has(Kind.VERB, "cut_off"):
        return Reading((TrimEnd(ms),))
    until = clause.has(Kind.SAYS, "to") or clause.has(Kind.SPAN, "until")
    trimming = clause.has(Kind.VERB, "trim") and clause.picks is None and not until
    return Reading((TrimEnd(ms),)) if trimming else None


def _stretched(clause: Clause, token: Token, times: Sequence[Token]) -> StretchTotal | SetTotal:
    if token.name in ("double", "half"):
        return StretchTotal(times=2.0 if token.name == "double" else 0.5, picks=clause.picks)
    longer = token.name == "up"
    if token.amount:
        plus = round(token.amount)
        return StretchTotal(plus_ms=plus if longer else -plus, picks=clause.picks)
    if times:
        ms = round(times[-1].amount)
        if clause.has(Kind.SAYS, "to") or clause.has(Kind.VERB, "become"):
            return SetTotal(ms)
        return StretchTotal(plus_ms=ms if longer else -ms, picks=clause.picks)
    count = clause.first(Kind.COUNT)
    factor = 1.5 if count is None else max(count.amount, 1.0)
    if clause.has(Kind.LITTLE, "little"):
        factor = 1.2
    elif clause.has(Kind.LITTLE, "much"):
        factor = 2.0
    return StretchTotal(times=factor if longer else 1 / factor, picks=clause.picks)
