"""One thing that was heard, while it is acted on."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import structlog

from core.backend import Backend
from core.conversation.error_texts import describe_error
from core.conversation.room import Room
from core.conversation.seam import (
    Asked,
    Author,
    ChatRef,
    Incoming,
    MessageRef,
    Pressed,
    Reply,
    Surface,
)
from core.errors import StillmotionError
from core.jobs import Worker
from core.locales import Speaker
from core.skills import Skill
from core.store import ChatRecord, Grant, Transaction, TurnRecord

Change = Callable[[Transaction], Awaitable[None]]
Work = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class Occasion:
    """Where something was heard, from whom, and what shall be changed because of it.

    ``grants``: what admins decided for its author and its chat.

    Changes are gathered and written in one transaction with the mark that the inbox's ``seq`` was
    acted on. What is said goes out before: after a crash in between it is said once more, under
    the same key. ``pointer`` is the row that says which project its author speaks of. ``later``
    is what takes long and must not hold up what the chat hears next; what was to be changed before
    it is written without the mark, so it must bear to be changed again. ``emptied``: the author's
    tray is among the changes.
    """

    room: Room
    worker: Worker
    seq: int
    event: str
    heard: Incoming | Asked | Pressed
    author: Author
    choices: ChatRecord
    pointer: ChatRecord
    grants: Mapping[str, Grant]
    speaker: Speaker
    later: Work | None = None
    emptied: bool = False
    changes: list[Change] = field(default_factory=list[Change])
    _said: int = 0

    @property
    def chat(self) -> ChatRef:
        """Where it was heard."""
        return self.heard.chat

    @property
    def key(self) -> str:
        """The chat as the store names it."""
        return str(self.heard.chat)

    @property
    def person(self) -> str:
        """The author as the store names people: ``<platform>:<id>``."""
        return person_of(self.chat, self.author)

    @property
    def operator(self) -> bool:
        """Whether the author runs the bot: named in the settings, or an admin in private."""
        return self.named or (self.author.may_manage and not self.heard.shared)

    @property
    def named(self) -> bool:
        """Whether the settings name the author as one who runs the bot."""
        return self.person in self.room.policy.admins

    @property
    def surface(self) -> Surface:
        """The place."""
        return self.room.places[self.chat.platform]

    @property
    def skill(self) -> Skill:
        """The chat's skill."""
        return self.room.skill(self.choices.skill)

    @property
    def interface(self) -> str:
        """The language tag in which the chat is spoken to."""
        return self.choices.language or self.heard.locale or self.speaker.language

    @property
    def now(self) -> float:
        """Seconds since the epoch."""
        return self.room.clock.time()

    async def backend(self, name: str) -> Backend:
        """That backend, speaking as the chat's skill."""
        return await self.room.backends.of(name, self.skill)

    def text(self, key: str, /, **arguments: str | float) -> str:
        """A text in the chat's language."""
        return self.speaker.format(key, **arguments)

    def told(self, error: StillmotionError) -> str:
        """What is said of an error."""
        backends = self.room.backends
        return describe_error(
            error,
            self.speaker,
            may_see_links=self.operator,
            web_url=backends.web_url(backends.default),
        ).text

    async def say(self, reply: Reply | str, name: str = "") -> MessageRef | None:
        """Answer; None when the place could not show it.

        ``name`` tells it from other answers where some may have been given by an earlier process.
        """
        if isinstance(reply, str):
            reply = Reply(reply, final=True)
        self._said += not name
        key = f"heard:{self.event}:{name or self._said}"
        try:
            return await self.surface.post(self.chat, reply, to=self.heard.message, key=key)
        except StillmotionError as exc:
            structlog.get_logger(__name__).warning("answer not shown", error=type(exc).__name__)
            return None

    async def show(self, message: MessageRef, reply: Reply) -> None:
        """Change a message of ours; one that can't be changed any more stays as it is."""
        try:
            await self.surface.update(message, reply)
        except StillmotionError as exc:
            structlog.get_logger(__name__).info("not changed", error=type(exc).__name__)

    async def remove(self, message: MessageRef) -> None:
        """Delete a message of ours that is no longer needed, where that can be done."""
        try:
            await self.surface.remove(message)
        except StillmotionError as exc:
            structlog.get_logger(__name__).info("not removed", error=type(exc).__name__)

    def change(self, change: Change) -> None:
        """Have something written when this is done with."""
        self.changes.append(change)

    def drop(self) -> None:
        """Change nothing after all."""
        self.changes.clear()
        self.later = None

    def choose(self, **chosen: str | bool | None) -> None:
        """Have the chat's choices changed."""
        self.choices = dataclasses.replace(self.choices, **chosen)  # type: ignore[arg-type]
        key = self.key

        async def keep(tx: Transaction) -> None:
            await tx.chats.put(dataclasses.replace(await tx.chats.get(key), **chosen))  # type: ignore[arg-type]

        self.change(keep)

    def point_at(self, project: str | None) -> None:
        """Have the author speak of this project from now on."""
        self.pointer = dataclasses.replace(self.pointer, project=project)
        key = self.pointer.chat

        async def keep(tx: Transaction) -> None:
            await tx.chats.put(dataclasses.replace(await tx.chats.get(key), project=project))

        self.change(keep)

    async def unfinished(self) -> list[TurnRecord]:
        """The chat's turns that are under way or wait, oldest first."""
        return await self.room.store.read(lambda tx: tx.turns.of_chat(self.key))

    async def did(self, part: str) -> bool:
        """Whether an earlier process that acted on this has come so far as to note that part."""
        return await self.room.store.read(lambda tx: tx.inbox.knows(self.key, self._part(part)))

    async def note(self, part: str) -> None:
        """Note a part that shall not be done again, should this be acted on once more."""
        now = self.now

        async def work(tx: Transaction) -> None:
            noted = await tx.inbox.add(self.key, self._part(part), "", now=now)
            if noted is not None:
                await tx.inbox.handled(noted.seq, now=now)

        await self.room.store.write(work)

    def _part(self, part: str) -> str:
        return f"part:{self.event}:{part}"

    async def commit(self, *, handled: bool = True) -> None:
        """Write all changes; ``handled``: this is never acted on again."""
        changes, now = tuple(self.changes), self.now
        self.changes.clear()

        async def work(tx: Transaction) -> None:
            for change in changes:
                await change(tx)
            if handled:
                await tx.inbox.handled(self.seq, now=now)

        await self.room.store.write(work)
        self.worker.wake()


def person_of(chat: ChatRef, author: Author) -> str:
    """An author as the store and the settings name people."""
    return f"{chat.platform}:{author.id}"


def pointer_key(chat: ChatRef, person: str, *, shared: bool) -> str:
    """The row that says which project is spoken of: the chat's own, or one for each author.

    A chat's name never has a ``#``.
    """
    return f"{chat}#{person}" if shared else str(chat)
