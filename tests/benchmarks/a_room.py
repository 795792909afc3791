"""A conversation to measure: an engine, and a chat that notes when something was shown."""

import itertools
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from pydantic import SecretStr

from bots.local_file import LocalFile
from core.backend import Attribution, Backend, ConfiguredToken, Timing
from core.clock import SystemClock
from core.conversation.backends import STUDIO
from core.conversation.policy import Policy
from core.conversation.room import Room
from core.conversation.seam import (
    AttachmentSource,
    ChatRef,
    Delivered,
    MessageRef,
    Reply,
    SurfaceLimits,
    Video,
)
from core.locales import load_texts
from core.media import Preparer
from core.media.library import MediaFiles
from core.skills import Skill, load_skills
from core.store import open_store

PLATFORM = "here"
SECRET = SecretStr("secret-of-the-benchmark")
SKILL = "image-to-video-jiggle"
_FOR_EVER = 10**9


@dataclass
class Watched:
    """Implements ``Surface``. ``answered``: when something was first shown in answer to a message
    (seconds, monotonic); ``last``: what a message shows, and when that was.
    """

    limits: SurfaceLimits = field(default_factory=SurfaceLimits)
    answered: dict[str, float] = field(default_factory=dict[str, float])
    last: dict[str, tuple[Reply, float]] = field(default_factory=dict[str, tuple[Reply, float]])

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)

    async def post(
        self, chat: ChatRef, reply: Reply, *, to: MessageRef | None, key: str = ""
    ) -> MessageRef:
        del key
        message = MessageRef(chat, f"b{next(self._numbers)}")
        if to is not None:
            self.answered.setdefault(to.message, time.monotonic())
        self.last[message.message] = (reply, time.monotonic())
        return message

    async def update(self, message: MessageRef, reply: Reply) -> None:
        self.last[message.message] = (reply, time.monotonic())

    async def deliver(
        self, message: MessageRef, video: Video, reply: Reply, *, again: bool = False
    ) -> Delivered:
        del video, again
        await self.update(message, reply)
        return Delivered(message)

    async def remove(self, message: MessageRef) -> None:
        self.last.pop(message.message, None)

    async def acknowledge(self, message: MessageRef) -> None:
        del message

    def resolve(self, reference: str) -> AttachmentSource:
        return LocalFile(Path(reference))


@dataclass
class OneBackend:
    """Implements ``Backends``."""

    backend: Backend
    default: str = STUDIO
    can_offer_studio: bool = False

    async def of(self, name: str, skill: Skill) -> Backend:
        del name
        return self.backend.speaking_as(Attribution(skill.name, skill.version, "unknown"))

    def web_url(self, name: str) -> str | None:
        del name
        return None

    def costs_credits(self, name: str) -> bool:
        del name
        return False


@asynccontextmanager
async def a_room(folder: Path, url: str, timing: Timing) -> AsyncGenerator[tuple[Room, Watched]]:
    """A room in front of the backend at ``url``, on the machine's own time."""
    clock, rng, preparer = SystemClock(), Random(1), Preparer()
    numbers = itertools.count(1)
    skill = load_skills()[SKILL]
    backend = Backend(
        url,
        ConfiguredToken(SECRET),
        Attribution(skill.name, skill.version, "unknown"),
        clock=clock,
        random=rng,
        trust_env=False,
        timing=timing,
    )
    place = Watched()
    try:
        async with open_store(folder / "store.sqlite3") as store:
            yield (
                Room(
                    store=store,
                    backends=OneBackend(backend),
                    preparer=preparer,
                    library=MediaFiles(folder / "media", store, clock=clock),
                    texts=load_texts(),
                    skills=load_skills(),
                    places={PLATFORM: place},
                    policy=Policy(
                        default_skill=SKILL,
                        user_daily=_FOR_EVER,
                        chat_daily=_FOR_EVER,
                        most_turns=_FOR_EVER,
                    ),
                    clock=clock,
                    new_id=lambda: f"n{next(numbers)}",
                    rng=rng,
                    folder=folder / "turns",
                ),
                place,
            )
    finally:
        await backend.aclose()
        await preparer.aclose()
