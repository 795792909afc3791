"""A trial: people talk while the program is killed again and again; then it is looked at."""

from __future__ import annotations

import asyncio
import multiprocessing
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from enum import Enum
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from random import Random

from tests.chaos.journal import read_further
from tests.chaos.life import Life, keep_studio, live
from tests.chaos.plain_cloud import PlainCloud
from tests.chaos.script import Said, Script
from tests.chaos.upstream import Upstream
from tests.chaos.verdict import Accepted, Verdict, judge, studio_ledger
from tests.peers.server import serving

_TO_START_S = 60.0
_TO_SETTLE_S = 120.0
_TO_SETTLE_EACH_S = 10.0
_TO_STOP_S = 20.0
_MOST_PATIENCE_S = 30.0
_UNDER_WAY = 6
"""Messages that are waited for at any time, so that each kill hits something."""

_STOPPED = 0.1
"""The share of the later deaths that are a polite SIGTERM, which is no kill."""

_UNDER_LEASE = "SELECT phase FROM turns WHERE lease IS NOT NULL AND ended_at IS NULL"


class Edition(Enum):
    """Where the video backend runs."""

    INSIDE = "studio in the killed process"
    APART = "studio in a process of its own"
    CLOUD = "backend that lists no turns"


@dataclass(frozen=True, slots=True)
class Trial:
    """``turns`` at least; more are asked for as long as there are ``kills``."""

    edition: Edition
    kills: int
    turns: int
    chats: int = 10
    seed: int = 1
    real: float = 0.0
    faults: float = 0.0
    most_life_s: float = 3.0
    speed: float = 30.0
    under_way: int = _UNDER_WAY
    cancels: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """``hit``: how many turns were in which phase when they were killed.

    ``died``: lives that ended by themselves. Times in s; ``stopping_s`` the longest after SIGTERM.
    """

    verdict: Verdict
    kills: int
    hit: Mapping[str, int]
    died: int
    settled: bool
    stopping_s: float
    took_s: float


async def hold(trial: Trial, folder: Path) -> Outcome:
    """Hold a trial in an empty folder; everything in it is bounded in time."""
    began = time.monotonic()
    async with AsyncExitStack() as stack:
        run = await stack.enter_async_context(_running(trial, folder))
        while run.kills < trial.kills:
            await run.live_and_die()
        settled = await run.live_and_settle()
        ledger = run.cloud.ledger() if run.cloud is not None else None
    accepted: Accepted = studio_ledger(folder) if ledger is None else ledger
    found = await judge(folder, run.upstream.said, accepted)
    took = time.monotonic() - began
    return Outcome(found, run.kills, run.hit, run.died, settled, run.stopping_s, took)


@asynccontextmanager
async def _running(trial: Trial, folder: Path) -> AsyncGenerator[_Run]:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", "tests.chaos.life"])
    async with AsyncExitStack() as stack:
        upstream = await stack.enter_async_context(Upstream(Random(trial.seed)).serving())
        life = Life(
            folder,
            upstream.port,
            trial.seed,
            is_cloud=trial.edition is Edition.CLOUD,
            real=trial.real,
            faults=trial.faults,
            speed=trial.speed,
        )
        cloud = None
        if trial.edition is Edition.APART:
            life = replace(life, backend=stack.enter_context(_studio_apart(context, life)))
        elif trial.edition is Edition.CLOUD:
            cloud = PlainCloud(Random(trial.seed))
            life = replace(life, backend=await stack.enter_async_context(serving(cloud.app())))
        run = _Run(trial, life, upstream, context, cloud)
        feeding = asyncio.create_task(run.feed())
        try:
            yield run
        finally:
            feeding.cancel()
            await asyncio.gather(feeding, return_exceptions=True)
            await run.end()


@contextmanager
def _studio_apart(context: ForkServerContext, life: Life) -> Generator[str]:
    ours, theirs = context.Pipe()
    process = context.Process(target=keep_studio, args=(life, theirs))
    process.start()
    try:
        if not ours.poll(_TO_START_S):
            raise TimeoutError("the studio did not start")
        yield ours.recv()
    finally:
        process.terminate()
        process.join(_TO_STOP_S)
        process.kill()


