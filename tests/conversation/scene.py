"""An engine in front of a backend that answers as the cloud does, and chats to talk to it in."""

import asyncio
import itertools
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from random import Random

from pydantic import SecretStr
from starlette.responses import Response

from bots.terminal import sort_arguments
from core.backend import Attribution, Backend, ConfiguredToken, Json
from core.conversation import (
    Action,
    Asked,
    Author,
    ChatRef,
    Command,
    Engine,
    Heard,
    Incoming,
    MessageRef,
    Policy,
    Pressed,
    Reply,
    Room,
)
from core.conversation.turn import Turn
from core.conversation.turn_rows import from_row
from core.locales import load_texts
from core.media.library import MediaFiles
from core.skills import load_skills
from core.store import Store, TurnState
from tests.conversation.place import OneBackend, draft, says
from tests.peers.clock import FakeClock
from tests.peers.cloud import Call, Cloud, Received
from tests.peers.cloud import Reply as Answer
from tests.peers.preparer import DirectPreparer
from tests.peers.server import serving
from tests.peers.stores import open_copy
from tests.peers.surface import RecordingSurface

__all__ = ["CHAT", "GROUP", "PHOTO", "SKILL", "START", "WEB", "Scene", "a_scene", "draft", "says"]

PHOTO = Path(__file__).parents[1] / "photos" / "coffee.jpg"
CHAT = ChatRef("test", "1")
GROUP = ChatRef("test", "-100")
WEB = "https://web.example"
SKILL = "image-to-video-jiggle"
START = FakeClock().now
STOP_WITHIN = 60.0  # the clock's shorter sleeps end at once

# parsed once: they never change
_texts, _skills = cache(load_texts), cache(load_skills)


@dataclass
class Scene:
    cloud: Cloud
    engine: Engine
    surface: RecordingSurface
    clock: FakeClock
    room: Room
    may_manage: bool
    chat: ChatRef = CHAT
    running: "asyncio.Task[None] | None" = None
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @property
    def ann(self) -> Author:
        return Author("1", "Ann", self.may_manage)

    @property
    def bob(self) -> Author:
        return Author("2", "Bob")

    def start(self) -> None:
        """Begin to act on what was heard."""
        self.running = asyncio.create_task(self.engine.run())

    async def stop(self) -> None:
        """End the process, as it were, wherever it is."""
        await self.engine.stop(0.1)
        if self.running is not None:
            self.running.cancel()
            with suppress(asyncio.CancelledError):
                await self.running

    async def restart(self) -> None:
        """Have another process go on."""
        await self.stop()
        self.engine = Engine(self.room)
        self.start()

    @property
    def store(self) -> Store:
        return self.room.store

    async def say(self, text: str, *files: Path | str, locale: str = "en") -> str:
        """What the newest message of a private chat shows when all is done."""
        await self.engine.hear(self.incoming(text, *files, locale=locale))
        return await self.last()

    def incoming(
        self,
        text: str,
        *files: Path | str,
        by: Author | None = None,
        chat: ChatRef | None = None,
        reply_to: MessageRef | None = None,
        locale: str | None = "en",
        captions: tuple[str, ...] = (),
    ) -> Incoming:
        attachments, links = sort_arguments(tuple(str(file) for file in files))
        own = (*captions, *[""] * (len(attachments) - len(captions)))
        chat = chat or self.chat
        captioned = zip(attachments, own, strict=True)
        return Incoming(
            chat,
            by or self.ann,
            self.message(chat),
            text,
            tuple(replace(one, caption=caption) for one, caption in captioned),
            links,
            locale,
            reply_to,
            shared=chat == GROUP,
        )

    def asked(
        self,
        command: Command,
        arguments: str = "",
        *,
        by: Author | None = None,
        chat: ChatRef | None = None,
        reply_to: MessageRef | None = None,
        locale: str = "en",
    ) -> Asked:
        chat = chat or self.chat
        return Asked(
            chat, by or self.ann, self.message(chat), command, arguments, locale,
            reply_to=reply_to, shared=chat == GROUP,
        )  # fmt: skip

    def message(self, chat: ChatRef | None = None) -> MessageRef:
        """A new message of somebody's."""
        return MessageRef(chat or self.chat, f"m{next(self.numbers)}")

    def pressed(
        self,
        label: str,
        *,
        by: Author | None = None,
        chat: ChatRef | None = None,
        locale: str = "en",
    ) -> Pressed:
        """A press of the newest button that has these words."""
        chat = chat or self.chat
        message, action = self.button(label, chat)
        press = f"p{next(self.numbers)}"
        return Pressed(chat, by or self.ann, message, action, press, locale, shared=chat == GROUP)

    def button(self, label: str, chat: ChatRef | None = None) -> tuple[MessageRef, Action]:
        for message, reply in reversed(self.surface.now.items()):
            for button in reply.buttons:
                if message.chat == (chat or self.chat) and label in button.label:
                    return message, button.action
        raise AssertionError(f"no button says {label!r}: {self.labels(chat)}")

    def labels(self, chat: ChatRef | None = None) -> list[str]:
        return [
            button.label
            for message, reply in self.surface.now.items()
            if message.chat == (chat or self.chat)
            for button in reply.buttons
        ]

    async def hears(self, *heard: Heard) -> None:
        """Wait until it was acted on; turns that come of it may go on."""
        for one in heard:
            await self.engine.hear(one)
        await self.acted()

    async def acted(self) -> None:
        """Until the inbox is empty."""
        while await self.store.read(lambda tx: tx.inbox.unhandled()):  # noqa: ASYNC110 - rows
            await asyncio.sleep(0.005)

    async def until(self, so: Callable[[], bool]) -> None:
        while not so():  # noqa: ASYNC110 - what a backend or a place got says nothing
            await asyncio.sleep(0.005)

    async def last(self, chat: ChatRef | None = None) -> str:
        """What the newest message of the chat shows when all is done."""
        await self.engine.idle(chat or self.chat)
        return self.texts(chat)[-1]

    def texts(self, chat: ChatRef | None = None) -> list[str]:
        """What our messages of the chat say now, oldest first."""
        there = chat or self.chat
        return [reply.text for message, reply in self.surface.now.items() if message.chat == there]

    def newest(self, chat: ChatRef | None = None) -> MessageRef:
        return [one for one in self.surface.now if one.chat == (chat or self.chat)][-1]

    def reply(self, message: MessageRef) -> Reply:
        return self.surface.now[message]

    async def turns(self, chat: ChatRef | None = None) -> list[Turn]:
        """All turns of a chat, oldest first."""
        every = tuple(TurnState)
        there = str(chat or self.chat)
        records = await self.store.read(lambda tx: tx.turns.of_chat(there, every))
        return [from_row(record) for record in records]

    def sent(self) -> list[str]:
        """The words that the agent got."""
        return [one.json["new_message"]["parts"][0]["text"] for one in self.cloud.got(Call.RUN)]

    def submitted_renders(self) -> list[str]:
        return [one.json["id"] for one in self.cloud.got(Call.SUBMIT)]

    def stopped_renders(self) -> list[str]:
        return [one.path.split("/")[-2] for one in self.cloud.got(Call.CANCEL_RENDER)]

    def turn_makes(self, answer: Answer, made: Json) -> None:
        """The agent's next turn says this and leaves this timeline."""

        def run(received: Received) -> Response | Awaitable[Response]:
            self.cloud.draft = made
            return answer(received)

        self.cloud.will(Call.RUN, run)

    def turn_waits(self, *, made: Json = None) -> asyncio.Event:
        """The agent's next turn ends when the event is set."""
        released = asyncio.Event()
        answer = says("Done.")

        async def run(received: Received) -> Response:
            await released.wait()
            self.cloud.draft = made or draft("coffee.jpg")
            response = answer(received)
            assert isinstance(response, Response)
            return response

        self.cloud.will(Call.RUN, run)
        return released

    async def begun(self, turns: int = 1) -> None:
        """Until the agent has got so many messages."""
        await self.until(lambda: len(self.cloud.got(Call.RUN)) >= turns)


