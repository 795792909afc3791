"""Turns: kept before they say anything, run once, not bound to whoever reads them."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.studio import Limits, Quirk, StudioConfig, serve
from tests.peers.clock import FakeClock
from tests.studio.visitor import Visitor, events, picture, reaching, visiting, whole_texts

SLOW = frozenset({Quirk.SLOW})


@pytest.fixture
def slow(config: StudioConfig, clock: FakeClock) -> StudioConfig:
    """A studio whose turns wait for the clock before they think, and between their events."""
    return replace(config, clock=clock, quirks=SLOW)


@asynccontextmanager
async def with_picture(config: StudioConfig) -> AsyncGenerator[Visitor]:
    async with visiting(config) as visitor:
        await visitor.enter()
        await visitor.upload(("photo.png", picture()))
        yield visitor


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while not await condition():  # noqa: ASYNC110 - it asks over HTTP: nobody tells
            await asyncio.sleep(0)


async def pass_time(clock: FakeClock, task: asyncio.Task[httpx.Response]) -> httpx.Response:
    """Turn the clock until the answer is there."""
    async with asyncio.timeout(10):
        while not task.done():
            await clock.advance(3)
    return task.result()


async def test_a_turn_is_told_as_the_adk_tells_it(maker: Visitor) -> None:
    answer = await maker.say("make it 3 seconds", "turn-7")
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = events(answer)
    for event in told:
        assert event["author"] == "nemo_agent"
        assert event["invocationId"] == "e-turn-7"
        assert isinstance(event["id"], str)
        assert isinstance(event["timestamp"], float)
    calls = [part for e in told for part in e["content"]["parts"] if "functionCall" in part]
    results = [part for e in told for part in e["content"]["parts"] if "functionResponse" in part]
    assert [c["functionCall"]["id"] for c in calls] == [
        r["functionResponse"]["id"] for r in results
    ]
    assert calls
    fragments = "".join(e["content"]["parts"][0]["text"] for e in told if e.get("partial") is True)
    assert whole_texts(answer) == [fragments]
    assert len({event["id"] for event in told if "text" in event["content"]["parts"][0]}) == 1


async def test_a_turn_changes_the_state(visitor: Visitor) -> None:
    before = await visitor.state()
    assert before["draft"] is None
    assert before["canvas_config"] is None
    assert before["turns"] == before["generated_media"] == before["video_analyses"] == []
    await visitor.upload(("photo.png", picture()))
    await visitor.say("zoom in for 2 seconds", "turn-1")
    after = await visitor.state()
    assert after["draft"]["t"][0]["tt"] == 0
    assert after["draft"]["d"] == 2000
    assert set(after["canvas_config"]) == {"width", "height", "ratio"}
    assert after["turns"] == [{"id": "turn-1", "status": "done"}]


async def test_a_message_is_kept_before_its_first_event(
    slow: StudioConfig, clock: FakeClock
) -> None:
    async with with_picture(slow) as visitor:
        saying = asyncio.create_task(visitor.say("zoom in", "turn-1"))
        await until(lambda: is_status(visitor, "turn-1", "running"))
        assert not saying.done()
        assert (await visitor.balance())["frozen"] == 100
        await pass_time(clock, saying)
        assert (await visitor.balance())["frozen"] == 0
        assert await visitor.turn_status("turn-1") == "done"


async def is_status(visitor: Visitor, turn_id: str, status: str | None) -> bool:
    return await visitor.turn_status(turn_id) == status


async def test_a_reader_that_leaves_does_not_stop_the_turn(
    slow: StudioConfig, clock: FakeClock
) -> None:
    async with with_picture(slow) as visitor:
        request = visitor.http.stream(
            "POST", "/run_sse", json=visitor.message("zoom in"), headers={"X-Turn-Id": "turn-1"}
        )
        async with request as answer:
            assert answer.status_code == 200
        await until(lambda: is_status(visitor, "turn-1", "running"))
        await clock.advance(3)
        await until(lambda: is_status(visitor, "turn-1", "done"))
        assert (await visitor.state())["draft"] is not None


async def test_a_repeated_id_joins_the_running_turn(slow: StudioConfig, clock: FakeClock) -> None:
    async with with_picture(slow) as visitor:
        first = asyncio.create_task(visitor.say("zoom in", "turn-1"))
        await until(lambda: is_status(visitor, "turn-1", "running"))
        second = asyncio.create_task(visitor.say("zoom in", "turn-1"))
        await pass_time(clock, first)
        joined = await pass_time(clock, second)
        assert whole_texts(joined) == whole_texts(first.result()) != []
        assert (await visitor.balance())["total"] == 200  # charged once


async def test_a_repeated_id_is_answered_from_what_was_kept(maker: Visitor) -> None:
    first = await maker.say("make it 3 seconds", "turn-1")
    draft = (await maker.state())["draft"]
    await maker.say("make it 5 seconds", "turn-2")
    again = await maker.say("make it 3 seconds", "turn-1")
    assert whole_texts(again) == whole_texts(first)
    assert (await maker.state())["draft"] != draft  # turn-2 was not undone


async def test_an_id_stands_for_one_message(maker: Visitor) -> None:
    await maker.say("make it 3 seconds", "turn-1")
    other = await maker.say("make it 4 seconds", "turn-1")
    assert (other.status_code, other.json()["code"]) == (409, 409)
    await maker.begin()
    elsewhere = await maker.say("make it 3 seconds", "turn-1")
    assert elsewhere.status_code == 409


async def test_a_session_runs_one_turn_at_a_time(slow: StudioConfig, clock: FakeClock) -> None:
    async with with_picture(slow) as visitor:
        first = asyncio.create_task(visitor.say("zoom in", "turn-1"))
        await until(lambda: is_status(visitor, "turn-1", "running"))
        busy = await visitor.say("zoom out", "turn-2")
        assert (busy.status_code, busy.json()["code"]) == (409, 409)
        assert await visitor.turn_status("turn-2") is None
        await pass_time(clock, first)
        assert await visitor.turn_status("turn-1") == "done"


async def test_a_cancelled_turn_changes_nothing(slow: StudioConfig) -> None:
    async with with_picture(slow) as visitor:
        saying = asyncio.create_task(visitor.say("zoom in", "turn-1"))
        await until(lambda: is_status(visitor, "turn-1", "running"))
        answer = await visitor.http.post("/run_sse/turn-1/cancel")
        assert answer.json()["data"] == {"id": "turn-1", "status": "failed"}
        assert events(await saying)[-1]["errorCode"] == "AGENT_ERROR"
        state = await visitor.state()
        assert state["draft"] is None
        assert state["turns"] == [{"id": "turn-1", "status": "failed"}]
        assert await visitor.balance() == {"available": 100, "frozen": 0, "total": 100}
        again = await visitor.http.post("/run_sse/turn-1/cancel")
        assert again.json()["data"]["status"] == "failed"


async def test_a_finished_turn_stays_finished(maker: Visitor) -> None:
    await maker.say("make it 3 seconds", "turn-1")
    answer = await maker.http.post("/run_sse/turn-1/cancel")
    assert answer.json()["data"] == {"id": "turn-1", "status": "done"}
    missing = await maker.http.post("/run_sse/turn-2/cancel")
    assert (missing.status_code, missing.json()["code"]) == (404, 404)


async def test_an_unfinished_turn_is_finished_after_a_restart(
    slow: StudioConfig, clock: FakeClock
) -> None:
    async with AsyncExitStack() as stack:
        async with serve(slow) as address:
            visitor = await stack.enter_async_context(reaching(address.url))
            await visitor.enter()
            await visitor.upload(("photo.png", picture()))
            token, session = visitor.http.headers["Authorization"], visitor.session_id
            saying = asyncio.create_task(visitor.say("zoom in for 2 seconds", "turn-1"))
            await until(lambda: is_status(visitor, "turn-1", "running"))
        with pytest.raises(httpx.RemoteProtocolError):  # a cut, not an end
            await saying
    async with visiting(slow, {"Authorization": token}) as visitor:
        visitor.session_id = session
        assert await visitor.turn_status("turn-1") == "running"
        joined = asyncio.create_task(visitor.say("zoom in for 2 seconds", "turn-1"))
        assert whole_texts(await pass_time(clock, joined))
        assert (await visitor.state())["draft"]["d"] == 2000
        assert (await visitor.balance())["total"] == 200  # charged once
    async with visiting(slow, {"Authorization": token}) as visitor:
        visitor.session_id = session
        assert await visitor.turn_status("turn-1") == "done"
        retold = await visitor.say("zoom in for 2 seconds", "turn-1")
        assert whole_texts(retold) == whole_texts(joined.result())


async def test_a_turn_that_breaks_is_told_so_and_costs_nothing(
    config: StudioConfig, maker: Visitor
) -> None:
    """As if somebody had edited the rows by hand."""
    before = await maker.balance()
    rows = sqlite3.connect(config.data_dir / "studio.sqlite3")
    with rows:
        rows.execute("""UPDATE sessions SET draft = '{"t": "/secret/path"}'""")
    rows.close()
    for _ in range(2):  # the second time it is told from what was kept
        answer = await maker.say("make it 3 seconds", "turn-1")
        (event,) = events(answer)
        assert event["errorCode"] == "AGENT_ERROR"
        assert "secret" not in answer.text
    assert await maker.turn_status("turn-1") == "failed"
    assert await maker.balance() == before


async def test_what_was_done_can_be_undone_after_a_restart(config: StudioConfig) -> None:
    async with with_picture(config) as visitor:
        await visitor.say("zoom in for 2 seconds")
        await visitor.say("make it 3 seconds")
        token, session = visitor.http.headers["Authorization"], visitor.session_id
    async with visiting(config, {"Authorization": token}) as visitor:
        visitor.session_id = session
        lengths: list[int] = []
        for text in ("undo", "redo"):
            await visitor.say(text)
            lengths.append((await visitor.state())["draft"]["d"])
        assert lengths == [2000, 3000]


async def test_silence_is_filled_with_heartbeats(slow: StudioConfig, clock: FakeClock) -> None:
    slow = replace(slow, quirk_s=40)
    async with with_picture(slow) as visitor:
        request = visitor.http.stream("POST", "/run_sse", json=visitor.message("zoom in"))
        async with request as answer:
            received: list[bytes] = []

            async def read() -> None:
                async for block in answer.aiter_raw():
                    received.append(block)
                    if len(received) == 2:
                        return

            reading = asyncio.create_task(read())
            while not reading.done():
                await clock.advance(1)
            assert received == [b": heartbeat\n\n"] * 2


async def test_only_kept_turns_are_listed(config: StudioConfig) -> None:
    async with visiting(replace(config, limits=Limits(turns_per_session=3))) as visitor:
        await visitor.enter()
        for number in range(5):
            await visitor.say("hello", f"turn-{number}")
        assert [turn["id"] for turn in (await visitor.state())["turns"]] == [
            "turn-2",
            "turn-3",
            "turn-4",
        ]


WRONG: list[dict[str, object]] = [
    {"new_message": None},
    {"new_message": "hello"},
    {"new_message": {}},
    {"new_message": {"parts": []}},
    {"new_message": {"parts": "hello"}},
    {"new_message": {"parts": [None]}},
    {"new_message": {"parts": [{"text": 7}]}},
    {"new_message": {"parts": [{"text": ""}]}},
    {"new_message": {"parts": [{"text": " \n"}]}},
    {"new_message": {"parts": [{"inlineData": {}}]}},
    {"new_message": {"parts": [{"text": "x" * 20_001}]}},
    {"session_id": None},
    {"session_id": 7},
    {"session_id": ["x"]},
    {"session_id": "x" * 5_000},
]


async def test_what_is_no_message_is_422(visitor: Visitor) -> None:
    cases: list[dict[str, object]] = WRONG
    for change in cases:
        body = {**visitor.message("hello"), **change}
        answer = await visitor.http.post("/run_sse", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, 422), change


async def test_a_text_that_is_too_long_is_refused_in_words_that_name_the_limit(
    visitor: Visitor,
) -> None:
    answer = await visitor.say("x" * 20_001)
    assert answer.json()["message"] == "the text is longer than 20,000 characters"


async def test_a_session_that_is_none_is_1002(visitor: Visitor) -> None:
    cases: list[str] = ["", "nope", "../../etc", "' OR 1=1 --", "\x00", "🙂" * 20]
    for session in cases:
        visitor.session_id = session
        answer = await visitor.say("hello")
        assert (answer.status_code, answer.json()["code"]) == (200, 1002), session


async def test_odd_turn_ids_are_refused(visitor: Visitor) -> None:
    cases: list[str] = ["", "a b", "x" * 101, "../x", "a/b", 'a"b']
    for turn_id in cases:
        answer = await visitor.say("hello", turn_id)
        assert (answer.status_code, answer.json()["code"]) == (422, 422), turn_id


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.dictionaries(
        st.sampled_from(["session_id", "new_message", "app_name", "user_id"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["parts", "text", "role"]), inner, max_size=3)
            ),
            max_leaves=8,
        ),
    )
)
async def test_no_json_brings_the_studio_down(visitor: Visitor, body: dict[str, object]) -> None:
    answer = await visitor.http.post(
        "/run_sse", content=json.dumps(body), headers={"Content-Type": "application/json"}
    )
    assert answer.json()["code"] in (422, 1002)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(min_size=1, max_size=200))
async def test_no_text_brings_the_studio_down(maker: Visitor, text: str) -> None:
    answer = await maker.say(text)
    if answer.headers["content-type"].startswith("text/event-stream"):
        assert not any("errorCode" in event for event in events(answer)), text
    else:
        assert answer.json()["code"] == 422
