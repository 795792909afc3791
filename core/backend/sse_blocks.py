"""Fragments and wholes → each text exactly once. Pure; memory is bounded.

A *block* is the text of one voice between two events that close it. What closes one:

- an event with text that is not partial: it carries the whole text again and wins,
- an event that uses a tool and has no text: the block is what its fragments say,
- the end of the stream: the same.
"""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from collections.abc import Iterable
from itertools import chain

from core.backend.events import AgentEvent, Text, TextDelta, ToolActivity, ToolPhase
from core.backend.sse_shapes import ToolUse, Utterance, writable

_LONGEST_BLOCK = 200_000
_MOST_BLOCKS = 32
_MOST_IDS = 1024

_NOISE = "i encountered a temporary issue"
_NOISE_LENGTH = 200
_NOISE_WORDS = re.compile(_NOISE, re.IGNORECASE)
_SENTENCE_ENDS = ".!?…。！？"


class _Block:
    """Fragments whose whole has not come. A *run* is what stands between two of its tools."""

    def __init__(self, voice: str | None) -> None:
        self.voice = voice
        self.last_id: str | None = None
        self.runs: list[list[str]] = [[]]
        self.tools: set[tuple[str, ToolPhase]] = set()
        self.on_display = False
        self._lead = ""
        self._hidden: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        return "".join(fragment for run in self.runs for fragment in run)

    def texts(self) -> tuple[str, ...]:
        return tuple("".join(run) for run in self.runs)

    def add(self, fragment: str) -> None:
        fragment = fragment[: _LONGEST_BLOCK - self._length]
        self._length += len(fragment)
        self.runs[-1].append(fragment)
        self._hidden.append(fragment)
        if len(self._lead) < len(_NOISE):
            self._lead = (self._lead + fragment).lstrip()[: len(_NOISE)]

    def announce(self, tool: ToolUse) -> bool:
        """Whether a tool seen in a fragment is new; a call's arguments come in many fragments."""
        if self.runs[-1]:
            self.runs.append([])
        known = (tool.name, tool.phase) in self.tools
        self.tools.add((tool.name, tool.phase))
        return not known

    def may_be_noise(self) -> bool:
        lead = self._lead.casefold()
        return lead.startswith(_NOISE) or _NOISE.startswith(lead)

    def hide(self) -> None:
        """What was displayed of it has been replaced by another block's whole text."""
        if self.on_display:
            self.on_display = False
            self._hidden = [self.text]

    def display(self) -> str:
        """What has not been displayed yet. Half a surrogate pair waits for its other half."""
        text = "".join(self._hidden)
        self._hidden.clear()
        if text and "\ud800" <= text[-1] <= "\udbff":
            self._hidden.append(text[-1])
            text = text[:-1]
        self.on_display = self.on_display or bool(text)
        return text


