"""Cuts a request at punctuation and conjunctions, and joins what only points somewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from core.studio.agent.tokens import Kind, Picks, Token
from core.studio.agent.topics import DOING, heads_of

_SENTENCE_ENDS: Final = frozenset(".!?;\n")
_NO_BREAKS: Final = frozenset(":'\"+@*=>→")


def pieces_of(tokens: Sequence[Token]) -> list[Piece]:
    """The pieces of a request, in order."""
    cut = _with_numbered_lines(_cut(tokens))
    parts = [part for piece in cut for part in _apart(piece, Kind.PICK, _DOING)]
    return _joined_pieces([one for part in parts for one in _titles_apart(part)])


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands between two breaks. ``opener`` is the conjunction that it began with."""

    tokens: tuple[Token, ...]
    opener: str
    asking: bool
    opens_line: bool = False


def _cut(tokens: Sequence[Token]) -> list[Piece]:
    """Cut at punctuation and conjunctions."""
    pieces: list[Piece] = []
    held: list[Token] = []
    opener, first_piece, opens_line = "", 0, True

    def close() -> None:
        nonlocal held, opener, opens_line
        if held:
            pieces.append(Piece(tuple(held), opener, False, opens_line))
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


def _sentence(pieces: list[Piece], marked: bool) -> list[Piece]:
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


def _with_numbered_lines(pieces: list[Piece]) -> list[Piece]:
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


_DOING: Final = frozenset({Kind.MOTION, Kind.TIME, Kind.QUOTE, Kind.LONGER})


def _titles_apart(piece: Piece) -> list[Piece]:
    """``top "A" bottom "B"``, ``"A" at the top "B" at the bottom``."""
    kinds = (Kind.PLACE, Kind.QUOTE)
    first = next((token.kind for token in piece.tokens if token.kind in kinds), Kind.QUOTE)
    return _apart(piece, first, frozenset(kinds) - {first})


def _apart(piece: Piece, kind: Kind, said: frozenset[Kind]) -> list[Piece]:
    """``第一张放大第二张左移``: something said of one after another."""
    tokens = piece.tokens
    starts = [index for index, token in enumerate(tokens) if token.kind is kind]
    parts = [tokens[start:end] for start, end in pairwise([*starts, len(tokens)])]
    if len(parts) < 2 or not all(any(one.kind in said for one in part) for part in parts):
        return [piece]
    first, *rest = parts
    return [
        replace(piece, tokens=tokens[: starts[0]] + first),
        *(Piece(part, "", piece.asking) for part in rest),
    ]


def _joined_pieces(pieces: list[Piece]) -> list[Piece]:
    """Pieces that only point somewhere go to the one that says what happens there."""
    pieces = [
        _with_zoom(piece, pieces[index - 1] if index else None)
        for index, piece in enumerate(pieces)
    ]
    joined: list[Piece] = []
    waiting: Piece | None = None
    for piece in pieces:
        points = _only_points(piece, waiting)
        current = piece
        if waiting is not None:
            current = replace(waiting, tokens=waiting.tokens + piece.tokens)
            waiting = None
        if not points:
            joined.append(current)
        elif joined and (_is_doing_something(joined[-1]) or piece.opener == "with"):
            joined[-1] = replace(joined[-1], tokens=joined[-1].tokens + current.tokens)
        else:
            waiting = current
    if waiting is not None:
        joined.append(waiting)
    return joined


def _with_zoom(piece: Piece, before: Piece | None) -> Piece:
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


def _only_points(piece: Piece, before: Piece | None) -> bool:
    """Whether it says which pictures and no more, or nothing after one that says so."""
    kinds = (Kind.PICK, Kind.EDGE, Kind.RELATION, Kind.EVERY)
    pointing = [token for token in piece.tokens if token.kind is not Kind.FILLER]
    only = any(token.is_(Kind.FILLER, "only") for token in piece.tokens)
    return (
        (before is not None or bool(pointing))
        and not only
        and all(token.kind in kinds or token.is_(Kind.NOUN, "picture") for token in pointing)
    )


def _is_doing_something(piece: Piece) -> bool:
    doing = any(token.is_(Kind.VERB, *DOING, "add", "also") for token in piece.tokens)
    return doing and not heads_of(piece.tokens)
