"""A place of conversation that keeps everything it was asked to show."""

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


@dataclass
class RecordingSurface:
    """``shown`` has every state of every message, in order; ``videos`` what was delivered."""

    folder: Path
    streams_text: bool = True
    edit_interval: float = 0.0
    shown: list[tuple[str, Reply]] = field(default_factory=list[tuple[str, Reply]])
    videos: list[Path] = field(default_factory=list[Path])
    failure: Exception | None = None
    """Raised by ``update``."""

    def __post_init__(self) -> None:
        self._numbers = count(1)

    @property
    def limits(self) -> SurfaceLimits:
        return SurfaceLimits(edit_interval=self.edit_interval, streams_text=self.streams_text)

    @property
    def texts(self) -> list[str]:
        return [reply.text for _, reply in self.shown]

    @property
    def messages(self) -> int:
        """How many messages of ours the chat has."""
        return len({message for message, _ in self.shown})

    async def post(self, chat: ChatRef, reply: Reply, *, to: MessageRef | None) -> MessageRef:
        del to
        number = str(next(self._numbers))
        self.shown.append((number, reply))
        return MessageRef(chat, number)

    async def update(self, message: MessageRef, reply: Reply) -> None:
        if self.failure is not None:
            raise self.failure
        self.shown.append((message.message, reply))

    async def deliver(self, message: MessageRef, video: Video, reply: Reply) -> MessageRef:
        self.shown.append((message.message, reply))
        target = self.folder / video.name
        if target not in self.videos:  # a message that shows it already is no error
            self.videos.append(video.path.rename(target))
        return message

    async def remove(self, message: MessageRef) -> None:
        self.shown.append((message.message, Reply("")))

    async def acknowledge(self, message: MessageRef) -> None:
        del message

    def resolve(self, reference: str) -> AttachmentSource:
        """A file of the test's own."""
        return LocalFile(Path(reference))
