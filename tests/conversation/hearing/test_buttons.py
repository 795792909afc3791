"""Buttons act on the video under which they stand, once, and answer sensibly when they are old."""

from dataclasses import replace
from typing import cast

import pytest

from core.backend import Draft
from core.conversation import Action, ActionKind, Command, Pressed
from core.conversation.backends import STUDIO
from core.conversation.turn import Phase
from core.conversation.turn_rows import body_of
from core.errors import DeliveryFailed
from core.store import Transaction, tray_owner, turn_owner
from tests.conversation.place import OneBackend
from tests.conversation.scene import CHAT, GROUP, PHOTO, Scene, draft, says
from tests.peers.cloud import Call, bare, page, refusal

CLIP = draft("coffee.jpg", seconds=3)


@pytest.fixture
async def made(scene: Scene) -> Scene:
    """A chat with a video."""
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.say("zoom in", PHOTO)
    return scene


async def test_a_video_offers_redo_remix_formats_and_new_with_their_price(made: Scene) -> None:
    formats = ["9:16 · 💳", "1:1 · 💳"]  # it is 16:9 already
    assert made.labels() == ["🔁 Redo · 💳", "🎛 Remix", *formats, "✨ New"]


async def test_redo_makes_it_anew_from_the_same_pictures_and_words(made: Scene) -> None:
    made.turn_makes(says("Done."), draft("coffee.jpg", seconds=6))
    await made.hears(made.pressed("Redo"))
    await made.last()
    first, second = await made.turns()
    assert made.sent() == ["zoom in", "zoom in"]
    assert len(made.cloud.got(Call.UPLOAD)) == 2
    assert first.project != second.project
    assert len(made.surface.videos) == 2


async def test_redo_of_a_refined_video_says_all_that_was_said(made: Scene) -> None:
    made.turn_makes(says("Slower."), draft("coffee.jpg", seconds=8))
    await made.say("slower")
    made.turn_makes(says("Done."), draft("coffee.jpg", seconds=8))
    await made.hears(made.pressed("Redo"))
    await made.last()
    assert made.sent()[-1] == "zoom in\nslower"


async def test_redo_by_words_is_about_the_last_video(made: Scene) -> None:
    made.turn_makes(says("Done."), draft("coffee.jpg"))
    await made.say("try again")
    assert made.sent() == ["zoom in", "zoom in"]


async def test_pressed_twice_it_acts_once(made: Scene) -> None:
    released = made.turn_waits()
    press = made.pressed("Redo")
    await made.hears(press, press, replace(press, press="another"))
    await made.begun(2)
    released.set()
    await made.last()
    assert len(await made.turns()) == 2


async def test_remix_asks_for_a_change_and_the_next_words_are_it(made: Scene) -> None:
    await made.hears(made.asked(Command.NEW))
    await made.hears(made.pressed("Remix"))
    assert "What shall I change" in made.texts()[-1]
    made.turn_makes(says("Slower."), draft("coffee.jpg", seconds=8))
    await made.say("slower")
    first, second = await made.turns()
    assert first.project == second.project


async def test_remix_of_an_older_version_begins_as_that_one_did(made: Scene) -> None:
    older = made.newest()
    made.turn_makes(says("Slower."), draft("coffee.jpg", seconds=8))
    await made.say("slower")
    action = next(b.action for b in made.reply(older).buttons if b.action.kind is ActionKind.REMIX)
    await made.hears(Pressed(CHAT, made.ann, older, action, "p", "en"))
    made.turn_makes(says("Red."), draft("coffee.jpg", title="Hi"))
    await made.say("add the title Hi")
    assert made.sent()[-1] == "zoom in\nadd the title Hi"
    assert len(made.cloud.got(Call.UPLOAD)) == 2


async def test_a_format_changes_the_newest_video_in_its_project(made: Scene) -> None:
    made.turn_makes(says("Square."), draft("coffee.jpg", seconds=6))
    await made.hears(made.pressed("1:1"))
    await made.last()
    first, second = await made.turns()
    assert made.sent()[-1] == "Change the format to 1:1"
    assert first.project == second.project


async def test_a_format_of_an_older_video_is_made_from_its_pictures_and_words(
    made: Scene,
) -> None:
    action = made.button("9:16")[1]
    made.turn_makes(says("Slower."), draft("coffee.jpg", seconds=8))
    await made.say("slower")
    made.turn_makes(says("Tall."), draft("coffee.jpg"))
    await made.hears(Pressed(CHAT, made.ann, made.newest(), action, "p", "en"))
    await made.last()
    assert made.sent()[-1] == "zoom in\nChange the format to 9:16"
    assert len({turn.project for turn in await made.turns()}) == 2


