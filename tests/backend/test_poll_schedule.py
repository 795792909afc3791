"""When a render is looked at: soon noticed, seldom asked, always within the bounds."""

import random
import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.backend import Timing
from core.backend.poll_schedule import Cadence, Look, expected_end, next_pause
from tests.peers.renders import Watched, curves, watched

NAMES = tuple(curves(random.Random(0)))


@pytest.mark.parametrize("name", NAMES)
async def test_a_finished_render_is_noticed_within_three_seconds_in_the_median(name: str) -> None:
    """A thousand renders of 20-120 s over all curves."""
    dice = random.Random(name)
    notices = [
        (await watched(dice.uniform(20, 120), curves(dice)[name], Timing())).notice
        for _ in range(1_000 // len(NAMES))
    ]
    assert statistics.median(notices) <= 3
    assert max(notices) <= 7
    assert min(notices) >= 0


@pytest.mark.parametrize("name", NAMES)
async def test_a_render_of_ninety_seconds_takes_at_most_twenty_looks(name: str) -> None:
    dice = random.Random(name)
    looks = [(await watched(90.0, curves(dice)[name], Timing())).looks for _ in range(60)]
    assert max(looks) <= 20


async def test_reported_progress_saves_looks_and_finds_the_end() -> None:
    dice = random.Random(3)
    linear, silent = list[Watched](), list[Watched]()
    for _ in range(100):
        seconds = dice.uniform(20, 120)
        linear.append(await watched(seconds, lambda share: share, Timing()))
        silent.append(await watched(seconds, lambda _: None, Timing()))
    assert statistics.median(one.notice for one in linear) < 1
    assert sum(one.looks for one in linear) < 0.7 * sum(one.looks for one in silent)


async def test_a_loopback_render_of_five_seconds_is_noticed_at_once() -> None:
    dice = random.Random(4)
    notices = [
        (await watched(dice.uniform(3, 7), lambda share: share, Timing(render_floor=0.2))).notice
        for _ in range(100)
    ]
    assert statistics.median(notices) < 0.2


def test_pauses_grow_to_the_ceiling_when_a_render_takes_far_too_long() -> None:
    looks: list[Look] = []
    elapsed, pauses = 0.0, list[float]()
    while elapsed < 1_800:
        pauses.append(next_pause(elapsed, looks, Cadence()))
        elapsed += pauses[-1]
        looks.append(Look(elapsed))
    late = [pause for pause in pauses if pause > 5]
    assert late == sorted(late)
    assert pauses[-1] == 30


def test_a_watch_taken_up_again_late_does_not_hurry() -> None:
    assert next_pause(60.0, [], Cadence()) == 2.0
    assert next_pause(300.0, [], Cadence()) == pytest.approx(300 / 19)


@pytest.mark.parametrize(
    ("looks", "end"),
    [
        ([], None),
        ([Look(5)], None),
        ([Look(5, 0.0)], None),
        ([Look(10, 0.5)], 20),
        ([Look(5, 0.25), Look(10, 0.5)], 20),
        # a queue, then even work: the queue's time is not extrapolated
        ([Look(10, 0.0), Look(20, 0.0), Look(30, 0.5)], 40),
        # it went back and came again: only what is new counts
        ([Look(10, 0.5), Look(20, 0.1), Look(30, 0.5), Look(40, 0.75)], 40 + 0.25 * 40 / 0.75),
    ],
)
def test_where_the_end_is_expected(looks: list[Look], end: float | None) -> None:
    assert expected_end(looks) == (None if end is None else pytest.approx(end))


LOOKS = st.lists(
    st.builds(
        Look,
        st.floats(-100, 10_000, allow_nan=False),
        st.none() | st.floats(0, 1, allow_nan=False),
    ),
    max_size=40,
)


@settings(max_examples=100, deadline=None)
@given(st.floats(-100, 1e7), LOOKS, st.sampled_from([0.2, 1.0, 2.0, 10.0, 60.0]))
def test_every_pause_is_within_the_bounds(elapsed: float, looks: list[Look], floor: float) -> None:
    cadence = Cadence(floor=floor, ceiling=max(30.0, floor))
    assert cadence.floor <= next_pause(elapsed, looks, cadence) <= cadence.ceiling


def test_not_even_a_spiteful_backend_is_asked_more_than_twenty_times() -> None:
    """It reports whatever makes the next pause the shortest."""
    looks: list[Look] = []
    elapsed, least = 0.0, 0.0
    while elapsed < 90:
        elapsed += next_pause(elapsed, looks, Cadence())
        steps = [least + (0.9999 - least) * share / 100 for share in range(101)]
        spiteful = min(
            steps, key=lambda step: next_pause(elapsed, [*looks, Look(elapsed, step)], Cadence())
        )
        least = max(least, spiteful)
        looks.append(Look(elapsed, spiteful))
    assert len(looks) <= 20


@settings(max_examples=100, deadline=None)
@given(st.lists(st.none() | st.floats(0, 0.999), min_size=45, max_size=45))
def test_no_progress_whatever_it_says_costs_more_than_twenty_looks(
    progress: list[float | None],
) -> None:
    looks: list[Look] = []
    elapsed = 0.0
    while elapsed < 90:
        elapsed += next_pause(elapsed, looks, Cadence())
        looks.append(Look(elapsed, progress[len(looks)]))
    assert len(looks) <= 20
