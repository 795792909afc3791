"""Keeps a timeline in order while its shots change: frames, titles, music, transitions.

Every length is a whole number of frames: cuts lie on frame ends, counted from the start, so that
the sum is exact however the shots are divided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import Final, TypeVar

from core.studio.draft import LONGEST_MS, MOST_SHOTS
from core.studio.timeline import Shot, Sound, Timeline, Title, Transition

SHORTEST_SHOT_MS: Final = 200

Piece = TypeVar("Piece", Title, Sound)


def on_frame(ms: float, fps: int) -> int:
    """The nearest frame's end, ms."""
    return round(round(ms * fps / 1000) * 1000 / fps)


def shared_out(total_ms: int, shares: Sequence[float], fps: int) -> tuple[int, ...]:
    """A length divided in proportion; each part whole frames, their sum exact.

    Each gets at least ``SHORTEST_SHOT_MS``, also where the total is too short for that.
    """
    least = SHORTEST_SHOT_MS
    total = max(on_frame(total_ms, fps), least * len(shares))
    parts = [total * share / max(sum(shares), 1) for share in shares]
    if any(part < least for part in parts):
        spare = [max(part - least, 0.0) for part in parts]
        free = total - least * len(shares)
        parts = [least + free * one / max(sum(spare), 1.0) for one in spare]
    return _cut_on_frames(parts, fps)


def with_shots(
    timeline: Timeline, shots: Sequence[Shot], sources: Sequence[int | None] | None = None
) -> Timeline:
    """The timeline with other shots; its titles and music go along.

    ``sources`` are the places that the shots had before (None: new), so that a title which
    belongs to one picture stays with it. By default they are as they were.
    """
    kept = list(shots)[:MOST_SHOTS]
    origins = list(range(len(kept)) if sources is None else sources)[: len(kept)]
    lengths = _cut_on_frames([shot.duration_ms for shot in kept], timeline.fps)
    shots = _within_limit(
        [replace(shot, duration_ms=ms) for shot, ms in zip(kept, lengths, strict=True)]
    )
    shots = _with_transitions(shots)
    after = replace(timeline, shots=shots, titles=(), sounds=())
    titles = [
        with_fitting_fades(moved)
        for title in timeline.titles
        for moved in _moved(title, timeline, after, origins)
    ]
    sounds = (_fitted(sound, timeline.duration_ms, after.duration_ms) for sound in timeline.sounds)
    return replace(
        after, titles=tuple(titles), sounds=tuple(sound for sound in sounds if sound is not None)
    )


def with_fitting_fades(piece: Piece) -> Piece:
    """The title or music with fades that are over when it is; a title's do not overlap."""
    most = piece.duration_ms // 2 if isinstance(piece, Title) else piece.duration_ms
    return replace(
        piece,
        fade_in_ms=min(piece.fade_in_ms, most),
        fade_out_ms=min(piece.fade_out_ms, most),
    )


def shot_times(timeline: Timeline) -> list[tuple[int, int]]:
    """Start and end of each shot, ms."""
    ends = list(accumulate(shot.duration_ms for shot in timeline.shots))
    return list(zip([0, *ends], ends, strict=False))


def _cut_on_frames(lengths: Sequence[float], fps: int) -> tuple[int, ...]:
    cuts = [on_frame(end, fps) for end in accumulate(lengths, initial=0.0)]
    return tuple(end - start for start, end in pairwise(cuts))


def _within_limit(shots: list[Shot]) -> tuple[Shot, ...]:
    """The shots up to the longest length of a video."""
    kept: list[Shot] = []
    free = LONGEST_MS
    for shot in shots:
        if free < SHORTEST_SHOT_MS:
            break
        kept.append(replace(shot, duration_ms=min(shot.duration_ms, free)))
        free -= kept[-1].duration_ms
    return tuple(kept)


def _with_transitions(shots: Sequence[Shot]) -> tuple[Shot, ...]:
    """The first shot enters nothing; each other has a transition that fits its neighbours."""
    usual = next((shot.transition for shot in shots if shot.transition is not None), Transition())
    settled: list[Shot] = []
    for index, shot in enumerate(shots):
        if index == 0:
            settled.append(replace(shot, transition=None))
            continue
        entry = shot.transition or usual
        room = min(shot.duration_ms, shots[index - 1].duration_ms)
        settled.append(
            replace(shot, transition=replace(entry, duration_ms=min(entry.duration_ms, room)))
        )
    return tuple(settled)


def _moved(
    title: Title, before: Timeline, after: Timeline, sources: Sequence[int | None]
) -> list[Title]:
    """The title where it belongs on the changed timeline; none where its picture is gone."""
    total, now = before.duration_ms, after.duration_ms
    if now <= 0:
        return []
    end = title.start_ms + title.duration_ms
    if title.start_ms == 0 and end >= total - 1:
        return [replace(title, duration_ms=now)]
    for index, (shot_start, shot_end) in enumerate(shot_times(before)):
        if len(before.shots) > 1 and (shot_start, shot_end) == (title.start_ms, end):
            places = zip(sources, shot_times(after), strict=False)
            return [
                replace(title, start_ms=times[0], duration_ms=times[1] - times[0])
                for source, times in places
                if source == index
            ]
    duration = min(title.duration_ms, now)
    at_end = end >= total - 1
    start = now - duration if at_end else min(title.start_ms, now - duration)
    return [replace(title, start_ms=start, duration_ms=duration)]


def _fitted(sound: Sound, total: int, now: int) -> Sound | None:
    """Music to the end goes to the new end; other music stays inside."""
    if sound.start_ms >= now:
        return None
    to_end = sound.start_ms + sound.duration_ms >= total - 1
    room = now - sound.start_ms
    duration = room if to_end else min(sound.duration_ms, room)
    return with_fitting_fades(replace(sound, duration_ms=duration))
