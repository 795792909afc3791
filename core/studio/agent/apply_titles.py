"""Edits of titles."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Final, assert_never

from core.prompts.vocabulary import COLORS
from core.studio.agent.edits import RemoveTitles, StyleTitle, TitleEdit, TitleLook, WriteTitle
from core.studio.agent.notes import Applied, Named, Note, Words, did, missed
from core.studio.agent.timing import told_times, with_times
from core.studio.draft import MOST_TITLES
from core.studio.rendering.typefaces import Typefaces
from core.studio.timeline import Place, Timeline, Title, TitleSize

_SHORT_VIDEO_MS: Final = 8000
_USUAL_MS: Final = 4000
_FADE_MS: Final = 600
_SIZES: Final = tuple(TitleSize)
_PLACES: Final = (Place.BOTTOM, Place.TOP, Place.CENTER)
_LONGEST_QUOTED: Final = 40


def apply_title(timeline: Timeline, edit: TitleEdit) -> Applied:
    """Titles written, changed, removed."""
    match edit:
        case WriteTitle():
            return _write_drawable(timeline, edit)
        case StyleTitle(look=look, meant=meant):
            if not timeline.titles:
                return missed(timeline, "no-title") if meant else Applied(timeline, ())
            titles = tuple(_styled(title, look, timeline) for title in timeline.titles)
            styled = replace(timeline, titles=titles)
            told = _told_look(titles[-1], look)
            return did(styled, "title-style", tool="edit_title", **told)
        case RemoveTitles(meant=meant):
            if not timeline.titles:
                return missed(timeline, "no-title") if meant else Applied(timeline, ())
            return did(replace(timeline, titles=()), "no-title", tool="edit_title")
        case _:
            assert_never(edit)


@cache
def _typefaces() -> Typefaces:
    return Typefaces()


def _write_drawable(timeline: Timeline, edit: WriteTitle) -> Applied:
    """The title as far as it can be drawn; what was left out is told."""
    text, undrawable = drawable(edit.text)
    if not text:
        return Applied(timeline, undrawable)
    if timeline.titles and edit.replacing:
        applied = _rewrite(timeline, text, edit.look, edit.old)
    else:
        applied = _write(timeline, text, edit.look)
    return replace(applied, notes=(*applied.notes, *undrawable))


def drawable(text: str) -> tuple[str, tuple[Note, ...]]:
    """A title's text as far as it can be drawn, and a word on what was left out of it."""
    if text.isascii():  # looking at fonts takes 0.1 s once
        return text, ()
    drawn, lacking = _typefaces().drawable(text), _typefaces().lacking(text)
    if drawn and not lacking:
        return drawn, ()
    key = "missed-undrawable" if drawn else "missed-undrawable-title"
    characters = " ".join(lacking)[:_LONGEST_QUOTED]
    return drawn, (Note(key, (("characters", characters),), missed=True),)


def _rewrite(timeline: Timeline, text: str, look: TitleLook, old: str) -> Applied:
    titles = list(timeline.titles)
    same = (index for index, title in enumerate(titles) if title.text.casefold() == old.casefold())
    index = next(same, len(titles) - 1)
    titles[index] = _styled(replace(titles[index], text=text), look, timeline)
    changed = replace(timeline, titles=tuple(titles))
    told = _told_look(titles[index], look)
    return did(changed, "title", tool="edit_title", title=text, **told)


def _write(timeline: Timeline, text: str, look: TitleLook) -> Applied:
    if len(timeline.titles) >= MOST_TITLES:
        return missed(timeline, "too-many-titles", most=MOST_TITLES)
    total = timeline.duration_ms
    usual = total if total <= _SHORT_VIDEO_MS else _USUAL_MS
    title = _styled(Title(text, 0, max(usual, 1)), look, timeline)
    if look.place is None:
        title = replace(title, place=_free_place(timeline, title))
    # one that stood there at the same time would be written over
    kept = tuple(one for one in timeline.titles if not _collide(one, title))
    changed = replace(timeline, titles=(*kept, title))
    return did(changed, "title", tool="add_title", title=text, **_told_look(title, look))


def _told_look(title: Title, look: TitleLook) -> dict[str, Words]:
    """What became of everything that was said of a title's look; ``none``: nothing was."""
    sized = look.size is not None or look.steps != 0
    colors = {value: name for name, value in COLORS.items()}
    return {
        "place": title.place.value if look.place else "none",
        "size": title.size.value if sized else "none",
        "color": Named("color", colors[title.color]) if look.color else "none",
        **told_times(title, look),
    }


def _free_place(timeline: Timeline, title: Title) -> Place:
    for place in _PLACES:
        if not any(_collide(one, replace(title, place=place)) for one in timeline.titles):
            return place
    return title.place


def _collide(one: Title, other: Title) -> bool:
    apart = (
        one.start_ms + one.duration_ms <= other.start_ms
        or other.start_ms + other.duration_ms <= one.start_ms
    )
    return one.place is other.place and not apart


def _styled(title: Title, look: TitleLook, timeline: Timeline) -> Title:
    size = title.size if look.size is None else look.size
    step = min(max(_SIZES.index(size) + look.steps, 0), len(_SIZES) - 1)
    title = replace(
        title,
        place=look.place or title.place,
        size=_SIZES[step],
        color=look.color or title.color,
    )
    return with_times(title, look, timeline, usual_fade_ms=_FADE_MS)
