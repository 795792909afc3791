"""What is heard is stored first, acted on once and in order, also after a restart."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from core.conversation import Author, ChatRef, Command, Incoming, MessageRef, Reply, Video
from core.conversation.hearing.heard_rows import encode_heard, event_of
from core.conversation.seam import Delivered
from tests.conversation.scene import CHAT, PHOTO, Scene, a_scene, draft, says

OTHER = ChatRef("test", "2")


async def test_the_same_message_heard_twice_is_one(scene: Scene) -> None:
    asked = scene.incoming("how many credits are left?")
    await scene.engine.hear(asked)
    await scene.engine.hear(asked)
    await scene.last()
    assert scene.surface.messages == 1
    assert scene.surface.acknowledged == [asked.message]


async def test_a_chat_is_acted_on_in_order(scene: Scene) -> None:
    await scene.hears(
        scene.asked(Command.LANGUAGE, "zh"),
        scene.asked(Command.SETTINGS),
        scene.incoming("what's the status?"),
    )
    languages, settings, idle = scene.texts()
    assert "中文" in languages
    assert "设置" in settings
    assert "没有" in idle


async def test_what_an_earlier_process_heard_is_acted_on_first(tmp_path: Path) -> None:
    async with a_scene(tmp_path, starts=False) as scene:
        left = scene.asked(Command.SKILL, "image-to-video-joypix")
        body, now = encode_heard(left), scene.clock.now
        await scene.store.write(lambda tx: tx.inbox.add(str(CHAT), event_of(left), body, now=now))
        await scene.engine.hear(scene.asked(Command.SETTINGS))
        assert scene.texts() == []
        scene.start()
        await scene.acted()
        skills, settings = scene.texts()
        title = scene.room.skills["image-to-video-joypix"].title["en"]
        assert f"✓ *{title}*" in skills
        assert f"Skill: {title}" in settings


async def test_a_crash_while_it_is_acted_on_doubles_nothing(tmp_path: Path) -> None:
    async with a_scene(tmp_path) as scene:
        scene.turn_makes(says("Done."), draft("coffee.jpg"))
        picture = scene.incoming("", PHOTO)
        await scene.hears(picture)
        # as if the process had died before the inbox was marked
        again = replace(picture, text="")
        body, now = encode_heard(again), scene.clock.now
        await scene.store.write(lambda tx: tx.inbox.add(str(CHAT), "again", body, now=now))
        await scene.restart()
        await scene.acted()
        await scene.say("make it jiggle")
        (turn,) = await scene.turns()
        assert len(turn.materials) == 1


async def test_a_row_that_nobody_understands_holds_nothing_up(scene: Scene) -> None:
    now = scene.clock.now
    await scene.store.write(lambda tx: tx.inbox.add(str(CHAT), "x", '{"kind": "?"}', now=now))
    await scene.restart()
    await scene.acted()
    assert "picture" in await scene.say("hello")


async def test_a_defect_is_said_politely_and_the_chat_goes_on(scene: Scene) -> None:
    broken = scene.incoming("status")
    key, person = str(CHAT), "test:1"
    await scene.store.write(lambda tx: tx.tray.add(key, person, "no picture", now=0.0))
    await scene.hears(broken)
    assert "my fault" in scene.texts()[-1]
    await scene.hears(scene.asked(Command.NEW))
    await scene.hears(scene.incoming("status"))
    assert "Nothing is running" in scene.texts()[-1]


async def test_chats_do_not_wait_for_each_other(scene: Scene) -> None:
    released = scene.turn_waits()
    await scene.hears(scene.incoming("zoom in", PHOTO))
    await scene.begun()
    eve = Author("3", "Eve")
    await scene.engine.hear(Incoming(OTHER, eve, MessageRef(OTHER, "m1"), "credits?", locale="en"))
    assert "100" in await scene.last(OTHER)
    released.set()
    await scene.last()


async def test_what_is_heard_while_it_stops_is_kept_for_the_next_start(scene: Scene) -> None:
    await scene.stop()
    await scene.engine.hear(scene.asked(Command.SETTINGS))
    assert scene.texts() == []
    await scene.restart()
    assert "Settings" in await scene.last()


async def test_a_history_that_was_broken_off_goes_on_where_it_was(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("zoom in", "slower"):
        scene.turn_makes(says("Done."), draft("coffee.jpg", seconds=len(text)))
        await scene.say(text, *([PHOTO] if text == "zoom in" else []))
    surface = scene.surface
    surface.keyed = False
    deliver, sent = surface.deliver, list[str]()

    async def one_only(
        message: MessageRef, video: Video, reply: Reply, *, again: bool = False
    ) -> Delivered:
        sent.append(video.name)
        if len(sent) == 2:
            await asyncio.Event().wait()
        return await deliver(message, video, reply, again=again)

    monkeypatch.setattr(surface, "deliver", one_only)
    await scene.engine.hear(scene.asked(Command.HISTORY))
    await scene.until(lambda: len(sent) == 2)
    await scene.restart()
    await scene.last()
    first, second = [f"stillmotion-{turn.id}.mp4" for turn in await scene.turns()]
    assert sent == [first, second, second]
