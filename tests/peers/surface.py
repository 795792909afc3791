"""A place of conversation that keeps everything it was asked to show."""

import shutil
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from bots.terminal.attachments import LocalFile
from core.conversation import (
    AttachmentSource,
    ChatRef,
    MessageRef,
    Reply,
    SurfaceLimits,
    Video,
)
from core.conversation.seam import Delivered
from core.errors import DeliveryUnknown


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
    keyed: bool = True
    finds: bool = True
    max_caption: int = 1024
    posted: dict[str, MessageRef] = field(default_factory=dict[str, MessageRef])
    delivered: list[Video] = field(default_factory=list[Video])

    def __post_init__(self) -> None:
        self._numbers = count(1)

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
        del to
        if self.keyed and key in self.posted:
            return self.posted[key]
        message = MessageRef(chat, str(next(self._numbers)))
        self.shown.append((message.message, reply))
        if key:
            self.posted[key] = message
        return message

    async def update(self, message: MessageRef, reply: Reply) -> None:
        if self.failure is not None:
            raise self.failure
        self.shown.append((message.message, reply))

    async def deliver(
        self, message: MessageRef, video: Video, reply: Reply, *, again: bool = False
    ) -> Delivered:
        if again and not self.finds:
            raise DeliveryUnknown
        target = self.folder / video.name
        if target not in self.videos:
            self.shown.append((message.message, reply))
            shutil.copyfile(video.path, target)
            self.videos.append(target)
            self.delivered.append(video)
        return Delivered(message, f"file of {video.name}")

    async def remove(self, message: MessageRef) -> None:
        self.shown.append((message.message, Reply("")))

    async def acknowledge(self, message: MessageRef) -> None:
        del message

    def resolve(self, reference: str) -> AttachmentSource:
        """A file of the test's own."""
        return LocalFile(Path(reference))
