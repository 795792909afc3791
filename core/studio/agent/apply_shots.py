"""Edits of which pictures there are, in which order, how long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, TypeAlias, assert_never

from core.studio.agent.composing import SEVERAL_MS, clip_ms, shot_of
from core.studio.agent.edits import (
    InsertFresh,
    LengthEdit,
    MoveShots,
    RemoveShots,
    Repeat,
    ReplaceShots,
    ReverseShots,
    SetFit,
    SetShotLength,
    SetTotal,
    ShotEdit,
    ShuffleShots,
    Spot,
    StretchTotal,
    SwapShots,
    TakePart,
    TrimEnd,
    TrimStart,
)
from core.studio.agent.notes import Applied, Pictures, Seconds, did, missed
from core.studio.agent.retiming import SHORTEST_SHOT_MS, on_frame, shared_out, with_shots
from core.studio.agent.tokens import Picks
from core.studio.agent.turn import Material
from core.studio.draft import LONGEST_MS, MOST_SHOTS
from core.studio.timeline import Shot, ShotKind, Timeline

_SHORTEST_MS: Final = 500

Lengthening: TypeAlias = Callable[[int], int]
"""From a shot's length to its new one, ms."""


def apply_shots(timeline: Timeline, edit: ShotEdit, fresh: Sequence[Material]) -> Applied:
    """Pictures added, removed, moved."""
    count = len(timeline.shots)
    match edit:
        case MoveShots(picks=picks, spot=spot):
            return _move(timeline, picks, spot)
        case SwapShots(first=first, second=second):
            return _swap(timeline, first, second)
        case ReverseShots():
            return _reordered(timeline, list(reversed(range(count))), "reversed")
        case ShuffleShots():
            # no dice: the same request gives the same video
            return _reordered(timeline, [*range(1, count, 2), *range(0, count, 2)], "shuffled")
        case RemoveShots(picks=picks):
            return _remove(timeline, picks)
        case InsertFresh(spot=spot):
            return _insert(timeline, spot, fresh)
        case ReplaceShots(picks=picks):
            return _replace(timeline, picks, fresh)
        case Repeat(times=times):
            return _repeat(timeline, times)
        case SetFit(picks=picks, fit=fit):
            chosen = chosen_of(timeline, picks)
            shots = tuple(
                replace(shot, fit=fit) if index in chosen else shot
                for index, shot in enumerate(timeline.shots)
            )
            return did(replace(timeline, shots=shots), f"fit-{fit.value}")
        case _:
            assert_never(edit)


def apply_length(timeline: Timeline, edit: LengthEdit) -> Applied:
    """The video or some of its pictures longer or shorter."""
    match edit:
        case SetTotal(ms=ms, fixed=fixed):
            return _set_total(timeline, ms, fixed)
        case StretchTotal(times=times, plus_ms=plus, picks=None):
            return _set_total(timeline, round(timeline.duration_ms * times) + plus)
        case StretchTotal(times=times, plus_ms=plus, picks=picks):
            return _each(timeline, picks, lambda ms: round(ms * times) + plus)
        case SetShotLength(picks=picks, ms=ms):
            return _each(timeline, picks, lambda _: ms)
        case TrimStart(ms=ms):
            return _trim(timeline, ms, 0)
        case TrimEnd(ms=ms):
            return _trim(timeline, 0, ms)
        case TakePart(ms=ms, last=last):
            rest = max(timeline.duration_ms - ms, 0)
            return _trim(timeline, rest if last else 0, 0 if last else rest)
        case _:
            assert_never(edit)


def chosen_of(timeline: Timeline, picks: Picks | None) -> tuple[int, ...]:
    """Indexes of the shots that are meant; None means all."""
    count = len(timeline.shots)
    return tuple(range(count)) if picks is None else picks.indexes(count)


def pictures_of(picks: Picks | None, chosen: Sequence[int]) -> Pictures:
    """The same for a reply."""
    return Pictures() if picks is None else Pictures(tuple(index + 1 for index in chosen))


def not_there(timeline: Timeline) -> Applied:
    """A picture was named that the video does not have."""
    return missed(timeline, "no-such-picture", count=len(timeline.shots))


