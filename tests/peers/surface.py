"""A place of conversation that keeps everything it was asked to show."""

import asyncio
import shutil
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from bots.local_file import LocalFile
from core.conversation import (
    AttachmentSource,
    ChatRef,
    MessageRef,
    Reply,
    SurfaceLimits,
    Video,
    encode_action,
)
from core.conversation.seam import Delivered
from core.errors import DeliveryFailed, DeliveryUnknown


@dataclass
class RecordingSurface:
    """``shown`` has every state of every message, in order; ``videos`` what was delivered.

    ``keyed``: the same key is the same message. ``finds``: an earlier delivery can be looked up.
    """

    folder: Path
    streams_text: bool = True
    edit_interval: float = 0.0
    shown: list[tuple[str, Reply]] = field(default_factory=list[tuple[str, Reply]])
    videos: list[Path] = field(default_factory=list[Path])
    failure: Exception | None = None
    """Raised by ``update``."""
    refusal: Exception | None = None
    """Raised by ``deliver``."""
    tries: list[tuple[str, bool]] = field(default_factory=list[tuple[str, bool]])
    """The name of each video that was to be delivered, and whether that was again."""
    gate: asyncio.Event | None = None
    """What ``deliver`` waits for."""
    keyed: bool = True
    finds: bool = True
    max_caption: int = 1024
    posted: dict[tuple[ChatRef, str], MessageRef] = field(
        default_factory=dict[tuple[ChatRef, str], MessageRef]
    )
    delivered: list[Video] = field(default_factory=list[Video])
    acknowledged: list[MessageRef] = field(default_factory=list[MessageRef])
    now: dict[MessageRef, Reply] = field(default_factory=dict[MessageRef, Reply])
    """How each message looks, in the order in which they were posted; those removed are gone."""
    answered: dict[MessageRef, MessageRef | None] = field(
        default_factory=dict[MessageRef, MessageRef | None]
    )
    """What each message of ours is a reply to."""

    def __post_init__(self) -> None:
        self._numbers = count(1)
        self._handed_over: set[tuple[MessageRef, str]] = set()

    @property
    def limits(self) -> SurfaceLimits:
        return SurfaceLimits(
            edit_interval=self.edit_interval,
            streams_text=self.streams_text,
            max_caption=self.max_caption,
        )

    @property
    def texts(self) -> list[str]:
        return [reply.text for _, reply in self.shown]

    @property
    def messages(self) -> int:
        """How many messages of ours the chat has."""
        return len({message for message, _ in self.shown})

    async def post(
        self, chat: ChatRef, reply: Reply, *, to: MessageRef | None, key: str = ""
    ) -> MessageRef:
        if self.keyed and (chat, key) in self.posted:
            return self.posted[chat, key]
        message = MessageRef(chat, str(next(self._numbers)))
        self.seen(message, reply)
        self.answered[message] = to
        if key:
            self.posted[chat, key] = message
        return message

    async def update(self, message: MessageRef, reply: Reply) -> None:
        if self.failure is not None:
            raise self.failure
        self.seen(message, reply)

    async def deliver(
        self, message: MessageRef, video: Video, reply: Reply, *, again: bool = False
    ) -> Delivered:
        self.tries.append((video.name, again))
        if self.refusal is not None:
            raise self.refusal
        if self.gate is not None:
            await self.gate.wait()
        if again and not self.finds:
            raise DeliveryUnknown
        target = self.folder / video.name
        if (message, video.name) not in self._handed_over:
            try:
                shutil.copyfile(video.path, target)
            except OSError as exc:
                raise DeliveryFailed from exc
            self._handed_over.add((message, video.name))
            self.seen(message, reply)
            self.videos.append(target)
            self.delivered.append(video)
        return Delivered(message, f"file of {video.name}")

    async def remove(self, message: MessageRef) -> None:
        self.shown.append((message.message, Reply("")))
        self.now.pop(message, None)

    async def acknowledge(self, message: MessageRef) -> None:
        self.acknowledged.append(message)

    def seen(self, message: MessageRef, reply: Reply) -> None:
        """Keep how a message looks now."""
        for button in reply.buttons:
            encode_action(button.action)  # every place carries it
        self.shown.append((message.message, reply))
        self.now[message] = reply

    def resolve(self, reference: str) -> AttachmentSource:
        """A file of the test's own."""
        return LocalFile(Path(reference))
