"""How a turn ends in its chat: once, with all that its buttons need kept beside it."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest

from core.conversation.deliveries import delivery_from
from core.conversation.handling import Handler
from core.conversation.material import BatchPlace
from core.conversation.seam import ActionKind, MessageRef, Reply
from core.conversation.turn import Phase
from core.conversation.under_video import shape_of
from core.errors import DeliveryFailed
from core.jobs import TryLater
from core.store import TurnState
from core.store.owners import delivery_owner, project_owner, turn_owner
from tests.conversation.place import CHAT, Died, Hanging, Place, a_place, draft
from tests.peers.cloud import Call


@pytest.fixture
async def place(tmp_path: Path) -> AsyncGenerator[Place]:
    async with a_place(tmp_path) as made:
        yield made


def kinds(reply: Reply) -> list[ActionKind]:
    return [button.action.kind for button in reply.buttons]


async def used_by(place: Place, owner: str) -> list[str]:
    return await place.store.read(lambda tx: tx.media.used_by(owner))


async def test_a_delivery_keeps_what_its_buttons_need(place: Place) -> None:
    await place.add(place.turn())
    await place.run()
    record = await place.delivery()
    assert record is not None
    delivery = delivery_from(record)
    assert delivery.words == "zoom in"
    assert [held.name for held in delivery.pictures] == ["coffee.jpg"]
    assert delivery.draft == draft("coffee.jpg")
    assert (delivery.backend, delivery.project) == ("cloud", "p1")
    assert delivery.message == delivery.status == MessageRef(CHAT, "1")
    assert delivery.file == "file of stillmotion-t1.mp4"
    video = delivery.video
    assert (video.width, video.height) == (64, 36)
    assert place.room.library.path(video.hash).read_bytes() == place.cloud.content
    assert place.room.library.path(video.thumbnail).read_bytes()[:2] == b"\xff\xd8"
    found = await place.store.read(lambda tx: tx.deliveries.by_message(str(CHAT), "1"))
    assert found is not None
    assert found.turn == "t1"


async def test_files_are_kept_for_who_needs_them_and_no_longer(place: Place) -> None:
    await place.add(place.turn())
    await place.run()
    delivered = set(await used_by(place, delivery_owner("t1")))
    held = set(await used_by(place, project_owner("p1")))
    assert len(delivered) == 3
    assert held < delivered
    assert not await used_by(place, turn_owner("t1"))
    assert not (place.room.folder / "t1").exists()


async def test_a_failed_turn_keeps_its_files_for_the_next_try(place: Place) -> None:
    place.surface.refusal = DeliveryFailed("forbidden")
    await place.add(place.turn())
    await place.run()
    row = await place.row()
    assert (row.state, row.error) == (TurnState.FAILED, "DeliveryFailed")
    assert await used_by(place, turn_owner("t1"))


async def test_under_the_video_stand_its_buttons_with_what_they_cost(place: Place) -> None:
    await place.add(place.turn())
    await place.run()
    _, last = place.surface.shown[-1]
    assert kinds(last) == [
        ActionKind.REDO, ActionKind.REMIX, ActionKind.FORMAT, ActionKind.FORMAT, ActionKind.NEW
    ]  # fmt: skip
    shapes = [one.action.value for one in last.buttons if one.action.kind is ActionKind.FORMAT]
    assert shapes == ["9:16", "1:1"]  # it is 16:9
    priced = [one.action.kind for one in last.buttons if "💳" in one.label]
    assert priced == [ActionKind.REDO, ActionKind.FORMAT, ActionKind.FORMAT]


@pytest.mark.parametrize(
    ("width", "height", "shape"),
    [(1080, 1920, "9:16"), (1920, 1080, "16:9"), (720, 720, "1:1"), (854, 480, "16:9"), (4, 3, "")],
)
def test_the_shape_of_a_video(width: int, height: int, shape: str) -> None:
    assert shape_of(width, height) == shape


async def test_a_delivery_that_may_have_arrived_is_looked_up_not_repeated(place: Place) -> None:
    await place.add(place.turn())
    with pytest.raises(Died):
        await place.run(dies_at=12)
    assert (await place.stored()).delivering
    await place.run()
    assert place.surface.tries == [("stillmotion-t1.mp4", False), ("stillmotion-t1.mp4", True)]
    assert len(place.surface.videos) == 1
    assert await place.delivery() is not None


async def test_where_it_can_t_be_looked_up_a_button_sends_it(place: Place) -> None:
    place.surface.finds = False
    await place.add(place.turn())
    with pytest.raises(Died):
        await place.run(dies_at=12)
    await place.run()
    _, last = place.surface.shown[-1]
    assert kinds(last) == [ActionKind.SEND_AGAIN]
    assert last.buttons[0].action.subject == "t1"
    assert last.text.startswith("Done.")
    assert (await place.row()).state is TurnState.DONE
    record = await place.delivery()
    assert record is not None
    assert delivery_from(record).video.hash


async def test_a_video_that_is_just_being_handed_over_is_delivered_all_the_same(
    place: Place,
) -> None:
    place.surface.gate = gate = asyncio.Event()
    await place.add(place.turn())
    record, lease = await place.claim()
    walking = asyncio.create_task(Handler(place.room).run(record, lease))
    while not place.surface.tries:  # noqa: ASYNC110 - the place signals nothing
        await asyncio.sleep(0.005)
    place.clock.auto = 0.0
    walking.cancel()
    await place.clock.settle()
    gate.set()
    with pytest.raises(asyncio.CancelledError):
        await walking
    assert (await place.row()).state is TurnState.DONE
    assert await place.delivery() is not None


async def test_a_passing_trouble_of_the_place_is_waited_out(place: Place) -> None:
    place.surface.refusal = DeliveryFailed("busy", passing=True)
    await place.add(place.turn())
    with pytest.raises(TryLater):
        await place.run()
    place.surface.refusal = None
    await place.run()
    assert len(place.surface.videos) == 1
    assert place.surface.tries[-1] == ("stillmotion-t1.mp4", True)


async def test_a_long_turn_ends_with_a_line_that_notifies_once(place: Place) -> None:
    await place.add(place.turn())
    with pytest.raises(Died):
        await place.run(dies_at=12)
    place.clock.now += 60
    await place.run()
    assert place.surface.texts.count("✅ Ready ↑") == 1
    ready = next(one for one, reply in place.surface.now.items() if "Ready" in reply.text)
    assert place.surface.answered[ready] == MessageRef(CHAT, "m1")


async def test_that_a_video_arrived_is_written_down_before_anybody_is_told(place: Place) -> None:
    await place.add(place.turn())
    hanging = Hanging()
    place.next(Call.RUN, hanging)
    await place.cut_off(hanging.asked)
    place.sent.add("t1")
    place.clock.now += 60
    with pytest.raises(Died):
        await place.run(dies_at=7, written=True)
    assert (await place.row()).state is TurnState.DONE
    assert not any("Ready" in text for text in place.surface.texts)


async def test_what_it_waited_for_others_is_no_part_of_its_time(place: Place) -> None:
    waited = replace(place.turn(), asked_at=place.clock.now - 600, noted=MessageRef(CHAT, "list"))
    await place.add(waited)
    await place.run()
    assert place.surface.videos
    assert not any("Ready" in text for text in place.surface.texts)


async def test_a_short_turn_does_not_notify(place: Place) -> None:
    await place.add(place.turn())
    await place.run()
    assert not any("Ready" in text for text in place.surface.texts)


async def test_without_automatic_export_the_summary_has_a_button(place: Place) -> None:
    await place.add(replace(place.turn(), auto_export=False))
    await place.run()
    _, last = place.surface.shown[-1]
    assert kinds(last) == [ActionKind.EXPORT]
    assert "Timeline" in last.text
    assert not place.renders
    await place.add(place.export("t2"))
    await place.run()
    assert len(place.surface.videos) == 1
    assert place.sends == ["t1"]


async def test_an_export_of_a_given_timeline_renders_that_one(place: Place) -> None:
    await place.add(place.turn())
    await place.run()
    clip = draft("clip.jpg")
    assert isinstance(clip, dict)
    await place.add(replace(place.export("t2"), draft=clip, summary="Timeline"))
    await place.run()
    assert place.cloud.got(Call.SUBMIT)[-1].json["draft"] == clip


@pytest.mark.parametrize("begun", [True, False])
async def test_an_export_without_a_timeline_asks_for_a_picture(place: Place, begun: bool) -> None:
    if begun:
        place.made = lambda _: None
        await place.add(place.turn())
        await place.run()
    await place.add(place.export("t2"))
    await place.run()
    assert "picture" in place.surface.texts[-1]
    assert not place.renders
    assert (await place.row("t2")).state is TurnState.DONE


async def test_a_turn_without_a_change_ends_as_text(place: Place) -> None:
    place.made = lambda _: None
    await place.add(place.turn())
    await place.run()
    assert place.surface.shown[-1] == ("1", Reply("Done.", final=True))
    assert await place.delivery() is None


async def test_progress_has_a_button_that_stops_it(place: Place) -> None:
    await place.add(place.turn())
    await place.run()
    _, first = place.surface.shown[0]
    assert kinds(first) == [ActionKind.CANCEL]
    assert first.buttons[0].action.subject == "t1"


async def test_a_batch_item_names_its_picture_all_the_way(place: Place) -> None:
    await place.add(replace(place.turn(), batch=BatchPlace(2, 3, "cat.jpg")))
    await place.run()
    assert {text.splitlines()[0] for text in place.surface.texts} == {"Picture 2 of 3: cat.jpg"}


async def test_what_is_done_is_not_told_twice_after_a_restart(place: Place) -> None:
    place.made = lambda _: None
    await place.add(place.turn())
    with pytest.raises(Died):
        await place.run(dies_at=8)
    assert (await place.stored()).phase is Phase.DONE
    await place.run()
    assert place.surface.messages == 1
