"""What the backend would have a person drag is sent as an edit: once, told first, stored."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from core.conversation.seam import ActionKind
from core.store import TurnState
from tests.conversation.place import Died, Place, a_place, draft, says
from tests.peers.cloud import Call, refusal

DRAG = says("I made it zoom. Drag the title to the top of the frame.")


@pytest.fixture
async def place(tmp_path: Path) -> AsyncGenerator[Place]:
    async with a_place(tmp_path) as made:
        yield made


def sent(place: Place) -> list[str]:
    return [str(run.json["new_message"]["parts"][0]["text"]) for run in place.cloud.got(Call.RUN)]


async def waiting(place: Place) -> int:
    return len(await place.store.read(lambda tx: tx.turns.of_chat("test:1")))


async def test_a_drag_becomes_a_turn_of_its_own_that_is_told_first(place: Place) -> None:
    place.next(Call.RUN, DRAG)
    await place.add(place.turn())
    await place.run()
    told = place.surface.texts[-1]
    assert told.startswith("I made it zoom.")
    assert "➡️" in told
    assert "title to the top" in told
    assert sent(place) == ["zoom in"]
    assert not place.renders
    await place.run()
    assert len(sent(place)) == 2
    assert "title" in sent(place)[1]
    assert len(place.surface.videos) == 1
    assert await waiting(place) == 0


async def test_a_follow_up_is_never_followed_up(place: Place) -> None:
    place.next(Call.RUN, DRAG, DRAG)
    await place.add(place.turn())
    await place.run()
    await place.run()
    assert len(sent(place)) == 2
    assert await waiting(place) == 0
    assert len(place.surface.videos) == 1


async def test_what_changed_before_it_is_exported_though_it_changes_nothing(place: Place) -> None:
    place.made = lambda _: draft("coffee.jpg")
    place.next(Call.RUN, DRAG)
    await place.add(place.turn())
    await place.run()
    await place.run()
    assert len(place.surface.videos) == 1


async def test_when_it_fails_the_change_before_it_can_be_exported(place: Place) -> None:
    place.next(Call.RUN, DRAG, refusal(2001))
    await place.add(place.turn())
    await place.run()
    await place.run()
    _, last = place.surface.shown[-1]
    assert ActionKind.EXPORT in [button.action.kind for button in last.buttons]


@pytest.mark.parametrize("written", [True, False])
@pytest.mark.parametrize("dies_at", [7, 8])
async def test_a_crash_at_the_end_of_its_parent_leaves_one(
    place: Place, dies_at: int, written: bool
) -> None:
    place.next(Call.RUN, DRAG)
    await place.add(place.turn())
    with pytest.raises(Died):
        await place.run(dies_at=dies_at, written=written)
    while await waiting(place):
        await place.run()
    assert len(sent(place)) == 2
    assert len(place.surface.videos) == 1
    assert (await place.row()).state is TurnState.DONE
