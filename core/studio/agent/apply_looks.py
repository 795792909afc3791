"""Edits of how pictures move and give way to each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeAlias, assert_never

from core.prompts.vocabulary import MOTIONS
from core.studio.agent.apply_shots import chosen_of, not_there, pictures_of
from core.studio.agent.edits import (
    FlipMotion,
    Level,
    MotionEdit,
    SetLoop,
    SetMotion,
    SetTransition,
    SpreadMotions,
    StopMotion,
)
from core.studio.agent.notes import Applied, Named, Note, Pictures, Seconds, did, missed
from core.studio.agent.retiming import shared_out, with_shots
from core.studio.agent.rules.motions import ANOTHER, FAMILIES, MIXED
from core.studio.agent.tokens import Picks
from core.studio.timeline import Motion, Shot, ShotKind, Timeline, Transition

_LEAST_STRENGTH: Final = 0.1
_SLOWEST: Final = 0.2
_FASTEST: Final = 5.0
_SHORTEST_TRANSITION_MS: Final = 100
_LONGEST_TRANSITION_MS: Final = 5000

Reshaping: TypeAlias = Callable[[Shot], Shot]


def apply_motion(timeline: Timeline, edit: MotionEdit) -> Applied:
    """Motion, loop and transitions."""
    match edit:
        case SetMotion():
            return _set_motion(timeline, edit)
        case SpreadMotions():
            return _spread(timeline, edit)
        case StopMotion(picks=picks, types=types):
            return _stop(timeline, picks, types)
        case FlipMotion(picks=picks):
            return _flip(timeline, picks)
        case SetLoop(on=on):
            return did(replace(timeline, loop=on), "loop" if on else "no-loop", tool="set_motion")
        case SetTransition():
            return _set_transition(timeline, edit)
        case _:
            assert_never(edit)


def _set_motion(timeline: Timeline, edit: SetMotion) -> Applied:
    chosen = chosen_of(timeline, edit.picks)
    if not chosen:
        return not_there(timeline)
    changed = _with(
        timeline,
        chosen,
        lambda shot: replace(
            shot, motion=_motion(shot.motion, edit.type, edit.strength, edit.pace)
        ),
    )
    which = pictures_of(edit.picks, chosen)
    return Applied(changed, _motion_notes(changed.shots[chosen[0]].motion, edit, which))


def _spread(timeline: Timeline, edit: SpreadMotions) -> Applied:
    types = edit.types
    if edit.in_turn and [shot.kind for shot in timeline.shots] == [ShotKind.PICTURE]:
        timeline = _in_parts(timeline, len(types))
    shots = tuple(
        replace(
            shot,
            motion=_motion(shot.motion, types[index % len(types)], edit.strength, edit.pace),
        )
        for index, shot in enumerate(timeline.shots)
    )
    used = dict.fromkeys(types[: len(timeline.shots)])
    notes = tuple(_motion_note(_resolved(name, "auto"), Pictures()) for name in used)
    return Applied(replace(timeline, shots=shots), notes)


def _in_parts(timeline: Timeline, count: int) -> Timeline:
    """The only picture as several, each with a part of its time, crossfaded."""
    shot = timeline.shots[0]
    lengths = shared_out(shot.duration_ms, [1.0] * count, timeline.fps)
    parts = [replace(shot, duration_ms=length, transition=Transition()) for length in lengths]
    return with_shots(timeline, parts, [0] * count)


def _motion_notes(motion: Motion, edit: SetMotion, which: Pictures) -> tuple[Note, ...]:
    notes: list[Note] = []
    relative = [level for level in (edit.strength, edit.pace) if level and level.relative]
    if edit.type is not None and not (relative and edit.type in FAMILIES):
        notes.append(_motion_note(motion.type, which))
    if edit.strength is not None:
        notes.append(_level_note("strength", edit.strength, 0.5, which))
    if edit.pace is not None:
        notes.append(_level_note("pace", edit.pace, 1.0, which))
    return tuple(notes)


def _motion_note(kind: str, which: Pictures) -> Note:
    words = (("motion", Named("motion", kind)), ("which", which))
    return Note("did-motion", words, tool="set_motion")


_LEVEL_NAMES: Final = {"strength": ("weaker", "stronger"), "pace": ("slower", "faster")}


def _level_note(kind: str, level: Level, usual: float, which: Pictures) -> Note:
    now = level.of(usual)
    weaker, stronger = _LEVEL_NAMES[kind]
    name = f"usual-{kind}" if now == usual else stronger if now > usual else weaker
    return Note(f"did-{name}", (("which", which),), tool="set_motion")


def _motion(now: Motion, kind: str | None, strength: Level | None, pace: Level | None) -> Motion:
    """The motion with another kind, strength or pace; a new kind begins with its own."""
    name = now.type if kind is None else _resolved(kind, now.type)
    begins = name != now.type
    motion = Motion(name) if begins else replace(now, type=name)
    if motion.type == "none" and (strength is not None or pace is not None):
        motion = replace(motion, type="auto" if kind is None else motion.type)
    if strength is not None:
        value = min(max(strength.of(motion.strength), _LEAST_STRENGTH), 1.0)
        motion = replace(motion, strength=round(value, 3))
    if pace is not None:
        value = min(max(pace.of(motion.speed), _SLOWEST), _FASTEST)
        motion = replace(motion, speed=round(value, 3))
    return motion


def _resolved(kind: str, now: str) -> str:
    """``zoom`` is the zoom that is there, else one that goes in; ``another`` is none there is."""
    if kind == ANOTHER:
        return MIXED[(MIXED.index(now) + 1) % len(MIXED)] if now in MIXED else MIXED[-2]
    family = FAMILIES.get(kind)
    if family is None:
        return kind
    return now if now in family else family[0]


def _stop(timeline: Timeline, picks: Picks | None, types: tuple[str, ...]) -> Applied:
    chosen = chosen_of(timeline, picks)
    if not chosen:
        return not_there(timeline)
    refused = {name for kind in types for name in FAMILIES.get(kind, (kind,))}
    if refused & _BY_ITSELF:
        refused.add("auto")
    stopped = tuple(
        index for index in chosen if not refused or timeline.shots[index].motion.type in refused
    )
    if not stopped:
        return Applied(
            timeline, tuple(_without(kind) for kind in types if kind in (*MOTIONS, *FAMILIES))
        )
    changed = _with(timeline, stopped, lambda shot: replace(shot, motion=Motion("none")))
    return did(changed, "still", tool="set_motion", which=pictures_of(picks, chosen))


_BY_ITSELF: Final = frozenset({"zoom-in", "zoom-out", *FAMILIES["pan"], "ken-burns"})
"""What a picture with the motion "auto" may do."""


def _without(kind: str) -> Note:
    return Note("did-without", (("motion", Named("motion", kind)),), tool="set_motion")


_OPPOSITES: Final = {
    "auto": "zoom-out",  # what a picture does by itself is a zoom in, most often
    "zoom-in": "zoom-out",
    "zoom-out": "zoom-in",
    "pan-left": "pan-right",
    "pan-right": "pan-left",
    "pan-up": "pan-down",
    "pan-down": "pan-up",
}


def _flip(timeline: Timeline, picks: Picks | None) -> Applied:
    chosen = [
        index
        for index in chosen_of(timeline, picks)
        if timeline.shots[index].motion.type in _OPPOSITES
    ]
    if not chosen:
        return missed(timeline, "no-direction")
    changed = _with(
        timeline,
        chosen,
        lambda shot: replace(shot, motion=replace(shot.motion, type=_OPPOSITES[shot.motion.type])),
    )
    kinds = dict.fromkeys(changed.shots[index].motion.type for index in chosen)
    which = pictures_of(picks, chosen)
    return Applied(changed, tuple(_motion_note(kind, which) for kind in kinds))


def _set_transition(timeline: Timeline, edit: SetTransition) -> Applied:
    if len(timeline.shots) < 2:
        return missed(timeline, "one-picture")
    chosen = [index for index in chosen_of(timeline, edit.picks) if index > 0]
    if not chosen and edit.picks is not None and 1 in edit.picks.numbers:
        chosen = [1]  # nothing goes before the first picture: what follows it is meant
    if not chosen:
        return not_there(timeline)
    entered = _with(timeline, chosen, lambda shot: replace(shot, transition=_entry(shot, edit)))
    changed = with_shots(timeline, entered.shots)
    entry = changed.shots[chosen[0]].transition or Transition()
    if entry.type == "none":
        return did(changed, "cuts", tool="set_transition")
    key = "transition" if edit.ms is None and edit.times == 1.0 else "transition-length"
    applied = did(
        changed,
        key,
        tool="set_transition",
        transition=Named("transition", entry.type),
        length=Seconds(entry.duration_ms),
    )
    if edit.ms is None or edit.ms <= entry.duration_ms:
        return applied
    cut = missed(changed, "transition-long", most=Seconds(entry.duration_ms))
    return Applied(changed, (*applied.notes, *cut.notes))


def _entry(shot: Shot, edit: SetTransition) -> Transition:
    now = shot.transition or Transition()
    kind = edit.type or ("crossfade" if now.type == "none" else now.type)
    if kind == "none":
        return Transition("none", 0)
    usual = Transition().duration_ms if now.type == "none" else now.duration_ms
    ms = round(usual * edit.times) if edit.ms is None else edit.ms
    return Transition(kind, min(max(ms, _SHORTEST_TRANSITION_MS), _LONGEST_TRANSITION_MS))


def _with(timeline: Timeline, chosen: list[int] | tuple[int, ...], change: Reshaping) -> Timeline:
    shots = tuple(
        change(shot) if index in chosen else shot for index, shot in enumerate(timeline.shots)
    )
    return replace(timeline, shots=shots)
