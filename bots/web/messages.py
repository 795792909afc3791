"""A message of the web chat: as it is stored, and as the page gets it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from pydantic import TypeAdapter, ValidationError

from core.conversation import Action, AttachmentKind, Button, Reply
from core.errors import StoreUnusable

if TYPE_CHECKING:
    from core.store import TranscriptRecord
    from core.values import Json

_MOST_OFFERED = 64


class By(Enum):
    """Who wrote a message."""

    YOU = "you"
    BOT = "bot"


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file that somebody sent. ``hash`` finds it in the library; ``content_type`` is its own."""

    hash: str
    name: str
    kind: AttachmentKind
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Film:
    """A delivered video: pixels, seconds, bytes. ``poster``: a still's hash, "" without one."""

    hash: str
    name: str
    width: int
    height: int
    duration_s: float
    size: int
    poster: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it looks now.

    ``offered``: every action that its buttons ever had; a press names one by its place there, so
    that a button of an old page means what it meant. ``seen``: the engine has heard it.
    ``gone``: removed; the row stays so that every page learns of it.
    """

    by: By
    text: str = ""
    progress: float | None = None
    elapsed: float | None = None
    buttons: tuple[Button, ...] = ()
    offered: tuple[Action, ...] = ()
    video: Film | None = None
    pictures: tuple[SharedFile, ...] = ()
    final: bool = False
    to: str = ""
    locale: str | None = None
    seen: bool = False
    gone: bool = False

    def saying(self, reply: Reply) -> Message:
        """The bot's message with other contents; a video stays."""
        new = dict.fromkeys(button.action for button in reply.buttons)
        offered = tuple(dict.fromkeys((*self.offered, *new)))[:_MOST_OFFERED]
        return dataclasses.replace(
            self,
            text=reply.text,
            progress=reply.progress,
            elapsed=reply.elapsed_s,
            buttons=reply.buttons,
            offered=offered,
            final=reply.final,
            gone=False,
        )

    def without_content(self) -> Message:
        """What is left of a message that was removed."""
        return Message(self.by, to=self.to, final=True, gone=True)


def encode(message: Message) -> str:
    """A row's body; ``decode`` is its inverse."""
    return _adapter().dump_json(message, exclude_defaults=True).decode()


def decode(body: str) -> Message:
    """A row's body.

    Raises:
        StoreUnusable: it is none.
    """
    try:
        return _adapter().validate_json(body)
    except ValidationError as exc:
        raise StoreUnusable("a message of the web chat is damaged") from exc


def shown(record: TranscriptRecord) -> dict[str, Json]:
    """A message for the page."""
    message = decode(record.body)
    base = f"media/{quote(record.message, safe='')}"
    return {
        "id": record.message,
        "place": record.place,
        "at": record.written_at,
        "by": message.by.value,
        "text": message.text,
        "progress": message.progress,
        "elapsed": message.elapsed,
        "final": message.final,
        "seen": message.seen,
        "gone": message.gone,
        "to": message.to,
        "buttons": [_button(button, message) for button in message.buttons],
        "video": None if message.video is None else _film(message.video, base),
        "pictures": [
            {
                "url": f"{base}/{number}",
                "name": file.name,
                "kind": file.kind.value,
                "type": file.content_type,
                "size": file.size,
            }
            for number, file in enumerate(message.pictures)
        ],
    }


def _button(button: Button, message: Message) -> Json:
    places = {action: place for place, action in enumerate(message.offered)}
    return {
        "label": button.label,
        "kind": button.action.kind.value,
        "press": places.get(button.action, -1),
    }


def _film(video: Film, base: str) -> Json:
    return {
        "url": f"{base}/video",
        "poster": f"{base}/poster" if video.poster else "",
        "name": video.name,
        "width": video.width,
        "height": video.height,
        "seconds": video.duration_s,
        "size": video.size,
    }


@cache
def _adapter() -> TypeAdapter[Message]:
    return TypeAdapter(Message)
