"""Cuts a request into clauses: each about one subject, with all that is said of it.

People do not write sentences so much as lists: "zoom in slowly, 9:16, title 'Hi' at the top, in
red and big, with calm music". So the tokens are cut at punctuation and conjunctions, pieces that
speak of two subjects are cut again, and pieces that only describe ("in red", "big") go to the
subject before them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from core.studio.agent.pieces import Piece, pieces_of
from core.studio.agent.tokens import Kind, Picks, Token
from core.studio.agent.topics import DOING, Topic, heads_of, lone_topic, strong_topic


@dataclass(frozen=True, slots=True)
class Clause:
    """One subject and what is said of it. ``opener`` is the conjunction that it began with."""

    topic: Topic
    tokens: tuple[Token, ...]
    opener: str = ""
    asking: bool = False

    def has(self, kind: Kind, *names: str) -> bool:
        """Whether it speaks of this."""
        return any(token.is_(kind, *names) for token in self.tokens)

    def first(self, kind: Kind, *names: str) -> Token | None:
        """The first token of this kind and, where given, with one of these names."""
        return next((token for token in self.tokens if token.is_(kind, *names)), None)

    def all(self, kind: Kind, *names: str) -> tuple[Token, ...]:
        """Every token of this kind and, where given, with one of these names."""
        return tuple(token for token in self.tokens if token.is_(kind, *names))

    def wanted(self, kind: Kind) -> Token | None:
        """The first token of this kind that is not refused: "at the top, not the bottom"."""
        refused = False
        for token in self.tokens:
            if token.kind in (Kind.NOT, Kind.EXCEPT) or token.is_(Kind.INSTEAD, "instead_of"):
                refused = True
            elif token.kind is kind:
                if not refused:
                    return token
                refused = False
        return None

    @property
    def picks(self) -> Picks | None:
        """Which pictures it is about; None: all."""
        found = [token.picks for token in self.tokens if token.picks is not None]
        return found[0] if found else None

    @property
    def negated(self) -> bool:
        """Whether something is refused."""
        return self.has(Kind.NOT)

    @property
    def start(self) -> int:
        """Where it begins in the script's text."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Where it ends in the script's text."""
        return self.tokens[-1].end


_SHORT_MS: Final = 2500
_TITLE_ATTRIBUTES: Final = frozenset({Kind.PLACE, Kind.COLOR, Kind.SIZE, Kind.CORNER})
_DESCRIPTIONS: Final = _TITLE_ATTRIBUTES | {
    Kind.SCALE,
    Kind.FADE,
    Kind.PACE,
    Kind.STRENGTH,
    Kind.MORE,
    Kind.LITTLE,
    Kind.SHARE,
    Kind.UPDOWN,
    Kind.MOOD,
}


def clauses_of(tokens: Sequence[Token]) -> tuple[Clause, ...]:
    """The clauses of a request, in order."""
    clauses: list[Clause] = []
    for piece in pieces_of(tokens):
        for clause in _by_topic(piece):
            before = clauses[-1] if clauses else None
            if before is not None and _goes_without_saying(clause, before):
                verb = next(token for token in before.tokens if _carries_on(token))
                clauses.append(replace(clause, tokens=(verb, *clause.tokens)))
            elif before is not None and _said_of_both(clause, before):
                clauses[-1] = replace(before, tokens=(*before.tokens, clause.tokens[-1]))
                clauses.append(clause)
            elif before is not None and _belongs_to(clause, before):
                clauses[-1] = replace(before, tokens=before.tokens + clause.tokens)
            else:
                clauses.append(clause)
    return tuple(clauses)


def with_the_rest(
    clauses: tuple[Clause, ...], touched: tuple[int, ...], shots: int
) -> tuple[Clause, ...]:
    """The clauses with "the others" told which they are: all that were not named before.

    ``touched`` were named before these words. "The other one" stays where it is not just one.
    """
    named: dict[int, None] = {}
    told: list[Clause] = []
    for clause in clauses:
        picks = Picks(tuple(named) or touched, excluded=True)
        names = ("rest", "single") if len(picks.indexes(shots)) == 1 else ("rest",)
        tokens = tuple(
            replace(token, kind=Kind.PICK, picks=picks) if token.is_(Kind.EVERY, *names) else token
            for token in clause.tokens
        )
        told.append(replace(clause, tokens=tokens))
        for token in clause.tokens:
            named |= dict.fromkeys(token.picks.numbers if token.picks else ())
    return tuple(told)


def with_their_titles(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """``picture 1: zoom in, title "A"; picture 2: bounce, title "B"``: each has its own."""
    theirs = [index for index in range(1, len(clauses)) if _follows_a_picture(clauses, index)]
    if len(theirs) < 2:
        return clauses
    told = list(clauses)
    for index in theirs:
        picked = next(token for token in clauses[index - 1].tokens if token.picks is not None)
        told[index] = replace(told[index], tokens=(picked, *told[index].tokens))
    return tuple(told)


def _follows_a_picture(clauses: Sequence[Clause], index: int) -> bool:
    """Whether it is a title of which nothing says when it shows, right after a picture's clause."""
    clause, before = clauses[index], clauses[index - 1]
    timed = any(clause.has(kind) for kind in (Kind.TIME, Kind.STRETCH, Kind.EDGE, Kind.SPAN))
    written = clause.topic is Topic.TITLE and clause.has(Kind.QUOTE)
    alone = clause.picks is None and not timed
    return written and alone and before.picks is not None and before.topic is not Topic.TITLE


