"""Stored turns in front of a scripted backend, and processes that work on them and die."""

import asyncio
import hashlib
import itertools
import json
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from pydantic import SecretStr
from starlette.responses import Response

from core.backend import Attribution, Backend, ConfiguredToken, Json, Timing
from core.conversation.backends import CLOUD, STUDIO
from core.conversation.handling import Handler
from core.conversation.material import Material
from core.conversation.policy import Policy
from core.conversation.projects import Project, project_from, project_row
from core.conversation.room import Room
from core.conversation.seam import AttachmentKind, Author, ChatRef, MessageRef
from core.conversation.turn import Turn, TurnKind
from core.conversation.turn_rows import from_row, to_row
from core.jobs import Lease
from core.jobs.lease import Also
from core.locales import load_texts
from core.media import Prepared, Preparer, VideoFacts, prepare, probe_video
from core.media import thumbnail as still
from core.media.library import MediaFiles
from core.skills import Skill, load_skills
from core.store import DeliveryRecord, Store, TurnRecord, TurnState
from tests.peers.clock import FakeClock
from tests.peers.cloud import Call, Cloud, Received, bare, events, ok, refusal
from tests.peers.cloud import Reply as Answer
from tests.peers.server import serving
from tests.peers.stores import open_copy
from tests.peers.surface import RecordingSurface

PHOTO = Path(__file__).parents[1] / "photos" / "coffee.jpg"
CHAT = ChatRef("test", "1")
ASKED = MessageRef(CHAT, "m1")
ANN = Author("1", "Ann")
SKILL = "image-to-video-jiggle"

GONE = refusal(1002, "session not found", status=404)


TEXTS, SKILLS = load_texts(), load_skills()


class QuickPreparer(Preparer):
    """Looks at files in this process, which takes a tenth of the time: the test's own are safe."""

    async def warm(self) -> None:
        pass

    async def prepare(self, path: Path, name: str, *, dest: Path | None) -> Prepared:
        return prepare(path, name, dest=dest)

    async def video(self, path: Path, *, thumbnail: Path | None = None) -> VideoFacts:
        if thumbnail is not None:
            still(path, thumbnail)
        return probe_video(path)


class Died(BaseException):
    """The process was killed."""


class MortalLease(Lease):
    """A lease whose process dies at its ``dies_at``-th write, before or after it is written."""

    def __init__(
        self, store: Store, turn: str, owner: str, clock: FakeClock, dies_at: int, *, written: bool
    ) -> None:
        super().__init__(store, turn, owner, clock)
        self._dies_at = dies_at
        self._written = written
        self.writes: list[str] = []

    async def save(
        self, *, phase: str, body: str, also: Also | None = None, progress: bool = True
    ) -> None:
        self._die(phase, written=False)
        await super().save(phase=phase, body=body, also=also, progress=progress)
        self._die(phase, written=True)

    async def end(
        self, state: TurnState, *, body: str, error: str | None = None, also: Also | None = None
    ) -> None:
        self._die(state.value, written=False)
        await super().end(state, body=body, error=error, also=also)
        self._die(state.value, written=True)

    def _die(self, what: str, *, written: bool) -> None:
        if not written:
            self.writes.append(what)
        if len(self.writes) == self._dies_at and written is self._written:
            raise Died


@dataclass
class OneBackend:
    """Implements ``Backends``: one client for every name."""

    backend: Backend
    default: str = CLOUD
    can_offer_studio: bool = False

    async def of(self, name: str, skill: Skill) -> Backend:
        del name
        return self.backend.speaking_as(Attribution(skill.name, skill.version, "unknown"))

    def web_url(self, name: str) -> str | None:
        return None if name == STUDIO else "https://web.example"

    def costs_credits(self, name: str) -> bool:
        return name == CLOUD