async def test_retry_does_again_what_failed_and_nothing_else(scene: Scene) -> None:
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    scene.cloud.will(Call.STATUS, *[bare({"status": "failed", "error": "worker lost"})] * 2)
    await scene.say("zoom in", PHOTO)
    assert not scene.surface.videos
    await scene.hears(scene.pressed("Try again"))
    await scene.last()
    assert scene.sent() == ["zoom in"]
    assert len(scene.cloud.got(Call.UPLOAD)) == 1
    assert len(scene.surface.videos) == 1


async def test_retry_hands_over_what_was_rendered_without_rendering_it_again(
    scene: Scene,
) -> None:
    scene.surface.refusal = DeliveryFailed("forbidden")
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.say("zoom in", PHOTO)
    await scene.hears(scene.pressed("Try again"))
    await scene.last()
    scene.surface.refusal = None
    await scene.hears(scene.pressed("Try again"))
    assert (await scene.last()).startswith("Done.")
    (_, _, third) = await scene.turns()
    assert [video.name for video in scene.surface.delivered] == [f"stillmotion-{third.id}.mp4"]
    assert len(scene.submitted_renders()) == 1
    assert scene.sent() == ["zoom in"]


async def test_retry_renders_anew_what_was_rendered_and_is_gone(scene: Scene) -> None:
    scene.surface.refusal = DeliveryFailed("forbidden")
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.say("zoom in", PHOTO)
    (turn,) = await scene.turns()
    assert turn.video is not None
    scene.room.library.path(turn.video.hash).unlink()
    scene.surface.refusal = None
    await scene.hears(scene.pressed("Try again"))
    await scene.last()
    assert len(scene.surface.videos) == 1
    assert len(scene.submitted_renders()) == 2


async def test_retry_sends_pictures_that_had_not_arrived(scene: Scene) -> None:
    scene.cloud.will(Call.SESSION, page(507))
    await scene.say("zoom in", PHOTO)
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.hears(scene.pressed("Try again"))
    await scene.last()
    assert len(scene.surface.videos) == 1


async def test_the_studio_makes_it_from_the_same_and_keeps_the_chat_until_new(
    scene: Scene,
) -> None:
    backends = scene.room.backends
    assert isinstance(backends, OneBackend)
    backends.can_offer_studio = True
    scene.cloud.will(Call.RUN, refusal(2001))
    await scene.say("zoom in", PHOTO)
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.hears(scene.pressed("studio"))
    await scene.last()
    assert len(scene.surface.videos) == 1
    assert scene.texts()[-1].startswith("🏠 Made with the built-in studio")
    assert "studio until /new" in await scene.say("status")
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.say("make it jiggle", PHOTO)
    assert [turn.backend for turn in await scene.turns()][1:] == [STUDIO, STUDIO]
    await scene.hears(scene.asked(Command.NEW))
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.say("make it jiggle", PHOTO)
    assert (await scene.turns())[-1].backend != STUDIO


@pytest.mark.parametrize("kind", [kind for kind in ActionKind if kind not in {
    ActionKind.NEW, ActionKind.STOP_FOR_NEW, ActionKind.NEW_AFTERWARDS, ActionKind.FORGET,
    ActionKind.AUTO_EXPORT, ActionKind.LANGUAGE,
}])  # fmt: skip
async def test_a_button_whose_subject_is_gone_says_so(scene: Scene, kind: ActionKind) -> None:
    message = scene.message()
    await scene.hears(Pressed(CHAT, scene.ann, message, Action(kind, "gone", "x:9"), "p", "en"))
    (answer,) = scene.texts()
    assert "my fault" not in answer
    assert await scene.turns() == []


async def test_a_button_of_another_chat_is_none_here(made: Scene) -> None:
    message, action = made.button("Redo")
    there = replace(message, chat=GROUP)
    await made.hears(Pressed(GROUP, made.ann, there, action, "p", "en", shared=True))
    assert "outlived" in made.texts(GROUP)[-1]
    assert await made.turns(GROUP) == []


async def test_buttons_work_after_a_restart(made: Scene) -> None:
    await made.restart()
    made.turn_makes(says("Done."), draft("coffee.jpg", seconds=6))
    await made.hears(made.pressed("Redo"))
    await made.last()
    assert len(made.surface.videos) == 2


async def press_of_stage(made: Scene, kind: ActionKind) -> Pressed:
    """A press under the first video, which gets a first stage."""
    turn, *_ = await made.turns()
    body = body_of(replace(turn, clip=cast("Draft", CLIP)))
    await made.store.write(lambda tx: tx.turns.put_body(turn.id, body))
    return Pressed(CHAT, made.ann, made.newest(), Action(kind, turn.id), "p", "en")


