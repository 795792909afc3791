"""A turn against a backend on loopback: sent once, every shape of its stream understood."""

import json
from collections.abc import AsyncGenerator, Sequence

import pytest

from core.backend.events import (
    Ended,
    Failed,
    Heartbeat,
    Text,
    TextDelta,
    ToolActivity,
    ToolPhase,
    TurnEvent,
)
from tests.peers.stream_server import Reply, stream
from tests.peers.turn_scene import TurnScene, told, turn_scene

DONE = (Text("Done."), Ended())


@pytest.fixture
async def turns() -> AsyncGenerator[TurnScene]:
    async with turn_scene() as made:
        yield made


async def test_the_message_goes_out_once_with_every_header(turns: TurnScene) -> None:
    turns.server.on("/run_sse", stream(told("Done.")))
    assert await turns.run("慢一点 🎬") == [*DONE]
    [sent] = turns.server.posts()
    assert json.loads(sent.body) == {
        "app_name": "nemo_agent",
        "user_id": "me",
        "session_id": "1234567890123456789",
        "new_message": {"parts": [{"text": "慢一点 🎬"}]},
    }
    expected = {
        "authorization": "Bearer secret-token",
        "accept": "text/event-stream",
        "accept-encoding": "identity",
        "content-type": "application/json",
        "x-skill-source": "image-to-video-jiggle",
        "x-skill-version": "1.0.0",
        "x-skill-platform": "unknown",
        "x-turn-id": "turn-1",
    }
    assert {name: sent.headers.get(name) for name in expected} == expected


CUT = ToolActivity("cut", ToolPhase.CALL)
CUT_RESULT = ToolActivity("cut", ToolPhase.RESULT)

SHAPES: dict[str, tuple[Reply, Sequence[TurnEvent]]] = {
    "fragments and the whole under one id": (
        stream(
            told("Do", partial=True, id="1"),
            told("ne.", partial=True, id="1"),
            told("Done.", partial=False, id="1"),
        ),
        [TextDelta("Do"), TextDelta("ne."), *DONE],
    ),
    "the whole without the key": (
        stream(told("Done.", partial=True), told("Done.")),
        [TextDelta("Done."), *DONE],
    ),
    "camelCase tools": (
        stream(
            told({"functionCall": {"name": "cut", "args": {"at": 1}}}),
            told({"functionResponse": {"name": "cut", "response": {"raw": 1}}}, role="user"),
            told("Done."),
        ),
        [CUT, CUT_RESULT, *DONE],
    ),
    "snake_case tools": (
        stream(
            told({"function_call": {"name": "cut"}}),
            told({"function_response": {"name": "cut"}}),
            told("Done."),
        ),
        [CUT, CUT_RESULT, *DONE],
    ),
    "text": (stream('{"type": "text", "content": "Done."}'), DONE),
    "tool_call and tool_result": (
        stream(
            '{"type": "tool_call", "name": "cut", "args": {}}',
            '{"type": "tool_result", "name": "cut", "result": "raw"}',
            told("Done."),
        ),
        [CUT, CUT_RESULT, *DONE],
    ),
    "heartbeats of every kind": (
        stream('{"type": "heartbeat"}', "heartbeat", b"data:\n\n", b": ping\n\n", told("Done.")),
        [Heartbeat(), Heartbeat(), Heartbeat(), Heartbeat(), *DONE],
    ),
    "thoughts": (stream(told({"text": "hm", "thought": True}), told("Done.")), DONE),
    "errorCode": (
        stream('{"errorCode": "SAFETY", "errorMessage": "no"}'),
        [Failed("no", "SAFETY"), Ended()],
    ),
    "error_code": (
        stream('{"error_code": "SAFETY", "error_message": "no"}'),
        [Failed("no", "SAFETY"), Ended()],
    ),
    "error": (stream('{"error": "boom", "error_details": {}}'), [Failed("boom"), Ended()]),
    "both for one failure": (
        stream('{"errorCode": "X", "errorMessage": "boom"}', '{"error": "boom"}'),
        [Failed("boom", "X"), Ended()],
    ),
    "an unescaped error": (
        stream('{"error": "it "broke" here"}'),
        [Failed('it "broke" here'), Ended()],
    ),
    "anything else": (
        stream('{"surprise": 1}', "no JSON", "[1]", b"junk\n\n", told("Done.")),
        DONE,
    ),
    "nothing at all": (stream(), [Ended()]),
    "a trailing temporary issue": (
        stream(told("Done."), told("I encountered a temporary issue. Try again later.")),
        DONE,
    ),
    "byte by byte": (
        stream(*[bytes([byte]) for byte in told("Fini 🎬.") + told("Done.")]),
        [Text("Fini 🎬."), *DONE],
    ),
    "a last event without its blank line": (stream(told("Done.").rstrip()), DONE),
    "crlf behind a BOM": (
        stream(b"\xef\xbb\xbf" + told("Done.").replace(b"\n", b"\r\n")),
        DONE,
    ),
    "megabytes on one line": (
        stream(told({"inlineData": {"data": "QUJD" * 600_000}}, "Done.")),
        DONE,
    ),
    "a stream without a type": (
        Reply((told("Done."),), content_type=None),
        DONE,
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
async def test_every_documented_shape_of_the_stream(turns: TurnScene, shape: str) -> None:
    reply, expected = SHAPES[shape]
    turns.server.on("/run_sse", reply)
    assert await turns.run() == list(expected)
    assert len(turns.server.posts()) == 1
    assert turns.server.reads() == 0