@asynccontextmanager
async def a_scene(
    folder: Path,
    *,
    may_manage: bool = True,
    stop_within: float = STOP_WITHIN,
    backend_clock: FakeClock | None = None,
    policy: Policy | None = None,
    greeted: bool = True,
    starts: bool = True,
    chat: ChatRef = CHAT,
    opens: Callable[[Path, Store, MediaFiles, FakeClock], RecordingSurface] | None = None,
) -> AsyncGenerator[Scene]:
    """A scene of its own.

    ``greeted``: the private chat was greeted before; ``starts``: what is heard is acted on.
    ``opens`` makes the place, in which ``chat`` is; else it is one that only records.
    """
    cloud, clock = Cloud(content=(PHOTO.parent / "tiny.mp4").read_bytes()), FakeClock(auto=30)
    numbers = itertools.count(1)
    preparer = DirectPreparer()
    async with serving(cloud.app()) as url, open_copy(folder / "store.sqlite3") as store:
        backend = Backend(
            url,
            ConfiguredToken(SecretStr("secret")),
            Attribution(SKILL, "1.0.0", "unknown"),
            clock=backend_clock or clock,
            random=Random(1),
        )
        library = MediaFiles(folder / "media", store, clock=clock)
        surface = (
            RecordingSurface(folder) if opens is None else opens(folder, store, library, clock)
        )
        room = Room(
            store=store,
            backends=OneBackend(backend),
            preparer=preparer,
            library=library,
            texts=_texts(),
            skills=_skills(),
            places={chat.platform: surface},
            policy=policy or Policy(default_skill=SKILL, stop_within=stop_within),
            clock=clock,
            new_id=lambda: f"id{next(numbers)}",
            rng=Random(1),
            folder=folder / "turns",
        )
        if greeted:
            known = await store.read(lambda tx: tx.chats.get(str(chat)))
            await store.write(lambda tx: tx.chats.put(replace(known, greeted=True)))
        scene = Scene(cloud, Engine(room), surface, clock, room, may_manage, chat)
        if starts:
            scene.start()
        try:
            yield scene
        finally:
            await scene.stop()
            await backend.aclose()
            await preparer.aclose()
