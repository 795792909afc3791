"""That the judge of the trials sees what it is there to see."""

from dataclasses import replace

import pytest

from core.store import TurnRecord, TurnState
from tests.chaos.journal import Entry
from tests.chaos.script import Said
from tests.chaos.verdict import Accepted, Send, Verdict, verdict

CHAT = "chaos:c0"
SAID = [Said(number, CHAT, f"m{number}", "", f"m{number}", 1) for number in (1, 2)]
TURNS = [
    TurnRecord(
        seq=number,
        id=f"t{number}",
        chat=CHAT,
        author="ann",
        state=TurnState.DONE,
        phase="done",
        body="",
        cause=f"m{number}",
        attempts=0,
        not_before=0.0,
        error=None,
        created_at=0.0,
    )
    for number in (1, 2)
]
SHOWN = [
    Entry("post", CHAT, "b1", to="m1", key="t1:status"),
    Entry("deliver", CHAT, "b1", final=True, file="stillmotion-t1.mp4"),
    Entry("post", CHAT, "b2", to="m2", key="t2:status"),
    Entry("deliver", CHAT, "b2", final=True, file="stillmotion-t2.mp4"),
]
SENDS = [Send("t1", 10.0), Send("t2", 20.0)]
ACCEPTED = Accepted({"t1": (11.0,), "t2": (21.0,)})


def test_a_good_run_has_nothing_wrong() -> None:
    found = verdict(SAID, TURNS, SHOWN, SENDS, ACCEPTED)
    assert found == Verdict(turns=2, videos=2)


@pytest.mark.parametrize(
    ("turns", "wrong"),
    [
        (TURNS[:1], "lost: chaos:c0 m2: nothing came of it"),
        ([TURNS[0], replace(TURNS[1], state=TurnState.QUEUED)], "lost: turn t2 is queued in done"),
        ([*TURNS, replace(TURNS[1], id="t3")], "charged_twice: chaos:c0 m2: 2 turns"),
        ([TURNS[0], replace(TURNS[1], id="t4")], "charged_twice: t2 is no turn of ours"),
        (
            [replace(TURNS[0], seq=3), TURNS[1]],
            "out_of_order: chaos:c0: queued as [2, 1]",
        ),
    ],
)
def test_wrong_rows_are_seen(turns: list[TurnRecord], wrong: str) -> None:
    shown = SHOWN if len(turns) > 1 else SHOWN[:2]
    assert wrong in verdict(SAID, turns, shown, SENDS, ACCEPTED).wrong


@pytest.mark.parametrize(
    ("shown", "wrong"),
    [
        ([*SHOWN, SHOWN[1]], "delivered_twice: stillmotion-t1.mp4 2 times"),
        (SHOWN[:3], "lost: turn t2 is done in done"),
        ([*SHOWN[2:], *SHOWN[:2]], "out_of_order: chaos:c0: ended as [3, 1]"),
        (
            [*SHOWN, Entry("post", CHAT, "b3", to="m1", key="x", final=True)],
            "said_twice: chaos:c0 m1: 2 last words, ['b1', 'b3']",
        ),
    ],
)
def test_what_was_shown_wrongly_is_seen(shown: list[Entry], wrong: str) -> None:
    assert wrong in verdict(SAID, TURNS, shown, SENDS, ACCEPTED).wrong


@pytest.mark.parametrize(
    ("accepted", "wrong"),
    [
        (Accepted({"t1": (11.0, 12.0)}), "charged_twice: t1 was accepted 2 times"),
        (Accepted({"t1": (9.0,)}), "charged_twice: t1 was sent again"),
        (Accepted({}, "70 used, 50 charged"), "charged_twice: 70 used, 50 charged"),
    ],
)
def test_what_was_charged_twice_is_seen(accepted: Accepted, wrong: str) -> None:
    assert wrong in verdict(SAID, TURNS, SHOWN, SENDS, accepted).wrong


def test_one_clear_message_is_an_end_too_and_unknown_ones_are_counted_apart() -> None:
    shown = [*SHOWN[:3], Entry("update", CHAT, "b2", text="It failed.", final=True)]
    failed = replace(TURNS[1], state=TurnState.FAILED, error="TurnLost")
    found = verdict(SAID, [TURNS[0], failed], shown, SENDS, ACCEPTED)
    assert (found.videos, found.unknown, found.told, found.wrong) == (1, 1, 0, [])
