"""What was heard, as JSON text for the inbox, and back.

Attachments are stored by the reference that ``Surface.resolve`` understands, never with their
bytes. Keys that a later version adds are passed over.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any, assert_never

from core.conversation.seam import (
    Action,
    ActionKind,
    Asked,
    Attachment,
    AttachmentKind,
    AttachmentSource,
    Author,
    ChatRef,
    Command,
    Edited,
    Heard,
    Incoming,
    Left,
    MessageRef,
    Moved,
    Pressed,
)

Resolve = Callable[[str], AttachmentSource]


def chat_of(heard: Heard) -> ChatRef:
    """The chat in which it was heard; of a chat that moves, the old one."""
    match heard:
        case Incoming() | Asked() | Pressed() | Left():
            return heard.chat
        case Edited(incoming=incoming):
            return incoming.chat
        case Moved(old, _):
            return old
        case _:
            assert_never(heard)


def event_of(heard: Heard) -> str:
    """What tells this event of the chat from all others; the same when it is heard again.

    A message is one event, however it was said. ``Left`` and ``Moved`` have no id of their own:
    each is a new event, and acting on it twice changes nothing.
    """
    match heard:
        case Incoming() | Asked():
            return heard.message.message
        case Pressed(action=Action(ActionKind.SEND_AGAIN, turn)):
            return f"send-again:{turn}:{heard.message.message}"  # each such button works once
        case Pressed(press=press):
            return f"press:{press}"
        case Edited(incoming, version):
            words = hashlib.sha256(incoming.text.encode("utf-8", "surrogatepass")).hexdigest()
            return f"edit:{incoming.message.message}:{words[:16]}:{version}"
        case Left():
            return ""
        case Moved(_, new):
            return f"moved:{new}"
        case _:
            assert_never(heard)


def encode_heard(heard: Heard) -> str:
    """As JSON text."""
    return json.dumps(_encoded(heard))


def decode_heard(body: str, resolve: Resolve) -> Heard:
    """The inverse of ``encode_heard``; ``resolve`` finds attachments again.

    Raises:
        ValueError: it is none.
    """
    try:
        return _decoded(json.loads(body), resolve)
    except (KeyError, TypeError, AttributeError) as exc:
        raise ValueError("not something heard") from exc


def _encoded(heard: Heard) -> dict[str, Any]:
    match heard:
        case Incoming():
            return {"kind": "incoming", **_incoming(heard)}
        case Edited(incoming, version):
            return {"kind": "edited", **_incoming(incoming), "version": version}
        case Asked():
            return {
                "kind": "asked",
                **_said(heard),
                "command": heard.command.value,
                "arguments": _sound(heard.arguments),
                "attachments": [_attachment(one) for one in heard.attachments],
                "reply_to": _optional(heard.reply_to),
            }
        case Pressed(action=action):
            return {
                "kind": "pressed",
                **_said(heard),
                "action": [action.kind.value, action.subject, action.value],
                "press": heard.press,
            }
        case Left(chat):
            return {"kind": "left", "chat": str(chat)}
        case Moved(old, new):
            return {"kind": "moved", "chat": str(old), "new": str(new)}
        case _:
            assert_never(heard)


def _said(heard: Incoming | Asked | Pressed) -> dict[str, Any]:
    author = heard.author
    return {
        "chat": str(heard.chat),
        "author": [author.id, _sound(author.name), author.may_manage],
        "message": _message(heard.message),
        "locale": heard.locale,
        "shared": heard.shared,
    }


def _incoming(incoming: Incoming) -> dict[str, Any]:
    return {
        **_said(incoming),
        "text": _sound(incoming.text),
        "attachments": [_attachment(one) for one in incoming.attachments],
        "links": list(incoming.links),
        "reply_to": _optional(incoming.reply_to),
    }


def _attachment(attachment: Attachment) -> dict[str, Any]:
    return {
        "kind": attachment.kind.value,
        "name": _sound(attachment.name),
        "type": attachment.content_type,
        "size": attachment.size,
        "reference": attachment.reference,
        "caption": _sound(attachment.caption),
    }


def _sound(words: str) -> str:
    """Half a surrogate pair, which no place can show and no backend takes, becomes ``?``."""
    return words.encode(errors="replace").decode()


def _message(message: MessageRef) -> list[str]:
    return [str(message.chat), message.message]


def _optional(message: MessageRef | None) -> list[str] | None:
    return None if message is None else _message(message)


def _decoded(row: dict[str, Any], resolve: Resolve) -> Heard:
    match row["kind"]:
        case "incoming":
            return _incoming_of(row, resolve)
        case "edited":
            return Edited(_incoming_of(row, resolve), row.get("version", ""))
        case "asked":
            return Asked(
                **_said_of(row),
                command=Command(row["command"]),
                arguments=row["arguments"],
                attachments=_attachments_of(row, resolve),
                reply_to=_message_or_none(row["reply_to"]),
            )
        case "pressed":
            kind, subject, value = row["action"]
            action = Action(ActionKind(kind), subject, value)
            return Pressed(**_said_of(row), action=action, press=row["press"])
        case "left":
            return Left(ChatRef.parse(row["chat"]))
        case "moved":
            return Moved(ChatRef.parse(row["chat"]), ChatRef.parse(row["new"]))
        case _:
            raise ValueError("not something heard")


def _said_of(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "chat": ChatRef.parse(row["chat"]),
        "author": Author(*row["author"]),
        "message": _message_of(row["message"]),
        "locale": row["locale"],
        "shared": row["shared"],
    }


def _incoming_of(row: dict[str, Any], resolve: Resolve) -> Incoming:
    return Incoming(
        **_said_of(row),
        text=row["text"],
        attachments=_attachments_of(row, resolve),
        links=tuple(row["links"]),
        reply_to=_message_or_none(row["reply_to"]),
    )


def _attachments_of(row: dict[str, Any], resolve: Resolve) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(
            kind=AttachmentKind(one["kind"]),
            name=one["name"],
            source=resolve(one["reference"]),
            content_type=one["type"],
            size=one["size"],
            reference=one["reference"],
            caption=one["caption"],
        )
        for one in row["attachments"]
    )


def _message_of(pair: list[str]) -> MessageRef:
    chat, message = pair
    return MessageRef(ChatRef.parse(chat), message)


def _message_or_none(pair: list[str] | None) -> MessageRef | None:
    return None if pair is None else _message_of(pair)
