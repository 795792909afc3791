"""What a request can be about, and which words say so."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Final

from core.studio.agent.tokens import Kind, Token

DOING: Final = ("swap", "remove", "put", "replace", "reverse", "trim", "repeat")
"""Verbs that do something to the pictures or to what is named beside them."""


class Topic(Enum):
    """What a clause is about."""

    TITLE = "title"
    MUSIC = "music"
    TRANSITION = "transition"
    MOTION = "motion"
    PLAIN = "plain"  # the video itself: length, frame, order


def heads_of(tokens: Sequence[Token]) -> list[tuple[int, Topic]]:
    """Which tokens name a subject; the weak ones only where no other does."""
    strong = [
        (index, topic) for index, token in enumerate(tokens) if (topic := strong_topic(token))
    ]
    strong = _without_movement_of_titles(tokens, strong)
    if strong:
        return strong
    return [(index, topic) for index, token in enumerate(tokens) if (topic := _weak(token))]


def strong_topic(token: Token) -> Topic | None:
    """The subject that a word names by itself."""
    if token.is_(Kind.NOUN, "title") or token.kind is Kind.QUOTE:
        return Topic.TITLE
    if (
        token.is_(Kind.NOUN, "music", "volume")
        or token.kind in (Kind.TUNE, Kind.LOUD)
        or token.is_(Kind.VERB, "mute", "retune")
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
    quoted = False
    for index, topic in heads:
        quoted = quoted or tokens[index].kind is Kind.QUOTE
        bare_title = (
            bool(kept)
            and kept[-1][1] is Topic.TITLE
            and tokens[kept[-1][0]].kind is Kind.NOUN
            and not quoted
        )
        if not (bare_title and topic is Topic.MOTION):
            kept.append((index, topic))
    return kept


def lone_topic(tokens: Sequence[Token]) -> Topic:
    """What a piece without a subject is about, when nothing goes before it."""
    kinds = {token.kind for token in tokens}
    doing = any(token.is_(Kind.VERB, *DOING) for token in tokens)
    placing = Kind.PLACE in kinds and not kinds & {Kind.PICK, Kind.EDGE, Kind.RELATION, Kind.WORD}
    if Kind.HISTORY in kinds or Kind.UNABLE in kinds or (doing and not placing):
        return Topic.PLAIN
    if placing:
        return Topic.TITLE  # "put it at the top": pictures have no place
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
