"""Fragments and wholes → each text exactly once, nothing of the model's thoughts."""

import json

import pytest

from core.backend.events import (
    AgentEvent,
    Ended,
    Failed,
    Heartbeat,
    Text,
    TextDelta,
    ToolActivity,
    ToolPhase,
)
from core.backend.sse import EventDecoder
from tests.peers.timing import cpu_seconds

CALL = {"functionCall": {"name": "cut", "id": "c1"}}
RESPONSE = {"functionResponse": {"name": "cut", "id": "c1"}}
CALLED = ToolActivity("cut", ToolPhase.CALL)
RESPONDED = ToolActivity("cut", ToolPhase.RESULT)


def said(*parts: object, role: object = "model", **keys: object) -> dict[str, object]:
    made = [{"text": part} if isinstance(part, str) else part for part in parts]
    return {"content": {"role": role, "parts": made}, **keys}


def bit(*parts: object, **keys: object) -> dict[str, object]:
    return said(*parts, partial=True, **keys)


def decoded(*events: object, clean: bool = True) -> list[AgentEvent]:
    decoder = EventDecoder()
    found: list[AgentEvent] = []
    for one in events:
        payload = one if isinstance(one, str) else json.dumps(one)
        found += decoder.feed(f"data: {payload}\n\n".encode())
    return found + decoder.end(clean=clean)


def texts(*events: object) -> list[str]:
    return [event.text for event in decoded(*events) if isinstance(event, Text)]


def test_fragments_are_shown_as_they_come_and_replaced_by_the_whole() -> None:
    assert decoded(bit("Sl"), bit("ower"), said("Slower", partial=False)) == [
        TextDelta("Sl"),
        TextDelta("ower"),
        Text("Slower"),
        Ended(),
    ]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([bit("a", id="1"), bit("b", id="1"), said("ab", id="1")], ["ab"], id="one id"),
        pytest.param(
            [bit("a", id="1"), bit("b", id="2"), said("ab", id="3")], ["ab"], id="an id each"
        ),
        pytest.param([bit("a"), bit("b"), said("ab", id="3")], ["ab"], id="an id at the end only"),
        pytest.param([bit("a", author="x"), said("a", author="x")], ["a"], id="one author"),
        pytest.param([bit("a", author="x"), said("a")], ["a"], id="an author at the start only"),
        pytest.param([bit("a"), {"type": "text", "content": "a"}], ["a"], id="the whole as text"),
        pytest.param(
            [said("a"), said("b", id="1"), {"type": "text", "content": "c"}],
            ["a", "b", "c"],
            id="wholes only",
        ),
        pytest.param([bit("a"), bit("b")], ["ab"], id="fragments only"),
        pytest.param([bit("a"), said("a"), bit("b"), said("b")], ["a", "b"], id="two blocks"),
        pytest.param(
            [bit("a", id="1"), said("a", id="1"), bit("b", id="1"), said("b", id="1")],
            ["a", "b"],
            id="two blocks under one id",
        ),
        pytest.param([said("a", id="1"), said("a", id="1")], ["a"], id="one event twice"),
        pytest.param(
            [said("a", id="1"), {"id": "1", "author": "x", "actions": {"artifactDelta": {"v": 1}}}],
            ["a"],
            id="content, then the delta",
        ),
        pytest.param(
            [said("a", id="1"), bit("a", id="1")], ["a"], id="a fragment behind its whole"
        ),
        pytest.param([said("a", id="1"), said("a", id="2")], ["a", "a"], id="the same said twice"),
        pytest.param([bit("a"), said(""), said("a")], ["a"], id="an empty event in between"),
        pytest.param([bit("ab"), said("AB!")], ["AB!"], id="the whole was changed on its way"),
        pytest.param(
            [bit("a "), bit("b"), said("b", id="2")],
            ["a ", "b"],
            id="the end of the first never came",
        ),
        pytest.param(
            [bit("a", author="x"), said("b", author="y"), said("a", author="x")],
            ["b", "a"],
            id="two voices",
        ),
        pytest.param(
            [bit("a", author="x"), bit("b", author="y"), said("b", author="y")],
            ["b", "a"],
            id="a voice that was cut off",
        ),
        pytest.param([said("  \n")], [], id="nothing but blanks"),
        pytest.param(
            [said({"text": "hm", "thought": True}), bit({"text": "hm", "thought": True})],
            [],
            id="thoughts",
        ),
        pytest.param(
            [said({"text": "hm", "thought": True}, "a")], ["a"], id="a thought, then text"
        ),
    ],
)
def test_text_appears_exactly_once(events: list[object], expected: list[str]) -> None:
    assert texts(*events) == expected


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param(
            [bit("look"), said(CALL), said(RESPONSE, role="user"), bit("done"), said("done")],
            [Text("look"), CALLED, RESPONDED, Text("done")],
            id="fragments closed by a call",
        ),
        pytest.param(
            [bit("look"), said("look"), said(CALL), said(RESPONSE, role="user"), said("done")],
            [Text("look"), CALLED, RESPONDED, Text("done")],
            id="text before and after",
        ),
        pytest.param(
            [bit("look"), said("look", CALL), said(RESPONSE, role="user")],
            [Text("look"), CALLED, RESPONDED],
            id="text and call in one event",
        ),
        pytest.param(
            [bit("look"), bit(CALL), bit("then"), said("look", CALL, "then")],
            [CALLED, Text("look"), Text("then")],
            id="the call among the fragments",
        ),
        pytest.param(
            [bit("look"), bit(CALL), bit({"functionCall": {"partialArgs": [1]}}), bit("then")],
            [CALLED, Text("look"), Text("then")],
            id="the whole never came",
        ),
        pytest.param(
            [bit("look", id="1"), said(CALL, id="1"), said("look", id="1")],
            [Text("look"), CALLED],
            id="the whole behind the call",
        ),
        pytest.param(
            [bit("look"), said(CALL), said("look")],
            [Text("look"), CALLED],
            id="the same without ids",
        ),
        pytest.param([said(CALL, id="1"), said(CALL, id="1")], [CALLED], id="a call twice"),
        pytest.param(
            [said("a", id="1"), said("a", CALL, id="1")],
            [Text("a"), CALLED],
            id="an event that grew",
        ),
        pytest.param([said(CALL), said(CALL)], [CALLED, CALLED], id="two calls"),
        pytest.param([bit(CALL), said(CALL, CALL)], [CALLED, CALLED], id="the second of two calls"),
        pytest.param(
            [{"type": "tool_call", "name": "cut"}, {"type": "tool_result", "name": "cut"}],
            [CALLED, RESPONDED],
            id="the cloud's form",
        ),
    ],
)
def test_tools_stand_between_texts(events: list[object], expected: list[AgentEvent]) -> None:
    found = [event for event in decoded(*events) if not isinstance(event, TextDelta)]
    assert found == [*expected, Ended()]


