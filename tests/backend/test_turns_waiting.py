"""A turn that takes long, says nothing, or is left by its reader."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from core.backend.events import Ended, Heartbeat, StillWorking, Text
from core.backend.models import SessionState
from core.errors import TurnTimedOut
from tests.peers.stream_server import answer, stream
from tests.peers.turn_scene import SESSION, TurnScene, told, turn_scene, until


@pytest.fixture
async def turns() -> AsyncGenerator[TurnScene]:
    async with turn_scene() as made:
        yield made


async def test_every_two_minutes_without_news_it_still_works_and_after_ten_it_does_not(
    turns: TurnScene,
) -> None:
    turns.server.on("/run_sse", stream(told("So far"), asyncio.Event()))
    following = turns.begin()
    running, seen = following.task, following.seen
    await until(lambda: Text("So far") in seen)
    for minutes in (2, 4, 6, 8):
        await turns.clock.advance(119)
        assert StillWorking(minutes * 60.0) not in seen
        await turns.clock.advance(1)
        assert seen[-1] == StillWorking(minutes * 60.0)
    await turns.clock.advance(120)
    with pytest.raises(TurnTimedOut) as out:
        await running
    assert out.value.after == 600
    await until(turns.server.hung_up.is_set)


@pytest.mark.parametrize("beat", [b"data: heartbeat\n\n", b": ping\n\n", b"data:\n\n"])
async def test_heartbeats_are_no_news(turns: TurnScene, beat: bytes) -> None:
    beats = [asyncio.Event() for _ in range(5)]
    turns.server.on(
        "/run_sse", stream(*[step for wait in beats for step in (wait, beat)], asyncio.Event())
    )
    following = turns.begin()
    running, seen = following.task, following.seen
    await until(lambda: bool(turns.server.posts()))
    for count, wait in enumerate(beats, 1):
        await turns.clock.advance(100)
        wait.set()
        await until(lambda count=count: seen.count(Heartbeat()) == count)
    assert [one for one in seen if isinstance(one, StillWorking)] == [
        StillWorking(float(elapsed)) for elapsed in (120, 240, 360, 480)
    ]
    await turns.clock.advance(100)
    with pytest.raises(TurnTimedOut):
        await running


async def test_a_thinking_model_is_not_timed_out_before_the_turn_is(turns: TurnScene) -> None:
    thought = told({"text": "hm", "thought": True}, partial=True)
    beats = [asyncio.Event() for _ in range(8)]
    steps = [step for wait in beats for step in (wait, thought, b"data: heartbeat\n\n")]
    turns.server.on("/run_sse", stream(*steps, asyncio.Event()))
    following = turns.begin()
    running, seen = following.task, following.seen
    await until(lambda: bool(turns.server.posts()))
    for count, wait in enumerate(beats, 1):
        await turns.clock.advance(100)
        wait.set()
        await until(lambda count=count: seen.count(Heartbeat()) == count)
    await turns.clock.advance(99)
    assert not running.done()
    await turns.clock.advance(1)
    with pytest.raises(TurnTimedOut) as out:
        await running
    assert out.value.after == 900
    assert seen.count(StillWorking(120.0)) == 1


async def test_news_put_the_next_word_off(turns: TurnScene) -> None:
    go = asyncio.Event()
    turns.server.on("/run_sse", stream(go, told("So far"), asyncio.Event()))
    following = turns.begin()
    running, seen = following.task, following.seen
    await until(lambda: bool(turns.server.posts()))
    await turns.clock.advance(100)
    go.set()
    await until(lambda: Text("So far") in seen)
    await turns.clock.advance(119)
    assert seen == [Text("So far")]
    await turns.clock.advance(1)
    assert seen == [Text("So far"), StillWorking(220.0)]
    running.cancel()


async def test_patience_begins_anew_with_news(turns: TurnScene) -> None:
    go = asyncio.Event()
    turns.server.on("/run_sse", stream(go, told("So far"), asyncio.Event()))
    following = turns.begin()
    await until(lambda: bool(turns.server.posts()))
    await turns.clock.advance(250)
    go.set()
    await following.until_seen(Text("So far"))
    await turns.clock.advance(599)
    assert not following.task.done()
    await turns.clock.advance(1)
    with pytest.raises(TurnTimedOut) as out:
        await following.task
    assert out.value.after == 850


def tasks_of_the_turn() -> set[str]:
    return {task.get_name() for task in asyncio.all_tasks() if "turn:" in task.get_name()}


async def test_who_leaves_closes_the_connection_and_leaves_no_task(turns: TurnScene) -> None:
    turns.server.on("/run_sse", stream(told("So far"), asyncio.Event()))
    before = asyncio.all_tasks()
    async with aclosing(
        turns.backend.run_turn(SESSION, "x", "turn-1", baseline=SessionState())
    ) as events:
        assert await anext(events) == Text("So far")
        assert tasks_of_the_turn() == {"turn: reader", "turn: alarm"}
    assert tasks_of_the_turn() == set()
    await until(turns.server.hung_up.is_set)
    await until(lambda: asyncio.all_tasks() == before)


@pytest.mark.parametrize("stage", ["connecting", "silent", "streaming"])
async def test_a_cancelled_turn_closes_the_connection_and_leaves_no_task(
    turns: TurnScene, stage: str
) -> None:
    steps = (told("So far"),) if stage == "streaming" else ()
    turns.server.on("/run_sse", stream(*steps, asyncio.Event()))
    before = asyncio.all_tasks()
    following = turns.begin()
    running, seen = following.task, following.seen
    if stage == "connecting":
        await asyncio.sleep(0)
    else:
        await until(lambda: bool(turns.server.posts()) and len(seen) == len(steps))
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert tasks_of_the_turn() == set()
    if stage != "connecting":
        await until(turns.server.hung_up.is_set)
    await until(lambda: asyncio.all_tasks() == before)
    assert not [one for one in seen if isinstance(one, Ended)]


async def test_cancelling_at_the_backend(turns: TurnScene) -> None:
    assert not await turns.backend.cancel_turn("turn/1")
    turns.server.on("/run_sse/turn%2F1/cancel", answer({"code": 0, "data": {}}))
    assert await turns.backend.cancel_turn("turn/1")