async def test_to_keep_all_of_what_was_delivered_nothing_is_rendered(made: Scene) -> None:
    await made.hears(await press_of_stage(made, ActionKind.KEEP_ALL))
    assert (await made.last()).startswith("✅")
    assert len(await made.turns()) == len(made.submitted_renders()) == 1


async def test_the_clip_only_is_a_change_of_the_project(made: Scene) -> None:
    made.turn_makes(says("Removed."), CLIP)
    await made.hears(await press_of_stage(made, ActionKind.CLIP_ONLY))
    assert (await made.last()).startswith("Removed.")
    first, second = await made.turns()
    assert first.project == second.project
    assert "leave only the clip" in made.sent()[-1]
    assert made.cloud.got(Call.SUBMIT)[-1].json["draft"] == CLIP
    assert len(made.surface.videos) == 2


async def test_the_clip_of_an_older_version_is_rendered_and_changes_nothing(made: Scene) -> None:
    made.turn_makes(says("Slower."), draft("coffee.jpg", seconds=8))
    await made.say("slower")
    await made.hears(await press_of_stage(made, ActionKind.CLIP_ONLY))
    await made.last()
    assert made.cloud.got(Call.SUBMIT)[-1].json["draft"] == CLIP
    assert made.sent() == ["zoom in", "slower"]
    assert len(made.surface.videos) == 3


@pytest.mark.parametrize("kind", [ActionKind.KEEP_ALL, ActionKind.CLIP_ONLY])
async def test_a_stage_that_was_chosen_before_any_export_is_exported(
    scene: Scene, kind: ActionKind
) -> None:
    await scene.say("settings")
    await scene.hears(scene.pressed("Only when I say"))
    scene.turn_makes(says("Done."), draft("coffee.jpg", title="Coffee"))
    await scene.say("zoom in", PHOTO)
    scene.turn_makes(says("Removed."), CLIP)
    await scene.hears(await press_of_stage(scene, kind))
    await scene.last()
    (submit,) = scene.cloud.got(Call.SUBMIT)
    whole = draft("coffee.jpg", title="Coffee")
    assert submit.json["draft"] == (CLIP if kind is ActionKind.CLIP_ONLY else whole)


async def test_what_was_only_exported_later_can_be_redone_from_all_its_words(
    scene: Scene,
) -> None:
    await scene.say("settings")
    await scene.hears(scene.pressed("Only when I say"))
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.say("zoom in", PHOTO)
    scene.turn_makes(says("Slower."), draft("coffee.jpg", seconds=8))
    await scene.say("slower")
    await scene.say("export")
    await scene.hears(scene.pressed("Redo"))
    await scene.last()
    assert scene.sent() == ["zoom in", "slower", "zoom in\nslower"]


async def test_pictures_of_a_remix_are_kept_while_it_waits(made: Scene) -> None:
    (turn,) = await made.turns()
    made.turn_makes(says("Slower."), draft("coffee.jpg", seconds=8))
    older = made.newest()
    await made.say("slower")
    action = Action(ActionKind.REMIX, turn.id)
    await made.hears(Pressed(CHAT, made.ann, older, action, "p", "en"))
    (held,) = turn.files

    async def owners(tx: Transaction) -> set[str]:
        (laid,) = await tx.tray.of(str(CHAT), "test:1")
        kept = await tx.media.used_by(tray_owner(laid.seq))
        await tx.tray.clear(str(CHAT))
        assert await tx.media.used_by(tray_owner(laid.seq)) == []
        return set(kept)

    assert await made.store.write(owners) == {held.hash}


async def test_pictures_of_a_redo_are_kept_while_it_waits(made: Scene) -> None:
    released = made.turn_waits()
    await made.hears(made.incoming("slower"))
    await made.begun(2)
    await made.hears(made.pressed("Redo"))
    first, _, redone = await made.turns()
    kept = await made.store.read(lambda tx: tx.media.used_by(turn_owner(redone.id)))
    assert kept == [first.files[0].hash]
    released.set()
    await made.last()


async def test_a_retry_uploads_only_what_is_not_there(scene: Scene) -> None:
    scene.cloud.will(Call.STATE, refusal(1, status=400))
    await scene.say("zoom in", PHOTO)
    (turn,) = await scene.turns()
    assert turn.phase is Phase.UPLOAD
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    action = Action(ActionKind.RETRY, turn.id)
    await scene.hears(Pressed(CHAT, scene.ann, scene.newest(), action, "p", "en"))
    await scene.last()
    assert scene.surface.videos
    assert len(scene.cloud.got(Call.UPLOAD)) == 1
