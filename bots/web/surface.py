"""The web chat as a place of conversation. Its memory is the store."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from bots.local_file import LocalFile
from bots.web.messages import By, Film, Message, decode, encode
from core.conversation import (
    AttachmentSource,
    ChatRef,
    MessageRef,
    Reply,
    SurfaceLimits,
    Video,
)
from core.conversation.seam import Delivered
from core.errors import DeliveryFailed, DiskFull, MediaError
from core.store.owners import transcript_owner

if TYPE_CHECKING:
    from bots.web.feed import Feed
    from core.clock import Clock
    from core.media.library import MediaFiles
    from core.store import Store, Transaction

PLATFORM = "web"
_NO_HASH = "0" * 64


class WebSurface:
    """Every browser's chat.

    Args:
        store: Keeps the messages.
        library: Keeps the files.
        feed: Is told of each change.
        clock: Time.
        new_id: Makes ids that never repeat.
    """

    def __init__(
        self,
        *,
        store: Store,
        library: MediaFiles,
        feed: Feed,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self.store = store
        self.library = library
        self.feed = feed
        self._clock = clock
        self._new_id = new_id

    @property
    def limits(self) -> SurfaceLimits:
        return SurfaceLimits(max_text=20_000, max_caption=20_000, edit_interval=0.2)

    async def post(
        self, chat: ChatRef, reply: Reply, *, to: MessageRef | None, key: str = ""
    ) -> MessageRef:
        message = f"k-{_short_hash(key)}" if key else f"b-{self._new_id()}"
        new = Message(By.BOT, to="" if to is None else to.message).saying(reply)

        async def work(tx: Transaction) -> None:
            if await tx.transcript.get(str(chat), message) is None:
                await self._put(tx, str(chat), message, new)

        await self.store.write(work)
        self.feed.changed(str(chat))
        return MessageRef(chat, message)

    async def update(self, message: MessageRef, reply: Reply) -> None:
        await self._change(message, lambda known: known.saying(reply))

    async def deliver(
        self, message: MessageRef, video: Video, reply: Reply, *, again: bool = False
    ) -> Delivered:
        del again  # the message is ours to look at: a second call changes nothing that is seen
        film = await self._kept(video)
        follows = f"v-{_short_hash(video.name)}"
        chat = str(message.chat)

        async def work(tx: Transaction) -> str:
            record = await tx.transcript.get(chat, message.message)
            known = None if record is None else decode(record.body)
            if known is None or known.gone:
                # the message is gone: the video comes in one of its own, the same each time
                known, name = Message(By.BOT), follows
            else:
                name = message.message
            for digest in filter(None, (film.hash, film.poster)):
                await tx.media.use(digest, transcript_owner(chat, name))
            await self._put(tx, chat, name, dataclasses.replace(known.saying(reply), video=film))
            return name

        name = await self.store.write(work)
        self.feed.changed(chat)
        return Delivered(MessageRef(message.chat, name), film.hash)

    async def remove(self, message: MessageRef) -> None:
        await self._change(message, Message.without_content)

    async def acknowledge(self, message: MessageRef) -> None:
        await self._change(message, lambda known: dataclasses.replace(known, seen=True))

    def resolve(self, reference: str) -> AttachmentSource:
        """The file of that hash."""
        try:
            return LocalFile(self.library.path(reference))
        except ValueError:
            return LocalFile(self.library.path(_NO_HASH))

    async def write_down(self, chat: ChatRef, message: str, new: Message) -> None:
        """Keep what somebody said; nothing happens when it is there already."""

        async def work(tx: Transaction) -> None:
            if await tx.transcript.get(str(chat), message) is None:
                for file in new.pictures:
                    await tx.media.use(file.hash, transcript_owner(str(chat), message))
                await self._put(tx, str(chat), message, new)

        await self.store.write(work)
        self.feed.changed(str(chat))

    async def look_up(self, chat: ChatRef, message: str) -> Message | None:
        """A message of the chat as it looks now; None when there is none, or no longer."""
        record = await self.store.read(lambda tx: tx.transcript.get(str(chat), message))
        known = None if record is None else decode(record.body)
        return None if known is None or known.gone else known

    async def _change(self, ref: MessageRef, change: Callable[[Message], Message]) -> None:
        """Change a message that is there; one that is gone stays gone, which is no error."""
        chat = str(ref.chat)

        async def work(tx: Transaction) -> bool:
            record = await tx.transcript.get(chat, ref.message)
            known = None if record is None else decode(record.body)
            if known is None or known.gone or (new := change(known)) == known:
                return False
            await self._put(tx, chat, ref.message, new)
            return True

        if await self.store.write(work):
            self.feed.changed(chat)

    async def _put(self, tx: Transaction, chat: str, message: str, new: Message) -> None:
        await tx.transcript.put(chat, message, encode(new), now=self._clock.time())

    async def _kept(self, video: Video) -> Film:
        """The video in the library, as a part of a message.

        Raises:
            DeliveryFailed: it is not there to be kept.
        """
        try:
            digest = video.sent_as
            if not digest or not self.library.path(digest).is_file():
                digest = await self.library.put(video.path)
            poster = "" if video.thumbnail is None else await self.library.put(video.thumbnail)
        except DiskFull:
            raise
        except (MediaError, OSError) as exc:
            raise DeliveryFailed from exc
        return Film(
            digest,
            video.name,
            video.width,
            video.height,
            video.duration_s,
            video.size,
            poster,
        )


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]
