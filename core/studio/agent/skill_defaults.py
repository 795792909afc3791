"""What a skill adds to a request that does not say it: its own usual request, in words."""

from __future__ import annotations

from functools import cache

from core.skills import Skills, load_skills
from core.studio.agent.edits import (
    Edit,
    SetLoop,
    SetMotion,
    SetTotal,
    SetTransition,
    SpreadMotions,
    StopMotion,
)
from core.studio.agent.reading import Context
from core.studio.agent.understanding import Request, understand


@cache
def _skills() -> Skills:
    return load_skills()


def with_skill(skill: str, request: Request, shots: int) -> tuple[Edit, ...]:
    """The edits of a new video: those asked for, and the skill's for what was left open."""
    usual = _usual(skill, shots)
    if not usual:
        return request.edits
    said = request.edits
    moved = any(isinstance(e, SpreadMotions | StopMotion) or _moves(e) for e in said)
    added: list[Edit] = []
    for edit in usual:
        if isinstance(edit, SetTransition):
            wanted = shots > 1 and not any(isinstance(e, SetTransition) for e in said)
        elif isinstance(edit, SetLoop):
            wanted = not moved and not any(isinstance(e, SetLoop) for e in said)
        elif isinstance(edit, SetMotion | SpreadMotions):
            wanted = not moved
        else:
            # a length is part of the skill's own request, not of every other one
            wanted = isinstance(edit, SetTotal) and not said
        if wanted:
            added.append(edit)
    return (*added, *said)


def _usual(skill: str, shots: int) -> tuple[Edit, ...]:
    skills = _skills()
    if skill not in skills:
        return ()
    words = skills[skill].defaults.request["en"]
    edits = understand(words, Context(new=True, shots=shots)).edits
    if shots < 2:
        # what several pictures take together is too long for one
        several = skills[skill].defaults.pictures > 1
        edits = tuple(e for e in edits if not (several and isinstance(e, SetTotal)))
    return edits


def _moves(edit: Edit) -> bool:
    return isinstance(edit, SetMotion) and edit.type is not None
