"""A stored turn goes on where it was: nothing is lost, nothing is done twice."""

import dataclasses
import itertools
import shutil
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from pydantic import SecretStr
from starlette.responses import Response

from bots.terminal import sort_arguments
from core.backend import (
    Attribution,
    Backend,
    ConfiguredToken,
    Draft,
    Json,
    RenderPhase,
    RenderStatus,
    Session,
    SessionState,
)
from core.conversation import MessageRef, Video
from core.conversation.running import RunningTurn
from core.conversation.status import StatusMessage
from core.conversation.steps import Tools, TurnSteps
from core.conversation.turn import Phase, Turn
from core.errors import RenderTimedOut, TurnLost
from core.locales import load_texts
from core.media import Preparer
from tests.conversation.scene import CHAT, PHOTO, draft, says
from tests.peers.clock import FakeClock
from tests.peers.cloud import Call, Cloud, Received, bare, ok
from tests.peers.server import serving
from tests.peers.surface import RecordingSurface

MADE: Draft = {"t": [{"tt": 0, "sg": [{"d": 5000, "m": {"name": "coffee.jpg"}}]}], "d": 5000}
ASKED = MessageRef(CHAT, "m1")
SHOWN = MessageRef(CHAT, "before the restart")
SAVES = 11
"""How often a turn is saved on its way, each step's end and each intent."""


class Died(BaseException):
    """The process was killed."""


@dataclass
class Row:
    """A stored turn. The process dies at one of its saves, before or after it is written."""

    turn: Turn
    dies_at: int = 0
    written: bool = False
    saves: int = 0
    phases: list[Phase] = field(default_factory=list[Phase])

    async def save(self, turn: Turn) -> None:
        self.saves += 1
        if self.saves == self.dies_at and not self.written:
            raise Died
        self.turn = turn
        self.phases.append(turn.phase)
        if self.saves == self.dies_at:
            raise Died


@dataclass
class Place:
    """One backend and one chat that outlive the process that works on a turn.

    ``listed``: the backend tells which turns it knows, as the studio does. ``sent`` and
    ``submitted`` are what it knows beside what came while the test ran.
    """

    cloud: Cloud
    backend: Backend
    preparer: Preparer
    surface: RecordingSurface
    folder: Path
    clock: FakeClock
    listed: bool = True
    sent: set[str] = field(default_factory=set[str])
    submitted: set[str] = field(default_factory=set[str])

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self.cloud.always(Call.STATE, self._state)
        self.cloud.always(Call.STATUS, self._status)
        self.cloud.always(Call.RUN, says("Done."))

    def turns(self) -> list[str]:
        return [one.headers["x-turn-id"] for one in self.cloud.got(Call.RUN)]

    def renders(self) -> list[str]:
        return [one.json["id"] for one in self.cloud.got(Call.SUBMIT)]

    def turn(self) -> Turn:
        attachments, _ = sort_arguments((str(PHOTO),))
        return Turn("t1", CHAT, "zoom in", "en", attachments)

    def steps(self, turn: Turn) -> TurnSteps:
        """Those of a new process."""
        speaker = load_texts().for_locale("en")
        status = StatusMessage(self.surface, CHAT, ASKED, self.clock, message=turn.status)
        tools = Tools(
            self.backend, self.preparer, speaker, self.clock, lambda: f"n{next(self._numbers)}"
        )
        return TurnSteps(tools, status, self.folder, streams_text=True)

    async def walk(self, row: Row) -> None:
        """Go on with a stored turn until it is done or the process dies."""
        steps = self.steps(row.turn)
        while row.turn.phase is not Phase.DONE:
            await row.save(await steps.step(row.turn, row.save))

    async def run(self, turn: Turn) -> None:
        await RunningTurn(turn, self.steps(turn), self.backend, self.clock, stop_within=90.0).run()

    def _state(self, received: Received) -> Response:
        known = {*self.sent, *self.turns()}
        state: dict[str, Json] = {"draft": draft("coffee.jpg") if known else None}
        if self.listed:
            state["turns"] = [{"id": turn, "status": "done"} for turn in known]
        answer = ok({"state": state})(received)
        assert isinstance(answer, Response)
        return answer

    def _status(self, received: Received) -> Response:
        known = received.path.split("/")[-1] in {*self.submitted, *self.renders()}
        output: Json = {"url": "/files/out.mp4", "size": len(self.cloud.content)}
        reply = (
            bare({"status": "completed", "output": output})
            if known
            else bare({"error": "no such render"}, status=404)
        )
        answer = reply(received)
        assert isinstance(answer, Response)
        return answer


@pytest.fixture
async def place(tmp_path: Path) -> AsyncGenerator[Place]:
    cloud = Cloud(content=(PHOTO.parent / "tiny.mp4").read_bytes())
    clock, preparer, folder = FakeClock(auto=60), Preparer(), tmp_path / "turn"
    folder.mkdir()
    async with serving(cloud.app()) as url:
        backend = Backend(
            url,
            ConfiguredToken(SecretStr("secret")),
            Attribution("image-to-video-jiggle", "1.0.0", "unknown"),
            clock=clock,
            random=Random(1),
        )
        try:
            yield Place(cloud, backend, preparer, RecordingSurface(tmp_path), folder, clock)
        finally:
            await backend.aclose()
            await preparer.aclose()


