"""An engine in front of a backend that answers as the cloud does, and a chat to talk to it in."""

import itertools
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from pydantic import SecretStr

from bots.terminal import sort_arguments
from core.backend import Attribution, Backend, ConfiguredToken, Json
from core.conversation import Author, ChatRef, Engine, Incoming, MessageRef
from core.locales import load_texts
from core.media import Preparer
from core.skills import load_skills
from tests.peers.clock import FakeClock
from tests.peers.cloud import (
    Call,
    Cloud,
    Received,
    Reply,
    events,
)
from tests.peers.server import serving
from tests.peers.surface import RecordingSurface

PHOTO = Path(__file__).parents[1] / "photos" / "coffee.jpg"
CHAT = ChatRef("test", "1")
WEB = "https://web.example"
START = FakeClock().now
STOP_WITHIN = 60.0  # the clock's shorter sleeps end at once


def draft(*names: str, seconds: int = 5, title: str | None = None) -> Json:
    segments: list[Json] = [{"d": seconds * 1000, "m": {"name": name}} for name in names]
    tracks: list[Json] = [{"tt": 0, "sg": segments}]
    if title is not None:
        tracks.append({"tt": 7, "sg": [{"s": 0, "d": 3000, "m": {"text": title}}]})
    return {"t": tracks, "d": seconds * 1000 * len(names)}


def says(*texts: str) -> Reply:
    return events(*(json.dumps({"content": {"parts": [{"text": text}]}}) for text in texts))


@dataclass
class Scene:
    cloud: Cloud
    engine: Engine
    surface: RecordingSurface
    clock: FakeClock
    may_manage: bool

    @property
    def ann(self) -> Author:
        return Author("1", "Ann", self.may_manage)

    async def say(self, text: str, *files: Path | str, locale: str = "en") -> str:
        """What the chat's one message shows in the end."""
        attachments, links = sort_arguments(tuple(str(file) for file in files))
        incoming = Incoming(
            CHAT, self.ann, MessageRef(CHAT, "m1"), text, attachments, links, locale
        )
        await self.engine.take(incoming, self.surface)
        assert self.surface.messages == 1
        return self.surface.texts[-1]

    def submitted_renders(self) -> list[str]:
        return [one.json["id"] for one in self.cloud.got(Call.SUBMIT)]

    def stopped_renders(self) -> list[str]:
        return [one.path.split("/")[-2] for one in self.cloud.got(Call.CANCEL_RENDER)]

    def turn_makes(self, answer: Reply, made: Json) -> None:
        """The agent's next turn says this and leaves this timeline."""

        def run(received: Received) -> object:
            self.cloud.draft = made
            return answer(received)

        self.cloud.will(Call.RUN, run)  # pyright: ignore[reportArgumentType] - passes the reply on


@asynccontextmanager
async def a_scene(
    folder: Path,
    *,
    may_manage: bool = True,
    stop_within: float = STOP_WITHIN,
    backend_clock: FakeClock | None = None,
) -> AsyncGenerator[Scene]:
    cloud, clock = Cloud(content=(PHOTO.parent / "tiny.mp4").read_bytes()), FakeClock(auto=30)
    skill = load_skills()["image-to-video-jiggle"]
    numbers = itertools.count(1)
    preparer = Preparer()
    async with serving(cloud.app()) as url:
        backend = Backend(
            url,
            ConfiguredToken(SecretStr("secret")),
            Attribution(skill.name, skill.version, "unknown"),
            clock=backend_clock or clock,
            random=Random(1),
        )
        engine = Engine(
            backend=backend,
            preparer=preparer,
            texts=load_texts(),
            skill=skill,
            web_url=WEB,
            folder=folder / "turns",
            clock=clock,
            new_id=lambda: f"id{next(numbers)}",
            stop_within=stop_within,
        )
        try:
            yield Scene(cloud, engine, RecordingSurface(folder), clock, may_manage)
        finally:
            await backend.aclose()
            await preparer.aclose()
