"""A conversation as people have it, the same in every place."""

from core.conversation import Command
from tests.conversation.scene import PHOTO, Scene, draft, says
from tests.peers.cloud import Call, bare


async def test_a_picture_with_words_becomes_a_video_under_one_message(place: Scene) -> None:
    place.turn_makes(says("I made it jiggle."), draft("coffee.jpg"))
    last = await place.say("make it jiggle", PHOTO)
    assert last.startswith("I made it jiggle.")
    assert len(place.texts()) == len(place.surface.videos) == 1
    assert any("Redo" in label for label in place.labels())


async def test_a_picture_waits_for_words_and_a_tap_says_them(place: Scene) -> None:
    place.turn_makes(says("Done."), draft("coffee.jpg"))
    await place.hears(place.incoming("", PHOTO))
    label = place.labels()[0]
    await place.hears(place.pressed(label))
    await place.last()
    assert place.sent() == [label]
    assert len(place.surface.videos) == 1


async def test_words_refine_it_and_new_ends_it(place: Scene) -> None:
    place.turn_makes(says("Done."), draft("coffee.jpg"))
    await place.say("zoom in", PHOTO)
    place.turn_makes(says("Slower."), draft("coffee.jpg", seconds=8))
    await place.say("slower")
    assert len(place.cloud.got(Call.SESSION)) == 1
    await place.hears(place.asked(Command.NEW))
    assert "picture first" in await place.say("faster")


async def test_what_is_said_meanwhile_waits_and_can_be_stopped(place: Scene) -> None:
    released = place.turn_waits()
    await place.hears(place.incoming("zoom in", PHOTO))
    await place.begun()
    await place.hears(place.incoming("slower"), place.incoming("add music"))
    assert place.texts()[-1] == "📝 Noted, after this:\n1. slower\n2. add music"
    await place.hears(place.pressed("✖ 2"))
    place.turn_makes(says("Slower."), draft("coffee.jpg", seconds=8))
    released.set()
    await place.last()
    assert place.sent() == ["zoom in", "slower"]


async def test_the_cancel_button_stops_it(place: Scene) -> None:
    released = place.turn_waits()
    await place.hears(place.incoming("zoom in", PHOTO))
    await place.begun()
    await place.hears(place.pressed("Cancel"))
    assert (await place.last()).startswith("🛑")
    assert len(place.cloud.got(Call.CANCEL_TURN)) == 1
    released.set()


async def test_redo_remix_and_formats_act_on_their_video(place: Scene) -> None:
    place.turn_makes(says("Done."), draft("coffee.jpg"))
    await place.say("zoom in", PHOTO)
    place.turn_makes(says("Square."), draft("coffee.jpg", seconds=6))
    await place.hears(place.pressed("1:1"))
    await place.last()
    await place.hears(place.pressed("Remix"))
    place.turn_makes(says("Slower."), draft("coffee.jpg", seconds=8))
    await place.say("slower")
    place.turn_makes(says("Again."), draft("coffee.jpg", seconds=9))
    press = place.pressed("Redo")
    await place.hears(press, press)
    await place.last()
    assert place.sent() == [
        "zoom in",
        "Change the format to 1:1",
        "slower",
        "zoom in\nChange the format to 1:1\nslower",
    ]


async def test_a_failure_is_one_message_and_retry_goes_on(place: Scene) -> None:
    place.turn_makes(says("Done."), draft("coffee.jpg"))
    place.cloud.will(Call.STATUS, *[bare({"status": "failed", "error": "worker lost"})] * 2)
    await place.say("zoom in", PHOTO)
    assert len(place.texts()) == 1
    await place.hears(place.pressed("Try again"))
    await place.last()
    assert place.sent() == ["zoom in"]
    assert len(place.surface.videos) == 1


async def test_it_goes_on_after_a_restart(place: Scene) -> None:
    released = place.turn_waits()
    await place.hears(place.incoming("zoom in", PHOTO))
    await place.begun()
    await place.hears(place.incoming("slower"))
    await place.stop()
    place.cloud.draft = draft("coffee.jpg")
    place.turn_makes(says("Slower."), draft("coffee.jpg", seconds=8))
    await place.restart()
    await place.last()
    assert place.sent() == ["zoom in", "slower"]
    assert len(place.surface.videos) == 2
    released.set()


async def test_what_is_asked_is_answered_without_a_turn(place: Scene) -> None:
    for words, answer in (("credits?", "100"), ("status?", "Nothing is running"), ("help", "/new")):
        assert answer in await place.say(words)
    await place.hears(place.asked(Command.LANGUAGE), place.asked(Command.SKILL))
    await place.hears(place.pressed("中文"))
    assert "中文" in place.texts()[-2]
    assert await place.turns() == []


async def test_nothing_is_left_when_it_was_forgotten(place: Scene) -> None:
    place.turn_makes(says("Done."), draft("coffee.jpg"))
    await place.say("zoom in", PHOTO)
    await place.hears(place.asked(Command.FORGET))
    await place.hears(place.pressed("delete it all"))
    assert "nothing of this chat" in await place.last()
    assert await place.turns() == []
