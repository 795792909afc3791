"""One payload → what it says, for every shape the backend and its agent kit are known to write."""

import json

import pytest

from core.backend.events import Failed, Heartbeat, ToolPhase
from core.backend.sse_shapes import Said, ToolUse, Utterance, read_payload

CALL, RESULT = ToolPhase.CALL, ToolPhase.RESULT


def spoken(*pieces: str | ToolUse) -> tuple[Said, ...]:
    return (Utterance(pieces),)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        pytest.param(
            {
                "content": {"role": "model", "parts": [{"text": "Hi"}]},
                "partial": True,
                "id": "e1",
                "author": "editor",
                "branch": "a.b",
            },
            (Utterance(("Hi",), partial=True, event_id="e1", voice="editor/a.b"),),
            id="fragment",
        ),
        pytest.param({"content": {"parts": [{"text": "Hi"}]}}, spoken("Hi"), id="no role, no key"),
        pytest.param(
            {"content": {"parts": [{"text": "Hi"}]}, "partial": False}, spoken("Hi"), id="whole"
        ),
        pytest.param(
            {
                "content": {
                    "parts": [{"text": "a"}, {"text": "hmm", "thought": True}, {"text": "b"}]
                }
            },
            spoken("ab"),
            id="a thought between texts",
        ),
        pytest.param(
            {
                "content": {
                    "parts": [
                        {"text": "a"},
                        {"functionCall": {"name": "cut", "id": "c1", "args": {"secret": 1}}},
                        {"text": "b"},
                    ]
                }
            },
            spoken("a", ToolUse("cut", CALL, "c1"), "b"),
            id="a call between texts",
        ),
        pytest.param(
            {"content": {"parts": [{"function_call": {"name": "cut"}}]}},
            spoken(ToolUse("cut", CALL)),
            id="snake_case call",
        ),
        pytest.param(
            {"content": {"role": "user", "parts": [{"functionResponse": {"name": "cut"}}]}},
            spoken(ToolUse("cut", RESULT)),
            id="a response comes under the user's role",
        ),
        pytest.param(
            {"content": {"role": "user", "parts": [{"function_response": {"name": "cut"}}]}},
            spoken(ToolUse("cut", RESULT)),
            id="snake_case response",
        ),
        pytest.param(
            {"content": {"role": "user", "parts": [{"text": "what I asked"}]}},
            spoken(),
            id="the user's own words",
        ),
        pytest.param(
            {"author": "user", "content": {"parts": [{"text": "what I asked"}]}},
            (Utterance(voice="user"),),
            id="the user's own words by author",
        ),
        pytest.param(
            {"content": {"parts": [{"functionCall": {"partialArgs": [1]}}]}},
            spoken(),
            id="a streamed call's later fragment",
        ),
        pytest.param(
            {"content": {"parts": [{"inlineData": {"mimeType": "image/png", "data": "QUJD"}}]}},
            spoken(),
            id="an inlined picture",
        ),
        pytest.param(
            {"content": {"parts": [None, 5, "x", [1], {"text": 3}]}}, spoken(), id="junk parts"
        ),
        pytest.param(
            {"author": "editor", "actions": {"stateDelta": {"a": 1}}},
            (Utterance(voice="editor"),),
            id="only the agent's state moves",
        ),
        pytest.param({"type": "text", "content": "Hi"}, spoken("Hi"), id="text"),
        pytest.param({"type": "text", "content": ""}, spoken(), id="empty text"),
        pytest.param(
            {"type": "tool_call", "name": "cut", "args": {"a": 1}},
            spoken(ToolUse("cut", CALL)),
            id="tool_call",
        ),
        pytest.param(
            {"type": "tool_result", "name": "cut", "result": "x"},
            spoken(ToolUse("cut", RESULT)),
            id="tool_result",
        ),
        pytest.param({"type": "heartbeat"}, (Heartbeat(),), id="heartbeat"),
        pytest.param(
            {"errorCode": "SAFETY", "errorMessage": "no"}, (Failed("no", "SAFETY"),), id="error"
        ),
        pytest.param(
            {"error_code": 500, "error_message": "no"},
            (Failed("no", "500"),),
            id="snake_case error",
        ),
        pytest.param({"errorMessage": "no"}, (Failed("no"),), id="a message alone"),
        pytest.param({"errorCode": "SAFETY"}, (Failed("SAFETY", "SAFETY"),), id="a code alone"),
        pytest.param(
            {"errorCode": "STOP", "errorMessage": ""}, (), id="a finish reason is no error"
        ),
        pytest.param(
            {"errorCode": None, "content": {"parts": [{"text": "Hi"}]}},
            spoken("Hi"),
            id="null code",
        ),
        pytest.param(
            {"content": {"parts": [{"text": "Hi"}]}, "errorCode": "MAX_TOKENS"},
            (Utterance(("Hi",)), Failed("MAX_TOKENS", "MAX_TOKENS")),
            id="text and an error",
        ),
        pytest.param(
            {"error": "boom", "error_details": {"type": "X"}}, (Failed("boom"),), id="exception"
        ),
        pytest.param(
            {"error": {"message": "boom", "code": 7}}, (Failed("boom", "7"),), id="error object"
        ),
        pytest.param({"error": True}, (Failed(""),), id="an error without words"),
        pytest.param({"error": None}, (), id="no error"),
        pytest.param({"error": {}}, (), id="empty error"),
        pytest.param({"type": "error", "message": "boom"}, (Failed("boom"),), id="typed error"),
        pytest.param(
            {"code": 2001, "message": "no credits"}, (Failed("no credits", "2001"),), id="envelope"
        ),
        pytest.param({"code": 0, "message": "fine"}, (), id="an envelope that is no error"),
        pytest.param({"surprise": 1}, (), id="unknown keys"),
        pytest.param({"content": "text without a type"}, (), id="content of another kind"),
        pytest.param([{"type": "heartbeat"}], (), id="a list"),
        pytest.param("text", (), id="a text"),
        pytest.param(None, (), id="null"),
        pytest.param(5, (), id="a number"),
    ],
)
def test_what_an_event_says(event: object, expected: tuple[Said, ...]) -> None:
    assert read_payload(json.dumps(event)) == expected


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        pytest.param("", (Heartbeat(),), id="empty"),
        pytest.param("heartbeat", (Heartbeat(),), id="the word"),
        pytest.param(" HEARTBEAT ", (Heartbeat(),), id="the word in capitals"),
        pytest.param("nonsense {", (), id="no JSON"),
        pytest.param(
            '{"error": "it "broke" in C:\\dir"}', (Failed('it "broke" in C:\\dir'),), id="unescaped"
        ),
        pytest.param(
            '{"error": "first line of two', (Failed("first line of two"),), id="unescaped newline"
        ),
        pytest.param("[" * 200_000, (), id="nested too deep"),
        pytest.param('{"a":' * 100_000, (), id="objects nested too deep"),
        pytest.param('{"type":"heartbeat","n":NaN,"i":-Infinity}', (Heartbeat(),), id="NaN"),
        pytest.param(
            '{"type":"heartbeat","n":' + "9" * 10_000 + "}", (Heartbeat(),), id="huge int"
        ),
        pytest.param('{"type":"text","content":"\\ud83d"}', spoken("\ud83d"), id="lone surrogate"),
        pytest.param(
            '{"type":"text","content":"a\tb"}', spoken("a\tb"), id="a raw tab in a string"
        ),
    ],
)
def test_payloads_that_no_writer_of_json_makes(payload: str, expected: tuple[Said, ...]) -> None:
    assert read_payload(payload) == expected


def test_a_shortened_line_is_not_taken_for_an_error() -> None:
    assert read_payload('{"error": "first', intact=False) == ()
    assert read_payload('{"error": "whole"}', intact=False) == (Failed("whole"),)


def test_names_and_messages_are_bounded_and_writable() -> None:
    [said] = read_payload(json.dumps({"type": "tool_call", "name": "\ud800" + "n" * 5000}))
    [failed] = read_payload(json.dumps({"error": "\udfff" + "m" * 50_000}))
    assert isinstance(said, Utterance)
    assert isinstance(failed, Failed)
    assert isinstance(said.pieces[0], ToolUse)
    assert len(said.pieces[0].name.encode()) < 1000
    assert len(failed.message.encode()) < 5000
