"""A stored turn goes on where it was: nothing is lost, nothing is done twice."""

import shutil
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest

from core.store import TurnState
from tests.conversation.place import PHOTO, Died, Hanging, Place, a_place, picture
from tests.peers.cloud import Call, bare

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


@pytest.mark.parametrize("dies_at", [2, 3, 4])
async def test_a_second_turn_s_picture_is_not_uploaded_twice_to_the_same_session(
    place: Place, tmp_path: Path, dies_at: int
) -> None:
    await place.add(place.turn())
    await place.run()
    other = tmp_path / "other.jpg"
    shutil.copyfile(PHOTO.with_name("chelsea.jpg"), other)
    await place.add(replace(place.turn("t2"), materials=(picture(other),)))
    with pytest.raises(Died):
        await place.run(dies_at=dies_at)
    await place.run()
    assert place.uploads == ["coffee.jpg", "other.jpg"]
    assert len(place.cloud.got(Call.SESSION)) == 1
    assert [held.name for held in (await place.project()).held] == ["coffee.jpg", "other.jpg"]


async def test_a_backend_that_lists_no_turns_is_not_sent_again_what_it_may_have_got(
    place: Place,
) -> None:
    place.listed = False
    await place.add(place.turn())
    with pytest.raises(Died):
        await place.run(dies_at=WRITES.index("follow") + 1, written=True)
    await place.run()
    assert not place.sends
    assert (await place.row()).error == "TurnLost"


async def test_an_intent_without_its_submission_is_submitted_under_another_id(
    place: Place,
) -> None:
    await place.add(place.turn())
    with pytest.raises(Died):
        await place.run(dies_at=WRITES.index("poll") + 1, written=True)
    intended = (await place.stored()).render_id
    await place.run()
    assert len(place.renders) == 1
    assert place.renders != [intended]
    assert place.surface.videos


async def test_a_restart_does_not_extend_the_deadline(place: Place) -> None:
    hanging = Hanging()
    place.next(Call.STATUS, hanging)
    await place.add(place.turn())
    await place.cut_off(hanging.asked)
    deadline = (await place.stored()).deadline
    assert deadline is not None
    place.cloud.scripts[Call.STATUS].clear()
    place.cloud.always(Call.STATUS, bare({"status": "processing"}))
    place.clock.now = deadline - 10
    await place.run()
    assert (await place.row()).error == "RenderTimedOut"
    assert place.clock.now == pytest.approx(deadline, abs=1)  # pyright: ignore[reportUnknownMemberType] - untyped


async def test_the_time_it_took_so_far_survives_a_restart(place: Place) -> None:
    hanging = Hanging()
    place.next(Call.RUN, hanging)
    await place.add(place.turn())
    await place.cut_off(hanging.asked)
    place.clock.now += 300
    place.sent.add("t1")
    await place.run()
    elapsed = [reply.elapsed_s for _, reply in place.surface.shown if reply.elapsed_s]
    assert elapsed
    assert min(elapsed) >= 300