class Answer:
    """Turns utterances into events so that the join of all ``Text`` is the agent's answer."""

    def __init__(self) -> None:
        self._blocks: list[_Block] = []
        self._said: OrderedDict[str, tuple[int, tuple[ToolUse, ...]]] = OrderedDict()
        self._unconfirmed: tuple[str | None, int] | None = None
        self._answered = False

    def take(self, said: Utterance) -> list[AgentEvent]:
        """What one event of the agent adds."""
        if not said.pieces:
            return []
        return self._fragment(said) if said.partial else self._whole(said)

    def close(self) -> list[AgentEvent]:
        """What is left when no event can follow."""
        events: list[AgentEvent] = []
        while self._blocks:
            events += self._close_unconfirmed(self._blocks[0])
        return events

    def _fragment(self, said: Utterance) -> list[AgentEvent]:
        events: list[AgentEvent] = []
        block = self._block_of(said)
        if block is None:
            if len(self._blocks) >= _MOST_BLOCKS:
                events += self._close_unconfirmed(self._blocks[0])
            block = _Block(said.voice)
            self._blocks.append(block)
        block.last_id = said.event_id
        for piece in said.pieces:
            if isinstance(piece, str):
                block.add(piece)
            elif block.announce(piece):
                events += self._display()
                events.append(ToolActivity(piece.name, piece.phase))
        return events + self._display()

    def _whole(self, said: Utterance) -> list[AgentEvent]:
        block = self._block_of(said)
        text = said.text
        tools = tuple(piece for piece in said.pieces if isinstance(piece, ToolUse))
        events: list[AgentEvent] = []
        if block is not None and not text:
            events += self._close_unconfirmed(block)
        fresh = self._fresh_tools(said, tools, block)
        if text and (block is not None or not self._is_repeat(said, text)):
            earlier = "" if block is None else _earlier(block, said)
            events += self._emit((earlier, *said.pieces), fresh)
        else:
            events += self._emit(tools, fresh)
        if block in self._blocks:
            self._blocks.remove(block)
        self._remember(said, text, tools)
        return events + self._redisplay(events)

    def _block_of(self, said: Utterance) -> _Block | None:
        """The open block that an event belongs to: by its id, by its voice, else the only guess."""
        by_id = (b for b in self._blocks if said.event_id and b.last_id == said.event_id)
        by_voice = (b for b in self._blocks if b.voice == said.voice)
        guessed = (b for b in self._blocks if b.voice is None or said.voice is None)
        return next(chain(by_id, by_voice, guessed), None)

    def _close_unconfirmed(self, block: _Block) -> list[AgentEvent]:
        """Close a block from its fragments; its whole may still come and must not count twice."""
        self._blocks.remove(block)
        text = block.text
        if block.last_id is not None and self._said.get(block.last_id, (None,))[0] == hash(text):
            return []
        if text:
            self._unconfirmed = (block.last_id, hash(text))
        events = self._emit(block.texts(), Counter())
        return events + self._redisplay(events)

    def _is_repeat(self, said: Utterance, text: str) -> bool:
        if said.event_id is not None and self._said.get(said.event_id, (None,))[0] == hash(text):
            return True
        if self._unconfirmed is None:
            return False
        event_id, digest = self._unconfirmed
        related = event_id == said.event_id or event_id is None or said.event_id is None
        if related and digest == hash(text):
            self._unconfirmed = None
            return True
        return False

    def _fresh_tools(
        self, said: Utterance, tools: tuple[ToolUse, ...], block: _Block | None
    ) -> Counter[ToolUse]:
        """The tools that no fragment and no earlier event of this id has shown."""
        known = set[tuple[str, ToolPhase]]() if block is None else set(block.tools)
        before = frozenset(self._said.get(said.event_id or "", (0, ()))[1])
        fresh = Counter[ToolUse]()
        for tool in tools:
            if (tool.name, tool.phase) in known:
                known.remove((tool.name, tool.phase))
            elif tool not in before:
                fresh[tool] += 1
        return fresh

    def _remember(self, said: Utterance, text: str, tools: tuple[ToolUse, ...]) -> None:
        if said.event_id is None:
            return
        digest, before = self._said.pop(said.event_id, (0, ()))
        self._said[said.event_id] = (hash(text) if text else digest, (*before, *tools)[-_MOST_IDS:])
        if len(self._said) > _MOST_IDS:
            self._said.popitem(last=False)

    def _emit(self, pieces: Iterable[str | ToolUse], fresh: Counter[ToolUse]) -> list[AgentEvent]:
        events: list[AgentEvent] = []
        for piece in pieces:
            if isinstance(piece, ToolUse):
                if fresh[piece]:
                    fresh[piece] -= 1
                    events.append(ToolActivity(piece.name, piece.phase))
            elif text := self._without_noise(writable(piece)):
                self._answered = True
                events.append(Text(text))
        return events

    def _without_noise(self, text: str) -> str:
        """Behind a normal answer the backend's word of a temporary issue means nothing."""
        bare = text.strip()
        longest = len(_NOISE) + _NOISE_LENGTH
        if self._answered and bare.casefold().startswith(_NOISE):
            return "" if len(bare) <= longest else text
        return _without_noise_behind(text, longest) if bare else ""

    def _redisplay(self, events: list[AgentEvent]) -> list[AgentEvent]:
        """A ``Text`` replaces all fragments on display, also those of a block still open."""
        if any(isinstance(event, Text) for event in events):
            for block in self._blocks:
                block.hide()
        return self._display()

    def _display(self) -> list[AgentEvent]:
        """Show the fragments of one block at a time, so that voices do not mix."""
        shown = [block for block in self._blocks if block.on_display]
        for block in shown or self._blocks:
            if self._answered and block.may_be_noise():
                continue
            if text := block.display():
                return [TextDelta(writable(text))]
        return []


def _without_noise_behind(text: str, longest: int) -> str:
    """A text without a last sentence or paragraph of noise; one that is all noise stays."""
    end = text.rstrip()
    for match in _NOISE_WORDS.finditer(end, max(len(end) - longest, 0)):
        answer = end[: match.start()].rstrip()
        gap = end[len(answer) : match.start()]
        if answer and gap and ("\n" in gap or answer[-1] in _SENTENCE_ENDS):
            return answer
    return text


def _earlier(block: _Block, said: Utterance) -> str:
    """The fragments in front of a whole that repeats only the last of them.

    They are of a block whose own end never came. Under one id the whole text is the truth.
    """
    fragments, text = block.text, said.text
    if block.last_id == said.event_id and said.event_id is not None:
        return ""
    if len(fragments) > len(text) and fragments.endswith(text):
        return fragments[: -len(text)]
    return ""
