"""What 1,000 turns cost that wait on their event streams at once in one process.

The streams' server runs in a process of its own, and so does each measurement: bare httpx that
reads as many streams, then the engine with as many turns. Memory is what the resident set grows by
between 50 and 1,050 of them. Run: ``python -m tests.benchmarks.thousand_turns``.
"""

import asyncio
import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx
import structlog

from bots.local_file import LocalFile
from core.backend import Session, Timing
from core.conversation import Engine
from core.conversation.backends import STUDIO
from core.conversation.projects import Project, project_row
from core.conversation.room import Room
from core.conversation.seam import (
    Asked,
    Attachment,
    AttachmentKind,
    Author,
    ChatRef,
    Command,
    Incoming,
    MessageRef,
)
from core.conversation.turn import Phase, Turn
from core.conversation.turn_rows import to_row
from core.store import Transaction
from tests.benchmarks.a_room import PLATFORM, SKILL, Watched, a_room
from tests.benchmarks.waiting_backend import waiting_backend

TURNS = 1_000
FIRST = 50
"""Waiting before anything is measured: what is there once for all is paid then."""

MESSAGES = 80
PAUSE_S = 0.25
PHOTO = Path(__file__).parents[1] / "photos" / "coffee.jpg"
KIBIBYTE = 1024


def main() -> None:
    """Print the figures."""
    with waiting_backend() as url:
        bare = float(_measured("bare", url)[0])
    with waiting_backend() as url:
        memory, lag, worst, shown, slowest = (float(one) for one in _measured("engine", url))
    beyond = memory - bare
    print(f"memory of a stream in bare httpx   {bare / KIBIBYTE:8.1f} KiB")
    print(f"memory of a waiting turn           {memory / KIBIBYTE:8.1f} KiB")
    print(f"beyond bare httpx                  {beyond / KIBIBYTE:8.1f} KiB  (at most 64)")
    print(f"loop lag p99 (worst)               {lag:8.1f} ms  (at most 20) ({worst:.1f})")
    print(f"new message shown p95 (slowest)    {shown:8.1f} ms  (at most 100) ({slowest:.1f})")


def _measured(what: str, url: str) -> list[str]:
    command = [sys.executable, "-m", "tests.benchmarks.thousand_turns", what, url]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.split()


async def _bare(url: str) -> None:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    timeout = httpx.Timeout(60.0, pool=None)
    async with httpx.AsyncClient(limits=limits, timeout=timeout, trust_env=False) as client:

        async def read() -> None:
            async with client.stream("POST", f"{url}/run_sse", json={"text": "go"}) as response:
                async for _ in response.aiter_bytes():
                    pass

        reading: list[asyncio.Task[None]] = []

        def begin(count: int) -> None:
            reading.extend(asyncio.create_task(read()) for _ in range(count))

        begin(FIRST)
        await _until_waiting(url, FIRST)
        before = _resident()
        begin(TURNS)
        await _until_waiting(url, FIRST + TURNS)
        print((_resident() - before) / TURNS)
        for task in reading:
            task.cancel()
        await asyncio.gather(*reading, return_exceptions=True)


async def _engine(url: str) -> None:
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    with tempfile.TemporaryDirectory() as name:
        async with a_room(Path(name), url, Timing()) as (room, place):
            engine = Engine(room)
            await _queue(room, range(FIRST))
            running = asyncio.create_task(engine.run())
            await _until_waiting(url, FIRST)
            before = _resident()
            await _queue(room, range(FIRST, FIRST + TURNS))
            await engine.hear(_help())  # whatever is heard has the queue looked at
            await _until_waiting(url, FIRST + TURNS)
            grown = (_resident() - before) / TURNS
            lags, shown = await _meanwhile(engine, place)
            print(grown, _high(lags, 100), max(lags), _high(shown, 20), max(shown))
            await engine.stop(0.0)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def _queue(room: Room, numbers: range) -> None:
    """Turns that were fetched and uploaded and wait to be sent."""
    now = room.clock.time()

    async def add(tx: Transaction) -> None:
        for number in numbers:
            chat = ChatRef(PLATFORM, f"c{number}")
            project = Project(
                f"p{number}",
                str(chat),
                f"{PLATFORM}:{number}",
                STUDIO,
                session=Session(f"s{number}"),
            )
            await tx.projects.add(project_row(project, now=now))
            turn = Turn(
                f"t{number}",
                chat,
                Author(str(number), "Ann"),
                "make it jiggle",
                message=MessageRef(chat, f"q{number}"),
                skill=SKILL,
                backend=STUDIO,
                project=project.id,
                asked_at=now,
            )
            await tx.turns.add(to_row(replace(turn, phase=Phase.SEND)), now=now)

    await room.store.write(add)


async def _meanwhile(engine: Engine, place: Watched) -> tuple[list[float], list[float]]:
    """How late the loop is, and how soon new messages are shown, in ms."""
    lags: list[float] = []
    probing = asyncio.create_task(_probe(lags))
    heard: dict[str, float] = {}
    for number in range(MESSAGES):
        incoming = _new(number)
        heard[incoming.message.message] = time.monotonic()
        await engine.hear(incoming)
        await asyncio.sleep(PAUSE_S)
    await _until(lambda: all(message in place.answered for message in heard))
    probing.cancel()
    await asyncio.gather(probing, return_exceptions=True)
    return lags, [1000 * (place.answered[one] - began) for one, began in heard.items()]


async def _probe(lags: list[float]) -> None:
    pause = 0.005
    while True:
        began = time.monotonic()
        await asyncio.sleep(pause)
        lags.append(1000 * (time.monotonic() - began - pause))


def _new(number: int) -> Incoming:
    chat = ChatRef(PLATFORM, f"new{number}")
    picture = Attachment(AttachmentKind.PICTURE, PHOTO.name, LocalFile(PHOTO), reference=str(PHOTO))
    author, message = Author(f"n{number}", "Bob"), MessageRef(chat, f"new{number}")
    return Incoming(chat, author, message, "make it jiggle for 3 seconds", (picture,))


def _help() -> Asked:
    chat = ChatRef(PLATFORM, "help")
    return Asked(chat, Author("h", "Ann"), MessageRef(chat, "h"), Command.HELP)


async def _until_waiting(url: str, count: int) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        while (await client.get(f"{url}/waiting")).json() < count:  # noqa: ASYNC110 - a server
            await asyncio.sleep(0.2)
    await asyncio.sleep(1.0)


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110 - several events at once
            await asyncio.sleep(0.01)


def _resident() -> int:
    """Bytes of memory that the process has."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _high(values: list[float], parts: int) -> float:
    return statistics.quantiles(values, n=parts)[-1]


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["bare", address]:
            asyncio.run(_bare(address))
        case ["engine", address]:
            asyncio.run(_engine(address))
        case _:
            main()
