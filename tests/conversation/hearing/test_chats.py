"""Chats that go on under another name, and links in words."""

import pytest

from core.conversation import Action, ActionKind, ChatRef, Command, MessageRef, Moved, Pressed
from core.conversation.deliveries import delivery_from
from core.conversation.hearing.links import without_links
from core.store import Grant
from tests.conversation.scene import CHAT, PHOTO, Scene, draft, says

NEW = ChatRef("test", "-1001")


async def test_what_is_kept_follows_a_chat_to_its_new_name(scene: Scene) -> None:
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.hears(scene.asked(Command.LANGUAGE, "zh"))
    await scene.say("zoom in", PHOTO)
    await scene.hears(Moved(CHAT, NEW))
    scene.turn_makes(says("Slower."), draft("coffee.jpg", seconds=8))
    await scene.hears(scene.incoming("slower", chat=NEW))
    await scene.last(NEW)
    first, second = await scene.turns(NEW)
    assert first.project == second.project
    assert second.interface == "zh"
    assert await scene.turns(CHAT) == []
    assert "outlived" not in scene.texts(NEW)[-1]


async def test_a_turn_that_waits_is_done_in_the_new_chat(scene: Scene) -> None:
    released = scene.turn_waits()
    await scene.hears(scene.incoming("zoom in", PHOTO))
    await scene.begun()
    scene.turn_makes(says("Slower."), draft("coffee.jpg", seconds=8))
    scene.cloud.draft = draft("coffee.jpg")  # as it is when the first one is looked up
    await scene.hears(scene.incoming("slower"), Moved(CHAT, NEW))
    assert (await scene.last(NEW)).startswith("Slower.")
    released.set()


async def test_a_turn_that_is_under_way_goes_on_in_the_new_chat(scene: Scene) -> None:
    released = scene.turn_waits()
    await scene.hears(scene.incoming("zoom in", PHOTO))
    await scene.begun()
    scene.cloud.draft = draft("coffee.jpg")  # as it is when the turn is looked up
    await scene.hears(Moved(CHAT, NEW))
    released.set()
    await scene.engine.idle(NEW)
    (delivery,) = await scene.store.read(lambda tx: tx.deliveries.latest(str(NEW), 5))
    assert not await scene.store.read(lambda tx: tx.deliveries.latest(str(CHAT), 5))
    assert delivery_from(delivery).message.chat == NEW
    (turn,) = await scene.turns(NEW)
    assert turn.status is not None
    assert turn.status.chat == NEW
    assert scene.sent() == ["zoom in"]


async def test_what_was_decided_for_a_chat_holds_under_its_new_name(scene: Scene) -> None:
    await scene.store.write(lambda tx: tx.grants.set(Grant("test:1", allowed=False, daily=3)))
    await scene.hears(Moved(CHAT, NEW))
    grants = await scene.store.read(lambda tx: tx.grants.get(("test:-1001",)))
    assert grants["test:-1001"] == Grant("test:-1001", allowed=False, daily=3)


async def test_what_is_said_after_forgetting_is_not_forgotten_too(scene: Scene) -> None:
    scene.turn_waits()
    await scene.hears(scene.incoming("zoom in", PHOTO))
    await scene.begun()
    forget = Pressed(CHAT, scene.ann, MessageRef(CHAT, "1"), Action(ActionKind.FORGET), "p")
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.engine.hear(forget)
    assert (await scene.say("zoom out", PHOTO)).startswith("Done.")
    (turn,) = await scene.turns()
    assert turn.text == "zoom out"


@pytest.mark.parametrize(
    ("text", "words", "links"),
    [
        ("zoom in https://x.example/a.JPG", "zoom in", ("https://x.example/a.JPG",)),
        ("(see http://x.example/a.png).", "(see ).", ("http://x.example/a.png",)),
        ("https://x.example/a.heic", "", ("https://x.example/a.heic",)),
        ("把 https://x.example/图.png，放大", "把 ，放大", ("https://x.example/图.png",)),
        ("like https://x.example/a.html", "like https://x.example/a.html", ()),
        ("ftp://x.example/a.jpg", "ftp://x.example/a.jpg", ()),
        ("https:///a.jpg or http://[::1", "https:///a.jpg or http://[::1", ()),
        ("a\n\nb", "a\n\nb", ()),
    ],
)
def test_links_to_pictures_are_taken_out_of_the_words(
    text: str, words: str, links: tuple[str, ...]
) -> None:
    assert without_links(text) == (words, links)


def test_a_link_that_is_given_as_what_to_work_on_needs_no_name() -> None:
    found = without_links("https://x.example/v?i=1 https://x.example/v?i=1", any_file=True)
    assert found == ("", ("https://x.example/v?i=1",))
