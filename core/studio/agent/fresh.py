"""What becomes of pictures that were just sent: into the video there is, or a new one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

from core.studio.agent.clauses import Clause, Topic
from core.studio.agent.edits import InsertFresh, ReplaceShots, Spot
from core.studio.agent.rules.shots import spot_of
from core.studio.agent.tokens import Kind

FreshUse: TypeAlias = InsertFresh | ReplaceShots

_OTHER_MATTERS: Final = (
    Kind.TIME,
    Kind.RATIO,
    Kind.SIDE,
    Kind.LOOP,
    Kind.LONGER,
    Kind.UNABLE,
    Kind.WORD,
    Kind.FIT,
)


def fresh_use(clauses: Sequence[Clause]) -> FreshUse | None:
    """How the words put what was just sent into the video there is; None: they do not."""
    if any(clause.has(Kind.NEW) for clause in clauses):
        return None
    for clause in clauses:
        if _replaces(clause) and (picks := clause.picks) is not None:
            return ReplaceShots(picks)
        if _adds(clause):
            return InsertFresh(spot_of(clause, clause.picks) or Spot())
    return None


def speaks_of_fresh(clause: Clause) -> bool:
    """Whether a clause only says what becomes of the fresh pictures."""
    return _replaces(clause) or _adds(clause)


def _replaces(clause: Clause) -> bool:
    if clause.topic is not Topic.PLAIN or clause.picks is None or clause.negated:
        return False
    if clause.has(Kind.VERB, "replace"):
        return True
    changing = (
        clause.has(Kind.VERB, "swap")
        or clause.has(Kind.VERB, "become", "change", "make", "use")
        or clause.has(Kind.INSTEAD)
    )
    return changing and clause.has(Kind.THIS, "this")


def _adds(clause: Clause) -> bool:
    if clause.topic is not Topic.PLAIN or clause.negated:
        return False
    if any(clause.has(kind) for kind in _OTHER_MATTERS):
        return False
    pointed = clause.has(Kind.THIS, "this")
    if clause.has(Kind.VERB, "put", "use") and pointed and clause.has(Kind.EDGE):
        return True
    if any(token.kind is Kind.NOUN and token.name != "picture" for token in clause.tokens):
        return False
    # "add it", "this one too": nothing else is spoken of that could be added
    return clause.has(Kind.VERB, "add", "also")
