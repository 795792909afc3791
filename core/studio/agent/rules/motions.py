"""How pictures move, how strongly and how fast."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from core.prompts.vocabulary import MOTIONS
from core.studio.agent.clauses import Clause
from core.studio.agent.edits import Edit, FlipMotion, Level, SetMotion, SpreadMotions, StopMotion
from core.studio.agent.reading import Context, Reading, degree, level, refuses
from core.studio.agent.tokens import Kind, Picks, Token

FAMILIES: Final = {
    "zoom": ("zoom-in", "zoom-out"),
    "pan": ("pan-right", "pan-left", "pan-up", "pan-down"),
}
"""Motions that a general word stands for; the first is meant where none of them is there."""

COUNTERCLOCKWISE: Final = "counterclockwise"
"""A rotation that is understood, but turns the other way."""

ANOTHER: Final = "another"
"""A motion that differs from the one there is."""

MIXED: Final = ("zoom-in", "pan-right", "zoom-out", "pan-left")

_SCALING: Final = ("zoom", "zoom-in", "zoom-out")
_ELASTIC: Final = ("jiggle", "bounce", "shake")
_STEP: Final = 0.2


def read_motion(clause: Clause, context: Context) -> Reading:
    """What a clause about motion asks for."""
    if refuses(clause):
        return Reading(understood=True)
    if _describes_other(clause):
        return Reading()
    picks = clause.picks
    if clause.has(Kind.VERB, "flip", "reverse"):
        return Reading((FlipMotion(picks),))
    pace, strength = _pace(clause), _strength(clause)
    wanted, unwanted = _types(clause)
    limits = ("clockwise",) if COUNTERCLOCKWISE in wanted else ()
    wanted, unwanted = (
        ["rotate" if name == COUNTERCLOCKWISE else name for name in names]
        for names in (wanted, unwanted)
    )
    relative = any(one is not None and one.relative for one in (pace, strength))
    known = (*MOTIONS, *FAMILIES, "mixed", ANOTHER)
    unable = tuple(name for name in wanted if name not in known)
    wanted = [name for name in wanted if name not in unable]
    if clause.negated and not relative and not wanted:
        return _refused(clause, picks, unwanted)
    if clause.has(Kind.VERB, "remove"):
        return Reading((StopMotion(picks, tuple(unwanted + wanted)),))
    if clause.negated and relative:
        wanted = wanted + unwanted  # "don't zoom so much"
    edits = _edits(picks, wanted, strength, pace, context)
    limits += ("focus",) if _is_aimed(clause) else ()
    return Reading(edits, understood=not unable, unable=unable, limits=limits)


def _is_aimed(clause: Clause) -> bool:
    """``zoom into the top left corner``."""
    aimed = any(one.name != "center" for one in clause.all(Kind.PLACE))
    return clause.has(Kind.MOTION, *_SCALING) and (aimed or clause.has(Kind.CORNER))


def _describes_other(clause: Clause) -> bool:
    """``falling snow that drifts``: the motion is of something that can't be done."""
    for token in clause.tokens:
        if token.kind is Kind.UNABLE:
            return True
        if token.kind is Kind.MOTION:
            return False
    return False


def _refused(clause: Clause, picks: Picks | None, unwanted: list[str]) -> Reading:
    named = tuple(name for name in unwanted if name not in ("auto", "none"))
    if not named and not clause.has(Kind.NOUN, "motion") and "auto" not in unwanted:
        return Reading(understood=True)
    return Reading((StopMotion(picks, named),))


def _edits(
    picks: Picks | None,
    wanted: Sequence[str],
    strength: Level | None,
    pace: Level | None,
    context: Context,
) -> tuple[Edit, ...]:
    if "mixed" in wanted:
        return (SpreadMotions(MIXED, strength, pace),)
    named = [name for name in dict.fromkeys(wanted) if name != "auto"] or list(wanted[:1])
    if named == ["auto"] and context.new and strength is None and pace is None:
        return ()  # a new video moves by itself
    if not named and strength is None and pace is None:
        return ()
    if len(named) > 1 and picks is None:
        return (SpreadMotions(tuple(named), strength, pace),)
    return (SetMotion(picks, named[0] if named else None, strength, pace),)


def _types(clause: Clause) -> tuple[list[str], list[str]]:
    """The motions that are asked for, and those that are refused."""
    wanted: list[str] = []
    unwanted: list[str] = []
    refusing = False
    for token in clause.tokens:
        if token.kind is Kind.NOT or token.is_(Kind.INSTEAD, "instead_of"):
            refusing = True
        elif token.is_(Kind.INSTEAD, "instead"):
            refusing = False
        elif token.kind is Kind.MOTION:
            (unwanted if refusing else wanted).append(token.name)
    return _specific(wanted), _specific(unwanted)


def _specific(names: list[str]) -> list[str]:
    """``pan left to right``: the general word says no more than the one beside it."""
    return [name for name in names if not set(FAMILIES.get(name, ())) & set(names)]


