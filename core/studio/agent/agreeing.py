"""Makes the edits of one request agree: what several sentences say of the same thing is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from core.studio.agent.edits import (
    Edit,
    OnShots,
    PlayMusic,
    SetShotLength,
    SetTotal,
    SetTransition,
    SoundLook,
    StyleTitle,
    TuneMusic,
    WriteTitle,
)
from core.studio.agent.reading import Context
from core.studio.agent.tokens import Picks


def agreed(edits: Sequence[Edit], context: Context) -> tuple[Edit, ...]:
    """The edits, each knowing of the others as far as it must."""
    said = _with_one_music(_without_needless_cuts(list(dict.fromkeys(edits))))
    said = _with_titles_apart(said)
    said.sort(key=lambda edit: _turn(edit, context))
    return tuple(_with_totals(_one_for_each(said, context.shots)))


def _without_needless_cuts(edits: list[Edit]) -> list[Edit]:
    """``no slides, use wipes``: where other transitions are asked for, none has to go."""
    of_all = [edit for edit in edits if isinstance(edit, SetTransition) and edit.picks is None]
    if not any(edit.type not in (None, "none") for edit in of_all):
        return edits
    return [edit for edit in edits if edit not in of_all or edit.type != "none"]


def _turn(edit: Edit, context: Context) -> int:
    """Titles whose place was not said take one that is left; a look is of what is written."""
    if isinstance(edit, WriteTitle):
        return int(edit.look.place is None)
    return 2 if isinstance(edit, StyleTitle) and not context.titles else 0


def _with_one_music(edits: list[Edit]) -> list[Edit]:
    """Music and what is said of it beside it as one edit."""
    playing = [edit for edit in edits if isinstance(edit, PlayMusic)]
    named = [edit for edit in playing if edit.named] or playing[:1]
    beside = [
        edit.look
        for edit in edits
        if isinstance(edit, TuneMusic) or (isinstance(edit, PlayMusic) and edit not in named)
    ]
    if not playing:
        return edits
    return [
        replace(edit, look=_together([edit.look, *beside])) if edit in named else edit
        for edit in edits
        if edit in named or not isinstance(edit, PlayMusic | TuneMusic)
    ]


def _together(looks: Sequence[SoundLook]) -> SoundLook:
    look = looks[0]
    for other in looks[1:]:
        look = SoundLook(
            volume=look.volume if other.volume is None else other.volume,
            louder=look.louder + other.louder,
            fade=other.fade or look.fade,
            fade_ms=other.fade_ms or look.fade_ms,
            when=other.when or look.when,
        )
    return look


def _with_totals(edits: list[Edit]) -> list[Edit]:
    """Where some pictures' lengths are said beside the total, the others share the rest."""
    fixed = tuple(
        edit.picks for edit in edits if isinstance(edit, SetShotLength) and edit.picks is not None
    )
    return [replace(edit, fixed=fixed) if isinstance(edit, SetTotal) else edit for edit in edits]


def _one_for_each(edits: list[Edit], shots: int) -> list[Edit]:
    """As many titles as pictures, and nothing said of when: one for each."""
    titles = [edit for edit in edits if isinstance(edit, WriteTitle)]
    apart = len(titles) == shots > 1 and all(
        title.look.when is None and title.look.place is None for title in titles
    )
    if not apart:
        return edits
    numbers = count(1)
    return [
        replace(edit, look=replace(edit.look, when=OnShots(Picks((next(numbers),)))))
        if isinstance(edit, WriteTitle)
        else edit
        for edit in edits
    ]


def _with_titles_apart(edits: list[Edit]) -> list[Edit]:
    """Of several titles only the first may take the place of one that was there before."""
    first = next((edit for edit in edits if isinstance(edit, WriteTitle)), None)
    return [
        replace(edit, replacing=False)
        if isinstance(edit, WriteTitle) and edit is not first
        else edit
        for edit in edits
    ]