def _by_topic(piece: Piece) -> Iterable[Clause]:
    """The piece as clauses of one topic each."""
    heads = heads_of(piece.tokens)
    if not heads:
        yield Clause(lone_topic(piece.tokens), piece.tokens, piece.opener, piece.asking)
        return
    begin, opener = 0, piece.opener
    topic = heads[0][1]
    for (index, before), (following, after) in pairwise(heads):
        if before is after:
            continue
        cut = _start_of(piece.tokens, index, following, after)
        yield Clause(topic, piece.tokens[begin:cut], opener, piece.asking)
        begin, topic, opener = cut, after, ""
    yield Clause(topic, piece.tokens[begin:], opener, piece.asking)


_LEADING: Final = {
    Topic.TITLE: frozenset({Kind.VERB, Kind.NOT, Kind.COLOR, Kind.SIZE, Kind.PLACE}),
    Topic.MUSIC: frozenset({Kind.VERB, Kind.NOT, Kind.MOOD, Kind.LITTLE, Kind.MORE}),
    Topic.TRANSITION: frozenset({Kind.VERB, Kind.NOT, Kind.TIME, Kind.PACE, Kind.MORE}),
    Topic.MOTION: frozenset(
        {Kind.VERB, Kind.NOT, Kind.PICK, Kind.EVERY, Kind.PACE, Kind.STRENGTH, Kind.LITTLE}
    ),
    Topic.PLAIN: frozenset[Kind](),
}


def _start_of(tokens: Sequence[Token], before: int, head: int, topic: Topic) -> int:
    """Where the words that lead to a head begin."""
    leading = _LEADING[topic] | {Kind.FILLER}
    cut = head
    while cut - 1 > before and tokens[cut - 1].kind in leading:
        cut -= 1
    return cut


_TAKES: Final = {
    Topic.TITLE: _TITLE_ATTRIBUTES | {Kind.SCALE, Kind.FADE},
    Topic.MUSIC: frozenset({Kind.SHARE, Kind.UPDOWN, Kind.FADE, Kind.MOOD, Kind.SCALE}),
    Topic.TRANSITION: frozenset({Kind.PACE, Kind.FADE}),
    Topic.MOTION: frozenset({Kind.PACE, Kind.STRENGTH, Kind.SCALE, Kind.MORE, Kind.LITTLE}),
    Topic.PLAIN: frozenset[Kind](),
}


def _belongs_to(clause: Clause, before: Clause) -> bool:
    """Whether a clause only describes the subject of the one before."""
    if _goes_on_writing(clause, before):
        return True
    if heads_of(clause.tokens) and not _is_mood_of(clause, before):
        return False
    if any(token.is_(Kind.VERB, *DOING) for token in clause.tokens) and before.topic is not (
        Topic.TITLE
    ):
        return False
    others = {Kind.PICK, Kind.HISTORY, Kind.UNABLE, Kind.RATIO, Kind.LONGER, Kind.COUNT}
    if any(token.kind in others for token in clause.tokens):
        return False
    described = {token.kind for token in clause.tokens} & _DESCRIPTIONS
    if described == {Kind.LITTLE} and clause.has(Kind.WORD):
        return False
    if before.has(Kind.VERB, "keep"):
        return False
    if before.topic is Topic.TRANSITION and _is_short_time(clause):
        return True
    if _is_timed(clause):
        return before.topic is Topic.TITLE and described <= _TAKES[Topic.TITLE]
    if clause.has(Kind.TIME):
        return False
    return bool(described & _TAKES[before.topic])


def _goes_without_saying(clause: Clause, before: Clause) -> bool:
    """``remove the music and the title``: the verb is said once."""
    motion = clause.opener == "or" and all(
        token.kind in (Kind.MOTION, Kind.FILLER) for token in clause.tokens
    )
    return (_is_bare(clause) or motion) and any(_carries_on(token) for token in before.tokens)


def _said_of_both(clause: Clause, before: Clause) -> bool:
    """``音乐和标题都不要``: the verb is said last, of both."""
    last = clause.tokens[-1]
    return clause.opener == "and" and _is_bare(before) and _carries_on(last)


def _is_bare(clause: Clause) -> bool:
    """Whether it only names something."""
    things = (Kind.NOUN, Kind.PICK, Kind.FILLER, Kind.THIS)
    named = clause.topic is not Topic.PLAIN or clause.picks is not None
    return named and all(token.kind in things for token in clause.tokens)


def _carries_on(token: Token) -> bool:
    return token.kind is Kind.NOT or token.is_(Kind.VERB, "remove")


def _is_mood_of(clause: Clause, before: Clause) -> bool:
    strong = any(strong_topic(token) for token in clause.tokens)
    return not strong and before.topic is Topic.MUSIC and clause.has(Kind.MOOD)


def _goes_on_writing(clause: Clause, before: Clause) -> bool:
    """``replace "Hello" with "Hi"``: the second text belongs to the first."""
    changing = before.has(Kind.VERB, "replace", "change") and len(before.all(Kind.QUOTE)) == 1
    return clause.opener == "with" and changing and clause.tokens[0].kind is Kind.QUOTE


def _is_short_time(clause: Clause) -> bool:
    """``crossfades, 1 second``: too short for a video, and nothing else is said of it."""
    meant = [token for token in clause.tokens if token.kind not in (Kind.FILLER, Kind.LITTLE)]
    return len(meant) == 1 and meant[0].is_(Kind.TIME, "") and meant[0].amount <= _SHORT_MS


def _is_timed(clause: Clause) -> bool:
    """Whether it says when something shows: not how long the video is."""
    return (
        clause.has(Kind.TIME, "first", "last", "at")
        or clause.has(Kind.STRETCH)
        or clause.has(Kind.SPAN, "whole")
        or (
            clause.has(Kind.TIME)
            and (clause.has(Kind.SPAN, "for") or clause.has(Kind.VERB, "show"))
        )
    )
