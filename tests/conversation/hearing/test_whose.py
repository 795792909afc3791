"""Which video words are about: the chat's, one's own, the one replied to, or a new one."""

from pathlib import Path

import pytest

from core.conversation import Command
from tests.conversation.scene import GROUP, PHOTO, Scene, draft, says
from tests.peers.cloud import Call


def pictures(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).write_bytes(PHOTO.read_bytes())
    return [folder / name for name in names]


async def test_words_refine_the_chat_s_video_in_its_session(scene: Scene) -> None:
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.say("zoom in", PHOTO)
    scene.turn_makes(says("Slower."), draft("coffee.jpg", seconds=8))
    assert "Slower" in await scene.say("slower, and 快一点 at the end")
    assert len(scene.cloud.got(Call.SESSION)) == len(scene.cloud.got(Call.UPLOAD)) == 1
    assert len(scene.surface.videos) == 2


async def test_a_picture_with_words_starts_a_new_video(scene: Scene) -> None:
    for words in ("zoom in", "make it jiggle"):
        scene.turn_makes(says("Done."), draft("coffee.jpg"))
        await scene.say(words, PHOTO)
    first, second = await scene.turns()
    assert first.project != second.project
    assert len(scene.cloud.got(Call.SESSION)) == 2


@pytest.mark.parametrize("words", ["add this at the end", "再加一张"])
async def test_a_picture_that_is_to_be_added_goes_into_the_present_one(
    scene: Scene, words: str
) -> None:
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.say("zoom in", PHOTO)
    scene.turn_makes(says("Added."), draft("coffee.jpg", "coffee.jpg"))
    await scene.say(words, PHOTO)
    first, second = await scene.turns()
    assert first.project == second.project
    assert len(scene.cloud.got(Call.UPLOAD)) == 2


async def test_new_ends_it(scene: Scene) -> None:
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.say("zoom in", PHOTO)
    await scene.hears(scene.asked(Command.NEW))
    assert "picture first" in await scene.say("slower")


async def test_export_without_a_video_asks_for_a_picture(scene: Scene) -> None:
    assert "nothing to export" in await scene.say("export")
    assert not scene.cloud.received


async def test_upload_without_a_file_asks_for_one(scene: Scene) -> None:
    assert "Send me the picture" in await scene.say("upload")


async def test_export_hands_the_video_over_once_more_without_the_agent(scene: Scene) -> None:
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.say("zoom in", PHOTO)
    await scene.say("export")
    assert len(scene.surface.delivered) == 2
    assert len(scene.submitted_renders()) == 1  # nothing changed since
    assert len(scene.cloud.got(Call.RUN)) == 1


async def test_without_the_automatic_export_a_video_is_made_when_asked_for(scene: Scene) -> None:
    await scene.say("settings")
    await scene.hears(scene.pressed("Only when I say"))
    assert "only when you say" in scene.texts()[-1]
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.say("zoom in", PHOTO)
    assert not scene.surface.videos
    await scene.say("export it")
    assert len(scene.surface.videos) == 1


async def test_in_a_group_words_are_about_the_author_s_own_last_video(scene: Scene) -> None:
    for author in (scene.ann, scene.bob):
        scene.turn_makes(says("Done."), draft("coffee.jpg"))
        await scene.hears(scene.incoming("zoom in", PHOTO, by=author, chat=GROUP))
        await scene.last(GROUP)
    scene.turn_makes(says("Slower."), draft("coffee.jpg", seconds=8))
    await scene.hears(scene.incoming("slower", chat=GROUP))
    await scene.last(GROUP)
    ann, bob, again = await scene.turns(GROUP)
    assert again.project == ann.project != bob.project


async def test_in_a_group_a_reply_is_about_the_video_replied_to(scene: Scene) -> None:
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.hears(scene.incoming("zoom in", PHOTO, chat=GROUP))
    await scene.last(GROUP)
    video = scene.newest(GROUP)
    scene.turn_makes(says("Slower."), draft("coffee.jpg", seconds=8))
    await scene.hears(scene.incoming("slower", by=scene.bob, chat=GROUP, reply_to=video))
    await scene.last(GROUP)
    scene.turn_makes(says("Louder."), draft("coffee.jpg", seconds=9))
    await scene.hears(scene.incoming("add music", by=scene.bob, chat=GROUP))
    await scene.last(GROUP)
    assert len({turn.project for turn in await scene.turns(GROUP)}) == 1