@dataclass
class Place:
    """One backend, one store and one chat that outlive the process that works on a turn.

    ``listed``: the backend tells which turns it knows, as the studio does. ``made`` is the
    timeline after so many turns, ``sent`` the turns it knows beside those that came while the
    test ran, ``forgotten`` the sessions that are gone.
    """

    cloud: Cloud
    store: Store
    backends: OneBackend
    surface: RecordingSurface
    room: Room
    clock: FakeClock
    listed: bool = True
    made: Callable[[int], Json] = lambda turns: draft("coffee.jpg", seconds=4 + turns)
    sent: set[str] = field(default_factory=set[str])
    forgotten: set[str] = field(default_factory=set[str])
    processes: "itertools.count[int]" = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.cloud.always(Call.SESSION, self._session)
        self.cloud.always(Call.STATE, self._state)
        self.cloud.always(Call.STATUS, self._status)
        self.cloud.always(Call.RUN, self._run)

    @property
    def sends(self) -> list[str]:
        return [one.headers["x-turn-id"] for one in self.cloud.got(Call.RUN)]

    @property
    def renders(self) -> list[str]:
        return [one.json["id"] for one in self.cloud.got(Call.SUBMIT)]

    @property
    def uploads(self) -> list[str]:
        return [name for one in self.cloud.got(Call.UPLOAD) for name, _, _ in one.form]

    def next(self, call: Call, *replies: Answer) -> None:
        """Answer the next calls so, before what was scripted earlier."""
        self.cloud.scripts.setdefault(call, deque()).extendleft(reversed(replies))

    def turn(self, turn: str = "t1") -> Turn:
        return Turn(
            turn, CHAT, ANN, "zoom in", message=ASKED, skill=SKILL, project="p1",
            asked_at=self.clock.now, materials=(picture(PHOTO),),
        )  # fmt: skip

    def words(self, turn: str) -> Turn:
        """A turn in the same project that has words only."""
        return replace(self.turn(turn), text="slower", materials=(), message=MessageRef(CHAT, turn))

    def export(self, turn: str) -> Turn:
        """One that only renders what there is."""
        return replace(self.words(turn), text="", kind=TurnKind.EXPORT)

    async def add(self, turn: Turn, project: Project | None = None) -> None:
        now = self.clock.now

        if await self.store.read(lambda tx: tx.projects.get("p1")) is None:
            row = project_row(
                project or Project("p1", str(CHAT), turn.person, turn.backend), now=now
            )
            await self.store.write(lambda tx: tx.projects.add(row))
        await self.store.write(lambda tx: tx.turns.add(to_row(turn), now=now))

    async def claim(
        self, *, dies_at: int = 0, written: bool = False
    ) -> tuple[TurnRecord, MortalLease]:
        """The chat's next turn, in the hands of a new process."""
        owner = f"process {next(self.processes)}"
        now = self.clock.now
        await self.store.write(lambda tx: tx.turns.release_all())
        (record,) = await self.store.write(
            lambda tx: tx.turns.claim(owner, now=now, until=now + 60, most=1)
        )
        lease = MortalLease(self.store, record.id, owner, self.clock, dies_at, written=written)
        return record, lease

    async def run(self, *, dies_at: int = 0, written: bool = False) -> MortalLease:
        """Have a new process walk the chat's next turn until it ends or the process dies."""
        record, lease = await self.claim(dies_at=dies_at, written=written)
        await Handler(self.room).run(record, lease)
        return lease

    async def cut_off(self, asked: asyncio.Event) -> MortalLease:
        """Have a new process walk the turn until ``asked``, and end it there as its stop does."""
        record, lease = await self.claim()
        task = asyncio.create_task(Handler(self.room).run(record, lease))
        await asyncio.wait(
            (task, waiting := asyncio.create_task(asked.wait())),
            return_when=asyncio.FIRST_COMPLETED,
        )
        waiting.cancel()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        return lease

    async def cancel(self) -> None:
        """Have a new process stop the chat's turn."""
        record, lease = await self.claim()
        await Handler(self.room).cancel(record, lease)

    async def stored(self, turn: str = "t1") -> Turn:
        return from_row(await self.row(turn))

    async def row(self, turn: str = "t1") -> TurnRecord:
        record = await self.store.read(lambda tx: tx.turns.get(turn))
        assert record is not None
        return record

    async def project(self) -> Project:
        record = await self.store.read(lambda tx: tx.projects.get("p1"))
        assert record is not None
        return project_from(record)

    async def delivery(self, turn: str = "t1") -> DeliveryRecord | None:
        return await self.store.read(lambda tx: tx.deliveries.get(turn))

    def _session(self, received: Received) -> Response:
        number = len(self.cloud.got(Call.SESSION))
        return answered(ok({"session_id": f"session-{number}", "task_id": "task"}), received)

    def _run(self, received: Received) -> Response:
        if received.json["session_id"] in self.forgotten:
            return answered(GONE, received)
        return answered(says("Done."), received)

    def _state(self, received: Received) -> Response:
        session = received.path.split("/")[-2]
        if session in self.forgotten:
            return answered(GONE, received)
        known = set(self.sent)
        for run in self.cloud.got(Call.RUN):
            if run.json["session_id"] == session:
                known.add(run.headers["x-turn-id"])
        uploaded: list[Json] = [
            {"filename": name, "hash": hashlib.sha256(content).hexdigest()}
            for upload in self.cloud.got(Call.UPLOAD)
            if upload.path.split("/")[-1] == session
            for name, _, content in upload.form
        ]
        state: dict[str, Json] = {
            "draft": self.made(len(known)) if known else None,
            "video_infos": uploaded,
        }
        if self.listed:
            state["turns"] = [{"id": turn, "status": "done"} for turn in sorted(known)]
        return answered(ok({"state": state}), received)

    def _status(self, received: Received) -> Response:
        known = received.path.split("/")[-1] in self.renders
        output: Json = {"url": "/files/out.mp4", "size": len(self.cloud.content)}
        return answered(
            bare({"status": "completed", "output": output})
            if known
            else bare({"error": "no such render"}, status=404),
            received,
        )


