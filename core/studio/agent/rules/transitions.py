"""How one picture gives way to the next, and how long that takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core.studio.agent.clauses import Clause
from core.studio.agent.edits import SetTransition
from core.studio.agent.reading import Context, Reading, refuses
from core.studio.agent.tokens import Kind, Picks, Token

_LONGEST_MS: Final = 5000
_SLOWER: Final = 1.5


def read_transition(clause: Clause, context: Context) -> Reading:
    """What a clause about transitions asks for."""
    named = clause.first(Kind.TRANSITION)
    if refuses(clause) and not clause.has(Kind.VERB, "remove"):
        return Reading(understood=True)
    if clause.has(Kind.UNABLE) and named is None and not clause.has(Kind.NOUN, "transition"):
        return Reading()
    time = _time(clause)
    used = () if time is None else (time,)
    times, longer = _times(clause)
    if clause.negated or clause.has(Kind.VERB, "remove"):
        return Reading((SetTransition(_picks(clause), "none"),), used)
    fading = clause.has(Kind.FADE)
    blackening = named is not None and named.name == "fade-black"
    if context.shots < 2 and (blackening or (fading and named is None)):
        return Reading(unable=("video-fade",))
    kind = named.name if named is not None else None
    cutting = clause.has(Kind.BETWEEN) and clause.has(Kind.VERB, "trim")
    if kind is None and (cutting or clause.has(Kind.NOUN, "cut")):
        kind = "none"
    if kind is None and fading:
        kind = "crossfade"
    ms = None if time is None else round(time.amount)
    return Reading((SetTransition(_picks(clause), kind, ms, times),), (*used, *longer))


def _picks(clause: Clause) -> Picks | None:
    """Which pictures are entered so: between the first and the second, it is the second."""
    picks = clause.picks
    if picks is not None and clause.has(Kind.RELATION, "after"):
        return Picks(tuple(number + 1 for number in picks.numbers if number != -1))
    if picks is not None and clause.has(Kind.BETWEEN) and len(picks.numbers) == 2:
        return Picks((max(picks.numbers),))
    return picks


def _time(clause: Clause) -> Token | None:
    """How long a transition takes: a short time that is not said of the video."""
    for index, token in enumerate(clause.tokens):
        after = clause.tokens[index + 1 : index + 2]
        named = any(one.kind is Kind.TRANSITION for one in after)  # "10 second crossfade"
        if _is_parted(clause.tokens[index + 1 :]):
            continue
        if not token.is_(Kind.TIME, "") or (token.amount > _LONGEST_MS and not named):
            continue
        if clause.has(Kind.EVERY, "each") or any(one.is_(Kind.NOUN, "video") for one in after):
            continue
        return token
    return None


def _is_parted(after: Sequence[Token]) -> bool:
    """``3秒带转场的视频``: between a time and the transition comes what the time is said of."""
    for place, token in enumerate(after):
        if token.kind is Kind.TRANSITION or token.is_(Kind.NOUN, "transition", "cut"):
            return any(
                one.kind is Kind.VERB
                or one.is_(Kind.NOUN, "video", "picture")
                or one.is_(Kind.FILLER, "have")
                for one in after[:place]
            )
    return False


def _times(clause: Clause) -> tuple[float, tuple[Token, ...]]:
    """How many times as long as now, and the words that say so."""
    if longer := clause.first(Kind.LONGER):
        return (_SLOWER if longer.name == "up" else 1 / _SLOWER), (longer,)
    if pace := clause.first(Kind.PACE):
        faster = float(pace.name[1:]) > 1
        return (1 / _SLOWER if faster else _SLOWER), ()
    return 1.0, ()
