"""When shots are seen, and how their transitions lie."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.studio.rendering.schedule import Schedule
from core.studio.timeline import Shot, Timeline, Transition

FADE = Transition("crossfade", 800)

timelines = st.builds(
    Timeline,
    shots=st.lists(
        st.builds(
            Shot,
            media=st.just("a"),
            name=st.just("a"),
            duration_ms=st.integers(1, 5000),
            transition=st.one_of(
                st.none(),
                st.builds(
                    Transition,
                    st.sampled_from(["crossfade", "slide", "none"]),
                    st.integers(0, 9000),
                ),
            ),
        ),
        min_size=1,
        max_size=6,
    ).map(tuple),
    loop=st.booleans(),
)


def _three(loop: bool = False) -> Schedule:
    shots = (Shot("a", "a", 4000), Shot("b", "b", 3000, transition=FADE), Shot("c", "c", 2000))
    return Schedule(Timeline(shots, loop=loop))


def test_a_transition_is_centred_on_the_cut() -> None:
    schedule = _three()
    before, early, cut, late, after = (schedule.at(ms) for ms in (3599, 3800, 4000, 4200, 4401))
    assert before.later is None
    assert before.earlier.shot == 0
    assert early.later is not None
    assert (early.earlier.shot, early.later.shot) == (0, 1)
    assert early.share == pytest.approx(0.25)
    assert cut.share == pytest.approx(0.5)
    assert late.share == pytest.approx(0.75)
    assert after.later is None
    assert after.earlier.shot == 1


def test_a_shot_moves_through_its_halves_of_the_transitions() -> None:
    schedule = _three()
    assert (schedule.spans[0].first_ms, schedule.spans[0].last_ms) == (0, 4400)
    assert (schedule.spans[1].first_ms, schedule.spans[1].last_ms) == (3600, 7000)
    assert schedule.at(4000).earlier.share == pytest.approx(4000 / 4400)


def test_without_a_transition_there_is_a_cut() -> None:
    schedule = _three()
    assert schedule.at(6999.9).earlier.shot == 1
    assert schedule.at(7000).earlier.shot == 2
    assert schedule.at(7000).later is None


def test_transitions_longer_than_their_shots_are_shortened_so_that_two_never_meet() -> None:
    long = Transition("wipe", 5000)
    shots = (
        Shot("a", "a", 1000),
        Shot("b", "b", 1000, transition=long),
        Shot("c", "c", 3000, transition=long),
    )
    schedule = Schedule(Timeline(shots))
    assert schedule.spans[1].first_ms == 500
    assert schedule.spans[1].last_ms == 2500
    assert schedule.at(1499.9).transition == "wipe"
    assert schedule.at(1500).earlier.shot == 1


def test_a_loop_of_several_shots_goes_over_into_its_beginning() -> None:
    schedule = _three(loop=True)
    end, start = schedule.at(8900), schedule.at(100)
    assert end.later is not None
    assert start.later is not None
    assert (end.earlier.shot, end.later.shot) == (start.earlier.shot, start.later.shot) == (2, 0)
    assert end.share == pytest.approx(0.375)
    assert start.share == pytest.approx(0.625)


def test_a_loop_of_one_shot_has_no_transition() -> None:
    schedule = Schedule(Timeline((Shot("a", "a", 4000, transition=FADE),), loop=True))
    assert schedule.at(0).later is None
    assert schedule.spans[0].length_ms == 4000


@given(timelines, st.floats(0, 1, exclude_max=True))
def test_every_moment_shows_one_or_two_neighbours_within_their_spans(
    timeline: Timeline, share: float
) -> None:
    moment = Schedule(timeline).at(share * timeline.duration_ms)
    shots = len(timeline.shots)
    assert 0 <= moment.earlier.share <= 1
    assert moment.earlier.since_ms >= 0
    if moment.later is not None:
        assert moment.later.shot == (moment.earlier.shot + 1) % shots
        assert 0 <= moment.share <= 1
        assert moment.later.since_ms >= 0


@given(timelines)
def test_time_goes_on_evenly_within_a_shot(timeline: Timeline) -> None:
    schedule = Schedule(timeline)
    total = timeline.duration_ms
    seen: dict[int, float] = {}
    for number in range(200):
        moment = schedule.at(number * total / 200)
        if number * total / 200 < schedule.spans[-1].last_ms - total:
            continue  # the head of a loop still shows the tail of its last shot
        for visible in filter(None, (moment.earlier, moment.later)):
            if visible.shot or number * total / 200 < schedule.spans[0].last_ms:
                assert visible.since_ms >= seen.get(visible.shot, 0)
                seen[visible.shot] = visible.since_ms
