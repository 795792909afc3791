"""A stream that breaks, or a crash: the outcome is looked up, the message never sent twice."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from core.backend import Timing
from core.backend.events import (
    Ended,
    Failed,
    Reconnecting,
    StillWorking,
    Text,
    TextDelta,
)
from core.backend.models import Json, SessionState, TurnRecord, TurnStatus
from core.errors import BackendDown, SessionGone, TurnLost, TurnTimedOut
from tests.peers.stream_server import Cut, Reply, answer, state, stream
from tests.peers.turn_scene import SESSION, STATE, TurnScene, told, turn_scene, until

OLD: dict[str, Json] = {"t": [{"tt": 0, "sg": [{"d": 1000}]}]}
NEW: dict[str, Json] = {"t": [{"tt": 0, "sg": [{"d": 5000}]}]}
BEFORE = SessionState(draft=OLD)
LISTING = SessionState(draft=OLD, turns=())
DOWN = Reply((b"bad gateway",), 502, "text/html")
LOST = stream(told("Slow", partial=True), Cut.CLOSED)


def listed(*turns: tuple[str, str]) -> Reply:
    return state(OLD, [{"id": turn_id, "status": status} for turn_id, status in turns])


@pytest.fixture
async def turns() -> AsyncGenerator[TurnScene]:
    async with turn_scene() as made:
        made.server.on("/run_sse", LOST)
        made.server.on(STATE, state(OLD))
        yield made


# the cloud: only a changed state tells ---------------------------------------------------------


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(LOST, id="closed too early"),
        pytest.param(stream(told("Slow", partial=True), b"data: {", Cut.RESET), id="reset"),
        pytest.param(Reply((Cut.RESET,)), id="no answer"),
        pytest.param(DOWN, id="502"),
        pytest.param(Reply((b"",), 504, None), id="504 without a word"),
        pytest.param(answer({"detail": "crashed"}, status=500), id="500"),
        pytest.param(Reply((b"<html>login</html>",), 200, "text/html"), id="a page"),
        pytest.param(answer({"code": 0, "data": {}}), id="a document that refuses nothing"),
    ],
)
async def test_a_changed_state_ends_a_lost_turn(turns: TurnScene, broken: Reply) -> None:
    turns.server.on("/run_sse", broken)
    turns.server.on(STATE, state(OLD), state(NEW))
    following = turns.begin(BEFORE)
    await turns.sleep_through(30.0)
    await following.until_seen(Reconnecting(1))
    assert turns.server.reads() == 1
    await turns.sleep_through(60.0)
    await following.task
    assert following.seen[-3:] == [Reconnecting(0), Reconnecting(1), Ended(clean=False)]
    assert turns.server.reads() == 2
    assert len(turns.server.posts()) == 1


async def test_text_already_shown_stays(turns: TurnScene) -> None:
    turns.server.on(STATE, state(NEW))
    following = turns.begin(BEFORE)
    await turns.sleep_through(30.0)
    await following.task
    assert following.seen == [
        TextDelta("Slow"),
        Text("Slow"),
        Reconnecting(0),
        Ended(clean=False),
    ]


async def test_new_media_of_the_backend_are_a_change_too(turns: TurnScene) -> None:
    made = {"draft": OLD, "generated_media": [{"url": "https://x/y.mp4"}]}
    turns.server.on(STATE, answer({"code": 0, "data": {"state": made}}))
    following = turns.begin(BEFORE)
    await turns.sleep_through(30.0)
    await following.task
    assert following.seen[-1] == Ended(clean=False)


async def test_five_unchanged_reads_lose_a_turn(turns: TurnScene) -> None:
    following = turns.begin(BEFORE)
    await turns.sleep_through(30.0, 60.0, 60.0, 60.0, 60.0)
    with pytest.raises(TurnLost):
        await following.task
    assert following.seen[2:] == [Reconnecting(reads) for reads in range(5)]
    assert turns.server.reads() == 5
    assert len(turns.server.posts()) == 1


@pytest.mark.parametrize(
    "useless",
    [
        pytest.param([DOWN] * 5, id="down"),
        pytest.param([answer({"code": 429}, status=429)] * 2, id="too often"),
        pytest.param([Reply((b"<html>",), 200, "text/html")], id="a page"),
    ],
)
async def test_a_read_that_fails_is_a_read_that_tells_nothing(
    turns: TurnScene, useless: list[Reply]
) -> None:
    turns.server.on(STATE, *useless, state(NEW))
    following = turns.begin(BEFORE)
    await turns.sleep_through(30.0)
    while Reconnecting(1) not in following.seen:
        await turns.clock.advance(5)
    await turns.sleep_through(60.0)
    await following.task
    assert following.seen[2:] == [Reconnecting(0), Reconnecting(1), Ended(clean=False)]
    assert len(turns.server.posts()) == 1


async def test_a_session_that_is_gone_is_told(turns: TurnScene) -> None:
    turns.server.on(STATE, answer({"code": 1002, "message": "gone"}))
    following = turns.begin(BEFORE)
    await turns.sleep_through(30.0)
    with pytest.raises(SessionGone):
        await following.task


async def test_an_agent_that_had_failed_needs_no_looking_up(turns: TurnScene) -> None:
    turns.server.on("/run_sse", stream('{"error": "boom"}', Cut.CLOSED))
    assert await turns.run() == [Failed("boom"), Ended(clean=False)]
    assert turns.server.reads() == 0


async def test_an_error_in_the_last_bytes_before_the_cut_counts(turns: TurnScene) -> None:
    turns.server.on("/run_sse", stream(b'data: {"error": "boom"}', Cut.CLOSED))
    assert await turns.run() == [Failed("boom"), Ended(clean=False)]


async def test_leaving_while_it_is_looked_up_leaves_no_task(turns: TurnScene) -> None:
    before = asyncio.all_tasks()
    following = turns.begin(BEFORE)
    await following.until_seen(Reconnecting(0))
    following.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await following.task
    await until(lambda: asyncio.all_tasks() == before)


# the studio lists its turns --------------------------------------------------------------------


async def test_a_listed_turn_is_watched_to_its_end(turns: TurnScene) -> None:
    running = listed(("turn-0", "done"), ("turn-1", "running"))
    turns.server.on(STATE, running, running, listed(("turn-0", "done"), ("turn-1", "done")))
    following = turns.begin(LISTING)
    await turns.sleep_through(1.0, 1.0, 1.0)
    await following.task
    assert following.seen[2:] == [Reconnecting(0), Ended(clean=False)]
    assert turns.server.reads() == 3
    assert len(turns.server.posts()) == 1


async def test_a_listed_turn_that_failed_is_a_failure(turns: TurnScene) -> None:
    turns.server.on(STATE, listed(("turn-1", "failed")))
    following = turns.begin(LISTING)
    await turns.sleep_through(1.0)
    await following.task
    assert following.seen[2:] == [Reconnecting(0), Failed(""), Ended(clean=False)]


async def test_a_message_that_never_arrived_is_sent_again(turns: TurnScene) -> None:
    turns.server.on("/run_sse", Reply((Cut.RESET,)), stream(told("Done.")))
    turns.server.on(STATE, listed(("turn-0", "done")))
    following = turns.begin(LISTING)
    await turns.sleep_through(1.0)
    await following.task
    assert following.seen == [Reconnecting(0), Text("Done."), Ended()]
    assert [sent.headers["x-turn-id"] for sent in turns.server.posts()] == ["turn-1", "turn-1"]


async def test_a_message_that_never_arrives_is_given_up(turns: TurnScene) -> None:
    turns.server.on("/run_sse", Reply((Cut.RESET,)))
    turns.server.on(STATE, listed())
    following = turns.begin(LISTING)
    await turns.sleep_through(1.0, 1.0, 1.0)
    with pytest.raises(BackendDown) as down:
        await following.task
    assert not down.value.sent
    assert len(turns.server.posts()) == 3


async def test_a_backend_that_turns_out_to_list_its_turns_is_believed(turns: TurnScene) -> None:
    turns.server.on(STATE, listed(("turn-1", "done")))
    following = turns.begin(BEFORE)
    await turns.sleep_through(30.0)
    await following.task
    assert following.seen[-1] == Ended(clean=False)
    assert len(turns.server.posts()) == 1


async def test_a_studio_that_restarts_is_waited_for(turns: TurnScene) -> None:
    turns.server.on(STATE, *[DOWN] * 5, listed(("turn-1", "running")), listed(("turn-1", "done")))
    following = turns.begin(LISTING)
    await turns.sleep_through(1.0)
    while not following.task.done():
        await turns.clock.advance(1)
    assert following.seen[-1] == Ended(clean=False)
    assert len(turns.server.posts()) == 1


async def test_a_listed_turn_that_never_ends_times_out() -> None:
    async with turn_scene(timing=Timing(turn_poll=30)) as turns:
        turns.server.on("/run_sse", LOST)
        turns.server.on(STATE, listed(("turn-1", "running")))
        following = turns.begin(LISTING)
        await turns.sleep_through(*[30.0] * 30)
        with pytest.raises(TurnTimedOut) as out:
            await following.task
        assert out.value.after == 900
        words = [one for one in following.seen if isinstance(one, StillWorking)]
        assert words == [StillWorking(float(after)) for after in range(120, 900, 120)]


# after a crash ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "events"),
    [
        ("done", [Reconnecting(0), Ended(clean=False)]),
        ("failed", [Reconnecting(0), Failed(""), Ended(clean=False)]),
    ],
)
async def test_a_turn_that_ended_during_a_crash_is_told_at_once(
    turns: TurnScene, status: str, events: list[object]
) -> None:
    turns.server.on(STATE, listed(("turn-1", status)))
    following = turns.resume(LISTING)
    await following.task
    assert following.seen == events
    assert turns.server.posts() == []


async def test_a_turn_that_never_arrived_is_left_to_the_caller(turns: TurnScene) -> None:
    turns.server.on(STATE, listed())
    following = turns.resume(LISTING)
    with pytest.raises(BackendDown) as down:
        await following.task
    assert not down.value.sent
    assert turns.server.posts() == []


async def test_a_turn_that_still_runs_after_a_crash_is_watched(turns: TurnScene) -> None:
    turns.server.on(STATE, listed(("turn-1", "running")), listed(("turn-1", "done")))
    following = turns.resume(
        SessionState(draft=OLD, turns=(TurnRecord("turn-0", TurnStatus.DONE),))
    )
    await turns.sleep_through(1.0)
    await following.task
    assert following.seen[-1] == Ended(clean=False)


async def test_after_a_crash_the_cloud_is_asked_at_once_and_then_five_times(
    turns: TurnScene,
) -> None:
    following = turns.resume(BEFORE)
    await following.until_seen(Reconnecting(1))
    assert turns.server.reads() == 1
    await turns.sleep_through(30.0, 60.0, 60.0, 60.0, 60.0)
    with pytest.raises(TurnLost):
        await following.task
    assert turns.server.reads() == 6
    assert turns.server.posts() == []


async def test_after_a_crash_a_changed_state_is_the_end(turns: TurnScene) -> None:
    turns.server.on(STATE, state(NEW))
    following = turns.resume(BEFORE)
    await following.task
    assert following.seen == [Reconnecting(0), Ended(clean=False)]


# a state that lags -----------------------------------------------------------------------------


async def test_a_state_that_lags_is_read_again(turns: TurnScene) -> None:
    turns.server.on(STATE, state(OLD), state(OLD), state(NEW))
    reading = asyncio.create_task(turns.backend.settled_state(SESSION, BEFORE, expect_change=True))
    await turns.sleep_through(2.0, 4.0)
    assert (await reading).draft == NEW
    assert turns.server.reads() == 3


async def test_a_state_that_stays_is_believed_after_fourteen_seconds(turns: TurnScene) -> None:
    reading = asyncio.create_task(turns.backend.settled_state(SESSION, BEFORE, expect_change=True))
    await turns.sleep_through(2.0, 4.0, 8.0)
    assert (await reading).draft == OLD
    assert turns.server.reads() == 4


async def test_a_state_that_need_not_change_is_read_once(turns: TurnScene) -> None:
    state_ = await turns.backend.settled_state(SESSION, BEFORE, expect_change=False)
    assert state_.draft == OLD
    assert turns.server.reads() == 1
