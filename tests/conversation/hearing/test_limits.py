"""Who may use the bot, how often, and what operators decide from the chat."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.conversation import Action, ActionKind, Author, ChatRef, Command, Policy, Pressed
from tests.conversation.scene import CHAT, GROUP, PHOTO, SKILL, Scene, a_scene, draft, says
from tests.peers.cloud import Call, page

BOSS = Author("9", "Boss")
BOSSES = frozenset({"test:9"})


def closed(**values: object) -> Policy:
    return Policy(default_skill=SKILL, open_to_all=False, admins=BOSSES, **values)  # pyright: ignore[reportArgumentType] - a field each


def quotas(user: int = 20, chat: int = 100) -> Policy:
    return Policy(default_skill=SKILL, user_daily=user, chat_daily=chat, admins=BOSSES)


async def ask(scene: Scene, by: Author, chat: ChatRef = GROUP) -> str:
    scene.turn_makes(says("Done."), draft("coffee.jpg", seconds=len(await scene.turns(chat)) + 2))
    await scene.hears(scene.incoming("zoom in", PHOTO, by=by, chat=chat))
    return await scene.last(chat)


async def test_when_closed_strangers_are_told_their_id_and_nothing_more(tmp_path: Path) -> None:
    async with a_scene(tmp_path, policy=closed(), may_manage=False) as scene:
        assert "test:1" in await scene.say("make it jiggle", PHOTO)
        await scene.hears(scene.asked(Command.START))
        assert not scene.cloud.received


@pytest.mark.parametrize("allowed", ["test:2", "test:-100"])
async def test_the_settings_let_people_and_whole_chats_in(tmp_path: Path, allowed: str) -> None:
    async with a_scene(tmp_path, policy=closed(allowed=frozenset({allowed}))) as scene:
        await ask(scene, scene.bob)
        assert len(scene.surface.videos) == 1


async def test_an_operator_lets_people_in_and_out_from_the_chat(tmp_path: Path) -> None:
    async with a_scene(tmp_path, policy=closed(), may_manage=False) as scene:
        await scene.hears(scene.asked(Command.ALLOW, "2", by=BOSS))
        assert "test:2 may use me" in scene.texts()[-1]
        await ask(scene, scene.bob)
        assert len(scene.surface.videos) == 1
        await scene.hears(scene.asked(Command.DENY, "test:2", by=BOSS))
        assert "test:2" in await ask(scene, scene.bob)
        await scene.hears(scene.asked(Command.ALLOW, "here", by=BOSS, chat=GROUP))
        assert "test:-100 may use me" in scene.texts(GROUP)[-1]
        await ask(scene, scene.ann)
        assert len(scene.surface.videos) == 2
        assert "test:2" in await ask(scene, scene.bob), "what was denied stays denied"


@pytest.mark.parametrize("command", [Command.ALLOW, Command.DENY, Command.QUOTA, Command.STATS])
async def test_only_operators_manage(scene: Scene, command: Command) -> None:
    admin = Author("5", "Admin of the group", may_manage=True)
    await scene.hears(scene.asked(command, "2", by=admin, chat=GROUP))
    assert scene.texts(GROUP) == ["Only whoever runs me can do that."]
    assert await scene.store.read(lambda tx: tx.grants.all()) == []


async def test_the_day_s_videos_of_a_person_end_and_come_back(tmp_path: Path) -> None:
    async with a_scene(tmp_path, policy=quotas(user=1)) as scene:
        await ask(scene, scene.bob)
        refusal = await ask(scene, scene.bob)
        assert "one video a day is yours" in refusal
        assert "24 hours" in refusal or "1 day" in refusal
        assert len(await scene.turns(GROUP)) == 1
        await ask(scene, scene.ann)
        assert len(await scene.turns(GROUP)) == 2
        scene.clock.now += 24 * 60 * 60
        await ask(scene, scene.bob)
        assert len(await scene.turns(GROUP)) == 3


async def test_the_day_s_videos_of_a_chat_end_and_operators_are_exempt(tmp_path: Path) -> None:
    async with a_scene(tmp_path, policy=quotas(chat=1)) as scene:
        await ask(scene, scene.ann)
        assert "This chat has had its one video" in await ask(scene, scene.bob)
        await ask(scene, BOSS)
        assert len(await scene.turns(GROUP)) == 2


async def test_a_batch_over_the_day_s_rest_says_how_many_are_left(tmp_path: Path) -> None:
    async with a_scene(tmp_path, policy=quotas(user=1)) as scene:
        both = scene.incoming("animate each separately", PHOTO, PHOTO, by=scene.bob, chat=GROUP)
        await scene.hears(both)
        assert "2 videos at once are more than" in scene.texts(GROUP)[-1]
        await scene.hears(scene.asked(Command.QUOTA, "2 2", by=BOSS, chat=GROUP))
        assert "test:2: 2 videos a day" in scene.texts(GROUP)[-1]
        await ask(scene, scene.bob)
        both = scene.incoming("animate each separately", PHOTO, PHOTO, by=scene.bob, chat=GROUP)
        await scene.hears(both)
        assert "only one is left of today" in scene.texts(GROUP)[-1]


async def test_a_chat_s_quota_is_one_for_all_its_threads(tmp_path: Path) -> None:
    async with a_scene(tmp_path, policy=quotas(chat=1), may_manage=False) as scene:
        for thread in ("1", "2"):
            await ask(scene, scene.bob, ChatRef(GROUP.platform, GROUP.chat, thread))
        assert len(scene.sent()) == 1


async def test_a_quota_of_one_s_own_can_be_taken_back(tmp_path: Path) -> None:
    async with a_scene(tmp_path, policy=quotas()) as scene:
        await scene.hears(scene.asked(Command.QUOTA, "2 0", by=BOSS, chat=GROUP))
        assert "No videos can be made for you" in await ask(scene, scene.bob)
        await scene.hears(scene.asked(Command.QUOTA, "2", by=BOSS, chat=GROUP))
        await ask(scene, scene.bob)
        assert len(await scene.turns(GROUP)) == 1
        await scene.hears(scene.asked(Command.QUOTA, "2 many", by=BOSS, chat=GROUP))
        assert "Name an id and a number" in scene.texts(GROUP)[-1]


async def test_an_operator_sees_how_much_was_made(tmp_path: Path) -> None:
    async with a_scene(tmp_path, policy=quotas()) as scene:
        await ask(scene, scene.bob)
        await scene.hears(scene.asked(Command.STATS, by=BOSS))
        assert "Done: 1 · failed: 0" in scene.texts()[-1]
        assert "Chats: 1 · people: 1" in scene.texts()[-1]


async def test_what_failed_through_no_fault_of_theirs_is_not_counted(tmp_path: Path) -> None:
    async with a_scene(tmp_path, policy=quotas(user=1), may_manage=False) as scene:
        scene.cloud.will(Call.SESSION, page(507))
        await scene.say("zoom in", PHOTO)
        assert not scene.surface.videos
        scene.turn_makes(says("Done."), draft("coffee.jpg"))
        await scene.say("zoom in", PHOTO)
        assert "one video a day is yours" in await scene.say("zoom out", PHOTO)
        assert scene.texts()[-1].endswith("I keep the files you sent: no need to send them again.")
        assert len(scene.surface.videos) == 1


async def test_a_file_that_nobody_can_use_is_counted(tmp_path: Path) -> None:
    async with a_scene(tmp_path, policy=quotas(user=1), may_manage=False) as scene:
        broken = tmp_path / "broken.jpg"
        broken.write_bytes(b"no picture")
        await scene.say("zoom in", broken)
        assert "one video a day is yours" in await scene.say("zoom in", PHOTO)


async def test_what_makes_no_video_is_never_counted(tmp_path: Path) -> None:
    async with a_scene(tmp_path, policy=quotas(user=1)) as scene:
        for words in ("credits?", "status?", "help"):
            await scene.hears(scene.incoming(words, by=scene.bob, chat=GROUP))
        await ask(scene, scene.bob)
        assert len(scene.surface.videos) == 1


@pytest.mark.parametrize("quota", ["user_daily", "chat_daily"])
async def test_forgetting_a_chat_gives_nobody_more_turns(tmp_path: Path, quota: str) -> None:
    policy = replace(Policy(default_skill=SKILL, stop_within=60), **{quota: 1})
    async with a_scene(tmp_path, may_manage=False, policy=policy) as scene:
        scene.turn_makes(says("Done."), draft("coffee.jpg"))
        await scene.say("zoom in", PHOTO)
        forget = Action(ActionKind.FORGET)
        await scene.hears(Pressed(CHAT, scene.ann, scene.newest(), forget, "p", "en"))
        await scene.say("zoom out", PHOTO)
        assert scene.sent() == ["zoom in"]
        assert await scene.turns() == []
