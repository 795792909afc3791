"""Turns as rows of the store, and back. Keys that a later version adds are passed over."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pydantic import TypeAdapter, ValidationError

from core.conversation.seam import ChatRef, MessageRef
from core.conversation.turn import Phase, Turn
from core.store import NewTurn, TurnRecord

_TURN: Final = TypeAdapter(Turn)


def to_row(turn: Turn) -> NewTurn:
    """A turn as it is stored first. ``cause`` is the message it answers."""
    return NewTurn(
        id=turn.id,
        chat=str(turn.chat),
        author=turn.person,
        phase=turn.phase.value,
        body=body_of(turn),
        cause="" if turn.message is None else turn.message.message,
    )


def body_of(turn: Turn) -> str:
    """What a row keeps of it as JSON text."""
    return _TURN.dump_json(turn, exclude_defaults=True).decode()


def from_row(record: TurnRecord) -> Turn:
    """The turn of a row.

    Raises:
        ValueError: its body is none of ours.
    """
    try:
        turn = _TURN.validate_json(record.body)
    except ValidationError as exc:
        # no cause: it would quote what somebody said
        raise ValueError(f"turn {record.id} can't be read: {exc.error_count()}") from None
    turn = replace(turn, phase=Phase(record.phase))
    chat = ChatRef.parse(record.chat)
    return turn if turn.chat == chat else _moved(turn, chat)


def _moved(turn: Turn, chat: ChatRef) -> Turn:
    """The turn when its chat has moved since its body was written."""

    def there(message: MessageRef | None) -> MessageRef | None:
        return None if message is None else MessageRef(chat, message.message)

    return replace(
        turn,
        chat=chat,
        message=there(turn.message),
        status=there(turn.status),
        noted=there(turn.noted),
    )
