"""What the studio can't do, where it is asked for."""

from __future__ import annotations

from typing import Final

from core.studio.agent.clauses import Clause
from core.studio.agent.reading import Reading
from core.studio.agent.script import Script
from core.studio.agent.tokens import Kind, Token
from core.studio.agent.topics import Topic

NEEDED: Final = ("song", "shape")
"""What the studio can't do, but could if more was known."""

OF_PEOPLE: Final = ("face", "talk", "body")
"""What people and things in a picture would do by themselves."""

_OF_TITLES: Final = ("font", "title-motion")


def read_unable(clause: Clause, script: Script) -> Reading:
    """What the studio can't do, where it is asked for and not just part of a description."""
    names = tuple(token.name for token in clause.tokens if token.kind is Kind.UNABLE)
    needs = tuple(name for name in names if name in NEEDED)
    if not names:
        return Reading()
    if not needs and (_is_of_somebody(clause, script) or not _is_instruction(clause)):
        return Reading(limits=("scene",) if _happens(clause, script) else ())
    if clause.negated:
        return Reading(understood=True)
    return Reading(unable=tuple(name for name in names if name not in NEEDED), needs=needs)


def _is_of_somebody(clause: Clause, script: Script) -> bool:
    """``a smiling woman``, ``a man walks``: told, not ordered."""
    first = next((token for token in clause.tokens if token.kind is not Kind.FILLER), None)
    if first is None or not first.is_(Kind.UNABLE, *OF_PEOPLE) or clause.has(Kind.VERB):
        return False
    return _is_finite(first, script) or (_is_lasting(first, script) and clause.has(Kind.WORD))


def _happens(clause: Clause, script: Script) -> bool:
    """``the woman smiles``: what a described picture shall do; not "a smiling woman"."""
    around = zip(clause.tokens, clause.tokens[1:], (*clause.tokens[2:], None), strict=False)
    for before, token, after in around:
        if not token.is_(Kind.UNABLE, *OF_PEOPLE) or _is_lasting(token, script):
            continue
        of_another = after is not None and after.start == token.end and after.kind is Kind.FILLER
        if _is_finite(token, script) or (before.kind is Kind.WORD and not of_another):
            return True
    return False


def _is_lasting(token: Token, script: Script) -> bool:
    return script.text[: token.end].endswith("ing")


def _is_finite(token: Token, script: Script) -> bool:
    return script.text[: token.end].endswith("s") and script.text[token.end - 2] != "s"


def _is_instruction(clause: Clause) -> bool:
    if clause.opener in ("with", "and") or clause.has(Kind.VERB) or clause.has(Kind.FILLER, "do"):
        return True
    if clause.topic is Topic.TITLE and clause.has(Kind.UNABLE, *_OF_TITLES):
        return True
    first = next((token for token in clause.tokens if token.kind is not Kind.FILLER), None)
    return first is not None and first.kind in (Kind.UNABLE, Kind.PICK)