def _pace(clause: Clause) -> Level | None:
    count = clause.first(Kind.COUNT)
    if token := clause.first(Kind.PACE):
        if count is not None and count.amount > 0 and token.name[0] == "*":
            faster = float(token.name[1:]) > 1
            return Level(times=count.amount if faster else 1 / count.amount)
        return level(token, degree(clause) if token.name[0] == "*" else 1.0)
    scaled = clause.has(Kind.MOTION, *_SCALING)
    if count is not None and ((count.name == "x" and not scaled) or clause.has(Kind.NOUN, "speed")):
        return Level(times=max(count.amount, 0.1))
    turn = clause.first(Kind.UPDOWN) or clause.first(Kind.MORE)
    if turn is not None and clause.has(Kind.NOUN, "speed"):
        return Level(times=1.5 if turn.name == "up" else 0.65)
    return None


def _strength(clause: Clause) -> Level | None:
    share = clause.first(Kind.SHARE) or clause.first(Kind.COUNT, "x")
    if share is not None and clause.has(Kind.MOTION, *_SCALING):
        # how much larger; a zoom of full strength makes it half as large again
        return Level(set_to=(share.amount - 1 if share.amount > 1 else share.amount) * 2)
    if token := clause.first(Kind.STRENGTH):
        return level(token, degree(clause) if token.name[0] != "=" else 1.0)
    turn = clause.first(Kind.MORE) or clause.first(Kind.SCALE) or clause.first(Kind.UPDOWN)
    if turn is not None and not clause.has(Kind.NOUN, "speed") and not clause.has(Kind.PACE):
        return Level(plus=(_STEP if turn.name == "up" else -_STEP) * degree(clause))
    if clause.has(Kind.MOTION) and (amount := _own_amount(clause)):
        return Level(set_to=0.3 if amount.name == "little" else 0.8)
    return None


def _own_amount(clause: Clause) -> Token | None:
    """How much of the motion itself, not of a pace that is said beside it."""
    around = zip((None, *clause.tokens), clause.tokens, (*clause.tokens[1:], None), strict=False)
    for before, token, after in around:
        of_other = (
            after is not None and after.kind in (Kind.PACE, Kind.STRENGTH, Kind.LONGER)
        ) or (before is not None and before.kind is Kind.WORD)
        if token.kind is Kind.LITTLE and not of_other:
            return token
    return None


def combined(edits: Iterable[Edit], shots: int, *, in_turn: bool) -> tuple[tuple[Edit, ...], bool]:
    """Several motions for the same pictures as one that can be done.

    "jiggle and bounce" is a jiggle, a zoom with a pan goes along and in; with several pictures
    different motions are given to them in turn. Else the last one said counts, and the second
    value is False. ``in_turn``: they were said to follow each other, which one picture can do too.
    """
    edits = _without_needless_stops(tuple(edits))
    if in_turn and shots == 1:
        edits = tuple(_of_the_only_one(edit) for edit in edits)  # "first zoom in, then …"
    plain = [edit for edit in edits if isinstance(edit, SetMotion) and _for_all(edit)]
    spread = [edit for edit in edits if isinstance(edit, SpreadMotions)]
    types = [edit.type for edit in plain if edit.type is not None]
    types += [name for edit in spread for name in edit.types]
    distinct = list(dict.fromkeys(name for name in types if name != "auto"))
    if len(distinct) < 2:
        return edits, True
    strength = next((edit.strength for edit in (*plain, *spread) if edit.strength), None)
    pace = next((edit.pace for edit in (*plain, *spread) if edit.pace), None)
    others = tuple(edit for edit in edits if edit not in plain and edit not in spread)
    one = None if in_turn else _as_one(distinct)
    if one is not None:
        return (SetMotion(None, one, strength, pace), *others), True
    if shots > 1 or in_turn:
        return (SpreadMotions(tuple(distinct), strength, pace, in_turn), *others), True
    return (SetMotion(None, distinct[-1], strength, pace), *others), False


def _of_the_only_one(edit: Edit) -> Edit:
    if isinstance(edit, SetMotion) and edit.picks == Picks((1,)):
        return replace(edit, picks=None)
    return edit


def _without_needless_stops(edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """``don't zoom, pan left``: where another motion is asked for, nothing has to stop."""
    moved = any(isinstance(edit, SpreadMotions) for edit in edits) or any(
        isinstance(edit, SetMotion) and _for_all(edit) for edit in edits
    )
    return tuple(
        edit
        for edit in edits
        if not (moved and isinstance(edit, StopMotion) and edit.picks is None)
    )


def _for_all(edit: SetMotion) -> bool:
    return edit.picks is None and edit.type is not None


def _as_one(types: list[str]) -> str | None:
    if all(name in _ELASTIC for name in types):
        return "jiggle" if "jiggle" in types else types[0]
    zooms = [name for name in types if name.startswith("zoom")]
    pans = [name for name in types if name.startswith("pan")]
    if len(types) == 2 and zooms and pans:
        return "ken-burns"
    return None
