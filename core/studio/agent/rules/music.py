"""Music: which, how loud, with which fades, or none."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from core.studio.agent.clauses import Clause
from core.studio.agent.edits import (
    Edit,
    Lasting,
    Level,
    PlayMusic,
    RemoveMusic,
    SetMotion,
    SoundLook,
    Stretch,
    TuneMusic,
    When,
)
from core.studio.agent.reading import Context, Reading, degree, fade_sides, refuses, when_at
from core.studio.agent.tokens import Kind, Token

_ANOTHER: Final = ("replace", "change", "become", "retune")
_ASKING: Final = ("add", "also", "want", "use", "put", *_ANOTHER)
_STEP: Final = 0.15
_LOUDER: Final = {
    **dict.fromkeys(("louder", "loud", "firmer"), _STEP),
    **dict.fromkeys(("quieter", "quiet", "softer"), -_STEP),
}
_OF_MOTION: Final = ("softer", "firmer")  # of music only where there is some
_SOFTER: Final = 0.2


def read_music(clause: Clause, context: Context) -> Reading:
    """What a clause about music asks for."""
    spoken_of = clause.has(Kind.NOUN, "music", "volume")
    look, used = _look(clause)
    if clause.has(Kind.UNABLE) and not spoken_of:
        return Reading()
    if refuses(clause):
        kept = not clause.negated  # "keep the sound": there ought to be some
        return Reading((TuneMusic(look),), used) if kept else Reading(understood=True)
    tuning = look != SoundLook()
    if clause.has(Kind.LOUD, *_OF_MOTION) and not (spoken_of or context.music):
        level = Level(plus=-_SOFTER if clause.has(Kind.LOUD, "softer") else _SOFTER)
        return Reading((SetMotion(clause.picks, strength=level),))
    if clause.has(Kind.VERB, "remove", "mute"):
        return Reading((RemoveMusic(meant=not context.new),))
    if clause.negated and not tuning:
        return Reading((RemoveMusic(meant=not context.new),))
    if context.new and tuning and clause.has(Kind.WORD) and not spoken_of:
        return Reading(understood=True)  # "the waves are loud here" describes
    if clause.has(Kind.PACE) and any(one.name[0] == "*" for one in clause.all(Kind.PACE)):
        return Reading(unable=("music-speed",))
    if clause.has(Kind.MOOD) and not (spoken_of or clause.has(Kind.TUNE)):
        return _mood(clause, context, look)
    if _names_song(clause):
        return Reading(needs=("song",))
    edit = _edit(clause, look, context)
    return Reading() if edit is None else Reading((edit,), used)


def _names_song(clause: Clause) -> bool:
    """``change the music to Yesterday``, ``周杰伦的歌``: a certain one, that nobody sent."""
    turned = False
    for before, token in pairwise(clause.tokens):
        turned = turned or before.is_(Kind.SAYS, "to") or before.is_(Kind.VERB, "become")
        if turned and token.kind is Kind.WORD and clause.has(Kind.NOUN, "music"):
            return not (clause.has(Kind.TUNE) or clause.has(Kind.MOOD))
    return any(
        first.kind is Kind.WORD
        and second.kind is Kind.FILLER
        and third.is_(Kind.NOUN, "music")
        and third.end - third.start == 1  # 歌: music that is somebody's is a song
        for first, second, third in zip(
            clause.tokens, clause.tokens[1:], clause.tokens[2:], strict=False
        )
    )


def _edit(clause: Clause, look: SoundLook, context: Context) -> Edit | None:
    kind = clause.first(Kind.TUNE) or clause.first(Kind.MOOD)
    if kind is not None:
        return PlayMusic(look, bed=kind.name)
    pace = clause.first(Kind.PACE)
    if pace is not None and clause.has(Kind.NOUN, "music"):
        return PlayMusic(look, bed="upbeat" if float(pace.name[1:]) > 1 else "calm")
    if clause.has(Kind.THIS, "mine", "song", "file"):
        return PlayMusic(look, uploaded=True)
    asked = clause.has(Kind.VERB, *_ASKING)
    begun = not context.music and (_says_how_it_shall_be(clause) or clause.opener == "with")
    if look != SoundLook() and not (begun or clause.has(Kind.VERB, "add", "also", "want")):
        # "a quiet zoom" may be said of anything
        vague = clause.has(Kind.LOUD, "loud", "quiet") and not clause.has(Kind.NOUN, "music")
        return TuneMusic(look, meant=not (vague and context.new))
    if not (clause.has(Kind.NOUN, "music") or clause.has(Kind.VERB, "retune")):
        return None
    if clause.has(Kind.VERB, *_ANOTHER):
        return PlayMusic(look, another=True)
    bare = not clause.has(Kind.WORD)
    return PlayMusic(look) if begun or asked or bare or clause.opener == "with" else None


def _says_how_it_shall_be(clause: Clause) -> bool:
    """``loud music``, ``music at 50%``; not ``louder``, which is said of what there is."""
    told = clause.has(Kind.LOUD, "loud", "quiet") or _volume(clause) is not None
    return told and clause.has(Kind.NOUN, "music") and not clause.has(Kind.WORD)


def _mood(clause: Clause, context: Context, look: SoundLook) -> Reading:
    """``something epic``: music where it is added, or where a finished video shall change."""
    mood = clause.first(Kind.MOOD)
    wanted = clause.has(Kind.VERB, "add", "also", "want") or clause.opener == "with"
    if mood is None or not (wanted or not context.new) or clause.has(Kind.WORD):
        return Reading(understood=context.new)
    return Reading((PlayMusic(look, bed=mood.name),))


def _look(clause: Clause) -> tuple[SoundLook, tuple[Token, ...]]:
    fade = clause.first(Kind.FADE)
    times = clause.all(Kind.TIME)
    fade_time = next((time for time in times if time.name == ""), None) if fade else None
    when, when_times = _when(clause, fade_time)
    look = SoundLook(
        volume=_volume(clause),
        louder=_louder(clause),
        fade=None if fade is None else fade_sides(clause, fade),
        fade_ms=None if fade_time is None else round(fade_time.amount),
        when=when,
    )
    return look, (*when_times, *(() if fade_time is None else (fade_time,)))


def _volume(clause: Clause) -> float | None:
    if share := clause.first(Kind.SHARE):
        return min(share.amount, 1.0)
    number = clause.first(Kind.NUMBER)
    if number is not None and clause.has(Kind.NOUN, "volume"):
        return min(number.amount / 100, 1.0)
    return None


def _louder(clause: Clause) -> float:
    if loud := clause.first(Kind.LOUD):
        return _LOUDER[loud.name] * degree(clause)
    token = clause.first(Kind.UPDOWN) or clause.first(Kind.SCALE)
    if token is None and clause.has(Kind.NOUN, "volume"):
        token = clause.first(Kind.MORE)
    if token is None:
        return 0.0
    return (_STEP if token.name in ("up", "grow") else -_STEP) * degree(clause)


def _when(clause: Clause, taken: Token | None) -> tuple[When | None, tuple[Token, ...]]:
    if stretch := clause.first(Kind.STRETCH):
        return Stretch(round(stretch.amount), round(stretch.until)), (stretch,)
    for time in clause.all(Kind.TIME):
        if time == taken:
            continue
        if when := when_at(clause, time):
            return when, (time,)
        if clause.has(Kind.SPAN, "for"):
            return Lasting(round(time.amount)), (time,)
    return None, ()
