"""One life of the program: an engine on what earlier lives left, until it is killed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
import uuid
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import structlog
from pydantic import SecretStr

from core.backend import Attribution, Backend, ConfiguredToken, Timing
from core.conversation import Engine
from core.conversation.backends import CLOUD, STUDIO
from core.conversation.hearing.heard_rows import chat_of, decode_heard
from core.conversation.policy import Policy
from core.conversation.room import Room
from core.conversation.seam import ChatRef
from core.folder_lock import held
from core.locales import load_texts
from core.media import Preparer
from core.media.library import MediaFiles
from core.skills import Skill, load_skills
from core.store import open_store
from core.studio import StudioConfig, serve
from tests.chaos.hurry import HurriedClock
from tests.chaos.journal import Journal
from tests.chaos.place import PLATFORM, DiskPlace, Streamed
from tests.chaos.renderer import QuickRenderer
from tests.peers.fault_proxy import FaultProxy, Passing, misfortune

SECRET = SecretStr("secret-of-the-trial")
_FOR_EVER = 10**9


@dataclass(frozen=True, slots=True)
class Life:
    """``upstream`` is the port that messages come from. ``backend``: the address of one that lives
    on; None: the studio lives and dies with this process. ``faults``: their share of all requests.
    """

    folder: Path
    upstream: int
    seed: int
    backend: str | None = None
    is_cloud: bool = False
    speed: float = 30.0
    pause: float = 0.02
    render_s: float = 0.6
    real: float = 0.0
    faults: float = 0.0


@dataclass
class OneBackend:
    """Implements ``Backends``."""

    backend: Backend
    default: str
    can_offer_studio: bool = False

    async def of(self, name: str, skill: Skill) -> Backend:
        del name
        return self.backend.speaking_as(Attribution(skill.name, skill.version, "unknown"))

    def web_url(self, name: str) -> str | None:
        del name
        return None

    def costs_credits(self, name: str) -> bool:
        return name == CLOUD


def live(life: Life) -> None:
    """Live until killed, or told to stop by SIGTERM."""
    _log_to(life.folder / "log.txt")
    asyncio.run(_live(life))


def keep_studio(life: Life, url: Connection) -> None:
    """A studio of its own; its address goes through ``url``. Ends by SIGTERM."""
    _log_to(life.folder / "studio.log")
    asyncio.run(_keep_studio(life, url))


async def _keep_studio(life: Life, url: Connection) -> None:
    ending = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ending.set)
    async with serve(studio_config(life)) as address:
        url.send(address.url)
        # what can be read is that the trial itself is over
        asyncio.get_running_loop().add_reader(url.fileno(), ending.set)
        await ending.wait()


def _log_to(path: Path) -> None:
    """What a killed process said last is found in a file."""
    log = path.open("a", buffering=1)
    os.dup2(log.fileno(), 2)
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(log))


async def _live(life: Life) -> None:
    ending = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ending.set)
    async with _engine(life) as engine, asyncio.TaskGroup() as tasks:
        reader, writer = await asyncio.open_connection("127.0.0.1", life.upstream)
        work = [
            tasks.create_task(engine.run()),
            tasks.create_task(_listen(engine, reader, writer, ending)),
        ]
        await ending.wait()
        await engine.stop()
        for task in work:
            task.cancel()
        writer.close()


async def _listen(
    engine: Engine,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    ending: asyncio.Event,
) -> None:
    """Hear what comes, in order inside a chat, and confirm it."""
    lines: dict[str, asyncio.Queue[tuple[int, str]]] = {}

    async def hear(queue: asyncio.Queue[tuple[int, str]]) -> None:
        while True:
            number, body = await queue.get()
            await engine.hear(decode_heard(body, _resolve))
            writer.write(json.dumps({"stored": number}).encode() + b"\n")

    async with asyncio.TaskGroup() as tasks:
        while line := await reader.readline():
            said = json.loads(line)
            if "settle" in said:
                tasks.create_task(_settle(engine, said["settle"], writer))
                continue
            chat = str(chat_of(decode_heard(said["body"], _resolve)))
            if chat not in lines:
                lines[chat] = asyncio.Queue()
                tasks.create_task(hear(lines[chat]))
            lines[chat].put_nowait((said["number"], said["body"]))
        ending.set()  # the trial itself is over


def _resolve(reference: str) -> Streamed:
    return Streamed(Path(reference))


async def _settle(engine: Engine, chats: list[str], writer: asyncio.StreamWriter) -> None:
    for chat in chats:
        await engine.idle(ChatRef.parse(chat))
    writer.write(b'{"settled": true}\n')


@asynccontextmanager
async def _engine(life: Life) -> AsyncGenerator[Engine]:
    rng = Random(life.seed)
    clock = HurriedClock(life.speed)
    folder = life.folder
    async with AsyncExitStack() as stack:
        stack.enter_context(held(folder, "chaos.lock"))
        store = await stack.enter_async_context(open_store(folder / "store.sqlite3"))
        journal = Journal(folder / "place.jsonl")
        stack.callback(journal.close)
        url = life.backend
        if url is None:
            url = (await stack.enter_async_context(serve(studio_config(life)))).url
        tap = await stack.enter_async_context(_tap(life, url, rng))
        backend = Backend(
            tap.url,
            ConfiguredToken(SECRET),
            Attribution("image-to-video-jiggle", "1.0.0", "unknown"),
            clock=clock,
            random=rng,
            trust_env=False,
            timing=_timing(life),
        )
        stack.push_async_callback(backend.aclose)
        preparer = Preparer()
        stack.push_async_callback(preparer.aclose)
        yield Engine(
            Room(
                store=store,
                backends=OneBackend(backend, CLOUD if life.is_cloud else STUDIO),
                preparer=preparer,
                library=MediaFiles(folder / "media", store, clock=clock),
                texts=load_texts(),
                skills=load_skills(),
                places={PLATFORM: DiskPlace(journal, rng, life.pause)},
                policy=Policy(
                    default_skill="image-to-video-jiggle",
                    user_daily=_FOR_EVER,
                    chat_daily=_FOR_EVER,
                    queue_per_chat=_FOR_EVER,
                    notify_after=_FOR_EVER,
                    stop_within=5.0 * life.speed,
                ),
                clock=clock,
                new_id=lambda: uuid.uuid4().hex[:16],
                rng=rng,
                folder=folder / "turns",
            )
        )


def _timing(life: Life) -> Timing:
    """The waits for a state that lags, and for what is added to it, where there may be such."""
    if life.is_cloud:
        return Timing()
    return Timing(settle=(), second_stage=() if life.backend is None else (3.0, 5.0))


def studio_config(life: Life) -> StudioConfig:
    """The studio of this life."""
    rng = Random(life.seed + 1)
    return StudioConfig(
        data_dir=life.folder / "studio",
        secret=SECRET,
        max_renders=4,
        renderer=lambda: QuickRenderer(rng, most_s=life.render_s, real=life.real),
    )


@asynccontextmanager
async def _tap(life: Life, url: str, rng: Random) -> AsyncGenerator[FaultProxy]:
    """What stands between engine and backend: it notes every message that is sent."""
    with (life.folder / "sends.jsonl").open("a") as file:

        def witness(passing: Passing, status: int | None) -> None:
            if passing.path == "/run_sse":
                turn = passing.headers.get("x-turn-id", "")
                line = {"turn": turn, "at": time.time(), "status": status}
                file.write(json.dumps(line) + "\n")
                file.flush()

        proxy = FaultProxy(
            url, fate=misfortune(rng, life.faults), witness=witness, rng=rng, pause=0.1
        )
        async with proxy.serving():
            yield proxy
