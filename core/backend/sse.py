"""The agent's event stream, decoded: bytes in, typed events out. Pure.

Feeding the same bytes in other chunks gives the same events. Nothing in a stream raises:
what can't be understood is skipped and counted.
"""

from __future__ import annotations

from typing import assert_never

from core.backend.events import AgentEvent, Ended, Failed, Heartbeat
from core.backend.sse_blocks import Answer
from core.backend.sse_lines import LONGEST_EVENT, PayloadReader
from core.backend.sse_shapes import Said, Utterance, read_payload


class EventDecoder:
    """Decodes one stream.

    Each text appears once as ``Text``; every other event is passed on as it comes, but of several
    errors only the first: one failure is often told twice, in two shapes.

    Attributes:
        skipped: Payloads that are none of the known shapes.
        progress: Payloads that are a sign of work: all known ones but heartbeats. Grows also by
            what makes no event (the model's thoughts).
    """

    def __init__(self, *, longest: int = LONGEST_EVENT) -> None:
        self.skipped = 0
        self.progress = 0
        self._reader = PayloadReader(longest)
        self._answer = Answer()
        self._failed = False

    @property
    def oversized(self) -> int:
        """Events that were dropped because they were too long."""
        return self._reader.oversized

    def feed(self, data: bytes) -> list[AgentEvent]:
        """The events that became whole by ``data``."""
        events: list[AgentEvent] = []
        for payload in self._reader.feed(data):
            events += self._take(read_payload(payload))
        return events

    def end(self, *, clean: bool) -> list[AgentEvent]:
        """The last events of the stream, ``Ended`` behind them.

        Args:
            clean: False when the connection was cut.
        """
        events: list[AgentEvent] = []
        for payload in self._reader.end():
            events += self._take(read_payload(payload, intact=clean))
        return [*events, *self._answer.close(), Ended(clean)]

    def _take(self, said: tuple[Said, ...]) -> list[AgentEvent]:
        events: list[AgentEvent] = []
        self.skipped += not said
        for one in said:
            match one:
                case Utterance():
                    self.progress += 1
                    events += self._answer.take(one)
                case Failed():
                    self.progress += 1
                    if not self._failed:
                        events.append(one)
                    self._failed = True
                case Heartbeat():
                    events.append(one)
                case _:
                    assert_never(one)
        return events
