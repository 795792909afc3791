"""What came of a trial, found out from what was written down on all sides."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.conversation.turn_rows import from_row
from core.store import TurnRecord, TurnState, open_store
from tests.chaos.journal import Entry, read_journal
from tests.chaos.script import Said

_NAME = "stillmotion-{}.mp4"


@dataclass(frozen=True, slots=True)
class Send:
    """A message on its way to the agent. ``at`` in s since the epoch."""

    turn: str
    at: float


@dataclass(frozen=True, slots=True)
class Accepted:
    """When a backend accepted a turn's message, each time."""

    turns: Mapping[str, Sequence[float]]
    miscounted: str = ""
    """What is wrong with the backend's ledger, if anything."""


@dataclass
class Verdict:
    """Counts; and for what must not be, what it was."""

    turns: int = 0
    videos: int = 0
    told: int = 0
    cancelled: int = 0
    unknown: int = 0
    asides: int = 0
    lost: list[str] = field(default_factory=list[str])
    charged_twice: list[str] = field(default_factory=list[str])
    delivered_twice: list[str] = field(default_factory=list[str])
    said_twice: list[str] = field(default_factory=list[str])
    out_of_order: list[str] = field(default_factory=list[str])

    @property
    def wrong(self) -> list[str]:
        return [
            f"{name}: {what}"
            for name in ("lost", "charged_twice", "delivered_twice", "said_twice", "out_of_order")
            for what in getattr(self, name)
        ]


async def judge(folder: Path, said: Sequence[Said], accepted: Accepted) -> Verdict:
    """Look at everything that is left in a trial's folder."""
    chats = sorted({one.chat for one in said})
    async with open_store(folder / "store.sqlite3") as store:
        turns = [
            turn
            for chat in chats
            for turn in await store.read(lambda tx, chat=chat: tx.turns.of_chat(chat, TurnState))
        ]
    return verdict(said, turns, read_journal(folder / "place.jsonl"), read_sends(folder), accepted)


def verdict(
    said: Sequence[Said],
    turns: Sequence[TurnRecord],
    entries: Sequence[Entry],
    sends: Sequence[Send],
    accepted: Accepted,
) -> Verdict:
    """Compare what was said with what was done."""
    result = Verdict(turns=len(turns))
    shown = _Shown(entries)
    of_message: dict[tuple[str, str], list[TurnRecord]] = defaultdict(list)
    for turn in turns:
        of_message[turn.chat, turn.cause].append(turn)
    for one in said:
        _look_at(one, of_message[one.chat, one.cause], shown, result)
    for turn in turns:
        _ended(turn, shown, result)
    for file, times in shown.files.items():
        if times > 1:
            result.delivered_twice.append(f"{file} {times} times")
    _order(said, turns, shown, result)
    _charges(turns, sends, accepted, result)
    return result


def _look_at(one: Said, turns: Sequence[TurnRecord], shown: _Shown, result: Verdict) -> None:
    """Each message has what it leads to, once."""
    answers = shown.answers(one.chat, one.message)
    name = f"{one.chat} {one.message}"
    if one.turns == 0:
        result.asides += 1
        if one.waited_for and not answers:
            result.lost.append(f"{name}: no answer")
    elif not turns:
        if answers:
            result.told += 1
        else:
            result.lost.append(f"{name}: nothing came of it")
    elif len(turns) > one.turns:
        result.charged_twice.append(f"{name}: {len(turns)} turns")
    most = max(len(turns), 1)
    if one.cause == one.message and len(answers) > most:
        result.said_twice.append(f"{name}: {len(answers)} last words, {answers}")


def _ended(turn: TurnRecord, shown: _Shown, result: Verdict) -> None:
    """Each turn has its video or its one message. What only waited is cancelled without a word."""
    delivered = shown.files[_NAME.format(turn.id)] > 0
    told = shown.last_word(turn) is not None
    match turn.state:
        case TurnState.DONE if delivered:
            result.videos += 1
        case TurnState.DONE if told:
            result.told += 1
        case TurnState.CANCELLED if told or from_row(turn).waits:
            result.cancelled += 1
        case TurnState.FAILED if told and turn.error == "TurnLost":
            result.unknown += 1
        case TurnState.FAILED if told:
            result.told += 1
        case _:
            result.lost.append(f"turn {turn.id} is {turn.state.value} in {turn.phase}")