def picture(path: Path) -> Material:
    """A file that somebody sent."""
    return Material(AttachmentKind.PICTURE, path.name, str(path))


class Hanging:
    """An endpoint's answer that never comes; ``asked`` is set when it is waited for."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()

    async def __call__(self, received: Received) -> Response:
        self.asked.set()
        await asyncio.Event().wait()
        raise AssertionError(received)


def answered(reply: Answer, received: Received) -> Response:
    response = reply(received)
    assert isinstance(response, Response)
    return response


def draft(*names: str, seconds: int = 5, title: str | None = None) -> Json:
    segments: list[Json] = [{"d": seconds * 1000, "m": {"name": name}} for name in names]
    tracks: list[Json] = [{"tt": 0, "sg": segments}]
    if title is not None:
        tracks.append({"tt": 7, "sg": [{"s": 0, "d": 3000, "m": {"text": title}}]})
    return {"t": tracks, "d": seconds * 1000 * len(names)}


def says(*texts: str) -> Answer:
    return events(*(json.dumps({"content": {"parts": [{"text": text}]}}) for text in texts))


@asynccontextmanager
async def a_place(folder: Path, *, second_stage: tuple[float, ...] = ()) -> AsyncGenerator[Place]:
    """In front of the scripted backend."""
    cloud = Cloud(content=(PHOTO.parent / "tiny.mp4").read_bytes())
    async with (
        serving(cloud.app()) as url,
        a_room(folder, url, FakeClock(auto=60), second_stage, cloud) as place,
    ):
        yield place


@asynccontextmanager
async def a_room(
    folder: Path,
    url: str,
    clock: FakeClock,
    second_stage: tuple[float, ...],
    cloud: Cloud | None = None,
) -> AsyncGenerator[Place]:
    """In front of whatever answers at ``url``, which takes the token ``secret``."""
    await asyncio.to_thread(folder.mkdir, exist_ok=True)
    preparer, numbers, surface = QuickPreparer(), itertools.count(1), RecordingSurface(folder)
    async with open_copy(folder / "store.sqlite3") as store:
        backend = Backend(
            url,
            ConfiguredToken(SecretStr("secret")),
            Attribution(SKILL, "1.0.0", "unknown"),
            clock=clock,
            random=Random(1),
            timing=Timing(second_stage=second_stage),
        )
        backends = OneBackend(backend)
        room = Room(
            store=store,
            backends=backends,
            preparer=preparer,
            library=MediaFiles(folder / "media", store, clock=clock),
            texts=TEXTS,
            skills=SKILLS,
            places={CHAT.platform: surface},
            policy=Policy(default_skill=SKILL, stop_within=90.0),
            clock=clock,
            new_id=lambda: f"n{next(numbers)}",
            rng=Random(1),
            folder=folder / "turns",
        )
        try:
            yield Place(cloud or Cloud(), store, backends, surface, room, clock)
        finally:
            await backend.aclose()
            await preparer.aclose()
