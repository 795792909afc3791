"""A chat chooses its skill and its language: by buttons, commands and plain words."""

import pytest

from core.conversation import Command
from tests.conversation.scene import PHOTO, Scene, draft, says
from tests.peers.cloud import Call


async def test_skill_and_language_are_switched_in_place(scene: Scene) -> None:
    await scene.say("skills")
    joypix = scene.room.skills["image-to-video-joypix"].title
    await scene.hears(scene.pressed(joypix["en"]))
    assert scene.surface.messages == 1
    assert scene.texts()[0].splitlines()[1].startswith(f"✓ *{joypix['en']}*: ")
    await scene.hears(scene.asked(Command.LANGUAGE))
    await scene.hears(scene.pressed("中文"))
    assert "中文" in scene.texts()[1]
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.say("zoom in", PHOTO)
    (turn,) = await scene.turns()
    assert (turn.skill, turn.interface) == ("image-to-video-joypix", "zh")
    await scene.hears(scene.asked(Command.SKILL))
    assert scene.texts()[-1].splitlines()[1].startswith(f"✓ *{joypix['zh']}*：")
    assert scene.cloud.got(Call.RUN)[0].headers["x-skill-source"] == "image-to-video-joypix"


async def test_a_language_can_be_named_in_words(scene: Scene) -> None:
    assert "中文" in await scene.say("switch to Chinese")
    assert "English" in await scene.say("换成英文")


@pytest.mark.parametrize(
    ("words", "skill"),
    [
        ("switch to the skill Smooth motion", "image-to-video-joypix"),
        ("use the json skill", "image-to-video-json-prompt"),
        ("用“流畅动画”技能", "image-to-video-joypix"),
        ("换成流畅技能", "image-to-video-joypix"),
    ],
)
async def test_a_skill_is_switched_to_by_plain_words(scene: Scene, words: str, skill: str) -> None:
    title = scene.room.skills[skill].title["en"]
    assert f"✓ *{title}*" in await scene.say(words)


async def test_a_skill_can_be_named(scene: Scene) -> None:
    title = scene.room.skills["image-to-video-joypix"].title["en"]
    await scene.hears(scene.asked(Command.SKILL, f"the {title.lower()} one"))
    assert f"✓ *{title}*" in scene.texts()[-1]
