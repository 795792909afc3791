"""Acts on stored things that were heard."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, assert_never

import structlog

from core.conversation.hearing.changed import changed
from core.conversation.hearing.chats import left, moved
from core.conversation.hearing.commands import asked
from core.conversation.hearing.heard_rows import decode_heard
from core.conversation.hearing.limits import chat_subject, is_welcome
from core.conversation.hearing.occasion import Occasion, Work, person_of, pointer_key
from core.conversation.hearing.presses import pressed
from core.conversation.hearing.spoken import spoken
from core.conversation.room import Room
from core.conversation.seam import (
    Asked,
    Author,
    ChatRef,
    Edited,
    Heard,
    Incoming,
    Left,
    Moved,
    Pressed,
)
from core.errors import StillmotionError
from core.jobs import Worker
from core.store import ChatRecord, Grant, InboxRecord, Transaction
from core.tracing import where


class Hearing:
    """What each thing that is heard leads to.

    Args:
        room: What all conversations share.
        worker: Walks the turns that come of it.
    """

    def __init__(self, room: Room, worker: Worker) -> None:
        self._room = room
        self._worker = worker
        self._log = structlog.get_logger(__name__)

    async def act(self, record: InboxRecord) -> Coroutine[Any, Any, None] | None:
        """Act on it once; what is left to do beside what comes next, if anything.

        A defect ends in a polite message, never in something that is tried for ever.
        """
        heard = self._decoded(record)
        match heard:
            case None:
                await self._handled(record)
            case Left():
                await left(self._room, self._worker, heard)
                await self._handled(record)
            case Moved():
                await moved(self._room, self._worker, heard)
                await self._handled(record)
            case Edited(incoming=incoming):
                occasion = await self._occasion(record, incoming)
                return await self._finish(occasion, lambda: changed(occasion, incoming))
            case Incoming():
                occasion = await self._occasion(record, heard)
                return await self._finish(occasion, lambda: spoken(occasion, heard))
            case Asked():
                occasion = await self._occasion(record, heard)
                return await self._finish(occasion, lambda: asked(occasion, heard))
            case Pressed():
                occasion = await self._occasion(record, heard)
                return await self._finish(occasion, lambda: pressed(occasion, heard))
            case _:
                assert_never(heard)
        return None

    def _decoded(self, record: InboxRecord) -> Heard | None:
        surface = self._room.places[ChatRef.parse(record.chat).platform]
        try:
            return decode_heard(record.body, surface.resolve)
        except ValueError:  # of a later version; nothing can be done with it
            self._log.error("not understood", seq=record.seq)
            return None

    async def _occasion(self, record: InboxRecord, heard: Incoming | Asked | Pressed) -> Occasion:
        chat, author = heard.chat, heard.author
        person, key = person_of(chat, author), str(chat)
        pointer = pointer_key(chat, person, shared=heard.shared)

        async def look(tx: Transaction) -> tuple[ChatRecord, ChatRecord, dict[str, Grant]]:
            choices = await tx.chats.get(key)
            pointed = choices if pointer == key else await tx.chats.get(pointer)
            return choices, pointed, await tx.grants.get((person, chat_subject(chat)))

        choices, pointed, grants = await self._room.store.read(look)
        if person in self._room.policy.admins:
            author = Author(author.id, author.name, may_manage=True)
        return Occasion(
            room=self._room,
            worker=self._worker,
            seq=record.seq,
            event=record.event,
            heard=heard,
            author=author,
            choices=choices,
            pointer=pointed,
            grants=grants,
            speaker=self._room.texts.for_locale(choices.language or heard.locale),
        )

    async def _finish(self, occasion: Occasion, work: Work) -> Coroutine[Any, Any, None] | None:
        if not is_welcome(occasion):
            await occasion.say(occasion.text("not-welcome", person=occasion.person))
        else:
            await self._try(occasion, work)
        later = occasion.later
        await occasion.commit(handled=later is None)
        return None if later is None else self._later(occasion, later)

    async def _later(self, occasion: Occasion, work: Work) -> None:
        await self._try(occasion, work)
        await occasion.commit()

    async def _try(self, occasion: Occasion, work: Work) -> None:
        try:
            await work()
        except StillmotionError as exc:
            self._log.info("not done", error=type(exc).__name__)
            occasion.drop()
            await occasion.say(occasion.told(exc))
        except Exception as exc:  # noqa: BLE001 - a defect of ours must not hold up a chat
            # no exc_info: the text of an exception may quote what somebody said
            self._log.error("defect", error=type(exc).__name__, where=where(exc))
            occasion.drop()
            await occasion.say(occasion.text("error-defect"))

    async def _handled(self, record: InboxRecord) -> None:
        now = self._room.clock.time()
        await self._room.store.write(lambda tx: tx.inbox.handled(record.seq, now=now))
