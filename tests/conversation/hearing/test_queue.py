"""What is said while something runs: noted and queued, or answered beside it, or stopped."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.conversation import Author, Command, Edited, Policy
from core.store import TurnRecord, TurnState
from tests.conversation.place import Hanging
from tests.conversation.scene import GROUP, PHOTO, SKILL, Scene, a_scene, draft, says
from tests.peers.cloud import Call


async def test_what_is_said_meanwhile_is_noted_in_one_message_and_done_in_order(
    scene: Scene,
) -> None:
    released = scene.turn_waits()
    await scene.hears(scene.incoming("zoom in", PHOTO))
    await scene.begun()
    await scene.hears(scene.incoming("slower"))
    assert scene.texts()[1:] == ["📝 Noted, after this:\n1. slower"]
    await scene.hears(scene.incoming("add calm music"))
    assert scene.texts()[1:] == ["📝 Noted, after this:\n1. slower\n2. add calm music"]
    scene.turn_makes(says("Slower."), draft("coffee.jpg", seconds=6))
    scene.turn_makes(says("Music."), draft("coffee.jpg", seconds=7))
    released.set()
    await scene.last()
    assert scene.sent() == ["zoom in", "slower", "add calm music"]
    assert len(scene.cloud.got(Call.SESSION)) == 1
    assert len(scene.surface.videos) == 3
    assert not any("Noted" in text for text in scene.texts())


async def test_the_list_shrinks_as_its_turns_begin(scene: Scene) -> None:
    released = scene.turn_waits()
    await scene.hears(scene.incoming("zoom in", PHOTO))
    await scene.begun()
    await scene.hears(scene.incoming("slower"), scene.incoming("add calm music"))
    second = scene.turn_waits(made=draft("coffee.jpg", seconds=6))
    released.set()
    await scene.begun(2)
    await scene.until(lambda: scene.texts()[1] == "📝 Noted, after this:\n1. add calm music")
    second.set()
    await scene.last()


@pytest.mark.parametrize(
    ("locale", "listed"),
    [("en", "1. A JSON prompt (zoom in, 5 s, 9:16)"), ("zh", "1. JSON 提示（放大、5 秒、9:16）")],
)
async def test_a_json_prompt_that_waits_is_listed_by_what_it_says(
    scene: Scene, locale: str, listed: str
) -> None:
    released = scene.turn_waits()
    await scene.hears(scene.incoming("zoom in", PHOTO, locale=locale))
    await scene.begun()
    prompt = '{"motion": "zoom-in", "duration": 5, "aspect": "9:16"}'
    await scene.hears(scene.incoming(prompt, locale=locale))
    assert scene.texts()[1].splitlines()[1:] == [listed]
    released.set()
    await scene.last()
    assert scene.sent()[1] == prompt


async def test_the_queue_has_an_end(tmp_path: Path) -> None:
    async with a_scene(tmp_path, policy=Policy(default_skill=SKILL, queue_per_chat=2)) as scene:
        released = scene.turn_waits()
        await scene.hears(scene.incoming("zoom in", PHOTO))
        await scene.begun()
        for words in ("slower", "faster", "add music"):
            await scene.hears(scene.incoming(words))
        assert "2 requests are waiting" in scene.texts()[-1]
        assert "I keep the files" not in scene.texts()[-1]
        released.set()
        await scene.last()
        assert len(await scene.turns()) == 3


async def test_pictures_that_came_with_one_too_many_are_kept(tmp_path: Path) -> None:
    async with a_scene(tmp_path, policy=Policy(default_skill=SKILL, queue_per_chat=0)) as scene:
        released = scene.turn_waits()
        await scene.hears(scene.incoming("zoom in", PHOTO))
        await scene.begun()
        await scene.hears(scene.incoming("make it jiggle", PHOTO))
        assert scene.texts()[-1].endswith("I keep the files you sent: no need to send them again.")
        released.set()
        await scene.last()
        scene.turn_makes(says("Jiggles."), draft("coffee.jpg", seconds=6))
        await scene.say("make it jiggle")
        first, second = await scene.turns()
        assert second.materials == first.materials
        assert second.project != first.project


async def test_pictures_that_came_with_a_wrong_document_are_kept(scene: Scene) -> None:
    await scene.say('{"duration": "long", "motion": "zoom-in"}', PHOTO)
    assert "duration" in scene.texts()[-1]
    assert scene.texts()[-1].endswith("I keep the files you sent: no need to send them again.")
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.say('{"duration": 5, "motion": "zoom-in"}')
    assert len(scene.surface.videos) == 1


async def test_pictures_beside_a_wrong_document_in_a_file_are_kept(
    scene: Scene, tmp_path: Path
) -> None:
    wrong, right = tmp_path / "wrong.json", tmp_path / "right.json"
    wrong.write_text('{"motion": "fly", "duration": 5}')
    right.write_text('{"motion": "zoom-in", "duration": 5}')
    assert "motion" in await scene.say("", PHOTO, wrong)
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.say("", right)
    assert len(scene.surface.videos) == 1


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("what's the status?", "At work: zoom in"),
        ("how many credits are left?", "100"),
        ("help", "/cancel"),
        ("settings", "Settings"),
        ("history", "no videos"),
        ("which skills do you have?", "good at"),
        ("export", "Noted"),
    ],
)
async def test_what_changes_nothing_is_answered_beside_the_running_turn(
    scene: Scene, words: str, answer: str
) -> None:
    released = scene.turn_waits()
    await scene.hears(scene.incoming("zoom in", PHOTO))
    await scene.begun()
    await scene.hears(scene.incoming(words))
    await scene.until(lambda: any(answer in text for text in scene.texts()[1:]))
    assert len(scene.cloud.got(Call.RUN)) == 1
    released.set()
    await scene.last()


@pytest.mark.parametrize("words", ["stop", "cancel it", "取消", "/cancel", "button"])
async def test_the_running_turn_is_stopped_by_words_command_or_button(
    scene: Scene, words: str
) -> None:
    released = scene.turn_waits()
    await scene.hears(scene.incoming("zoom in", PHOTO))
    await scene.begun()
    if words == "button":
        await scene.hears(scene.pressed("Cancel"))
    elif words == "/cancel":
        await scene.hears(scene.asked(Command.CANCEL))
    else:
        await scene.hears(scene.incoming(words))
    assert (await scene.last()).startswith("🛑")
    assert scene.surface.messages == 1
    assert len(scene.cloud.got(Call.CANCEL_TURN)) == 1
    assert [one.state for one in await records(scene)] == [TurnState.CANCELLED]
    released.set()


async def records(scene: Scene) -> list[TurnRecord]:
    return await scene.store.read(lambda tx: tx.turns.of_chat("test:1", tuple(TurnState)))


async def test_a_turn_that_waits_can_be_stopped_by_its_own_button(scene: Scene) -> None:
    released = scene.turn_waits()
    await scene.hears(scene.incoming("zoom in", PHOTO))
    await scene.begun()
    await scene.hears(scene.incoming("slower"), scene.incoming("add calm music"))
    await scene.hears(scene.pressed("✖ 1"))
    await scene.until(lambda: "📝 Noted, after this:\n1. add calm music" in scene.texts())
    scene.turn_makes(says("Music."), draft("coffee.jpg", seconds=7))
    released.set()
    await scene.last()
    assert scene.sent() == ["zoom in", "add calm music"]


async def test_what_was_to_change_a_video_that_is_stopped_is_put_aside(scene: Scene) -> None:
    scene.turn_waits()
    await scene.hears(scene.incoming("zoom in", PHOTO))
    await scene.begun()
    await scene.hears(scene.incoming("zoom out instead"), scene.incoming("add calm music"))
    await scene.hears(scene.incoming("make it jiggle", PHOTO))  # a video of its own
    scene.turn_makes(says("Jiggles."), draft("coffee.jpg", seconds=6))
    await scene.hears(scene.asked(Command.CANCEL))
    await scene.last()
    assert scene.sent() == ["zoom in", "make it jiggle"]
    (aside,) = [text for text in scene.texts() if text.startswith("⏸")]
    assert aside.splitlines()[1:] == ["1. zoom out instead", "2. add calm music"]
    scene.turn_makes(says("Out."), draft("coffee.jpg", seconds=7))
    await scene.hears(scene.pressed("▶ 1"))
    await scene.last()
    assert scene.sent()[2:] == ["zoom out instead"]
    first, aside_turn, _, _, anyway = await scene.turns()
    assert anyway.project == first.project == aside_turn.project
    assert len(scene.cloud.got(Call.UPLOAD)) == 2  # the stopped one's pictures were there already


async def test_what_is_done_anyway_has_the_pictures_that_were_not_uploaded_yet(
    scene: Scene,
) -> None:
    hanging = Hanging()
    scene.cloud.will(Call.UPLOAD, hanging)
    await scene.hears(scene.incoming("zoom in", PHOTO))
    await hanging.asked.wait()
    await scene.hears(scene.incoming("zoom out instead"), scene.asked(Command.CANCEL))
    scene.turn_makes(says("Out."), draft("coffee.jpg"))
    await scene.hears(scene.pressed("▶ 1"))
    await scene.last()
    assert scene.sent() == ["zoom out instead"]
    assert len(scene.surface.videos) == 1


async def test_after_a_stop_words_alone_are_about_the_pictures_that_came_before(
    scene: Scene,
) -> None:
    hanging = Hanging()
    scene.cloud.will(Call.UPLOAD, hanging)
    await scene.hears(scene.incoming("zoom in", PHOTO))
    await hanging.asked.wait()
    await scene.hears(scene.asked(Command.CANCEL))
    scene.turn_makes(says("Out."), draft("coffee.jpg"))
    assert (await scene.say("zoom out")).startswith("Out.")


async def test_what_changes_a_video_that_there_is_goes_on_after_a_stop(scene: Scene) -> None:
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.say("zoom in", PHOTO)
    scene.turn_waits()
    await scene.hears(scene.incoming("slower"))
    await scene.begun(2)
    scene.turn_makes(says("Music."), draft("coffee.jpg", seconds=7))
    await scene.hears(scene.incoming("add calm music"), scene.asked(Command.CANCEL))
    await scene.last()
    assert scene.sent() == ["zoom in", "slower", "add calm music"]
    assert not any(text.startswith("⏸") for text in scene.texts())


@pytest.mark.parametrize("words", ["stop everything", "取消全部", "/cancel all"])
async def test_all_can_be_stopped_at_once(scene: Scene, words: str) -> None:
    scene.turn_waits()
    await scene.hears(scene.incoming("zoom in", PHOTO))
    await scene.begun()
    await scene.hears(scene.incoming("slower"), scene.incoming("make it jiggle", PHOTO))
    said = scene.asked(Command.CANCEL, "all") if words[0] == "/" else scene.incoming(words)
    await scene.hears(said)
    await scene.last()
    await scene.until(lambda: len(scene.texts()) == 1)  # the list of what waits goes soon after
    assert scene.texts()[0].startswith("🛑")
    assert scene.surface.messages == 2, "the turn's and the list"
    assert {one.state for one in await records(scene)} == {TurnState.CANCELLED}


async def test_one_that_waits_is_stopped_without_those_after_it(scene: Scene) -> None:
    released = scene.turn_waits()
    await scene.hears(scene.incoming("zoom in", PHOTO))
    await scene.begun()
    await scene.hears(scene.incoming("slower"), scene.incoming("add calm music"))
    scene.turn_makes(says("Music."), draft("coffee.jpg", seconds=7))
    await scene.hears(scene.pressed("✖ 1"))
    released.set()
    await scene.last()
    assert scene.sent() == ["zoom in", "add calm music"]


async def test_nothing_to_stop_is_said(scene: Scene) -> None:
    assert "Nothing is running" in await scene.say("stop")


async def test_only_the_author_or_an_admin_stops_a_turn(scene: Scene) -> None:
    released = scene.turn_waits()
    await scene.hears(scene.incoming("zoom in", PHOTO, by=scene.bob, chat=GROUP))
    await scene.begun()
    eve = Author("3", "Eve")
    await scene.hears(scene.pressed("Cancel", by=eve, chat=GROUP))
    assert "Only whoever asked" in scene.texts(GROUP)[-1]
    await scene.hears(scene.asked(Command.CANCEL, by=eve, chat=GROUP))
    assert "Only whoever asked" in scene.texts(GROUP)[-1]
    assert not scene.cloud.got(Call.CANCEL_TURN)
    await scene.hears(scene.pressed("Cancel", by=replace(eve, may_manage=True), chat=GROUP))
    await scene.last(GROUP)
    assert len(scene.cloud.got(Call.CANCEL_TURN)) == 1
    released.set()


async def test_in_a_group_stop_is_about_one_s_own_turn(scene: Scene) -> None:
    released = scene.turn_waits()
    await scene.hears(scene.incoming("zoom in", PHOTO, chat=GROUP))
    await scene.begun()
    await scene.hears(scene.incoming("zoom out", PHOTO, by=scene.bob, chat=GROUP))
    await scene.hears(scene.incoming("stop", by=scene.bob, chat=GROUP))
    assert not scene.cloud.got(Call.CANCEL_TURN)
    released.set()
    await scene.last(GROUP)
    assert scene.sent() == ["zoom in"]


async def test_new_while_something_runs_asks_and_can_stop_it(scene: Scene) -> None:
    released = scene.turn_waits()
    await scene.hears(scene.incoming("zoom in", PHOTO))
    await scene.begun()
    await scene.hears(scene.asked(Command.NEW))
    assert scene.labels()[-2:] == ["🛑 Stop it", "⏭ After it"]
    await scene.hears(scene.pressed("Stop it"))
    await scene.last()
    assert len(scene.cloud.got(Call.CANCEL_TURN)) == 1
    assert "picture first" in await scene.say("slower")
    released.set()


async def test_new_afterwards_lets_it_end_and_begins_anew(scene: Scene) -> None:
    released = scene.turn_waits()
    await scene.hears(scene.incoming("zoom in", PHOTO))
    await scene.begun()
    await scene.hears(scene.asked(Command.NEW))
    await scene.hears(scene.pressed("After it"))
    await scene.hears(scene.incoming("slower"))
    assert "picture first" in scene.texts()[-1]
    released.set()
    await scene.last()
    assert len(scene.surface.videos) == 1
    assert "picture first" in await scene.say("slower")


async def test_words_that_are_changed_before_their_turn_begins_count(scene: Scene) -> None:
    released = scene.turn_waits()
    await scene.hears(scene.incoming("zoom in", PHOTO))
    await scene.begun()
    said = scene.incoming("slower")
    await scene.hears(said, Edited(replace(said, text="faster")))
    assert scene.texts()[1] == "📝 Noted, after this:\n1. faster"
    released.set()
    await scene.last()
    assert scene.sent() == ["zoom in", "faster"]


async def test_words_that_are_changed_too_late_get_a_hint(scene: Scene) -> None:
    released = scene.turn_waits()
    said = scene.incoming("zoom in", PHOTO)
    await scene.hears(said)
    await scene.begun()
    await scene.hears(Edited(replace(said, text="zoom out")))
    assert "have begun" in scene.texts()[-1]
    released.set()
    await scene.last()
    before = scene.surface.messages
    await scene.hears(Edited(replace(said, text="zoom out again")))
    assert scene.surface.messages == before
    assert scene.sent() == ["zoom in"]


async def test_a_caption_that_is_added_later_is_what_shall_be_done(scene: Scene) -> None:
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    sent = scene.incoming("", PHOTO)
    await scene.hears(sent, Edited(replace(sent, text="make it jiggle")))
    await scene.last()
    assert scene.sent() == ["make it jiggle"]


async def test_words_may_be_changed_back_and_forth(scene: Scene) -> None:
    released = scene.turn_waits()
    await scene.hears(scene.incoming("zoom in", PHOTO))
    await scene.begun()
    said = scene.incoming("slower")
    await scene.hears(said)
    for version, words in enumerate(("faster", "slower", "faster")):
        await scene.hears(Edited(replace(said, text=words), str(version)))
    assert (await scene.turns())[-1].text == "faster"
    released.set()
    await scene.last()


async def test_an_old_button_stops_nothing_that_came_later(scene: Scene) -> None:
    scene.turn_waits()
    await scene.hears(scene.incoming("zoom in", PHOTO))
    await scene.begun()
    await scene.hears(scene.asked(Command.NEW))
    stop = scene.pressed("Stop it")
    await scene.hears(stop)
    await scene.last()
    released = scene.turn_waits()
    await scene.hears(scene.incoming("zoom out", PHOTO))
    await scene.begun(2)
    await scene.hears(replace(stop, press="later"))
    states = [one.state for one in await records(scene)]
    assert states == [TurnState.CANCELLED, TurnState.QUEUED]
    released.set()
    await scene.last()