async def test_a_turn_saves_its_intent_before_it_sends_submits_and_delivers(place: Place) -> None:
    row = Row(place.turn())
    await place.walk(row)
    assert row.saves == SAVES
    assert row.phases == [
        Phase.UPLOAD, Phase.SEND,
        Phase.FOLLOW, Phase.REPORT,
        Phase.SUBMIT, Phase.POLL, Phase.POLL, Phase.DOWNLOAD,
        Phase.DELIVER, Phase.DELIVER, Phase.DONE,
    ]  # fmt: skip
    assert row.turn.status == MessageRef(CHAT, "1")


@pytest.mark.parametrize("written", [True, False])
@pytest.mark.parametrize("dies_at", range(1, SAVES + 1))
async def test_a_process_that_dies_at_any_save_loses_and_repeats_nothing(
    place: Place, dies_at: int, written: bool
) -> None:
    row = Row(place.turn(), dies_at, written)
    with pytest.raises(Died):
        await place.walk(row)
    await place.walk(row)
    assert place.turns() == ["t1"]
    assert len(place.renders()) == len(set(place.renders())) == 1
    assert len(place.surface.videos) == 1


async def test_a_backend_that_lists_no_turns_is_not_sent_again_what_it_may_have_got(
    place: Place,
) -> None:
    place.listed = False
    turn = stored(place, Phase.FOLLOW)
    place.sent.clear()
    with pytest.raises(TurnLost):
        await place.run(turn)
    assert not place.turns()


def stored(place: Place, phase: Phase) -> Turn:
    """The row of a turn that was in this phase when its process was killed."""
    prepared = dataclasses.replace(
        place.turn(), session=Session("1234567890123456789"), status=SHOWN, phase=phase
    )
    if place.listed:
        prepared = dataclasses.replace(prepared, baseline=SessionState(turns=()))
    if phase in (Phase.FETCH, Phase.UPLOAD, Phase.SEND):
        return prepared
    place.sent.add(prepared.id)
    told = dataclasses.replace(prepared, answer="" if phase is Phase.FOLLOW else "Done.")
    if phase in (Phase.FOLLOW, Phase.REPORT):
        return told
    reported = dataclasses.replace(told, draft=MADE, summary="Timeline (1 track)")
    if phase is Phase.SUBMIT:
        return reported
    place.submitted.add("render_0")
    now = place.clock.time()
    submitted = dataclasses.replace(
        reported, render_id="render_0", submitted_at=now - 60, deadline=now + 840
    )
    if phase is Phase.POLL:
        return submitted
    url, size = "/files/out.mp4", len(place.cloud.content)
    rendered = dataclasses.replace(
        submitted, rendered=RenderStatus(RenderPhase.COMPLETED, url=url, size=size)
    )
    if phase is Phase.DOWNLOAD:
        return rendered
    path = place.folder / "stillmotion-t1.mp4"
    shutil.copyfile(PHOTO.parent / "tiny.mp4", path)
    return dataclasses.replace(rendered, video=Video(path, 64, 64, 1.0, size, path.name))


@pytest.mark.parametrize(
    ("phase", "listed"),
    [*((phase, True) for phase in Phase if phase is not Phase.DONE), (Phase.FOLLOW, False)],
)
async def test_a_turn_found_in_any_phase_ends_as_a_video_in_its_own_message(
    place: Place, phase: Phase, listed: bool
) -> None:
    place.listed = listed
    await place.run(stored(place, phase))
    before_sending = phase in (Phase.FETCH, Phase.UPLOAD, Phase.SEND)
    before_submitting = before_sending or phase in (Phase.FOLLOW, Phase.REPORT, Phase.SUBMIT)
    assert len(place.turns()) == before_sending
    assert len(place.renders()) == before_submitting
    assert [video.name for video in place.surface.videos] == ["stillmotion-t1.mp4"]
    assert {message for message, _ in place.surface.shown} == {SHOWN.message}
    assert place.surface.texts[-1].endswith(("Timeline (1 track)", "coffee.jpg (0-5s)"))


async def test_a_turn_that_is_done_does_nothing(place: Place) -> None:
    await place.run(stored(place, Phase.DONE))
    assert not place.cloud.received
    assert not place.surface.shown


async def test_an_intent_without_its_submission_is_submitted_under_another_id(
    place: Place,
) -> None:
    turn = stored(place, Phase.POLL)
    place.submitted.clear()
    await place.run(turn)
    assert place.renders() == ["render_n1"]
    assert place.surface.videos


async def test_a_restart_does_not_extend_the_deadline(place: Place) -> None:
    turn = dataclasses.replace(stored(place, Phase.POLL), deadline=place.clock.time() + 10)
    place.cloud.always(Call.STATUS, bare({"status": "processing"}))
    before = place.clock.time()
    with pytest.raises(RenderTimedOut):
        await place.run(turn)
    assert place.clock.time() - before == pytest.approx(10)  # pyright: ignore[reportUnknownMemberType] - untyped
    assert not place.renders()
