"""Every awkward way, as it looks on the wire and to our own decoder."""

import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from core.backend.events import Ended, Failed, Text, ToolActivity
from core.backend.sse import EventDecoder
from core.studio import Quirk, StudioConfig, UnknownQuirk, parse_quirks
from core.studio.turn_script import Outcome, Pause, script
from core.studio.turn_stream import Cut, Frame
from tests.peers.clock import FakeClock
from tests.studio.visitor import Visitor, events, picture, visiting, whole_texts

DONE = Outcome("turn-1", 1_800_000_000.0, "Your video is ready.", ("edit_timeline",), True)
ZH = replace(DONE, reply="视频已经做好了。")


def told(outcome: Outcome, *quirks: Quirk) -> tuple[str, list[str], bool]:
    """The texts and tools that a reader takes from it, and whether it ended cleanly."""
    decoder = EventDecoder()
    decoded: list[object] = []
    for step in script(outcome, frozenset(quirks)):
        if isinstance(step, Frame):
            decoded += decoder.feed(step.wire)
    clean = not any(isinstance(step, Cut) for step in script(outcome, frozenset(quirks)))
    decoded += decoder.end(clean=clean)
    texts = [event.text for event in decoded if isinstance(event, Text)]
    tools = [event.name for event in decoded if isinstance(event, ToolActivity)]
    assert Ended(clean=clean) in decoded
    return " ".join(texts), tools, clean


@pytest.mark.parametrize("quirk", [None, Quirk.SNAKE, Quirk.TYPED, Quirk.NOISE, Quirk.SLOW])
def test_whatever_the_shape_the_same_is_said(quirk: Quirk | None) -> None:
    text, tools, clean = told(DONE, *([quirk] if quirk else []))
    assert text.startswith(DONE.reply)
    assert text.count(DONE.reply) == 1
    assert set(tools) == {"edit_timeline"}
    assert clean


def test_shapes_differ_on_the_wire() -> None:
    def wire(*quirks: Quirk) -> str:
        steps = script(DONE, frozenset(quirks))
        return "".join(step.wire.decode() for step in steps if isinstance(step, Frame))

    assert "functionCall" in wire()
    assert "function_call" in wire(Quirk.SNAKE)
    assert "functionCall" not in wire(Quirk.SNAKE)
    assert '"type": "tool_call"' in wire(Quirk.TYPED)
    assert "no JSON" in wire(Quirk.NOISE)
    assert "temporary issue" in wire(Quirk.NOISE)


def test_a_silent_turn_says_nothing_when_it_changed_something() -> None:
    assert told(DONE, Quirk.SILENT)[0] == ""
    unchanged = replace(DONE, changed=False, reply="I did not understand.")
    assert told(unchanged, Quirk.SILENT)[0] == "I did not understand."


@pytest.mark.parametrize(
    ("quirk", "english", "chinese"),
    [(Quirk.GUI, "click the Export button", "点击"), (Quirk.DRAG, "Drag the title", "拖拽")],
)
def test_editor_words_come_in_the_language_of_the_answer(
    quirk: Quirk, english: str, chinese: str
) -> None:
    assert english in told(DONE, quirk)[0]
    assert chinese in told(ZH, quirk)[0]
    assert told(replace(DONE, reply=""), quirk)[0] == ""


def test_a_cut_comes_before_the_end() -> None:
    steps = script(DONE, frozenset({Quirk.CUT}))
    assert isinstance(steps[-1], Cut)
    assert len(steps) < len(script(DONE, frozenset())) + 1
    assert told(DONE, Quirk.CUT)[2] is False


def test_a_slow_turn_pauses_before_each_event() -> None:
    steps = script(DONE, frozenset({Quirk.SLOW}))
    assert all(isinstance(step, Pause) for step in steps[::2])


def test_a_failure_is_told_in_the_adks_way() -> None:
    failed = replace(DONE, error="It broke.")
    decoder = EventDecoder()
    (step,) = script(failed, frozenset())
    assert isinstance(step, Frame)
    assert Failed("It broke.", "AGENT_ERROR") in decoder.feed(step.wire)
    assert json.loads(step.wire.decode().removeprefix("data: "))["errorCode"] == "AGENT_ERROR"


