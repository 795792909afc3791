"""What a button means, as the short text that places carry with it."""

from __future__ import annotations

from typing import Final

from core.conversation.seam import Action, ActionKind

LONGEST_ACTION: Final = 64
"""Bytes that every place carries."""

_SHORT: Final = {
    ActionKind.CANCEL: "c",
    ActionKind.RETRY: "r",
    ActionKind.REDO: "d",
    ActionKind.REMIX: "m",
    ActionKind.FORMAT: "f",
    ActionKind.NEW: "n",
    ActionKind.SUGGESTION: "s",
    ActionKind.STUDIO: "u",
    ActionKind.EXPORT: "e",
    ActionKind.KEEP_ALL: "k",
    ActionKind.CLIP_ONLY: "o",
    ActionKind.SEND_AGAIN: "a",
    ActionKind.STOP_FOR_NEW: "x",
    ActionKind.NEW_AFTERWARDS: "w",
    ActionKind.SKILL: "j",
    ActionKind.LANGUAGE: "l",
    ActionKind.AUTO_EXPORT: "t",
    ActionKind.FORGET: "g",
    ActionKind.ASK: "q",
}
_KIND: Final = {short: kind for kind, short in _SHORT.items()}
_BETWEEN: Final = "|"


def encode_action(action: Action) -> str:
    """As short text.

    Raises:
        ValueError: it is longer than places carry, or can't be told apart again.
    """
    text = _BETWEEN.join((_SHORT[action.kind], action.subject, action.value))
    if _BETWEEN in action.subject or len(text.encode()) > LONGEST_ACTION:
        raise ValueError(f"no button carries this: {action.kind.value}")
    return text


def decode_action(text: str) -> Action:
    """The inverse of ``encode_action``.

    Raises:
        ValueError: it is none, perhaps one of another version.
    """
    short, found, rest = text.partition(_BETWEEN)
    subject, again, value = rest.partition(_BETWEEN)
    if not (found and again and short in _KIND):
        raise ValueError("not a button of ours")
    return Action(_KIND[short], subject, value)
