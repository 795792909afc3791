"""What is kept of a chat is sent again, or forgotten."""

import pytest

from core.conversation import Action, ActionKind, Command, Left, Pressed
from core.store import TurnState
from tests.conversation.scene import CHAT, GROUP, PHOTO, Scene, draft, says
from tests.peers.cloud import Call


@pytest.fixture
async def made(scene: Scene) -> Scene:
    """A chat with a video."""
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.say("zoom in", PHOTO)
    return scene


async def test_history_sends_the_last_videos_again_without_rendering(made: Scene) -> None:
    made.turn_makes(says("Slower."), draft("coffee.jpg", seconds=8))
    await made.say("slower")
    before = made.surface.messages
    await made.hears(made.asked(Command.HISTORY))
    await made.last()
    assert made.surface.messages == before + 2
    assert made.texts()[-1].startswith("Slower.")
    assert [video.sent_as for video in made.surface.delivered[-2:]] == [
        f"file of {video.name}" for video in made.surface.delivered[:2]
    ]
    assert len(made.submitted_renders()) == 2
    made.turn_makes(says("Done."), draft("coffee.jpg"))
    await made.hears(made.pressed("Redo"))
    await made.last()
    assert made.sent()[-1] == "zoom in\nslower"


async def test_a_reply_to_a_video_that_was_sent_again_is_about_it(made: Scene) -> None:
    made.turn_makes(says("Done."), draft("coffee.jpg", seconds=6))
    await made.say("make it jiggle", PHOTO)
    await made.hears(made.asked(Command.HISTORY))
    await made.last()
    older = list(made.surface.now)[-2]
    made.turn_makes(says("Slower."), draft("coffee.jpg", seconds=8))
    await made.hears(made.incoming("slower", reply_to=older))
    await made.last()
    first, second, third = await made.turns()
    assert third.project == first.project != second.project


async def test_forget_asks_first_and_then_leaves_nothing(made: Scene) -> None:
    await made.hears(made.incoming("", PHOTO))
    await made.hears(made.asked(Command.FORGET))
    assert await made.turns()
    await made.hears(made.pressed("delete it all"))
    assert "nothing of this chat" in await made.last()
    assert await made.turns() == []
    assert await made.store.read(lambda tx: tx.deliveries.latest(str(CHAT), 5)) == []
    assert await made.store.read(lambda tx: tx.tray.of(str(CHAT), "test:1")) == []
    assert "picture first" in await made.say("slower")


async def test_forget_stops_what_runs(scene: Scene) -> None:
    released = scene.turn_waits()
    await scene.hears(scene.incoming("zoom in", PHOTO))
    await scene.begun()
    await scene.hears(scene.asked(Command.FORGET))
    await scene.hears(scene.pressed("delete it all"))
    await scene.last()
    assert len(scene.cloud.got(Call.CANCEL_TURN)) == 1
    assert await scene.turns() == []
    released.set()


async def test_in_a_group_only_an_admin_has_it_forgotten(scene: Scene) -> None:
    await scene.hears(scene.asked(Command.FORGET, by=scene.bob, chat=GROUP))
    assert "Only an admin" in scene.texts(GROUP)[-1]
    forget = Action(ActionKind.FORGET)
    press = Pressed(GROUP, scene.bob, scene.message(GROUP), forget, "p", "en", shared=True)
    await scene.hears(press)
    assert "Only an admin" in scene.texts(GROUP)[-1]


async def test_a_chat_that_was_left_stops_its_turns(scene: Scene) -> None:
    released = scene.turn_waits()
    await scene.hears(scene.incoming("zoom in", PHOTO))
    await scene.begun()
    await scene.hears(Left(CHAT))
    await scene.engine.idle(CHAT)
    (record,) = await scene.store.read(lambda tx: tx.turns.of_chat(str(CHAT), tuple(TurnState)))
    assert record.state is TurnState.CANCELLED
    released.set()


async def test_a_video_that_did_not_arrive_is_sent_again_without_rendering(made: Scene) -> None:
    (turn,) = await made.turns()
    action = Action(ActionKind.SEND_AGAIN, turn.id)
    await made.hears(Pressed(CHAT, made.ann, made.newest(), action, "p", "en"))
    await made.last()
    assert made.surface.messages == 2
    assert len(made.surface.delivered) == 2
    assert len(made.submitted_renders()) == 1


async def test_a_video_is_sent_again_once_however_often_it_is_asked_for(made: Scene) -> None:
    (turn,) = await made.turns()
    action = Action(ActionKind.SEND_AGAIN, turn.id)
    message = made.newest()
    for press in ("p", "q"):
        await made.hears(Pressed(CHAT, made.ann, message, action, press, "en"))
    await made.last()
    assert len(made.surface.delivered) == 2
