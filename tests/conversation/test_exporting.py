"""An export that does not work out at once."""

import pytest

from core.store.owners import delivery_owner
from tests.conversation.scene import PHOTO, Scene, draft, says
from tests.peers.cloud import Call, Reply, bare, dropped, page, refusal

FAILED = bare({"status": "failed", "error": "out of memory"})


async def ask_for_a_video(scene: Scene) -> str:
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    return await scene.say("zoom in", PHOTO)


@pytest.mark.parametrize("first", [FAILED, page(404), refusal(3007, "no", status=400)])
async def test_a_failed_render_is_tried_once_more_with_a_new_id(scene: Scene, first: Reply) -> None:
    scene.cloud.will(Call.STATUS, first)
    assert "Timeline" in await ask_for_a_video(scene)
    ids = scene.submitted_renders()
    assert len(ids) == len(set(ids)) == 2
    assert len(scene.surface.videos) == 1


async def test_an_export_of_what_was_exported_is_handed_over_at_once(scene: Scene) -> None:
    said = await ask_for_a_video(scene)
    assert "Timeline" in await scene.say("export")
    assert len(scene.submitted_renders()) == 1
    assert len(scene.surface.videos) == 2
    first, second = await scene.turns()
    assert first.video is not None
    assert second.video is not None
    assert (first.video.hash, first.video.made_of) == (second.video.hash, "coffee.jpg")
    kept = await scene.store.read(lambda tx: tx.media.used_by(delivery_owner(second.id)))
    assert {first.video.hash, first.video.thumbnail} < set(kept)
    assert said.splitlines()[-1] in scene.texts()[-1]


async def test_an_export_is_rendered_where_the_timeline_or_the_disk_has_changed(
    scene: Scene,
) -> None:
    await ask_for_a_video(scene)
    scene.cloud.draft = draft("coffee.jpg", seconds=9)
    await scene.say("export")
    assert len(scene.submitted_renders()) == 2
    *_, turn = await scene.turns()
    assert turn.video is not None
    scene.room.library.path(turn.video.hash).unlink()
    await scene.say("export")
    assert len(scene.submitted_renders()) == 3
    assert len(scene.surface.videos) == 3


async def test_a_render_that_fails_twice_is_told_and_not_tried_again(scene: Scene) -> None:
    scene.cloud.always(Call.STATUS, FAILED)
    last = await ask_for_a_video(scene)
    assert "render" in last.lower() or "video" in last
    assert len(scene.submitted_renders()) == 2
    assert not scene.surface.videos


async def test_a_finished_file_that_is_no_video_is_a_failed_render(scene: Scene) -> None:
    scene.cloud.content = b"no video at all"
    last = await ask_for_a_video(scene)
    assert last.startswith("Exporting the video failed")
    assert len(scene.submitted_renders()) == 2


async def test_a_refused_submit_is_tried_once_more_with_a_new_id(scene: Scene) -> None:
    scene.cloud.will(Call.SUBMIT, refusal(3007, "try later"))
    await ask_for_a_video(scene)
    assert len(scene.submitted_renders()) == 2
    assert len(scene.surface.videos) == 1


@pytest.mark.parametrize("lost", [dropped(), page(502), page(504)])
async def test_a_submit_whose_answer_was_lost_is_looked_up_and_not_repeated(
    scene: Scene, lost: Reply
) -> None:
    scene.cloud.will(Call.SUBMIT, lost)
    await ask_for_a_video(scene)
    assert len(scene.submitted_renders()) == 1
    assert len(scene.surface.videos) == 1


async def test_what_a_new_id_cannot_mend_is_told_at_once(scene: Scene) -> None:
    scene.cloud.always(Call.SUBMIT, refusal(402, status=402))
    await ask_for_a_video(scene)
    assert len(scene.submitted_renders()) == 1
