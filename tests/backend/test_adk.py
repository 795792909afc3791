"""Turns against the real server of Google's Agent Development Kit, with a scripted agent."""

import asyncio
import itertools
import json
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing
from dataclasses import dataclass, field
from random import Random

import httpx
import pytest
from pydantic import SecretStr

from core.backend import Backend, ConfiguredToken
from core.backend.events import (
    Ended,
    Failed,
    StillWorking,
    Text,
    TextDelta,
    ToolActivity,
    ToolPhase,
    TurnEvent,
)
from core.backend.models import Attribution, Session, SessionState
from core.errors import SessionGone
from tests.peers.adk_server import adk_is_missing, adk_server
from tests.peers.clock import FakeClock
from tests.peers.turn_scene import until

if adk_is_missing():
    pytest.skip("the adk group is not installed", allow_module_level=True)

pytestmark = pytest.mark.adk

CUT = ToolActivity("cut", ToolPhase.CALL)
CUT_RESULT = ToolActivity("cut", ToolPhase.RESULT)
SESSIONS = itertools.count()


@dataclass
class Adk:
    url: str
    backend: Backend
    clock: FakeClock = field(default_factory=FakeClock)

    async def session(self) -> Session:
        made = Session(f"session-{next(SESSIONS)}")
        async with httpx.AsyncClient(trust_env=False) as client:
            path = f"/apps/nemo_agent/users/me/sessions/{made.session_id}"
            (await client.post(self.url + path)).raise_for_status()
        return made

    def turn(self, session: Session, *steps: object) -> AsyncGenerator[TurnEvent]:
        text = json.dumps(steps)
        return self.backend.run_turn(session, text, "turn-1", baseline=SessionState())

    async def said(self, *steps: object) -> list[TurnEvent]:
        return [event async for event in self.turn(await self.session(), *steps)]


@pytest.fixture(scope="module")
def server() -> Generator[str]:
    with adk_server() as url:
        yield url


@pytest.fixture
async def adk(server: str) -> AsyncGenerator[Adk]:
    clock = FakeClock()
    backend = Backend(
        server,
        ConfiguredToken(SecretStr("t")),
        Attribution("image-to-video-jiggle", "1.0.0", "unknown"),
        clock=clock,
        random=Random(0),
        trust_env=False,
    )
    yield Adk(server, backend, clock)
    await backend.aclose()


def spoken(*parts: object, role: str = "model") -> dict[str, object]:
    made = [{"text": part} if isinstance(part, str) else part for part in parts]
    return {"content": {"role": role, "parts": made}}


def event(*parts: object, **keys: object) -> dict[str, object]:
    return {"event": {**spoken(*parts), **keys}}


async def test_fragments_and_their_whole_are_one_text(adk: Adk) -> None:
    steps = [event("Do", partial=True), event("ne.", partial=True), event("Done.")]
    assert await adk.said(*steps) == [TextDelta("Do"), TextDelta("ne."), Text("Done."), Ended()]


async def test_under_one_id_too_and_with_the_key(adk: Adk) -> None:
    steps = [
        event("Do", partial=True, id="same"),
        event("ne.", partial=True, id="same"),
        event("Done.", partial=False, id="same"),
    ]
    assert await adk.said(*steps) == [TextDelta("Do"), TextDelta("ne."), Text("Done."), Ended()]


async def test_thoughts_stay_hidden(adk: Adk) -> None:
    thought = {"text": "SECRET", "thought": True}
    events = await adk.said(event(thought, partial=True), event(thought, "Done."))
    assert events == [Text("Done."), Ended()]


async def test_an_event_with_an_artifact_comes_twice_and_is_shown_once(adk: Adk) -> None:
    steps = [event("Done.", actions={"artifactDelta": {"video.mp4": 1}})]
    session = await adk.session()
    assert [one async for one in adk.turn(session, *steps)] == [Text("Done."), Ended()]


async def test_a_real_agent_with_a_model_and_a_tool(adk: Adk) -> None:
    call = {"functionCall": {"name": "cut", "args": {"at": 3}}}
    first = [
        {**spoken("Let me "), "partial": True},
        {**spoken("look."), "partial": True},
        spoken({"text": "SECRET", "thought": True}, "Let me look.", call),
    ]
    second = [
        {**spoken("Do"), "partial": True},
        {**spoken("ne."), "partial": True},
        spoken("Done."),
    ]
    assert await adk.said({"model": [first, second]}) == [
        TextDelta("Let me "),
        TextDelta("look."),
        Text("Let me look."),
        CUT,
        CUT_RESULT,
        TextDelta("Do"),
        TextDelta("ne."),
        Text("Done."),
        Ended(),
    ]


async def test_an_error_event_is_a_failure(adk: Adk) -> None:
    steps = [{"event": {"errorCode": "SAFETY", "errorMessage": "blocked"}}]
    assert await adk.said(*steps) == [Failed("blocked", "SAFETY"), Ended()]


async def test_an_exception_in_the_middle_is_a_failure(adk: Adk) -> None:
    events = await adk.said(event("So far", partial=True), {"raise": 'it "broke"\n\nin two'})
    assert events == [
        TextDelta("So far"),
        Failed('RuntimeError: it "broke"\n\nin two'),
        Text("So far"),
        Ended(),
    ]


async def test_an_error_event_and_its_exception_are_one_failure(adk: Adk) -> None:
    error = {"event": {"errorCode": "X", "errorMessage": "boom"}}
    assert await adk.said(error, {"raise": "boom"}) == [Failed("boom", "X"), Ended()]


async def test_a_silent_agent_just_ends(adk: Adk) -> None:
    assert await adk.said() == [Ended()]


async def test_an_agent_that_takes_its_time_sends_nothing_and_still_works(adk: Adk) -> None:
    turn = adk.turn(await adk.session(), event("So far"), {"sleep": 60})
    seen: list[TurnEvent] = []

    async def follow() -> None:
        async with aclosing(turn):
            async for one in turn:
                seen.append(one)  # noqa: PERF401 - looked at while it grows

    task = asyncio.create_task(follow())
    await until(lambda: bool(seen))
    await adk.clock.advance(120)
    assert seen == [Text("So far"), StillWorking(120.0)]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_megabytes_of_inlined_picture(adk: Adk) -> None:
    picture = {"inlineData": {"mimeType": "image/png", "data": "QUJD" * 700_000}}
    assert await adk.said(event("Here: 慢 🎬\u2028", picture)) == [
        Text("Here: 慢 🎬\u2028"),
        Ended(),
    ]


async def test_an_unknown_session_is_gone(adk: Adk) -> None:
    with pytest.raises(SessionGone):
        async for _ in adk.turn(Session("nobody's")):
            pass


async def test_a_server_without_the_extension_cancels_nothing(adk: Adk) -> None:
    assert not await adk.backend.cancel_turn("turn-1")
