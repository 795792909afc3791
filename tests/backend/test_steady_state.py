"""The baseline after a cancelled turn: the state, once the backend leaves it alone."""

from collections.abc import AsyncGenerator

import pytest

from core.backend import Timing
from core.errors import SessionGone
from tests.peers.stream_server import Reply, answer, state
from tests.peers.turn_scene import SESSION, STATE, TurnScene, turn_scene


@pytest.fixture
async def turns() -> AsyncGenerator[TurnScene]:
    async with turn_scene() as made:
        made.clock.auto = float("inf")
        yield made


def drafts(*numbers: int) -> list[Reply]:
    return [state({"d": number}) for number in numbers]


async def test_a_state_that_stands_still_is_read_twice(turns: TurnScene) -> None:
    turns.server.on(STATE, *drafts(1))
    assert (await turns.backend.steady_state(SESSION)).draft == {"d": 1}
    assert turns.server.reads() == 2
    assert turns.clock.slept == [5]


async def test_a_state_that_still_changes_is_read_until_it_does_not(turns: TurnScene) -> None:
    turns.server.on(STATE, *drafts(1, 2, 3, 3, 4))
    assert (await turns.backend.steady_state(SESSION)).draft == {"d": 3}
    assert turns.clock.slept == [5, 5, 5]


async def test_a_state_that_never_stands_still_is_taken_after_a_minute(turns: TurnScene) -> None:
    turns.server.on(STATE, *drafts(*range(20)))
    assert (await turns.backend.steady_state(SESSION)).draft == {"d": 12}
    assert turns.clock.slept == [5] * 12
    assert turns.clock.monotonic() == 60


async def test_the_last_pause_ends_with_the_limit() -> None:
    async with turn_scene(timing=Timing(baseline_gap=4, baseline_limit=10)) as turns:
        turns.clock.auto = float("inf")
        turns.server.on(STATE, *drafts(*range(20)))
        assert (await turns.backend.steady_state(SESSION)).draft == {"d": 3}
        assert turns.clock.slept == [4, 4, 2]


async def test_links_that_are_signed_anew_are_no_change(turns: TurnScene) -> None:
    signed = [
        answer(
            {"code": 0, "data": {"state": {"draft": {"d": 1}, "video_infos": [{"cdn_url": url}]}}}
        )
        for url in ("https://cdn/a?1", "https://cdn/a?2", "https://cdn/a?3")
    ]
    turns.server.on(STATE, *signed)
    assert (await turns.backend.steady_state(SESSION)).media[0].cdn_url == "https://cdn/a?2"


async def test_a_session_that_is_gone_is_told(turns: TurnScene) -> None:
    turns.server.on(STATE, state(), answer({"code": 1002, "message": "gone"}))
    with pytest.raises(SessionGone):
        await turns.backend.steady_state(SESSION)