def test_quirks_are_read_from_a_list() -> None:
    assert parse_quirks("") == frozenset()
    assert parse_quirks(" silent, CUT,,two-stage ") == {Quirk.SILENT, Quirk.CUT, Quirk.TWO_STAGE}


def test_an_unknown_quirk_names_the_known_ones() -> None:
    with pytest.raises(UnknownQuirk) as caught:
        parse_quirks("silent, loud")
    assert "loud" in str(caught.value)
    assert all(quirk.value in str(caught.value) for quirk in Quirk)


async def made(visitor: Visitor) -> httpx.Response:
    await visitor.enter()
    await visitor.upload(("my cat.png", picture()))
    return await visitor.say("zoom in for 5 seconds", "turn-1")


async def test_a_cut_stream_breaks_the_connection(config: StudioConfig) -> None:
    async with visiting(replace(config, quirks=frozenset({Quirk.CUT}))) as visitor:
        with pytest.raises(httpx.RemoteProtocolError):
            await made(visitor)
        assert await visitor.turn_status("turn-1") == "done"
        assert (await visitor.state())["draft"]["d"] == 5000


def tracks(state: dict[str, Any]) -> set[int]:
    return {track["tt"] for track in state["draft"]["t"]}


async def test_two_stages_show_the_clip_first(config: StudioConfig, clock: FakeClock) -> None:
    config = replace(config, quirks=frozenset({Quirk.TWO_STAGE}), clock=clock)
    async with visiting(config) as visitor:
        answer = await made(visitor)
        assert whole_texts(answer)
        assert tracks(await visitor.state()) == {0}
        assert len((await visitor.state())["generated_media"]) == 1
        await clock.advance(config.quirk_s)
        assert tracks(await visitor.state()) == {0, 1, 7}
        # an edit has only one
        await visitor.say("make it 3 seconds", "turn-2")
        assert (await visitor.state())["draft"]["d"] == 3000


async def test_an_edit_builds_on_the_second_stage(config: StudioConfig, clock: FakeClock) -> None:
    config = replace(config, quirks=frozenset({Quirk.TWO_STAGE}), clock=clock)
    async with visiting(config) as visitor:
        await made(visitor)
        await visitor.say("make it 3 seconds", "turn-2")
        state = await visitor.state()
        assert (state["draft"]["d"], tracks(state)) == (3000, {0, 1, 7})
        await clock.advance(100)
        assert (await visitor.state())["draft"] == state["draft"]


async def test_a_late_state_lags_behind(config: StudioConfig, clock: FakeClock) -> None:
    config = replace(config, quirks=frozenset({Quirk.LATE}), clock=clock)
    async with visiting(config) as visitor:
        await made(visitor)
        assert (await visitor.state())["draft"] is None
        await clock.advance(config.quirk_s - 0.1)
        assert (await visitor.state())["draft"] is None
        await clock.advance(0.1)
        assert (await visitor.state())["draft"]["d"] == 5000


@pytest.mark.parametrize("quirk", [Quirk.WRAPPED, Quirk.NESTED])
async def test_render_statuses_come_wrapped(config: StudioConfig, quirk: Quirk) -> None:
    async with visiting(replace(config, quirks=frozenset({quirk}))) as visitor:
        await made(visitor)
        await visitor.submit("r1", (await visitor.state())["draft"])
        while (status := await visitor.render("r1"))["data"]["status"] != "completed":
            pass
        data = status["data"]
        assert status["success"] is True
        url = data["outputUrl"] if quirk is Quirk.WRAPPED else data["output"]["url"]
        assert (await visitor.http.get(url)).status_code == 200
        assert ("progress" in data) is (quirk is Quirk.WRAPPED)


async def test_all_quirks_at_once_still_make_a_video(config: StudioConfig) -> None:
    every = frozenset(Quirk) - {Quirk.CUT, Quirk.SLOW}
    async with visiting(replace(config, quirks=every, quirk_s=0)) as visitor:
        assert events(await made(visitor))
        assert (await visitor.state())["draft"]["d"] == 5000
