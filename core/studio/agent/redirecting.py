"""The last change, for other pictures: "no, the first one", "the other one too"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.studio.agent.clauses import Clause
from core.studio.agent.edits import (
    Edit,
    Level,
    RemoveShots,
    SetFit,
    SetMotion,
    SetShotLength,
    SetTransition,
)
from core.studio.agent.tokens import Kind, Picks
from core.studio.timeline import Shot, Timeline


def others_named(clauses: Sequence[Clause]) -> Picks | None:
    """``no, the first``, ``第一张也是``: other pictures for what was just done, and no more."""
    tokens = [token for clause in clauses for token in clause.tokens]
    refusing = any(
        token.kind in (Kind.NOT, Kind.INSTEAD)
        or token.is_(Kind.SMALLTALK, "no")
        or (token.picks is not None and token.picks.excluded)
        for token in tokens
    )
    nothing_else = all(
        token.kind in (Kind.NOT, Kind.INSTEAD, Kind.PICK, Kind.FILLER, Kind.SMALLTALK)
        or token.is_(Kind.SAYS, "is")
        or token.is_(Kind.NOUN, "picture")
        or token.is_(Kind.VERB, "also", "want")
        for token in tokens
    )
    picks = [token.picks for token in tokens if token.picks is not None]
    meant = picks and nothing_else and (refusing or says_again(clauses))
    return picks[-1] if meant else None


def says_again(clauses: Sequence[Clause]) -> bool:
    """Whether the last change shall be theirs too, rather than theirs instead."""
    return any(clause.has(Kind.VERB, "also") for clause in clauses)


def touched(before: Timeline, after: Timeline) -> tuple[int, ...]:
    """The numbers of the pictures that the last change was about; none where it was all."""
    numbers = _changed(before, after)
    return numbers if len(numbers) < len(after.shots) else ()


def redirected(before: Timeline, after: Timeline, picks: Picks) -> tuple[Edit, ...]:
    """The edits that do to other pictures of ``before`` what made ``after`` of it; or none."""
    if _is_part(_media(after), _media(before)):
        return (RemoveShots(picks),)
    numbers = _changed(before, after)
    of_all = len(numbers) == len(after.shots) and before.duration_ms != after.duration_ms
    if not numbers or of_all or picks == Picks(numbers):
        return ()
    was, now = before.shots[numbers[0] - 1], after.shots[numbers[0] - 1]
    edits: list[Edit] = []
    if was.motion != now.motion:
        kind = now.motion.type if now.motion.type != was.motion.type else None
        strength, pace = Level(set_to=now.motion.strength), Level(set_to=now.motion.speed)
        edits.append(
            SetMotion(
                picks,
                kind,
                strength if now.motion.strength != was.motion.strength else None,
                pace if now.motion.speed != was.motion.speed else None,
            )
        )
    if was.duration_ms != now.duration_ms:
        edits.append(SetShotLength(picks, now.duration_ms))
    if was.fit is not now.fit:
        edits.append(SetFit(picks, now.fit))
    if was.transition != now.transition and now.transition is not None:
        edits.append(SetTransition(picks, now.transition.type, now.transition.duration_ms))
    return tuple(edits)


def _changed(before: Timeline, after: Timeline) -> tuple[int, ...]:
    if _media(before) != _media(after):
        return ()
    pairs = zip(before.shots, after.shots, strict=True)
    return tuple(number for number, (was, now) in enumerate(pairs, 1) if _differs(was, now))


def _media(timeline: Timeline) -> tuple[str, ...]:
    return tuple(shot.media for shot in timeline.shots)


def _is_part(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Whether something was left out, and nothing else happened."""
    rest = iter(whole)
    return len(part) < len(whole) and all(one in rest for one in part)


def _differs(was: Shot, now: Shot) -> bool:
    """Whether a shot differs by more than a transition that had to fit its neighbours."""
    if was.transition is None or now.transition is None:
        return replace(was, transition=None) != replace(now, transition=None)
    entry = replace(now.transition, duration_ms=was.transition.duration_ms)
    return was != (replace(now, transition=entry) if was.duration_ms != now.duration_ms else now)