def test_voices_side_by_side_are_shown_one_after_the_other() -> None:
    events = [
        bit("Hel", author="x"),
        bit("Bon", author="y"),
        bit("lo", author="x"),
        bit("jour", author="y"),
        said("Hello", author="x"),
        said("Bonjour", author="y"),
    ]
    assert decoded(*events) == [
        TextDelta("Hel"),
        TextDelta("lo"),
        Text("Hello"),
        TextDelta("Bonjour"),
        Text("Bonjour"),
        Ended(),
    ]


def test_fragments_on_display_come_back_behind_another_voices_whole() -> None:
    events = [bit("Hel", author="x"), said("Bonjour", author="y"), bit("lo", author="x")]
    assert decoded(*events) == [
        TextDelta("Hel"),
        Text("Bonjour"),
        TextDelta("Hel"),
        TextDelta("lo"),
        Text("Hello"),
        Ended(),
    ]


def test_an_event_belongs_to_its_id_before_its_voice() -> None:
    events = [bit("a", id="1", author="x"), bit("b", id="2", author="y"), said("b", id="2")]
    assert texts(*events) == ["b", "a"]


def test_a_whole_under_another_id_is_no_repetition() -> None:
    assert texts(bit("a", id="1"), said(CALL, id="2"), said("a", id="3")) == ["a", "a"]


def test_more_voices_than_anybody_has_are_bounded() -> None:
    events = [bit(f"{number}.", author=f"voice {number}") for number in range(500)]
    assert texts(*events) == [f"{number}." for number in range(500)]
    decoder = EventDecoder()
    early = [decoder.feed(f"data: {json.dumps(one)}\n\n".encode()) for one in events]
    assert len([one for found in early for one in found if isinstance(one, Text)]) > 400


def test_ids_are_not_remembered_for_ever() -> None:
    events = [said(str(number), id=str(number)) for number in range(2000)]
    assert texts(*events, said("1999", id="1999")) == [str(number) for number in range(2000)]
    assert len(texts(*events, said("0", id="0"))) == 2001


@pytest.mark.parametrize("clean", [True, False])
def test_the_end_closes_what_is_open_and_says_how_it_ended(clean: bool) -> None:
    assert decoded(bit("half a"), clean=clean) == [
        TextDelta("half a"),
        Text("half a"),
        Ended(clean),
    ]


