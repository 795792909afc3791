"""How soon a cancelled turn says so, and has stopped at the backend.

The real studio renders with its real processes, in this process as in the program's. Each round
is cancelled at a random moment of the render, or while the agent works (made slow for it).
Run: ``python -m tests.benchmarks.cancel_speed [ROUNDS]``.
"""

import asyncio
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from bots.local_file import LocalFile
from core.backend import Timing
from core.conversation import Engine
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
from core.studio import Quirk, StudioConfig, serve
from tests.benchmarks.a_room import PLATFORM, SECRET, Watched, a_room

PHOTO = Path(__file__).parents[1] / "photos" / "coffee.jpg"
LIMIT_S = 60.0


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Seconds from the command until the status message said so, and until the work was over."""

    told: float
    stopped: float


async def rounds(count: int, *, rendering: bool) -> list[Cancelled]:
    """Cancel ``count`` renders, or agent's turns."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        config = StudioConfig(data_dir=folder / "studio", secret=SECRET)
        if not rendering:
            config = replace(config, quirks=frozenset({Quirk.SLOW}), quirk_s=30.0)
        timing = replace(Timing(), render_floor=0.15, settle=(), second_stage=())
        async with serve(config) as address, a_room(folder, address.url, timing) as (room, place):
            engine = Engine(room)
            running = asyncio.create_task(engine.run())
            table = "renders" if rendering else "turns"
            rows = Rows(folder / "studio" / "studio.sqlite3", table)
            dice = random.Random(17)
            done = [await one(engine, place, rows, n, dice.uniform(0.2, 1.5)) for n in range(count)]
            await engine.stop()
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            return done


@dataclass(frozen=True, slots=True)
class Rows:
    """What the studio knows of its renders or turns."""

    database: Path
    table: str

    def states(self) -> list[str]:
        """The newest last."""
        with closing(sqlite3.connect(self.database)) as rows:
            found = rows.execute(f"SELECT status FROM {self.table} ORDER BY created_at, rowid")
            return [status for (status,) in found]


async def one(engine: Engine, place: Watched, rows: Rows, number: int, into_it: float) -> Cancelled:
    """One turn that is cancelled ``into_it`` seconds after the studio has begun with it."""
    chat, author = ChatRef(PLATFORM, f"c{number}"), Author("1", "Ann")
    picture = Attachment(AttachmentKind.PICTURE, PHOTO.name, LocalFile(PHOTO), reference=str(PHOTO))
    asked = MessageRef(chat, f"m{number}")
    await engine.hear(Incoming(chat, author, asked, "zoom in slowly for 30 seconds", (picture,)))
    await _until(
        lambda: len(rows.states()) > number and rows.states()[-1] in ("processing", "running")
    )
    await asyncio.sleep(into_it)
    assert rows.states()[-1] in ("processing", "running"), "it was over before it was cancelled"
    began = time.monotonic()
    await engine.hear(Asked(chat, author, MessageRef(chat, f"x{number}"), Command.CANCEL))
    await _until(lambda: rows.states()[-1] in ("cancelled", "failed"))
    stopped = time.monotonic() - began
    await engine.idle(chat)
    reply, told = max(place.last.values(), key=lambda shown: shown[1])
    assert "🛑" in reply.text, reply.text
    return Cancelled(told - began, stopped)


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(LIMIT_S):
        while not true():  # noqa: ASYNC110 - rows set no event
            await asyncio.sleep(0.005)


async def main(count: int) -> None:
    """Print the figures."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    print(f"{'cancelled while':18}{'told (worst) s':>18}{'stopped (worst) s':>20}")
    for rendering, name in ((True, "rendering"), (False, "the agent works")):
        found = await rounds(count, rendering=rendering)
        told, stopped = [one.told for one in found], [one.stopped for one in found]
        print(
            f"{name:18}{_middle(told):>10.3f} ({max(told):.3f})"
            f"{_middle(stopped):>12.3f} ({max(stopped):.3f})"
        )


def _middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10))
