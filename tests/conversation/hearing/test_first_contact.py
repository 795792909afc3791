"""The first words to a chat, and pictures that wait for words."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest

from core.conversation import Command, Policy
from tests.conversation.scene import GROUP, PHOTO, SKILL, Scene, a_scene, draft, says
from tests.peers.cloud import Call, page


@pytest.fixture
async def stranger(tmp_path: Path) -> AsyncGenerator[Scene]:
    """A chat in which nothing was said yet."""
    async with a_scene(tmp_path, greeted=False) as made:
        yield made


@pytest.mark.parametrize("locale", ["en", "zh"])
async def test_start_connects_and_the_same_message_becomes_the_greeting(
    stranger: Scene, locale: str
) -> None:
    skill = stranger.room.skills[SKILL]
    await stranger.hears(stranger.asked(Command.START, locale=locale))
    await stranger.last()
    assert stranger.surface.messages == 1
    assert len(stranger.surface.texts[0].splitlines()) == 1
    assert stranger.texts() == [skill.greeting[locale]]
    assert stranger.labels() == list(skill.suggestions[locale])
    assert len(stranger.cloud.got(Call.SESSION)) == 1


async def test_the_session_of_the_greeting_makes_the_first_video(stranger: Scene) -> None:
    stranger.turn_makes(says("Done."), draft("coffee.jpg"))
    await stranger.hears(stranger.asked(Command.START))
    await stranger.last()
    await stranger.say("make it jiggle", PHOTO)
    assert stranger.surface.videos
    assert len(stranger.cloud.got(Call.SESSION)) == 1


async def test_what_is_suggested_suits_the_number_of_pictures(scene: Scene) -> None:
    skill = scene.room.skills[SKILL]
    assert skill.otherwise is not None
    await scene.say("", PHOTO)
    assert scene.labels() == list(skill.suggestions["en"])
    await scene.say("", PHOTO)
    assert scene.labels() == list(skill.otherwise["en"])
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.hears(scene.pressed(skill.otherwise["en"][1]))
    await scene.last()
    assert scene.sent() == [skill.otherwise["en"][1]]


async def test_help_tells_of_letting_people_in_only_who_the_settings_name(
    tmp_path: Path,
) -> None:
    policy = Policy(default_skill=SKILL, admins=frozenset({"test:2"}))
    async with a_scene(tmp_path, policy=policy) as scene:
        assert "/allow" not in await scene.say("help")  # a machine of one's own
        await scene.hears(scene.asked(Command.HELP, by=scene.bob))
        assert scene.texts()[-1].split("\n\n")[-1].startswith("For you as operator: /allow")


async def test_words_in_another_language_get_a_session_of_theirs(stranger: Scene) -> None:
    stranger.turn_makes(says("好了。"), draft("coffee.jpg"))
    await stranger.hears(stranger.asked(Command.START))
    await stranger.last()
    await stranger.say("慢慢放大", PHOTO)
    assert [one.json["language"] for one in stranger.cloud.got(Call.SESSION)] == ["en", "zh"]


async def test_the_first_picture_greets_and_asks_what_to_do_with_it(stranger: Scene) -> None:
    await stranger.hears(stranger.incoming("", PHOTO))
    last = await stranger.last()
    assert stranger.surface.texts[0].startswith("🔌")
    assert stranger.surface.messages == 1
    assert "What should happen" in last
    await stranger.hears(stranger.incoming("", PHOTO))
    assert "🔌" not in "".join(stranger.surface.texts[2:])


async def test_words_that_come_while_it_connects_find_the_picture(stranger: Scene) -> None:
    stranger.turn_makes(says("Done."), draft("coffee.jpg"))
    await stranger.engine.hear(stranger.incoming("", PHOTO))
    await stranger.engine.hear(stranger.incoming("make it jiggle"))
    await stranger.last()
    assert stranger.surface.videos


async def test_a_backend_out_of_reach_is_said_instead_of_a_greeting(stranger: Scene) -> None:
    stranger.cloud.always(Call.SESSION, page(503))
    await stranger.hears(stranger.asked(Command.START))
    await stranger.last()
    assert stranger.surface.messages == 1
    assert "ready" not in stranger.texts()[0].lower()
    stranger.cloud.scripts.clear()
    await stranger.hears(stranger.asked(Command.START))
    assert await stranger.last() == stranger.room.skills[SKILL].greeting["en"]


async def test_a_tap_on_a_suggestion_is_as_good_as_its_words(scene: Scene) -> None:
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.hears(scene.incoming("", PHOTO))
    label = scene.labels()[1]
    await scene.hears(scene.pressed(label))
    await scene.last()
    assert scene.sent() == [label]
    assert scene.surface.videos


async def test_pictures_wait_together_until_there_are_words(scene: Scene) -> None:
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.hears(scene.incoming("", PHOTO), scene.incoming("👍", PHOTO))
    await scene.say("turn these into one video")
    (turn,) = await scene.turns()
    assert len(turn.materials) == 2
    await scene.hears(scene.incoming("status?"))
    assert "wait" not in scene.texts()[-1]


async def test_new_empties_the_tray(scene: Scene) -> None:
    await scene.hears(scene.incoming("", PHOTO), scene.asked(Command.NEW))
    assert "picture" in await scene.say("make it jiggle")
    assert await scene.turns() == []


async def test_in_a_group_everybody_has_a_tray_of_their_own(scene: Scene) -> None:
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.hears(scene.asked(Command.START, chat=GROUP), scene.incoming("", PHOTO, chat=GROUP))
    await scene.last(GROUP)
    await scene.hears(scene.incoming("make it jiggle", by=scene.bob, chat=GROUP))
    assert "picture" in await scene.last(GROUP)
    await scene.hears(scene.incoming("make it jiggle", chat=GROUP))
    await scene.last(GROUP)
    assert len(scene.surface.videos) == 1


async def test_without_space_new_pictures_are_refused_and_words_are_not(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    policy = Policy(default_skill=SKILL, min_free_disk=1 << 62)
    async with a_scene(tmp_path, policy=policy, may_manage=False) as scene:
        assert "short of space" in await scene.say("make it jiggle", PHOTO)
        assert await scene.turns() == []
        assert "100" in await scene.say("credits?")
    policy = replace(policy, admins=frozenset({"test:1"}))
    async with a_scene(tmp_path_factory.mktemp("own"), policy=policy) as own:
        assert "MIN_FREE_DISK" in await own.say("make it jiggle", PHOTO)


async def test_help_says_what_can_be_done(scene: Scene) -> None:
    last = await scene.say("help")
    assert "/new" in last
    assert scene.labels()[:3] == list(scene.room.skills[SKILL].suggestions["en"])
    await scene.hears(scene.pressed("Credits"))
    assert "100" in await scene.last()


async def test_one_message_asks_however_many_pictures_come_one_by_one(scene: Scene) -> None:
    await scene.hears(scene.incoming("", PHOTO), scene.incoming("", PHOTO))
    (asking,) = scene.texts()
    assert "2 pictures" in asking
    await scene.hears(scene.incoming("", PHOTO))
    assert ["3 pictures" in text for text in scene.texts()] == [True]


async def test_more_pictures_than_can_be_held_are_refused(scene: Scene) -> None:
    await scene.hears(scene.incoming("", *[PHOTO] * 50))
    await scene.hears(scene.incoming("", PHOTO))
    assert "50 pictures at once are as many" in scene.texts()[-1]


async def test_a_picture_with_words_for_a_new_one_waits_for_what_to_do(scene: Scene) -> None:
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.say("zoom in", PHOTO)
    await scene.hears(scene.incoming("start over", PHOTO))
    assert "What should happen" in scene.texts()[-1]
    scene.turn_makes(says("Done."), draft("coffee.jpg", seconds=6))
    await scene.say("make it jiggle")
    first, second = await scene.turns()
    assert first.project != second.project


async def test_a_command_without_anything_asks_for_a_picture(scene: Scene) -> None:
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.say("zoom in", PHOTO)
    await scene.hears(scene.asked(Command.ANIMATE))
    assert "picture first" in scene.texts()[-1]
    assert len(await scene.turns()) == 1


async def test_a_second_start_greets_without_connecting_again(stranger: Scene) -> None:
    for _ in range(2):
        await stranger.hears(stranger.asked(Command.START))
        await stranger.last()
    assert stranger.surface.messages == 2
    assert len(stranger.cloud.got(Call.SESSION)) == 1


async def test_new_with_a_picture_is_about_that_picture_alone(scene: Scene) -> None:
    await scene.hears(scene.incoming("", PHOTO))
    (attachment,) = scene.incoming("", PHOTO).attachments
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    asked = replace(scene.asked(Command.NEW, "zoom in"), attachments=(attachment,))
    await scene.hears(asked)
    await scene.last()
    (turn,) = await scene.turns()
    assert (turn.text, len(turn.materials)) == ("zoom in", 1)


async def test_a_picture_that_comes_with_a_question_waits_meanwhile(scene: Scene) -> None:
    (attachment,) = scene.incoming("", PHOTO).attachments
    await scene.hears(replace(scene.asked(Command.SKILL), attachments=(attachment,)))
    await scene.hears(scene.asked(Command.STATUS))
    assert "One picture waits" in scene.texts()[-1]