def _move(timeline: Timeline, picks: Picks, spot: Spot) -> Applied:
    count = len(timeline.shots)
    moving = picks.indexes(count)
    if not moving:
        return not_there(timeline)
    rest = [index for index in range(count) if index not in moving]
    at = _place(rest, spot, count)
    return _reordered(timeline, [*rest[:at], *moving, *rest[at:]], "moved")


def _place(rest: Sequence[int], spot: Spot, count: int) -> int:
    """Before which of the others the moved ones go."""
    if spot.number:
        return spot.number - 1 if spot.number > 0 else max(len(rest) + 1 + spot.number, 0)
    targets = () if spot.picks is None else spot.picks.indexes(count)
    if not targets:
        return len(rest) if spot.after else 0
    target = targets[-1] if spot.after else targets[0]
    if target in rest:
        return rest.index(target) + (1 if spot.after else 0)
    return min(target, len(rest))


def _swap(timeline: Timeline, first: int, second: int) -> Applied:
    count = len(timeline.shots)
    found = [Picks((number,)).indexes(count) for number in (first, second)]
    if not all(found):
        return not_there(timeline)
    order = list(range(count))
    one, other = found[0][0], found[1][0]
    order[one], order[other] = order[other], order[one]
    return _reordered(timeline, order, "swapped")


def _reordered(timeline: Timeline, order: Sequence[int], key: str) -> Applied:
    shots = [timeline.shots[index] for index in order]
    return did(with_shots(timeline, shots, order), key)


def _remove(timeline: Timeline, picks: Picks) -> Applied:
    count = len(timeline.shots)
    gone = picks.indexes(count)
    if not gone:
        return not_there(timeline)
    kept = [index for index in range(count) if index not in gone]
    if not kept:
        return missed(timeline, "last-picture")
    shots = [timeline.shots[index] for index in kept]
    return did(with_shots(timeline, shots, kept), "removed", which=pictures_of(picks, gone))


def _insert(timeline: Timeline, spot: Spot, fresh: Sequence[Material]) -> Applied:
    if not fresh:
        return missed(timeline, "no-fresh-picture")
    count = len(timeline.shots)
    if count + len(fresh) > MOST_SHOTS:
        return missed(timeline, "too-many-pictures", most=MOST_SHOTS)
    usual = _usual_length(timeline.shots)
    new = [shot_of(material, clip_ms(material, usual)) for material in fresh]
    usual_motion = next((s.motion for s in timeline.shots if s.kind is ShotKind.PICTURE), None)
    if usual_motion is not None and _alike(timeline.shots):
        new = [replace(s, motion=usual_motion) if s.kind is ShotKind.PICTURE else s for s in new]
    at = _place(range(count), spot, count)
    entry = next((shot.transition for shot in timeline.shots[1:]), None)
    new = [replace(shot, transition=entry) for shot in new]
    shots = [*timeline.shots[:at], *new, *timeline.shots[at:]]
    sources = [*range(at), *(None for _ in new), *range(at, count)]
    return did(with_shots(timeline, shots, sources), "inserted", count=len(new))


def _alike(shots: Sequence[Shot]) -> bool:
    """Whether all pictures move in one way that somebody chose."""
    kinds = {shot.motion for shot in shots if shot.kind is ShotKind.PICTURE}
    return len(kinds) == 1


def _usual_length(shots: Sequence[Shot]) -> int:
    if len(shots) < 2:
        return SEVERAL_MS
    return round(sum(shot.duration_ms for shot in shots) / len(shots))


def _replace(timeline: Timeline, picks: Picks, fresh: Sequence[Material]) -> Applied:
    if not fresh:
        return missed(timeline, "no-fresh-picture")
    chosen = chosen_of(timeline, picks)
    if not chosen:
        return not_there(timeline)
    shots = list(timeline.shots)
    for number, index in enumerate(chosen):
        material = fresh[min(number, len(fresh) - 1)]
        old = shots[index]
        new = shot_of(material, old.duration_ms)
        motion = old.motion if new.kind is old.kind else new.motion
        shots[index] = replace(new, motion=motion, transition=old.transition, fit=old.fit)
    return did(with_shots(timeline, shots), "replaced", which=pictures_of(picks, chosen))


