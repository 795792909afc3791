"""Titles: what they say, where, how large, in which colour, when."""

from __future__ import annotations

from typing import Final

from core.prompts.vocabulary import COLORS
from core.studio.agent.clauses import Clause
from core.studio.agent.edits import (
    First,
    Last,
    Lasting,
    Level,
    Longer,
    OnShots,
    RemoveTitles,
    SetMotion,
    Stretch,
    StyleTitle,
    TitleLook,
    When,
    WholeTime,
    WriteTitle,
)
from core.studio.agent.reading import Context, Reading, fade_sides, refuses, when_at
from core.studio.agent.tokens import Kind, Token
from core.studio.timeline import Place, TitleSize

_DESCRIBING: Final = (Kind.PLACE, Kind.SIZE, Kind.COLOR, Kind.CORNER)
_NEARER: Final = 0.2
_USUAL_MS: Final = 3000  # of a title at one end of the video
_STEPPING: Final = ("zoom-in", "zoom-out", "pan-up", "pan-down", "none")  # bigger, higher …
_WRITING: Final = ("add", "also", "want", "put", "show", "use")


def read_title(clause: Clause, quotes: tuple[str, ...], context: Context) -> Reading:
    """What a clause about titles asks for; ``quotes`` are the texts that were set aside."""
    said = [quotes[int(token.amount)] for token in clause.all(Kind.QUOTE)]
    texts = [text for text in said if text]
    if clause.has(Kind.UNABLE) and not clause.has(Kind.NOUN, "title"):
        return Reading()
    if refuses(clause):
        return Reading(understood=True)
    if not (texts or clause.has(Kind.NOUN, "title")) and (grown := _of_pictures(clause, context)):
        return grown
    look, used = _look(clause)
    if clause.has(Kind.VERB, "remove"):
        return Reading((RemoveTitles(),))
    if clause.negated and not texts and look == TitleLook():
        described = any(clause.has(kind) for kind in _DESCRIBING)
        return (
            Reading((), understood=True)
            if described
            else Reading((RemoveTitles(meant=not context.new),))
        )
    unable = _impossible(clause)
    if texts:
        return Reading(_written(clause, texts, look), used, unable=unable)
    asked = clause.has(Kind.VERB, *_WRITING) and clause.has(Kind.NOUN, "title")
    if asked and not context.titles and not unable:
        return Reading((StyleTitle(look, meant=False),), used, needs=("title",))
    if look != TitleLook():
        meant = clause.has(Kind.NOUN, "title") or not context.new
        return Reading((StyleTitle(look, meant=meant),), used, unable=unable)
    if unable or clause.has(Kind.UNABLE):
        return Reading(unable=unable)
    asked = clause.has(Kind.NOUN, "title") and (asked or not clause.has(Kind.WORD))
    return Reading(needs=("title",)) if asked else Reading()


def _of_pictures(clause: Clause, context: Context) -> Reading | None:
    """``最后一张放大一点``: where no title is spoken of, bigger is nearer."""
    scale = clause.first(Kind.SCALE)
    if scale is None or (context.titles and clause.picks is None):
        return None
    if scale.name not in ("grow", "shrink"):
        return Reading()
    kind = "zoom-in" if scale.name == "grow" else "zoom-out"
    again = clause.opener == "then" and not context.new  # "再放大一点"
    return Reading((SetMotion(clause.picks, kind, Level(plus=_NEARER) if again else None),))


def _written(clause: Clause, texts: list[str], look: TitleLook) -> tuple[WriteTitle, ...]:
    changing = clause.has(Kind.VERB, "replace", "change", "become") and len(texts) == 2
    if changing:
        return (WriteTitle(texts[1], look, replacing=True, old=texts[0]),)
    adding = clause.has(Kind.VERB, *_WRITING) or clause.has(Kind.SAYS, "write")
    return tuple(WriteTitle(text, look, replacing=not adding) for text in texts)


