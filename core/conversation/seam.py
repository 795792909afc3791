"""The seam between the engine and the places people talk in.

Adapters build one of the *In* values and call one method of the engine; the engine answers
through the adapter's ``Surface``. No platform's type crosses it, in either direction.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final, Protocol, TypeAlias, runtime_checkable
from urllib.parse import quote, unquote


@dataclass(frozen=True, slots=True)
class ChatRef:
    """A place of conversation: a chat, or one thread of it. Round-trips through ``str``."""

    platform: str
    chat: str
    thread: str | None = None

    def __str__(self) -> str:
        parts = [self.platform, self.chat, *([] if self.thread is None else [self.thread])]
        return ":".join(quote(part, safe="") for part in parts)

    @classmethod
    def parse(cls, text: str) -> ChatRef:
        """The inverse of ``str``; ValueError when it is none."""
        match [unquote(part) for part in text.split(":")]:
            case [platform, chat] if platform and chat:
                return cls(platform, chat)
            case [platform, chat, thread] if platform and chat:
                return cls(platform, chat, thread)
            case _:
                raise ValueError(f"not a chat reference: {text!r}")


@dataclass(frozen=True, slots=True)
class MessageRef:
    """One message of a chat, by the platform's id."""

    chat: ChatRef
    message: str


@dataclass(frozen=True, slots=True)
class Author:
    """Who spoke. ``may_manage``: an admin of the chat; where it is not shared, of the bot."""

    id: str
    name: str
    may_manage: bool = False


class AttachmentKind(Enum):
    """What a platform says an attachment is; its content decides in the end."""

    PICTURE = "picture"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"


ACCOMPANY: Final = (AttachmentKind.AUDIO, AttachmentKind.DOCUMENT)
"""Kinds that are no picture of their own: music, or a JSON prompt, goes with every picture."""


class AttachmentSource(Protocol):
    """How an attachment's bytes are had; implemented by the adapter."""

    def open(self) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Stream the file in chunks; raises ``core.errors`` only."""
        ...


@runtime_checkable
class OnDisk(Protocol):
    """A source whose file lies on this machine already: it is read in place, not copied."""

    @property
    def path(self) -> Path:
        """Where it lies."""
        ...


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a message. Holds no bytes; ``size`` in bytes where the platform says it.

    ``reference``: what ``Surface.resolve`` needs to find the source again after a restart, never
    "". ``caption``: words that stand under this one alone (product.md, "Batch").
    """

    kind: AttachmentKind
    name: str
    source: AttachmentSource
    content_type: str | None = None
    size: int | None = None
    reference: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """Somebody said something to the bot. ``shared``: several people talk in this chat.

    ``links``: http(s) addresses that were given as files; those in ``text`` are found there.
    """

    chat: ChatRef
    author: Author
    message: MessageRef
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    links: tuple[str, ...] = ()
    locale: str | None = None
    reply_to: MessageRef | None = None
    shared: bool = False


class Command(Enum):
    """What can be asked for by name. The values are the commands' names in chats."""

    START = "start"
    ANIMATE = "animate"
    HELP = "help"
    NEW = "new"
    CANCEL = "cancel"
    EXPORT = "export"
    STATUS = "status"
    CREDITS = "credits"
    HISTORY = "history"
    SKILL = "skill"
    SETTINGS = "settings"
    LANGUAGE = "language"
    FORGET = "forget"
    ALLOW = "allow"
    DENY = "deny"
    QUOTA = "quota"
    STATS = "stats"


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody used a command."""

    chat: ChatRef
    author: Author
    message: MessageRef
    command: Command
    arguments: str = ""
    locale: str | None = None
    attachments: tuple[Attachment, ...] = ()
    reply_to: MessageRef | None = None
    shared: bool = False


class ActionKind(Enum):
    """What a button does."""

    CANCEL = "cancel"
    RETRY = "retry"
    REDO = "redo"
    REMIX = "remix"
    FORMAT = "format"
    NEW = "new"
    SUGGESTION = "suggestion"
    STUDIO = "studio"
    EXPORT = "export"
    KEEP_ALL = "keep-all"
    CLIP_ONLY = "clip-only"
    SEND_AGAIN = "send-again"
    STOP_FOR_NEW = "stop-for-new"
    NEW_AFTERWARDS = "new-afterwards"
    SKILL = "skill"
    LANGUAGE = "language"
    AUTO_EXPORT = "auto-export"
    FORGET = "forget"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Action:
    """A button's meaning, whole in itself: it may be pressed long after it was shown.

    ``subject`` names what it acts on, mostly a turn; ``value`` is a choice: a format (``9:16``), a
    suggestion (``<skill>:<number>``), a skill, a language, ``on`` or ``off``, a command's name.
    """

    kind: ActionKind
    subject: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a reply."""

    label: str
    action: Action