async def test_a_reply_to_a_turn_under_way_is_about_its_video(scene: Scene) -> None:
    released = scene.turn_waits()
    await scene.hears(scene.incoming("zoom in", PHOTO, chat=GROUP))
    await scene.begun()
    status = scene.newest(GROUP)
    await scene.hears(scene.incoming("slower", by=scene.bob, chat=GROUP, reply_to=status))
    released.set()
    await scene.last(GROUP)
    first, second = await scene.turns(GROUP)
    assert first.project == second.project


async def test_somebody_without_a_video_of_theirs_is_asked_for_a_picture(scene: Scene) -> None:
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.hears(scene.incoming("zoom in", PHOTO, chat=GROUP))
    await scene.last(GROUP)
    await scene.hears(scene.incoming("slower", by=scene.bob, chat=GROUP))
    assert "picture first" in scene.texts(GROUP)[-1]


async def test_captions_of_their_own_make_a_video_of_each_picture(
    scene: Scene, tmp_path: Path
) -> None:
    files = pictures(tmp_path, "a.jpg", "b.jpg")
    for name in ("a.jpg", "b.jpg"):
        scene.turn_makes(says("Done."), draft(name))
    await scene.hears(scene.incoming("", *files, captions=("zoom in", "make it jiggle")))
    last = await scene.last()
    assert scene.sent() == ["zoom in", "make it jiggle"]
    assert last.startswith("Picture 2 of 2: b.jpg")
    assert len(scene.cloud.got(Call.SESSION)) == len(scene.surface.videos) == 2


async def test_a_numbered_line_for_each_picture_is_a_video_of_each(
    scene: Scene, tmp_path: Path
) -> None:
    files = pictures(tmp_path, "a.jpg", "b.jpg")
    for name in ("a.jpg", "b.jpg"):
        scene.turn_makes(says("Done."), draft(name))
    await scene.say("1. zoom in\n2. make it jiggle", *files)
    first, second = await scene.turns()
    assert (first.text, second.text) == ("zoom in", "make it jiggle")
    assert first.project != second.project


async def test_a_batch_is_one_request_of_the_queue(scene: Scene, tmp_path: Path) -> None:
    files = pictures(tmp_path, "a.jpg", "b.jpg")
    released = scene.turn_waits()
    await scene.hears(scene.incoming("zoom in", PHOTO))
    await scene.begun()
    await scene.hears(scene.incoming("animate each separately", *files))
    assert scene.texts()[1] == "📝 Noted, after this:\n1. animate each (× 2)"
    released.set()
    await scene.last()
    assert len(await scene.turns()) == 3


async def test_links_to_pictures_are_uploaded_and_others_are_words(scene: Scene) -> None:
    scene.turn_makes(says("Done."), draft("x.jpg"))
    await scene.say("zoom in on https://x.example/a.jpg?size=2 like https://x.example/style")
    (upload,) = scene.cloud.got(Call.UPLOAD)
    assert upload.json["urls"] == ["https://x.example/a.jpg?size=2"]
    assert scene.sent() == ["zoom in on like https://x.example/style"]


async def test_a_command_s_link_counts_whatever_it_is_called(scene: Scene) -> None:
    scene.turn_makes(says("Done."), draft("x.jpg"))
    await scene.hears(scene.asked(Command.ANIMATE, "https://x.example/view?id=3 zoom in"))
    await scene.last()
    (upload,) = scene.cloud.got(Call.UPLOAD)
    assert upload.json["urls"] == ["https://x.example/view?id=3"]
    assert scene.sent() == ["zoom in"]


async def test_a_link_alone_waits_for_words(scene: Scene) -> None:
    scene.turn_makes(says("Done."), draft("x.jpg"))
    await scene.say("https://x.example/a.png")
    assert len(scene.labels()) == 3
    await scene.say("zoom in")
    assert scene.cloud.got(Call.UPLOAD)[0].json["urls"] == ["https://x.example/a.png"]


async def test_music_with_words_goes_into_the_present_video(scene: Scene, tmp_path: Path) -> None:
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.say("zoom in", PHOTO)
    (tmp_path / "song.mp3").write_bytes(b"ID3")
    await scene.hears(scene.incoming("with my song", tmp_path / "song.mp3"))
    first, second = await scene.turns()
    assert first.project == second.project
    assert [one.name for one in second.materials] == ["song.mp3"]
    await scene.last()


async def test_a_document_waits_for_its_picture(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "scenes.json").write_text('{"motion": "jiggle", "duration": 2}')
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    assert "picture first" in await scene.say("", tmp_path / "scenes.json")
    await scene.say("", PHOTO)
    (turn,) = await scene.turns()
    assert "jiggle" in turn.text
    assert scene.surface.videos
