"""Any bytes in any chunking: nothing raises, and the chunks never change the events."""

import itertools
import json
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from core.backend.events import AgentEvent, Ended, Text, TextDelta, ToolActivity
from core.backend.models import Json
from core.backend.sse import EventDecoder

LONGEST = 2000


def decoded(data: bytes, cuts: list[int], *, clean: bool = True) -> list[AgentEvent]:
    decoder = EventDecoder(longest=LONGEST)
    found: list[AgentEvent] = []
    edges = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    for start, end in itertools.pairwise(edges):
        found += decoder.feed(data[start:end])
    return found + decoder.end(clean=clean)


def shown(events: list[AgentEvent]) -> list[AgentEvent]:
    """Neighbouring fragments joined: what a person has seen."""
    joined: list[AgentEvent] = []
    for event in events:
        last = joined[-1] if joined else None
        if isinstance(event, TextDelta) and isinstance(last, TextDelta):
            joined[-1] = TextDelta(last.text + event.text)
        else:
            joined.append(event)
    return joined


CUTS = st.lists(st.integers(0, 10_000), max_size=12)
ENDS = st.sampled_from([b"\n", b"\r\n", b"\r", b"\n\n", b"\r\n\r\n", b"\r\r", b""])
KEYS = st.sampled_from(
    ["content", "parts", "text", "partial", "id", "author", "thought", "type", "error", "name"]
) | st.sampled_from(
    ["functionCall", "function_response", "errorCode", "error_message", "role", "code"]
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["text", "tool_call", "heartbeat", "user", "\ud83c", "\udfac", "1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
PAYLOADS = st.one_of(
    JSON.map(json.dumps),
    st.text(max_size=20),
    st.sampled_from(
        ["heartbeat", "", '{"error": "a "b" c"}', "[" * 900, "\ufeff{}", "9" * 5000, "NaN", '{"a":']
    ),
).map(lambda text: text.encode(errors="surrogatepass"))
OTHER = st.sampled_from([b"id: 1", b": c", b"event: e", b"\xef\xbb\xbf", b"x" * 3000])
PIECES = st.one_of(
    st.tuples(st.just(b"data: "), PAYLOADS, ENDS).map(b"".join),
    st.tuples(OTHER, ENDS).map(b"".join),
    st.binary(max_size=40),
)


@given(st.lists(PIECES, max_size=12).map(b"".join) | st.binary(), CUTS, st.booleans())
@settings(max_examples=120, deadline=None)
def test_any_bytes_in_any_chunks_give_the_same_events(
    data: bytes, cuts: list[int], clean: bool
) -> None:
    whole = decoded(data, [], clean=clean)
    assert decoded(data, cuts, clean=clean) == whole
    assert decoded(data, list(range(len(data)))[:3000], clean=clean) == whole
    assert whole[-1] == Ended(clean)
    assert sum(isinstance(event, Ended) for event in whole) == 1
    for event in whole:
        if isinstance(event, Text | TextDelta | ToolActivity):
            words = event.name if isinstance(event, ToolActivity) else event.text
            words.encode()


@dataclass
class Script:
    """A conversation as an agent may stream it, and what has to come out."""

    events: list[object] = field(default_factory=list[object])
    texts: list[str] = field(default_factory=list[str])
    tools: list[str] = field(default_factory=list[str])


@st.composite
def scripts(draw: st.DrawFn) -> Script:
    script = Script()
    for number in range(draw(st.integers(1, 5))):
        match draw(st.sampled_from(["streamed", "streamed", "whole", "cloud", "tool", "thought"])):
            case "streamed":
                streamed(draw, script, number)
            case "whole":
                script.texts.append(words(draw, number))
                whole(draw, script, [{"text": script.texts[-1]}], f"e{number}")
            case "cloud":
                script.texts.append(words(draw, number))
                script.events.append({"type": "text", "content": script.texts[-1]})
            case "tool":
                script.tools.append(f"tool {number}")
                script.events.append(
                    draw(
                        st.sampled_from(
                            [
                                {"type": "tool_call", "name": f"tool {number}"},
                                told([{"function_call": {"name": f"tool {number}"}}]),
                                told([{"functionCall": {"name": f"tool {number}", "id": "c"}}]),
                            ]
                        )
                    )
                )
            case _:
                script.events.append(
                    told([{"text": "SECRET", "thought": True}], partial=draw(st.booleans()))
                )
        for noise in draw(st.lists(NOISE, max_size=2)):
            script.events.append(noise)
    if draw(st.booleans()):
        script.texts.append("never closed")
        script.events += [told([{"text": part}], partial=True) for part in ("never", " closed")]
    return script


NOISE_EVENTS: list[Json] = [
    "heartbeat",
    "",
    "junk",
    {"unknown": 1},
    {"author": "editor", "actions": {"stateDelta": {}}},
    {"content": {"role": "user", "parts": [{"text": "SECRET"}]}},
    {"content": {"parts": []}, "partial": True},
]
NOISE = st.sampled_from(NOISE_EVENTS)


def words(draw: st.DrawFn, number: int) -> str:
    return f"{number}: " + draw(st.text("ab 慢🎬\n", min_size=1, max_size=12)) + "."


def told(parts: list[object], **keys: object) -> dict[str, object]:
    return {"content": {"role": "model", "parts": parts}, **keys}


def whole(draw: st.DrawFn, script: Script, parts: list[object], event_id: str) -> None:
    keys: dict[str, object] = draw(st.sampled_from([{}, {"partial": False}]))
    named = draw(st.sampled_from([{"id": event_id}, {"id": event_id + "'"}, {}]))
    script.events.append(told(parts, **keys, **named))
    if named:
        again = draw(st.sampled_from(["no", "same", "delta"]))
        if again == "same":
            script.events.append(told(parts, **keys, **named))
        if again == "delta":
            script.events.append({**named, "actions": {"artifactDelta": {"a": 1}}})


def streamed(draw: st.DrawFn, script: Script, number: int) -> None:
    """Fragments under one id, an id each or none; then the whole, or a tool, or nothing."""
    text = words(draw, number)
    script.texts.append(text)
    edges = sorted({0, len(text), *draw(st.lists(st.integers(0, len(text)), max_size=4))})
    ids = draw(st.sampled_from(["one", "each", "none"]))
    for count, (start, end) in enumerate(itertools.pairwise(edges)):
        named = {"one": {"id": f"e{number}"}, "each": {"id": f"e{number}.{count}"}, "none": {}}
        parts: list[object] = [{"text": text[start:end]}]
        if draw(st.booleans()):
            parts.insert(0, {"text": "SECRET", "thought": True})
        script.events.append(told(parts, partial=True, **named[ids]))
    match draw(st.sampled_from(["whole", "whole with thought", "whole and tool", "tool"])):
        case "whole":
            whole(draw, script, [{"text": text}], f"e{number}")
        case "whole with thought":
            parts = [{"text": "SECRET", "thought": True}, {"text": text[:2]}, {"text": text[2:]}]
            whole(draw, script, parts, f"e{number}")
        case "whole and tool":
            script.tools.append(f"tool {number}")
            call = {"functionCall": {"name": f"tool {number}", "id": "c"}}
            whole(draw, script, [{"text": text}, call], f"e{number}")
        case _:
            script.tools.append(f"tool {number}")
            script.events.append(told([{"functionCall": {"name": f"tool {number}"}}]))


@given(scripts(), CUTS, st.booleans())
@settings(max_examples=120, deadline=None)
def test_each_text_comes_once_whatever_mixture_it_comes_in(
    script: Script, cuts: list[int], escaped: bool
) -> None:
    lines = [
        one if isinstance(one, str) else json.dumps(one, ensure_ascii=escaped)
        for one in script.events
    ]
    data = "".join(f"data: {line}\n\n" for line in lines).encode()
    events = decoded(data, cuts)
    assert [event.text for event in events if isinstance(event, Text)] == script.texts
    assert [event.name for event in events if isinstance(event, ToolActivity)] == script.tools
    assert not any("SECRET" in repr(event) for event in events)
    seen = ""
    for event in shown(events):
        match event:
            case TextDelta(text):
                seen += text
            case Text(text):
                assert text.startswith(seen)
                seen = ""
            case _:
                pass
    assert seen == ""