def _order(
    said: Sequence[Said], turns: Sequence[TurnRecord], shown: _Shown, result: Verdict
) -> None:
    """What a chat asked for comes in the order in which it was asked for."""
    asked = {(one.chat, one.cause): one.number for one in reversed(said)}
    ends: dict[str, list[tuple[int, TurnRecord]]] = defaultdict(list)
    for turn in sorted(turns, key=lambda turn: turn.seq):
        at = shown.last_word(turn)
        if at is not None and turn.state is not TurnState.CANCELLED:
            ends[turn.chat].append((at, turn))
    for chat, those in ends.items():
        numbers = [asked.get((chat, turn.cause), 0) for _, turn in those]
        if numbers != sorted(numbers):
            result.out_of_order.append(f"{chat}: queued as {numbers}")
        places = [at for at, _ in those]
        if places != sorted(places):
            result.out_of_order.append(f"{chat}: ended as {places}")


def _charges(
    turns: Sequence[TurnRecord], sends: Sequence[Send], accepted: Accepted, result: Verdict
) -> None:
    """No message was sent again after it had been accepted, and none that is no turn of ours."""
    ours = {turn.id for turn in turns}
    for turn, times in accepted.turns.items():
        if turn not in ours:
            result.charged_twice.append(f"{turn} is no turn of ours")
        if len(times) > 1:
            result.charged_twice.append(f"{turn} was accepted {len(times)} times")
        later = [send for send in sends if send.turn == turn and send.at > times[0]]
        if later:
            result.charged_twice.append(f"{turn} was sent again")
    if accepted.miscounted:
        result.charged_twice.append(accepted.miscounted)


class _Shown:
    """The chats' messages, by what is asked of them."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.files: Counter[str] = Counter()
        self._delivered_at: dict[str, int] = {}
        self._status: dict[tuple[str, str], str] = {}
        self._final_at: dict[tuple[str, str], int] = {}
        self._to: dict[tuple[str, str], str] = {}
        for number, entry in enumerate(entries):
            message = entry.chat, entry.message
            if entry.kind == "post":
                self._to[message] = entry.to
                self._status[entry.chat, entry.key] = entry.message
            if entry.file:
                self.files[entry.file] += 1
                self._delivered_at.setdefault(entry.file, number)
            if entry.final:
                self._final_at.setdefault(message, number)
            if entry.kind == "remove":
                self._final_at.pop(message, None)

    def answers(self, chat: str, message: str) -> list[str]:
        """Our messages that answered it for good."""
        return [
            known
            for (place, known), to in self._to.items()
            if place == chat and to == message and (place, known) in self._final_at
        ]

    def last_word(self, turn: TurnRecord) -> int | None:
        """Where in the journal a turn ended."""
        at = self._delivered_at.get(_NAME.format(turn.id))
        if at is not None:
            return at
        status = self._status.get((turn.chat, f"{turn.id}:status"))
        return None if status is None else self._final_at.get((turn.chat, status))


def read_sends(folder: Path) -> list[Send]:
    """What was on its way to the agent."""
    path = folder / "sends.jsonl"
    if not path.exists():
        return []
    whole, _, _ = path.read_bytes().rpartition(b"\n")
    lines = [json.loads(line) for line in whole.split(b"\n") if line]
    return [Send(line["turn"], line["at"]) for line in lines if line["status"] is None]


def studio_ledger(folder: Path) -> Accepted:
    """What a studio that has ended has in its rows."""
    path = folder / "studio" / "studio.sqlite3"
    if not path.exists():
        return Accepted({})
    rows = sqlite3.connect(path)
    try:
        turns = rows.execute("SELECT id, created_at, cost, status FROM turns").fetchall()
        used = sum(one for (one,) in rows.execute("SELECT used FROM accounts"))
    finally:
        rows.close()
    charged = sum(cost for _, _, cost, status in turns if status == "done")
    miscounted = "" if used == charged else f"{used} credits used, {charged} charged"
    return Accepted({turn: (at,) for turn, at, _, _ in turns}, miscounted)