def _impossible(clause: Clause) -> tuple[str, ...]:
    unable: tuple[str, ...] = ()
    moving = clause.first(Kind.MOTION) or clause.first(Kind.TRANSITION)
    if moving is not None and moving.name not in _STEPPING:
        unable += ("title-motion",)
    return (*unable, "corner") if clause.has(Kind.CORNER) else unable


def _look(clause: Clause) -> tuple[TitleLook, tuple[Token, ...]]:
    place = clause.wanted(Kind.PLACE) or clause.wanted(Kind.CORNER)
    size = clause.wanted(Kind.SIZE)
    color = clause.wanted(Kind.COLOR)
    fade = clause.first(Kind.FADE)
    fade_time = _time_of(clause, fade)
    when, when_times = _when(clause, fade_time)
    look = TitleLook(
        place=_height(clause) if place is None else Place(place.name),
        size=None if size is None else TitleSize(size.name),
        steps=_steps(clause),
        color=None if color is None else COLORS[color.name],
        fade=None if fade is None else fade_sides(clause, fade),
        fade_ms=None if fade_time is None else round(fade_time.amount),
        when=when,
    )
    return look, (*when_times, *(() if fade_time is None else (fade_time,)))


def _height(clause: Clause) -> Place | None:
    """``move the title up``."""
    way = clause.first(Kind.MOTION, "pan-up", "pan-down") or clause.first(Kind.UPDOWN)
    if way is None:
        return None
    return Place.TOP if way.name in ("pan-up", "up") else Place.BOTTOM


def _steps(clause: Clause) -> int:
    steps = {"up": 1, "grow": 1, "zoom-in": 1, "down": -1, "shrink": -1, "zoom-out": -1}
    token = clause.first(Kind.SCALE) or clause.first(Kind.MOTION, "zoom-in", "zoom-out")
    return 0 if token is None else steps[token.name]


def _time_of(clause: Clause, fade: Token | None) -> Token | None:
    """How long a fade takes: the time that follows it at once."""
    if fade is None:
        return None
    after = clause.tokens[clause.tokens.index(fade) + 1 :]
    for token in after:
        if token.is_(Kind.TIME, ""):
            return token
        if token.kind is not Kind.FILLER:
            return None
    return None


def _when(clause: Clause, taken: Token | None) -> tuple[When | None, tuple[Token, ...]]:
    """When the title shows, and the lengths of time that say so."""
    if clause.has(Kind.SPAN, "whole"):
        return WholeTime(), ()
    if stretch := clause.first(Kind.STRETCH):
        return Stretch(round(stretch.amount), round(stretch.until)), (stretch,)
    for time in clause.all(Kind.TIME):
        if time == taken:
            continue
        if when := when_at(clause, time):
            return when, (time,)
        if _is_of_title(clause, time):
            return Lasting(round(time.amount)), (time,)
    if longer := clause.first(Kind.LONGER):
        return Longer(1.5 if longer.name == "up" else 1 / 1.5), (longer,)
    if (picks := clause.picks) is not None:
        return OnShots(picks), ()
    if edge := clause.first(Kind.EDGE):
        return (First(_USUAL_MS) if edge.name == "start" else Last(_USUAL_MS)), ()
    return None, ()


def _is_of_title(clause: Clause, time: Token) -> bool:
    """Whether a length of time is the title's: "for 2 seconds", or said after it."""
    index = clause.tokens.index(time)
    before = clause.tokens[:index]
    after = clause.tokens[index + 1 : index + 2]
    if any(token.is_(Kind.NOUN, "video", "length") for token in after):
        return False
    named = any(
        token.kind in (Kind.QUOTE, Kind.SPAN)
        or token.is_(Kind.NOUN, "title")
        or token.is_(Kind.VERB, "show")
        for token in before
    )
    return named or any(token.is_(Kind.NOUN, "title") for token in after)