NOISE = "I encountered a temporary issue. Please try again."


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([said("Done."), said(NOISE)], ["Done."], id="an event of its own"),
        pytest.param(
            [said("Done."), bit(NOISE[:9]), bit(NOISE[9:]), said(NOISE)], ["Done."], id="fragments"
        ),
        pytest.param([said("Done."), bit(NOISE[:9]), bit(NOISE[9:])], ["Done."], id="never closed"),
        pytest.param([said(f"Done.\n\n{NOISE}")], ["Done."], id="a paragraph behind the answer"),
        pytest.param([said(f"Done. {NOISE}")], ["Done."], id="a sentence behind the answer"),
        pytest.param([said(NOISE)], [NOISE], id="all there is"),
        pytest.param(
            [said("I encountered nothing.")], ["I encountered nothing."], id="another sentence"
        ),
        pytest.param(
            [said("Done."), bit("I enc"), bit("ourage you."), said("I encourage you.")],
            ["Done.", "I encourage you."],
            id="a sentence that begins alike",
        ),
        pytest.param(
            [said("The title says I encountered a temporary issue")],
            ["The title says I encountered a temporary issue"],
            id="content",
        ),
    ],
)
def test_a_temporary_issue_behind_an_answer_is_noise(
    events: list[object], expected: list[str]
) -> None:
    assert texts(*events) == expected


def test_noise_is_not_shown_while_it_streams() -> None:
    shown = decoded(said("Done."), bit("I enc"), bit("ountered a temporary issue."))
    assert shown == [Text("Done."), Ended()]
    shown = decoded(said("Done."), bit("I enc"), bit("ourage you."))
    assert shown == [
        Text("Done."),
        TextDelta("I encourage you."),
        Text("I encourage you."),
        Ended(),
    ]


def test_one_failure_told_twice_is_one_failure() -> None:
    told = {"errorCode": "X", "errorMessage": "boom"}
    assert decoded(bit("a"), told, {"error": "boom", "error_details": {"a": 1}}) == [
        TextDelta("a"),
        Failed("boom", "X"),
        Text("a"),
        Ended(),
    ]
    assert decoded({"error": "boom"}, told) == [Failed("boom"), Ended()]


def test_halves_of_a_surrogate_pair_meet_across_fragments() -> None:
    halves = [bit("\ud83c"), bit("\udfac")]
    assert decoded(*halves) == [TextDelta("🎬"), Text("🎬"), Ended()]


def test_a_lone_half_becomes_something_that_can_be_written() -> None:
    for event in decoded(bit("a\ud83c"), bit("b"), said("c\udfac"), said("d\ud83c")):
        if isinstance(event, Text | TextDelta):
            event.text.encode()


def test_what_can_not_be_understood_is_skipped_and_counted() -> None:
    decoder = EventDecoder(longest=1000)
    found = decoder.feed(b'data: junk\n\ndata: {"x": 1}\n\ndata: ' + b"y" * 2000 + b"\n\n")
    found += decoder.feed(b"data: heartbeat\n\n")
    assert found == [Heartbeat()]
    assert (decoder.skipped, decoder.oversized) == (2, 1)


def test_thoughts_are_a_sign_of_work_and_heartbeats_are_not() -> None:
    decoder = EventDecoder()
    decoder.feed(b'data: heartbeat\n\n: ping\n\ndata: {"type":"heartbeat"}\n\ndata: junk\n\n')
    assert decoder.progress == 0
    thought = json.dumps(bit({"text": "hm", "thought": True}))
    assert decoder.feed(f"data: {thought}\n\n".encode()) == []
    assert decoder.progress == 1


def test_a_megabyte_of_inlined_picture_leaves_its_text() -> None:
    picture = {"inlineData": {"mimeType": "image/png", "data": "QUJD" * 1_000_000}}
    assert texts(said("Here:", picture)) == ["Here:"]


def test_an_answer_without_an_end_is_bounded() -> None:
    [text] = texts(*[bit("x" * 100_000) for _ in range(15)])
    assert len(text) == 200_000


@pytest.mark.no_cover  # coverage triples the time it takes
@pytest.mark.parametrize(
    "event",
    [
        pytest.param(said("\n" * 2_000_000 + "x"), id="blanks"),
        pytest.param(said("i encountered a " * 100_000), id="almost noise"),
        pytest.param(said(*[CALL] * 20_000), id="calls"),
        pytest.param(bit(*[{"functionCall": {"name": str(n)}} for n in range(20_000)]), id="names"),
        pytest.param({"error": '"}' * 1_000_000}, id="an error"),
    ],
)
def test_a_monstrous_event_does_not_hold_up_the_others(event: dict[str, object]) -> None:
    assert cpu_seconds(lambda: decoded(event)) < 1.5
