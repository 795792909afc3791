"""What the rules look at beside the words, and what they find."""

from __future__ import annotations

from dataclasses import dataclass

from core.studio.agent.clauses import Clause
from core.studio.agent.edits import Edit, FadeSides, First, Last, Level, Stretch, When
from core.studio.agent.tokens import Kind, Token


@dataclass(frozen=True, slots=True)
class Context:
    """The video that the words are about. ``new``: it is begun by them.

    ``names`` are its pictures' names, one for each of the ``shots``; ``touched`` the numbers of
    those that the last change was about.
    """

    new: bool
    shots: int
    names: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    music: bool = False
    touched: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a rule found in a clause.

    ``used`` are the lengths of time it took for itself; ``understood`` without edits means that
    nothing shall happen. ``needs``, ``unable`` and ``limits`` name what the reply has to say.
    """

    edits: tuple[Edit, ...] = ()
    used: tuple[Token, ...] = ()
    understood: bool = False
    needs: tuple[str, ...] = ()
    unable: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()

    def __add__(self, other: Reading) -> Reading:
        return Reading(
            self.edits + other.edits,
            self.used + other.used,
            self.understood or other.understood,
            self.needs + other.needs,
            self.unable + other.unable,
            self.limits + other.limits,
        )

    @property
    def empty(self) -> bool:
        """Whether the rule found nothing at all."""
        return not (self.edits or self.understood or self.needs or self.unable or self.limits)


def refuses(clause: Clause) -> bool:
    """Whether a change is refused: "don't change the music", "keep the title"."""
    holding = clause.has(Kind.MOTION, "none")  # "keep it still" asks for something
    if clause.has(Kind.VERB, "keep") and not clause.negated and not holding:
        return True
    return clause.negated and clause.has(Kind.VERB, "change", "make", "replace", "remove", "become")


def degree(clause: Clause) -> float:
    """How much of a step is meant: a half for "a bit", one and a half for "much"."""
    if clause.has(Kind.LITTLE, "little"):
        return 0.5
    return 1.5 if clause.has(Kind.LITTLE, "much") else 1.0


def fade_sides(clause: Clause, fade: Token) -> FadeSides:
    """Which fades are meant: "fade the music in" says it later."""
    after = clause.tokens[clause.tokens.index(fade) + 1 :]
    into = any(token.is_(Kind.FILLER, "in") for token in after)
    out = any(token.is_(Kind.FILLER, "out") for token in after)
    if clause.negated:
        return "none"
    match fade.name:
        case "in":
            return "both" if clause.has(Kind.FADE, "out") else "in"
        case "out":
            return "both" if clause.has(Kind.FADE, "in") else "out"
        case "none":
            return "none"
        case _ if into != out:
            return "in" if into else "out"
        case _:
            return "both"


def when_at(clause: Clause, time: Token) -> When | None:
    """When something is there, where a length of time tells by itself: ``the first 3 seconds``."""
    ms = round(time.amount)
    index = clause.tokens.index(time)
    match time.name:
        case "first":
            return First(ms)
        case "last":
            return Last(ms)
        case "at":
            return Stretch(ms)
        case _ if index > 0 and clause.tokens[index - 1].is_(Kind.RELATION, "after"):
            return Stretch(ms)
        case _:
            return None


def level(token: Token, amount: float) -> Level:
    """The level that a PACE or STRENGTH token names: ``=0.6``, ``*1.5``, ``+0.2``."""
    value = float(token.name.lstrip("=*"))
    match token.name[0]:
        case "=":
            return Level(set_to=value)
        case "*":
            return Level(times=value**amount)
        case _:
            return Level(plus=value * amount)
