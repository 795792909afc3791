"""Stands between the engine and a place, and sees what the place took."""

from dataclasses import dataclass
from pathlib import Path

from bots.local_file import LocalFile
from core.conversation import (
    AttachmentSource,
    ChatRef,
    Delivered,
    MessageRef,
    Reply,
    Surface,
    SurfaceLimits,
    Video,
)
from tests.peers.surface import RecordingSurface


@dataclass
class Witness(RecordingSurface):
    """Records only what ``inner`` did not refuse."""

    inner: Surface | None = None

    @property
    def place(self) -> Surface:
        assert self.inner is not None
        return self.inner

    @property
    def limits(self) -> SurfaceLimits:
        return self.place.limits

    async def post(
        self, chat: ChatRef, reply: Reply, *, to: MessageRef | None, key: str = ""
    ) -> MessageRef:
        message = await self.place.post(chat, reply, to=to, key=key)
        if message not in self.now:
            self.seen(message, reply)
        return message

    async def update(self, message: MessageRef, reply: Reply) -> None:
        await self.place.update(message, reply)
        self.seen(message, reply)

    async def deliver(
        self, message: MessageRef, video: Video, reply: Reply, *, again: bool = False
    ) -> Delivered:
        delivered = await self.place.deliver(message, video, reply, again=again)
        self.seen(delivered.message, reply)
        self.videos.append(video.path)
        self.delivered.append(video)
        return delivered

    async def remove(self, message: MessageRef) -> None:
        await self.place.remove(message)
        await super().remove(message)

    async def acknowledge(self, message: MessageRef) -> None:
        await self.place.acknowledge(message)
        await super().acknowledge(message)

    def resolve(self, reference: str) -> AttachmentSource:
        """A test's own file; anything else is the place's."""
        path = Path(reference)
        return LocalFile(path) if path.is_absolute() else self.place.resolve(reference)
