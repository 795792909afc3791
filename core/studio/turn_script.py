"""How a turn's outcome is told: as the ADK's server tells it, or awkwardly when asked to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from core.studio.quirks import Quirk, in_editor_words
from core.studio.turn_stream import Cut, Frame, Piece

if TYPE_CHECKING:
    from core.values import Json

_FRAGMENT: Final = 24
_SNAKE: Final = {
    "functionCall": "function_call",
    "functionResponse": "function_response",
    "invocationId": "invocation_id",
    "errorCode": "error_code",
    "errorMessage": "error_message",
}
_JUNK: Final = (
    "data: this line is no JSON\n\n",
    'data: {"type": "usage", "tokens": 12}\n\n',
    "data: heartbeat\n\n",
    'data: {"type": "heartbeat"}\n\n',
    "data:\n\n",
    "event: metrics\nid: 7\ndata: [1, 2, 3]\n\n",
    'data: {"content": {"role": "model", "parts": [{"text": "Hm.", "thought": true}]}}\n\n',
)
_TROUBLE: Final = "I encountered a temporary issue. Please try again later."


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing is said for a quirk's pause."""


Step: TypeAlias = Piece | Pause


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to be told. ``error``: the turn failed, and nothing else matters."""

    turn_id: str
    at: float
    reply: str = ""
    activities: tuple[str, ...] = ()
    changed: bool = False
    error: str | None = None


def script(outcome: Outcome, quirks: frozenset[Quirk]) -> tuple[Step, ...]:
    """The steps of the telling. The same outcome is always told in the same words."""
    if outcome.error is not None:
        return (failure(outcome, quirks),)
    events = _Events(outcome, quirks)
    noise = [Frame(line.encode()) for line in _JUNK] if Quirk.NOISE in quirks else []
    told: list[Step] = [*noise, *events.activities()]
    silent = Quirk.SILENT in quirks and outcome.changed
    if not silent:
        told += events.text("answer", in_editor_words(outcome.reply, quirks))
    if noise:
        told += [*noise, *events.text("trouble", _TROUBLE)]
    if Quirk.SLOW in quirks:
        told = [step for piece in told for step in (Pause(), piece)]
    if Quirk.CUT in quirks:
        return (*told[: max(1, len(told) // 2)], Cut())
    return tuple(told)


def failure(outcome: Outcome, quirks: frozenset[Quirk]) -> Frame:
    """The event of a turn that failed."""
    return _Events(outcome, quirks).failure(outcome.error or "")


class _Events:
    """Builds the events of one turn; ids are made from its own, so that a replay repeats them."""

    def __init__(self, outcome: Outcome, quirks: frozenset[Quirk]) -> None:
        self._outcome = outcome
        self._snake = Quirk.SNAKE in quirks
        self._typed = Quirk.TYPED in quirks

    def activities(self) -> Iterator[Step]:
        for place, name in enumerate(self._outcome.activities):
            call = f"adk-{self._outcome.turn_id}-{place}"
            if self._typed:
                yield _frame({"type": "tool_call", "name": name, "args": {}})
                yield _frame({"type": "tool_result", "name": name, "result": "ok"})
                continue
            asked: Json = {"id": call, "name": name, "args": {}}
            answered: Json = {"id": call, "name": name, "response": {"result": "ok"}}
            yield self._event(f"call-{place}", "model", [{self._key("functionCall"): asked}])
            yield self._event(f"done-{place}", "user", [{self._key("functionResponse"): answered}])

    def text(self, key: str, text: str) -> Iterator[Step]:
        """Fragments, then the whole once more, under one id, as the ADK does."""
        if not text:
            return
        if self._typed:
            yield _frame({"type": "text", "content": text})
            return
        for at in range(0, len(text), _FRAGMENT):
            fragment = text[at : at + _FRAGMENT]
            yield self._event(key, "model", [{"text": fragment}], partial=True)
        yield self._event(key, "model", [{"text": text}], partial=False)

    def failure(self, message: str) -> Frame:
        return _frame(
            {
                self._key("errorCode"): "AGENT_ERROR",
                self._key("errorMessage"): message,
                **self._about("error"),
            }
        )

    def _event(
        self, key: str, role: str, parts: Sequence[Json], *, partial: bool | None = None
    ) -> Step:
        event: dict[str, Json] = {"content": {"role": role, "parts": list(parts)}}
        if partial is not None:
            event["partial"] = partial
        return _frame({**event, **self._about(key)})

    def _about(self, key: str) -> dict[str, Json]:
        return {
            self._key("invocationId"): f"e-{self._outcome.turn_id}",
            "author": "nemo_agent",
            "id": f"{self._outcome.turn_id}-{key}",
            "timestamp": self._outcome.at,
        }

    def _key(self, name: str) -> str:
        return _SNAKE[name] if self._snake else name


def _frame(event: dict[str, Json]) -> Frame:
    return Frame(f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode())