@dataclass(frozen=True, slots=True)
class Pressed:
    """Somebody pressed a button. ``press``: the platform's id of this one press."""

    chat: ChatRef
    author: Author
    message: MessageRef
    action: Action
    press: str
    locale: str | None = None
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Edited:
    """Somebody changed a message they had sent.

    ``version`` tells this change from those to the same words: the platform's date or id of it.
    """

    incoming: Incoming
    version: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """The bot was removed from a chat, blocked, or the chat is gone."""

    chat: ChatRef


@dataclass(frozen=True, slots=True)
class Moved:
    """A chat goes on under another id."""

    old: ChatRef
    new: ChatRef


Heard: TypeAlias = Incoming | Asked | Pressed | Edited | Left | Moved


@dataclass(frozen=True, slots=True)
class Reply:
    """One message of the bot as it shall look now.

    ``text`` has simple marks (``*bold*``, ```code```); ``progress`` 0–1 draws a bar;
    ``elapsed_s`` is shown beside it; ``final`` says that nothing will change it again, so that
    it goes out before others.
    """

    text: str
    progress: float | None = None
    elapsed_s: float | None = None
    buttons: tuple[Button, ...] = ()
    final: bool = False


@dataclass(frozen=True, slots=True)
class Video:
    """A finished video on disk. Pixels, seconds, bytes.

    ``thumbnail``: a JPEG still. ``sent_as``: the place's own id of this file, from an earlier
    ``Delivered``; with it the file need not be sent again. ``made_of``: the first picture's name.
    """

    path: Path
    width: int
    height: int
    duration_s: float
    size: int
    name: str
    thumbnail: Path | None = None
    sent_as: str = ""
    made_of: str = ""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The message that has the video, and the place's own id of the file ("" where it has none)."""

    message: MessageRef
    file: str = ""


@dataclass(frozen=True, slots=True)
class SurfaceLimits:
    """What a place can do; sizes in bytes, lengths in characters, intervals in s.

    ``streams_text``: a message may grow while the agent writes; else only whole blocks show.
    """

    max_upload: int | None = None
    max_text: int = 4096
    max_caption: int = 1024
    edit_interval: float = 1.5
    streams_text: bool = True


class Surface(Protocol):
    """What the engine asks of a place. Every call may raise ``core.errors`` only."""

    @property
    def limits(self) -> SurfaceLimits:
        """What this place can do."""
        ...

    async def post(
        self, chat: ChatRef, reply: Reply, *, to: MessageRef | None, key: str = ""
    ) -> MessageRef:
        """Send a new message, as an answer to ``to`` where it is given.

        ``key``: where it is given and the place can do it, the same key in the same chat is the
        same message: a crash between sending and storing leaves no second one.
        """
        ...

    async def update(self, message: MessageRef, reply: Reply) -> None:
        """Change a message of ours; asking for what it already shows is no error."""
        ...

    async def deliver(
        self, message: MessageRef, video: Video, reply: Reply, *, again: bool = False
    ) -> Delivered:
        """Turn the message into the video, or follow it with one.

        ``again``: an earlier call for the same ``video.name`` may have arrived. It is looked up by
        the place's own means, or repeated where that can't show it twice.

        Raises:
            DeliveryUnknown: whether the earlier one arrived can't be found out.
            DeliveryFailed: it can't be handed over.
        """
        ...

    async def remove(self, message: MessageRef) -> None:
        """Delete a message of ours; one that is gone is no error."""
        ...

    async def acknowledge(self, message: MessageRef) -> None:
        """Show at once that a message of theirs was seen."""
        ...

    def resolve(self, reference: str) -> AttachmentSource:
        """A stored attachment's source again; whether it is still there shows when it is opened."""
        ...
