"""When a title shows or music plays, and how it fades."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, assert_never

from core.studio.agent.edits import (
    FadeSides,
    First,
    Last,
    Lasting,
    Longer,
    OnShots,
    SoundLook,
    Stretch,
    TitleLook,
    When,
    WholeTime,
)
from core.studio.agent.notes import Words
from core.studio.agent.retiming import Piece, shot_times, with_fitting_fades
from core.studio.timeline import Sound, Timeline, Title

_SHORTEST_MS: Final = 300


def with_times(
    piece: Piece, look: TitleLook | SoundLook, timeline: Timeline, *, usual_fade_ms: int
) -> Piece:
    """The title or music when it shall be there, with the fades it shall have."""
    if look.when is not None:
        start, end = _span(piece, look.when, timeline)
        piece = replace(piece, start_ms=start, duration_ms=end - start)
    if look.fade is not None:
        ms = usual_fade_ms if look.fade_ms is None else look.fade_ms
        piece = _faded(piece, look.fade, ms)
    return with_fitting_fades(piece)


def told_times(piece: Title | Sound, look: TitleLook | SoundLook) -> dict[str, Words]:
    """What became of all that was said of its times; ``none``: nothing was."""
    return {
        "fade": "none" if look.fade is None else f"fades-{look.fade}",
        "start": "none" if look.when is None else round(piece.start_ms / 1000, 1),
        "end": round((piece.start_ms + piece.duration_ms) / 1000, 1),
    }


def _faded(piece: Piece, sides: FadeSides, ms: int) -> Piece:
    match sides:
        case "in":
            return replace(piece, fade_in_ms=ms)
        case "out":
            return replace(piece, fade_out_ms=ms)
        case "both":
            return replace(piece, fade_in_ms=ms, fade_out_ms=ms)
        case "none":
            return replace(piece, fade_in_ms=0, fade_out_ms=0)
        case _:
            assert_never(sides)


def _span(piece: Title | Sound, when: When, timeline: Timeline) -> tuple[int, int]:
    """Start and end inside the video, ms."""
    total = timeline.duration_ms
    start, end = piece.start_ms, piece.start_ms + piece.duration_ms
    match when:
        case WholeTime():
            start, end = 0, total
        case First(ms=ms):
            start, end = 0, ms
        case Last(ms=ms):
            start, end = total - ms, total
        case Lasting(ms=ms):
            end = start + ms
        case Longer(times=times):
            end = start + round(piece.duration_ms * times)
        case Stretch(start=begin, end=until):
            start, end = begin, begin + piece.duration_ms if until is None else until
        case OnShots(picks=picks):
            times = shot_times(timeline)
            chosen = [times[index] for index in picks.indexes(len(times))]
            if chosen:
                start, end = min(one[0] for one in chosen), max(one[1] for one in chosen)
        case _:
            assert_never(when)
    start = min(max(start, 0), max(total - _SHORTEST_MS, 0))
    return start, min(max(end, start + _SHORTEST_MS), max(total, start + 1))
