"""Which pictures there are, and in which order."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from core.studio.agent.clauses import Clause
from core.studio.agent.edits import (
    FlipMotion,
    MoveShots,
    RemoveShots,
    ReverseShots,
    SetLoop,
    ShuffleShots,
    Spot,
    SwapShots,
)
from core.studio.agent.reading import Context, Reading
from core.studio.agent.tokens import Kind, Picks, Token


def read_shots(clause: Clause, context: Context) -> Reading:
    """What a clause says of the pictures' order."""
    if clause.has(Kind.HISTORY, "restart") and clause.picks is not None:
        return Reading((RemoveShots(clause.picks),))
    only = clause.has(Kind.VERB, "take") or _names_only(clause)
    if only and (picks := clause.picks) is not None:
        return Reading((RemoveShots(replace(picks, excluded=not picks.excluded)),))
    if clause.has(Kind.VERB, "keep") or (clause.negated and clause.has(Kind.VERB)):
        return Reading(understood=clause.has(Kind.VERB, "keep") or clause.negated)
    if clause.has(Kind.VERB, "reverse"):
        single = context.shots == 1
        return Reading((FlipMotion(None) if single else ReverseShots(),))
    if clause.has(Kind.VERB, "shuffle"):
        return Reading((ShuffleShots(),))
    if clause.has(Kind.VERB, "open") and (picks := clause.picks) is not None:
        return Reading((MoveShots(picks, Spot(after=False)),))
    if clause.has(Kind.VERB, "swap") or _names_two_to_change(clause):
        return _swapped(clause, context)
    if clause.has(Kind.VERB, "remove", "cut_off") and not clause.has(Kind.TIME):
        return _removed(clause)
    moving = clause.has(Kind.VERB, "put", "become", "change", "make", "show") or clause.has(
        Kind.SAYS, "is"
    )
    return _moved(clause) if moving else Reading()


def _names_only(clause: Clause) -> bool:
    """``only pictures 1 and 3``, ``use 1 and 3``: nothing else is said."""
    return (clause.has(Kind.FILLER, "only") or clause.has(Kind.VERB, "use")) and all(
        token.kind in (Kind.FILLER, Kind.PICK)
        or token.is_(Kind.VERB, "use", "keep", "show", "make")
        or token.is_(Kind.NOUN, "video")
        or token.is_(Kind.SAYS, "to")
        for token in clause.tokens
    )


def _names_two_to_change(clause: Clause) -> bool:
    """``switch 1 and 2``, ``第二张和第三张换一下``."""
    return (
        clause.has(Kind.VERB, "change")
        and clause.picks is not None
        and len(clause.picks.numbers) == 2
        and all(token.kind in (Kind.FILLER, Kind.PICK, Kind.VERB) for token in clause.tokens)
    )


def read_loop(clause: Clause) -> Reading:
    """Whether it plays round."""
    if not clause.has(Kind.LOOP) or clause.has(Kind.COUNT):
        return Reading()
    stopping = clause.negated or clause.has(Kind.VERB, "remove")
    return Reading((SetLoop(on=not stopping),))


def spot_of(clause: Clause, picks: Picks | None) -> Spot | None:
    """Where something shall go: an end, or beside a picture."""
    edge = clause.first(Kind.EDGE)
    relation = clause.first(Kind.RELATION)
    if relation is not None and picks is not None:
        return Spot(after=relation.name == "after", picks=picks)
    if edge is not None:
        return Spot(after=edge.name == "end", picks=picks)
    return None


def _swapped(clause: Clause, context: Context) -> Reading:
    numbers = [number for picks in _all_picks(clause) for number in picks.numbers]
    if len(numbers) >= 2:
        return Reading((SwapShots(numbers[0], numbers[1]),))
    if not numbers and context.shots == 2:
        return Reading((SwapShots(1, 2),))
    return Reading(needs=("which",))


def _removed(clause: Clause) -> Reading:
    if _is_inside_picture(clause):
        return Reading()
    if clause.picks is not None:
        return Reading((RemoveShots(clause.picks),))
    if clause.has(Kind.EVERY, "all") and clause.has(Kind.NOUN, "picture"):
        return Reading((RemoveShots(Picks(excluded=True)),))
    spoken_of = clause.has(Kind.NOUN, "picture") and not clause.has(Kind.UNABLE)
    return Reading(needs=("which",)) if spoken_of else Reading()


def _is_inside_picture(clause: Clause) -> bool:
    """``remove the frog from picture 2``, ``去掉第二张的青蛙``."""
    meant = [
        token
        for token in clause.tokens
        if token.kind in (Kind.WORD, Kind.PICK) or token.is_(Kind.SPAN, "from")
    ]
    kinds = [token.kind for token in meant]
    owned = any(
        first.kind is Kind.PICK and second.kind is Kind.WORD and first.end == second.start
        for first, second in pairwise(clause.tokens)
    )
    return owned or kinds[:3] == [Kind.WORD, Kind.SPAN, Kind.PICK]


def _moved(clause: Clause) -> Reading:
    found = _all_picks(clause)
    if not found:
        return Reading()
    target = found[1] if len(found) > 1 else None
    spot = spot_of(clause, target)
    if spot is None and target is not None and _is_last_token(clause):
        spot = Spot(number=target.numbers[0])
    return Reading() if spot is None else Reading((MoveShots(found[0], spot),))


def _is_last_token(clause: Clause) -> bool:
    """``put the last first``: the place is said last."""
    meant: list[Token] = [token for token in clause.tokens if token.kind is not Kind.FILLER]
    return meant[-1].kind is Kind.PICK


def _all_picks(clause: Clause) -> list[Picks]:
    return [token.picks for token in clause.tokens if token.picks is not None]
