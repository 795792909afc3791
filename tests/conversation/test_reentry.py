"""A stored turn goes on where it was: nothing is lost, nothing is done twice."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from core.store import TurnState
from tests.conversation.place import Died, Place, a_place

WRITES = [
    "fetch", "upload", "upload", "send", "follow", "report", "submit", "poll", "download",
    "deliver", "deliver", "done",
]  # fmt: skip
"""What is stored of a turn on its way: each step's end, each intent, and its end."""


@pytest.fixture
async def place(tmp_path: Path) -> AsyncGenerator[Place]:
    async with a_place(tmp_path) as made:
        yield made


async def test_a_turn_is_stored_before_it_sends_submits_and_delivers(place: Place) -> None:
    await place.add(place.turn())
    lease = await place.run()
    assert lease.writes == WRITES
    assert (await place.row()).state is TurnState.DONE
    assert await place.delivery() is not None


@pytest.mark.parametrize("written", [True, False])
@pytest.mark.parametrize("dies_at", range(1, len(WRITES) + 1))
async def test_a_process_that_dies_at_any_write_loses_and_repeats_nothing(
    place: Place, dies_at: int, written: bool
) -> None:
    await place.add(place.turn())
    with pytest.raises(Died):
        await place.run(dies_at=dies_at, written=written)
    if (await place.row()).state is TurnState.QUEUED:
        await place.run()
    assert place.sends == ["t1"]
    assert len(place.renders) == len(set(place.renders)) == 1
    assert place.uploads == ["coffee.jpg"]
    assert len(place.surface.videos) == 1
    assert place.surface.messages == 1
    assert (await place.row()).state is TurnState.DONE
    assert await place.delivery() is not None
