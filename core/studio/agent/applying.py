"""Carries out edits: pure functions from a timeline to the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, assert_never

from core.studio.agent.apply_looks import apply_motion
from core.studio.agent.apply_music import apply_music
from core.studio.agent.apply_shots import apply_length, apply_shots, not_there
from core.studio.agent.apply_titles import apply_title
from core.studio.agent.edits import (
    Edit,
    FlipMotion,
    InsertFresh,
    MoveShots,
    OnShots,
    PlayMusic,
    RemoveMusic,
    RemoveShots,
    RemoveTitles,
    Repeat,
    ReplaceShots,
    ReverseShots,
    SetFit,
    SetFrame,
    SetLoop,
    SetMotion,
    SetShotLength,
    SetTotal,
    SetTransition,
    ShuffleShots,
    SpreadMotions,
    StopMotion,
    StretchTotal,
    StyleTitle,
    SwapShots,
    TakePart,
    TrimEnd,
    TrimStart,
    TuneMusic,
    WriteTitle,
)
from core.studio.agent.notes import Applied, Note, Pictures, Seconds, did
from core.studio.agent.tokens import Picks
from core.studio.agent.turn import Material
from core.studio.timeline import Timeline

_FULL_SIDE: Final = 1080
_LONGEST_SIDE: Final = 1920 / 1080


@dataclass(frozen=True, slots=True)
class Cast:
    """The files that edits may use. ``fresh`` are the pictures and clips that just came."""

    fresh: tuple[Material, ...] = ()
    audio: tuple[Material, ...] = ()


def apply_all(timeline: Timeline, edits: Sequence[Edit], cast: Cast) -> Applied:
    """All edits in the order in which they make sense: pictures, lengths, looks, titles, music."""
    notes: list[Note] = []
    for edit in _in_order(edits, len(timeline.shots)):
        applied = _with_word_on_absent(apply(timeline, edit, cast), edit, timeline)
        timeline = applied.timeline
        if isinstance(edit, SetTotal):
            notes = [_retold(note, timeline) for note in notes]
        notes += applied.notes
    return Applied(timeline, tuple(notes))


def _in_order(edits: Sequence[Edit], shots: int) -> list[Edit]:
    """``remove the 2nd and zoom in on the 3rd``: all numbers are those of the video as it was."""
    removed = [edit.picks for edit in edits if isinstance(edit, RemoveShots)]
    if not removed:
        return sorted(edits, key=_rank)
    gone = dict.fromkeys(index + 1 for picks in removed for index in picks.indexes(shots))
    removal = RemoveShots(Picks(tuple(gone)) if gone else removed[0])
    others = [edit for edit in edits if not isinstance(edit, RemoveShots)]
    naming = [edit for edit in others if _names_pictures(edit)]
    rest = [edit for edit in others if not _names_pictures(edit)]
    return [*sorted(naming, key=_rank), *sorted([removal, *rest], key=_rank)]


def _names_pictures(edit: Edit) -> bool:
    if isinstance(edit, WriteTitle | StyleTitle):
        return isinstance(edit.look.when, OnShots)
    return getattr(edit, "picks", None) is not None


def _with_word_on_absent(applied: Applied, edit: Edit, before: Timeline) -> Applied:
    """What became of it, and that some of the pictures that it named are not there."""
    picks: object = getattr(edit, "picks", None)
    if not isinstance(picks, Picks) or not picks.missing(len(before.shots)):
        return applied
    word = not_there(before).notes
    return applied if applied.notes == word else replace(applied, notes=applied.notes + word)


def _retold(note: Note, timeline: Timeline) -> Note:
    """What was told of a picture's length, as it is once the whole has its own."""
    which = dict(note.arguments).get("which")
    if note.key != "did-shot-length" or not isinstance(which, Pictures) or not which.numbers:
        return note
    shown = timeline.shots[which.numbers[0] - 1].duration_ms
    return replace(note, arguments=(("which", which), ("length", Seconds(shown))))


def apply(timeline: Timeline, edit: Edit, cast: Cast) -> Applied:
    """One edit."""
    match edit:
        case (
            MoveShots()
            | SwapShots()
            | ReverseShots()
            | ShuffleShots()
            | RemoveShots()
            | InsertFresh()
            | ReplaceShots()
            | Repeat()
            | SetFit()
        ):
            return apply_shots(timeline, edit, cast.fresh)
        case SetTotal() | StretchTotal() | SetShotLength() | TrimStart() | TrimEnd() | TakePart():
            return apply_length(timeline, edit)
        case (
            SetMotion()
            | SpreadMotions()
            | StopMotion()
            | FlipMotion()
            | SetLoop()
            | SetTransition()
        ):
            return apply_motion(timeline, edit)
        case WriteTitle() | StyleTitle() | RemoveTitles():
            return apply_title(timeline, edit)
        case PlayMusic() | TuneMusic() | RemoveMusic():
            return apply_music(timeline, edit, cast.audio)
        case SetFrame():
            return _set_frame(timeline, edit)
        case _:
            assert_never(edit)


def _rank(edit: Edit) -> int:
    match edit:
        case SetShotLength():
            return 1
        case StretchTotal(picks=picks) if picks is not None:
            return 1
        case SetTotal() | StretchTotal():
            return 2
        case Repeat() | TrimStart() | TrimEnd() | TakePart():
            return 3
        case (
            SetMotion()
            | SpreadMotions()
            | StopMotion()
            | FlipMotion()
            | SetLoop()
            | SetTransition()
        ):
            return 4
        case SetFrame() | SetFit():
            return 5
        case WriteTitle() | StyleTitle() | RemoveTitles():
            return 6
        case PlayMusic() | TuneMusic() | RemoveMusic():
            return 7
        case _:
            return 0


def _set_frame(timeline: Timeline, edit: SetFrame) -> Applied:
    if edit.size is not None:
        width, height = edit.size
    else:
        across, down = edit.ratio or (timeline.width, timeline.height)
        side = edit.side or _FULL_SIDE
        scale = min(side / min(across, down), side * _LONGEST_SIDE / max(across, down))
        width, height = _even(across * scale), _even(down * scale)
    framed = replace(timeline, width=width, height=height)
    if edit.ratio is None and edit.side is not None:
        return did(framed, "resolution", tool="set_frame", side=str(edit.side))
    return did(framed, "frame", tool="set_frame", frame=frame_name(width, height))


def frame_name(width: int, height: int) -> str:
    """A frame as people call it: its shape where it has a common one at full size."""
    for name in ("16:9", "9:16", "1:1", "4:5", "5:4", "4:3", "3:4", "3:2", "2:3", "21:9"):
        across, _, down = name.partition(":")
        if abs(width * int(down) - height * int(across)) <= max(width, height) * 0.01:
            return name if min(width, height) == _FULL_SIDE else f"{name} ({width}×{height})"
    return f"{width}×{height}"


def _even(px: float) -> int:
    return round(px / 2) * 2
