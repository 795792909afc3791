"""The short edition; ``python -m tests.chaos`` holds the long one."""

import secrets
from pathlib import Path

import pytest

from tests.chaos.trial import Edition, Outcome, Trial, hold

pytestmark = [
    pytest.mark.timeout(300),  # a busy machine starts each life slowly
    pytest.mark.long,
]


def look_at(trial: Trial, outcome: Outcome) -> None:
    # the trial has the seed, for who has to hold it again
    assert outcome.verdict.wrong == [], trial
    assert outcome.died == 0, trial
    assert outcome.settled, trial
    assert outcome.verdict.turns > 0
    assert outcome.stopping_s < 12


@pytest.mark.parametrize("edition", [Edition.INSIDE, Edition.APART])
async def test_a_program_that_is_killed_again_and_again_loses_and_repeats_nothing(
    edition: Edition, tmp_path: Path
) -> None:
    seed = secrets.randbelow(10**6)
    trial = Trial(edition, kills=6, turns=6, chats=4, seed=seed, most_life_s=1.2, under_way=4)
    outcome = await hold(trial, tmp_path)
    look_at(trial, outcome)
    assert outcome.kills == 6


async def test_on_a_backend_that_lists_no_turns_nothing_is_charged_twice(tmp_path: Path) -> None:
    seed = secrets.randbelow(10**6)
    trial = Trial(
        Edition.CLOUD, kills=3, turns=5, chats=3, seed=seed, speed=100, most_life_s=1.2, under_way=4
    )
    look_at(trial, await hold(trial, tmp_path))


@pytest.mark.parametrize("edition", [Edition.APART, Edition.CLOUD])
async def test_whatever_happens_on_the_way_each_turn_ends_and_is_charged_once(
    edition: Edition, tmp_path: Path
) -> None:
    seed = secrets.randbelow(10**6)
    trial = Trial(edition, kills=0, turns=10, chats=5, seed=seed, faults=0.12, speed=100)
    look_at(trial, await hold(trial, tmp_path))
