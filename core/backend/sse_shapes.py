"""One payload of the agent's stream → what it says, as values. Pure and without memory.

The shapes are those of the backend's ``run_sse`` and of Google's Agent Development Kit (ADK)
1.x and 2.x, whose server writes camelCase and whose models also read snake_case.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, cast

from core.backend.events import Failed, Heartbeat, ToolPhase
from core.backend.models import Json

_LONGEST_NAME = 200
_LONGEST_MESSAGE = 2000

_LOOSE_ERROR = re.compile(r'\{\s*"error"\s*:\s*"?')
"""ADK up to 1.15 puts an exception's text between quotes as it is: the line is no JSON."""

_NO_ERROR = frozenset({"", "0", "200", "STOP", "OK"})
"""Codes that say that all is well: ADK copies a model's finish reason into ``errorCode``."""


@dataclass(frozen=True, slots=True)
class ToolUse:
    """A tool named in an event; ``call`` is the id that ties a call to its result."""

    name: str
    phase: ToolPhase
    call: str | None = None


@dataclass(frozen=True, slots=True)
class Utterance:
    """One event of the agent.

    Attributes:
        pieces: Texts and tools in their order, texts side by side joined, thoughts left out;
            empty for an event that only moves the agent's own state.
        partial: The texts are fragments; the whole comes later.
        event_id: The event's id. Several events can share one.
        voice: Which agent speaks. Agents that work side by side take turns in the stream.
    """

    pieces: tuple[str | ToolUse, ...] = ()
    partial: bool = False
    event_id: str | None = None
    voice: str | None = None

    @property
    def text(self) -> str:
        """All texts, joined."""
        return "".join(piece for piece in self.pieces if isinstance(piece, str))


Said: TypeAlias = Utterance | Failed | Heartbeat


def read_payload(payload: str, *, intact: bool = True) -> tuple[Said, ...]:
    """What a payload says; empty when it is none of the known shapes.

    Args:
        payload: The joined ``data:`` lines of one event.
        intact: False for one that a cut may have shortened: then nothing is guessed from the
            beginning of a line that is no JSON.
    """
    payload = payload.strip("\ufeff \t\r\n")
    if not payload or payload.casefold() == "heartbeat":
        return (Heartbeat(),)
    try:
        value: Json = json.loads(payload, strict=False, parse_int=_bounded_int)
    except (ValueError, RecursionError):
        loose = _LOOSE_ERROR.match(payload) if intact else None
        if loose is None:
            return ()
        return (Failed(writable(payload[loose.end() :].rstrip('"} \n')[:_LONGEST_MESSAGE])),)
    return _read_event(value) if isinstance(value, dict) else ()


def writable(text: str) -> str:
    """``text`` with surrogate pairs joined and lone halves replaced, so that UTF-8 can hold it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _bounded_int(digits: str) -> int | float:
    """Python refuses numbers of thousands of digits; nothing here needs their exact value."""
    return int(digits) if len(digits) < 20 else float(digits)


def _read_event(event: Mapping[str, Json]) -> tuple[Said, ...]:
    if event.get("type") == "heartbeat":
        return (Heartbeat(),)
    said = _utterance(event)
    failure = _failure(event)
    return tuple(one for one in (said, failure) if one is not None)


def _utterance(event: Mapping[str, Json]) -> Utterance | None:
    content = event.get("content")
    match event.get("type"), content:
        case "text", str():
            pieces: tuple[str | ToolUse, ...] = (content,) if content else ()
        case "tool_call" | "tool_result" as kind, _:
            phase = ToolPhase.CALL if kind == "tool_call" else ToolPhase.RESULT
            pieces = tuple(_tool(event, phase))
        case _, {"parts": list(parts)}:
            own = _is_agent(event, cast("Mapping[str, Json]", content))
            pieces = _joined(_pieces(parts, texts=own))
        case _ if any(key in event for key in ("author", "actions", "invocationId")):
            pieces = ()
        case _:
            return None
    return Utterance(
        pieces=pieces,
        partial=event.get("partial") is True,
        event_id=_label(event.get("id")),
        voice="/".join(filter(None, (_label(event.get("author")), _label(event.get("branch")))))
        or None,
    )


def _is_agent(event: Mapping[str, Json], content: Mapping[str, Json]) -> bool:
    """Texts under the user's role are what was said to the agent, not its answer."""
    return content.get("role") != "user" and event.get("author") != "user"


def _pieces(parts: Iterable[Json], *, texts: bool) -> Iterable[str | ToolUse]:
    for part in parts:
        if not isinstance(part, dict) or part.get("thought") is True:
            continue
        text = part.get("text")
        if texts and isinstance(text, str) and text:
            yield text
        for keys, phase in (
            (("functionCall", "function_call"), ToolPhase.CALL),
            (("functionResponse", "function_response"), ToolPhase.RESULT),
        ):
            for key in keys:
                yield from _tool(part.get(key), phase)


def _tool(value: Json | Mapping[str, Json], phase: ToolPhase) -> Iterable[ToolUse]:
    """None for a streamed call's further fragments, which have no name."""
    if isinstance(value, Mapping):
        name = _label(value.get("name"))
        if name is not None:
            yield ToolUse(name, phase, _label(value.get("id")))


def _joined(pieces: Iterable[str | ToolUse]) -> tuple[str | ToolUse, ...]:
    joined: list[str | ToolUse] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if isinstance(piece, str) and isinstance(last, str):
            joined[-1] = last + piece
        else:
            joined.append(piece)
    return tuple(joined)


def _failure(event: Mapping[str, Json]) -> Failed | None:
    code = _error_label(_either(event, "errorCode", "error_code"))
    message = _error_label(_either(event, "errorMessage", "error_message"))
    if code is not None or message is not None:
        return Failed(message or code or "", code)
    error = event.get("error")
    if error and isinstance(error, dict):
        words = _error_label(_either(error, "message", "detail"))
        return Failed(words or "", _error_label(_either(error, "code", "status")))
    if error:
        return Failed(_error_label(error) or "")
    if event.get("type") == "error":
        return Failed(_error_label(_either(event, "message", "content")) or "")
    return _envelope_failure(event)


def _envelope_failure(event: Mapping[str, Json]) -> Failed | None:
    """An answer's envelope as an event: ``{"code": 2001, "message": …}``."""
    code = _error_label(event.get("code"))
    if code is None or not code.isdecimal():
        return None
    return Failed(_error_label(_either(event, "message", "msg")) or "", code)


def _either(value: Mapping[str, Json], first: str, second: str) -> Json:
    found = value.get(first)
    return value.get(second) if found is None else found


def _label(value: Json) -> str | None:
    """A short text or a number as text."""
    if isinstance(value, str):
        return writable(value[:_LONGEST_NAME]) or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _error_label(value: Json) -> str | None:
    if isinstance(value, str):
        words = writable(value.strip()[:_LONGEST_MESSAGE])
        return None if words in _NO_ERROR else words
    code = _label(value)
    return None if code in _NO_ERROR else code
