"""Cuts a request into clauses: each about one subject, with all that is said of it.

People do not write sentences so much as lists: "zoom in slowly, 9:16, title 'Hi' at the top, in
red and big, with calm music". So the tokens are cut at punctuation and conjunctions, pieces that
speak of two subjects are cut again, and pieces that only describe ("in red", "big") go to the
subject before them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise
from typing import Final

from core.studio.agent.tokens import Kind, Picks, Token


class Topic(Enum):
    """What a clause is about."""

    TITLE = "title"
    MUSIC = "music"
    TRANSITION = "transition"
    MOTION = "motion"
    PLAIN = "plain"  # the video itself: length, frame, order


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
            if token.kind is Kind.NOT or token.is_(Kind.INSTEAD, "instead_of"):
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
_SENTENCE_ENDS: Final = frozenset(".!?;\n")
_NO_BREAKS: Final = frozenset(":'\"+@*=>→")
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
_DOING: Final = ("swap", "remove", "put", "replace", "reverse", "trim", "repeat")


def clauses_of(tokens: Sequence[Token]) -> tuple[Clause, ...]:
    """The clauses of a request, in order."""
    pieces = _joined_pieces(_with_numbered_lines(_pieces(tokens)))
    clauses: list[Clause] = []
    for piece in pieces:
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


def with_the_rest(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """The clauses with "the others" told which they are: all that were not named before."""
    named: tuple[int, ...] = ()
    told: list[Clause] = []
    for clause in clauses:
        picks = Picks(named, excluded=True)
        tokens = tuple(
            replace(token, kind=Kind.PICK, picks=picks) if token.is_(Kind.EVERY, "rest") else token
            for token in clause.tokens
        )
        told.append(replace(clause, tokens=tokens))
        named += tuple(
            number for token in clause.tokens if token.picks for number in token.picks.numbers
        )
    return tuple(told)


@dataclass(frozen=True, slots=True)
class _Piece:
    tokens: tuple[Token, ...]
    opener: str
    asking: bool
    opens_line: bool = False


def _pieces(tokens: Sequence[Token]) -> list[_Piece]:
    """Cut at punctuation and conjunctions."""
    pieces: list[_Piece] = []
    held: list[Token] = []
    opener, first_piece, opens_line = "", 0, True

    def close() -> None:
        nonlocal held, opener, opens_line
        if held:
            pieces.append(_Piece(tuple(held), opener, False, opens_line))
            opens_line = False
        held, opener = [], ""

    for token in tokens:
        if token.kind is Kind.JOIN:
            close()
            opener = token.name
        elif token.kind is Kind.BREAK and token.name not in _NO_BREAKS:
            close()
            if token.name in _SENTENCE_ENDS:
                pieces[first_piece:] = _sentence(pieces[first_piece:], token.name == "?")
                first_piece = len(pieces)
            opens_line = opens_line or token.name == "\n"
        elif token.kind is not Kind.BREAK:
            held.append(token)
    close()
    pieces[first_piece:] = _sentence(pieces[first_piece:], False)
    return pieces


def _sentence(pieces: list[_Piece], marked: bool) -> list[_Piece]:
    """The pieces of one sentence, told whether it asks something rather than for something."""
    words = [token for piece in pieces for token in piece.tokens]
    polite = any(token.is_(Kind.QUESTION, "polite") for token in words)
    opening = next((token for token in words if token.kind is not Kind.SMALLTALK), None)
    opens = opening is not None and opening.is_(Kind.QUESTION, "question")
    inside = any(token.is_(Kind.QUESTION, "question") for token in words)
    asking = not polite and (opens or (marked and inside) or (inside and _ends_asking(words)))
    return [replace(piece, asking=asking) for piece in pieces]


def _ends_asking(words: Sequence[Token]) -> bool:
    """``是竖屏吗``: the question word stands last."""
    return bool(words) and words[-1].is_(Kind.QUESTION, "question")


def _with_numbered_lines(pieces: list[_Piece]) -> list[_Piece]:
    """``1. zoom in`` on a line of its own is about picture 1, where there are such lines."""
    numbered = [
        index
        for index, piece in enumerate(pieces)
        if piece.opens_line and len(piece.tokens) == 1 and piece.tokens[0].kind is Kind.NUMBER
    ]
    if len(numbered) < 2:
        return pieces
    for index in numbered:
        number = pieces[index].tokens[0]
        picks = Picks((int(number.amount),))
        pieces[index] = replace(
            pieces[index], tokens=(replace(number, kind=Kind.PICK, picks=picks),)
        )
    return pieces


def _joined_pieces(pieces: list[_Piece]) -> list[_Piece]:
    """Pieces that only point somewhere go to the one that says what happens there."""
    pieces = [
        _with_zoom(piece, pieces[index - 1] if index else None)
        for index, piece in enumerate(pieces)
    ]
    joined: list[_Piece] = []
    waiting: _Piece | None = None
    for piece in pieces:
        current = piece
        if waiting is not None:
            current = replace(waiting, tokens=waiting.tokens + piece.tokens)
            waiting = None
        if not _only_points(current):
            joined.append(current)
        elif joined and _is_doing(joined[-1]) and not _heads(joined[-1].tokens):
            joined[-1] = replace(joined[-1], tokens=joined[-1].tokens + current.tokens)
        else:
            waiting = current
    if waiting is not None:
        joined.append(waiting)
    return joined


def _with_zoom(piece: _Piece, before: _Piece | None) -> _Piece:
    """``zoom in, then out``: the second way belongs to the zoom."""
    way = piece.tokens[-1]
    alone = all(token.kind is Kind.FILLER for token in piece.tokens)
    zooms = before is not None and any(
        token.is_(Kind.MOTION, "zoom-in", "zoom-out", "zoom") for token in before.tokens
    )
    if not (alone and zooms and way.is_(Kind.FILLER, "in", "out")):
        return piece
    motion = replace(way, kind=Kind.MOTION, name=f"zoom-{way.name}")
    return replace(piece, tokens=(*piece.tokens[:-1], motion))


def _only_points(piece: _Piece) -> bool:
    pointing = [token for token in piece.tokens if token.kind is not Kind.FILLER]
    kinds = (Kind.PICK, Kind.EDGE, Kind.RELATION, Kind.EVERY)
    return bool(pointing) and all(
        token.kind in kinds or token.is_(Kind.NOUN, "picture") for token in pointing
    )


def _is_doing(piece: _Piece) -> bool:
    return any(token.is_(Kind.VERB, *_DOING, "add", "also") for token in piece.tokens)


def _by_topic(piece: _Piece) -> Iterable[Clause]:
    """The piece as clauses of one topic each."""
    heads = _heads(piece.tokens)
    if not heads:
        yield Clause(_lone_topic(piece.tokens), piece.tokens, piece.opener, piece.asking)
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


def _heads(tokens: Sequence[Token]) -> list[tuple[int, Topic]]:
    """Which tokens name a subject; the weak ones only where no other does."""
    strong = [(index, topic) for index, token in enumerate(tokens) if (topic := _strong(token))]
    strong = _without_movement_of_titles(tokens, strong)
    if strong:
        return strong
    return [(index, topic) for index, token in enumerate(tokens) if (topic := _weak(token))]


def _strong(token: Token) -> Topic | None:
    if token.is_(Kind.NOUN, "title") or token.kind is Kind.QUOTE:
        return Topic.TITLE
    if (
        token.is_(Kind.NOUN, "music", "volume")
        or token.kind in (Kind.TUNE, Kind.LOUD)
        or token.is_(Kind.VERB, "mute")
        or token.is_(Kind.THIS, "mine", "song")
    ):
        return Topic.MUSIC
    if token.is_(Kind.NOUN, "transition", "cut") or token.kind in (Kind.TRANSITION, Kind.BETWEEN):
        return Topic.TRANSITION
    return Topic.MOTION if token.kind is Kind.MOTION else None


def _weak(token: Token) -> Topic | None:
    if token.is_(Kind.NOUN, "motion", "speed") or token.is_(Kind.VERB, "flip"):
        return Topic.MOTION
    return Topic.MUSIC if token.kind is Kind.MOOD else None


def _without_movement_of_titles(
    tokens: Sequence[Token], heads: list[tuple[int, Topic]]
) -> list[tuple[int, Topic]]:
    """``make the title zoom in`` is about the title; ``title "Hi" zoom in`` about both."""
    kept: list[tuple[int, Topic]] = []
    for index, topic in heads:
        bare_title = (
            bool(kept)
            and kept[-1][1] is Topic.TITLE
            and tokens[kept[-1][0]].kind is Kind.NOUN
            and not any(token.kind is Kind.QUOTE for token in tokens[:index])
        )
        if not (bare_title and topic is Topic.MOTION):
            kept.append((index, topic))
    return kept


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


def _lone_topic(tokens: Sequence[Token]) -> Topic:
    """What a piece without a subject is about, when nothing goes before it."""
    kinds = {token.kind for token in tokens}
    doing = any(token.is_(Kind.VERB, *_DOING) for token in tokens)
    if Kind.HISTORY in kinds or Kind.UNABLE in kinds or doing:
        return Topic.PLAIN
    if kinds & {Kind.COLOR, Kind.SIZE, Kind.SCALE}:
        return Topic.TITLE
    if kinds & {Kind.SHARE, Kind.UPDOWN}:
        return Topic.MUSIC
    if (
        _is_speed(tokens)
        or kinds & {Kind.PACE, Kind.STRENGTH}
        or (Kind.MORE in kinds and not kinds & {Kind.TIME, Kind.LONGER})
    ):
        return Topic.MOTION
    return Topic.TRANSITION if Kind.FADE in kinds else Topic.PLAIN


def _is_speed(tokens: Sequence[Token]) -> bool:
    """``1.5x`` by itself."""
    meant = [token for token in tokens if token.kind is not Kind.FILLER]
    return len(meant) == 1 and meant[0].is_(Kind.COUNT, "x")


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
    if _heads(clause.tokens) and not _is_mood_of(clause, before):
        return False
    if any(token.is_(Kind.VERB, *_DOING) for token in clause.tokens) and before.topic is not (
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
    strong = any(_strong(token) for token in clause.tokens)
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