def _repeat(timeline: Timeline, times: int) -> Applied:
    count = len(timeline.shots)
    most = max(min(MOST_SHOTS // max(count, 1), LONGEST_MS // max(timeline.duration_ms, 1)), 1)
    if times > most:
        return missed(timeline, "too-long", most=Seconds(LONGEST_MS))
    order = list(range(count)) * times
    shots = [timeline.shots[index] for index in order]
    return did(with_shots(timeline, shots, order), "repeated", times=times)


def _set_total(timeline: Timeline, ms: int, fixed: Sequence[Picks] = ()) -> Applied:
    shots = timeline.shots
    least = max(_SHORTEST_MS, SHORTEST_SHOT_MS * len(shots))
    total = min(max(ms, least), LONGEST_MS)
    lengths = [shot.duration_ms for shot in shots]
    free = [index for index in range(len(shots)) if not _in_any(index, fixed, len(shots))]
    rest = total - sum(ms for index, ms in enumerate(lengths) if index not in free)
    if len(free) < len(shots) and rest >= SHORTEST_SHOT_MS * max(len(free), 1) and free:
        shared = shared_out(rest, [lengths[index] for index in free], timeline.fps)
        for index, part in zip(free, shared, strict=True):
            lengths[index] = part
        parts = tuple(lengths)
    else:
        parts = shared_out(total, lengths, timeline.fps)
    resized = [replace(shot, duration_ms=part) for shot, part in zip(shots, parts, strict=True)]
    changed = with_shots(timeline, resized)
    applied = did(changed, "total", length=Seconds(changed.duration_ms))
    if total == ms:
        return applied
    key, limit = ("too-short", least) if ms < least else ("too-long", LONGEST_MS)
    return Applied(changed, (*applied.notes, *missed(changed, key, most=Seconds(limit)).notes))


def _in_any(index: int, picks: Sequence[Picks], count: int) -> bool:
    return any(index in one.indexes(count) for one in picks)


def _each(timeline: Timeline, picks: Picks | None, length: Lengthening) -> Applied:
    chosen = chosen_of(timeline, picks)
    if not chosen:
        return not_there(timeline)
    longest = max(LONGEST_MS // len(timeline.shots), SHORTEST_SHOT_MS)
    shots = list(timeline.shots)
    for index in chosen:
        ms = min(max(length(shots[index].duration_ms), SHORTEST_SHOT_MS), longest)
        shots[index] = replace(shots[index], duration_ms=on_frame(ms, timeline.fps))
    changed = with_shots(timeline, shots)
    shown = Seconds(changed.shots[chosen[0]].duration_ms)
    if picks is None:
        return did(changed, "each", length=shown, total=Seconds(changed.duration_ms))
    return did(changed, "shot-length", which=pictures_of(picks, chosen), length=shown)


def _trim(timeline: Timeline, start_ms: int, end_ms: int) -> Applied:
    """Cut time off both ends; a clip then starts later."""
    start, end = on_frame(start_ms, timeline.fps), on_frame(end_ms, timeline.fps)
    if timeline.duration_ms - start - end < _SHORTEST_MS:
        return missed(timeline, "nothing-left")
    until = timeline.duration_ms - end
    shots: list[Shot] = []
    sources: list[int] = []
    at = 0
    for index, shot in enumerate(timeline.shots):
        begin, stop = max(at, start), min(at + shot.duration_ms, until)
        if stop > begin:
            clip_start = shot.clip_start_ms
            if shot.kind is ShotKind.CLIP:
                clip_start += begin - at
            shots.append(replace(shot, duration_ms=stop - begin, clip_start_ms=clip_start))
            sources.append(index)
        at += shot.duration_ms
    changed = with_shots(_earlier(timeline, start), shots, sources)
    return did(changed, "trimmed", length=Seconds(changed.duration_ms))


def _earlier(timeline: Timeline, by_ms: int) -> Timeline:
    """Its titles earlier by what is cut off before them; those that end there are gone."""
    titles = [
        replace(
            title,
            start_ms=max(title.start_ms - by_ms, 0),
            duration_ms=title.duration_ms - max(by_ms - title.start_ms, 0),
        )
        for title in timeline.titles
        if title.start_ms + title.duration_ms > by_ms
    ]
    return replace(timeline, titles=tuple(titles))