class _Run:
    """The lives of one trial, one after the other."""

    def __init__(
        self,
        trial: Trial,
        life: Life,
        upstream: Upstream,
        context: ForkServerContext,
        cloud: PlainCloud | None,
    ) -> None:
        self.upstream = upstream
        self.cloud = cloud
        self.kills = 0
        self.died = 0
        self.hit: Counter[str] = Counter()
        self.stopping_s = 0.0
        self._trial = trial
        self._life = life
        self._context = context
        self._rng = Random(trial.seed)
        self._script = Script(Random(trial.seed), trial.chats, cancels=trial.cancels)
        self._process: ForkServerProcess | None = None
        self._asked_for = 0

    async def feed(self) -> None:
        """Have people talk, so that there is always something to be killed."""
        answered = _Answered(self._life.folder / "place.jsonl")
        waiting: set[tuple[str, str]] = set()
        while self.kills < self._trial.kills or self._asked_for < self._trial.turns:
            waiting -= await asyncio.to_thread(answered.look)
            while len(waiting) < self._trial.under_way:
                for said in self._next(answered):
                    if said.waited_for:
                        waiting.add((said.chat, said.message))
                    self._say(said)
            await asyncio.sleep(0.05)

    def _next(self, answered: _Answered) -> list[Said]:
        if answered.videos and self._rng.random() < 0.1:
            chat, message, file = answered.videos.pop()
            turn = file.removeprefix("stillmotion-").removesuffix(".mp4")
            return self._script.press_redo(chat, message, turn)
        return [self._script.next()]

    def _say(self, said: Said) -> None:
        if said.waited_for:
            self._asked_for += said.turns
        self.upstream.hand(said)

    async def live_and_die(self) -> None:
        """One more life, ended at a random moment, be it while it starts."""
        process = await self._start()
        lot, rng = self._rng.random(), self._rng
        if lot < 0.15:
            await asyncio.sleep(rng.uniform(0, 0.4))
        else:
            await self._connected(process)
            if lot < 0.25:  # while something is heard
                self._say(self._script.next())
                await asyncio.sleep(rng.uniform(0, 0.02))
            elif lot < 0.45:
                await asyncio.sleep(rng.uniform(0, self._trial.most_life_s))
            else:
                # some lives bring several turns to their end, else nothing would ever get far
                words = lot > 0.75
                await self._shown(process, rng.randint(1, 3 if words else 20), final=words)
                await asyncio.sleep(rng.uniform(0, 0.2))
        if process.exitcode is not None:
            self.died += 1
        if lot > 0.5 and rng.random() < _STOPPED:
            await self._stop(process)
            return
        process.kill()
        self.kills += 1
        await self._over(process)
        self.hit.update(await asyncio.to_thread(_under_way, self._life.folder))

    async def live_and_settle(self) -> bool:
        """The last life: everything is brought to its end; whether it was."""
        process = await self._start()
        await self._connected(process)
        settled = await self._until(process, lambda: self._is_all_said)
        self.upstream.settle(self._script.chats)
        settled = settled and await self._until(process, self.upstream.settled.is_set)
        if process.exitcode is not None:
            self.died += 1
        await self._stop(process)
        return settled

    async def end(self) -> None:
        """Leave no process behind."""
        if self._process is not None:
            self._process.kill()
            await self._over(self._process)

    async def _start(self) -> ForkServerProcess:
        life = replace(self._life, seed=self._rng.randrange(2**32))
        process = self._context.Process(target=live, args=(life,), daemon=False)
        await asyncio.to_thread(process.start)
        self._process = process
        return process

    @property
    def _is_all_said(self) -> bool:
        return self._asked_for >= self._trial.turns and self.upstream.all_confirmed

    async def _connected(self, process: ForkServerProcess) -> None:
        await self._until(process, self.upstream.connected.is_set)

    async def _shown(self, process: ForkServerProcess, count: int, *, final: bool) -> None:
        """Wait until so much was shown: a busy machine gets no further in the same time.

        ``final``: last words are counted alone.
        """
        path = self._life.folder / "place.jsonl"
        _, start = await asyncio.to_thread(read_further, path, 0)

        def enough() -> bool:
            shown, _ = read_further(path, start)
            return sum(one.final or not final for one in shown) >= count

        await self._until(process, enough, _MOST_PATIENCE_S)

    async def _until(
        self, process: ForkServerProcess, true: Callable[[], bool], limit: float | None = None
    ) -> bool:
        """Wait for something that a process does; False when it does not."""
        if limit is None:
            limit = _TO_SETTLE_S + _TO_SETTLE_EACH_S * self._trial.turns
        until = time.monotonic() + limit
        while not true() and process.exitcode is None and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        return true()

    async def _stop(self, process: ForkServerProcess) -> None:
        began = time.monotonic()
        process.terminate()
        await self._over(process)
        self.stopping_s = max(self.stopping_s, time.monotonic() - began)

    async def _over(self, process: ForkServerProcess) -> None:
        await asyncio.to_thread(process.join, _TO_STOP_S)
        if process.exitcode is None:
            process.kill()
            await asyncio.to_thread(process.join)
        self.upstream.gone()
        self._process = None


def _under_way(folder: Path) -> list[str]:
    """The phases of the turns that a dead process held, looked up in a copy of its store."""
    with tempfile.TemporaryDirectory() as name:
        for file in folder.glob("store.sqlite3*"):
            shutil.copy(file, name)
        rows = sqlite3.connect(Path(name) / "store.sqlite3")
        try:
            return [phase for (phase,) in rows.execute(_UNDER_LEASE)]
        except sqlite3.OperationalError:  # killed before there were tables
            return []
        finally:
            rows.close()


class _Answered:
    """Which messages have their last word, read from the journal as it grows."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = 0
        self._to: dict[tuple[str, str], str] = {}
        self.videos: list[tuple[str, str, str]] = []
        """Chat, message and file of each."""

    def look(self) -> set[tuple[str, str]]:
        found: set[tuple[str, str]] = set()
        entries, self._read = read_further(self._path, self._read)
        for entry in entries:
            if entry.kind == "post":
                self._to[entry.chat, entry.message] = entry.to
            if entry.file:
                self.videos.append((entry.chat, entry.message, entry.file))
            if entry.final:
                found.add((entry.chat, self._to.get((entry.chat, entry.message), "")))
        return found
