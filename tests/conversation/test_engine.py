"""One turn through the engine, in front of a backend that answers as the cloud does."""

import asyncio
import gc
import json
from pathlib import Path

import pytest

from core.conversation import Command, MessageRef
from core.conversation.hearing.occasion import Occasion
from core.errors import DiskFull, StoreUnusable
from core.jobs import Worker
from core.skills import load_skills
from tests.conversation.scene import PHOTO, SKILL, WEB, Scene, a_scene, draft, says
from tests.peers.cloud import (
    Call,
    events,
    ok,
    refusal,
)


async def test_what_can_t_be_acted_on_for_want_of_space_is_acted_on_later(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits = 0
    commit = Occasion.commit

    async def full_twice(occasion: Occasion, *, handled: bool = True) -> None:
        nonlocal commits
        commits += 1
        if commits < 3:
            raise DiskFull
        await commit(occasion, handled=handled)

    monkeypatch.setattr(Occasion, "commit", full_twice)
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    assert (await scene.say("make it jiggle", PHOTO)).startswith("Done.")
    assert len(await scene.turns()) == 1


async def test_files_that_wait_to_be_uploaded_are_kept(scene: Scene) -> None:
    scene.cloud.will(Call.UPLOAD, lambda _: asyncio.Event().wait())  # pyright: ignore[reportArgumentType] - never answers
    await scene.hears(scene.incoming("make it jiggle", PHOTO))
    await scene.until(lambda: bool(scene.cloud.got(Call.UPLOAD)))
    scene.clock.now += 2 * 3600
    await scene.room.library.sweep()
    (turn,) = await scene.turns()
    assert all(scene.room.library.path(file.hash).exists() for file in turn.files)


async def test_a_picture_and_words_end_as_a_video_with_the_answer_and_the_timeline(
    scene: Scene,
) -> None:
    scene.turn_makes(says("I made it jiggle."), draft("coffee.jpg"))
    last = await scene.say("make it jiggle", PHOTO)
    assert last == "I made it jiggle.\n\nTimeline (1 track): 1. Video: coffee.jpg (0-5s)"
    (turn,) = await scene.turns()
    assert [video.name for video in scene.surface.videos] == [f"stillmotion-{turn.id}.mp4"]
    (run,) = scene.cloud.got(Call.RUN)
    assert run.json["new_message"] == {"parts": [{"text": "make it jiggle"}]}
    assert run.headers["x-turn-id"] == turn.id
    assert scene.surface.messages == 1
    assert run.headers["x-skill-source"] == "image-to-video-jiggle"
    (upload,) = scene.cloud.got(Call.UPLOAD)
    assert [(name, kind) for name, kind, _ in upload.form] == [("coffee.jpg", "image/jpeg")]
    (submit,) = scene.cloud.got(Call.SUBMIT)
    assert submit.json["draft"] == draft("coffee.jpg")


async def test_the_session_speaks_the_language_of_the_first_message(scene: Scene) -> None:
    scene.turn_makes(says("好了。"), draft("coffee.jpg"))
    await scene.say("慢慢放大", PHOTO, locale="en")
    assert scene.cloud.got(Call.SESSION)[0].json["language"] == "zh"


async def test_a_silent_edit_is_told_from_what_changed(scene: Scene) -> None:
    scene.turn_makes(events(), draft("coffee.jpg", title="SALE"))
    last = await scene.say("add the title SALE", PHOTO)
    assert "SALE" in last
    assert "Timeline (2 tracks)" in last
    assert scene.surface.videos


async def test_a_state_that_lags_behind_is_read_again_before_giving_up(scene: Scene) -> None:
    scene.cloud.will(Call.RUN, says("I added a zoom."))
    empty = ok({"state": {"draft": None}})
    late = ok({"state": {"draft": draft("coffee.jpg")}})
    scene.cloud.will(Call.STATE, empty, empty, empty, late)
    scene.cloud.draft = draft("coffee.jpg")
    await scene.say("zoom in", PHOTO)
    assert scene.surface.videos
    assert [pause for pause in scene.clock.slept if pause in {2, 4, 8}][:2] == [2, 4]


async def test_an_editor_s_words_never_reach_the_chat(scene: Scene) -> None:
    scene.turn_makes(
        says("I added a warm title. Click the Export button to download your video."),
        draft("coffee.jpg", title="Hi"),
    )
    last = await scene.say("add a title", PHOTO)
    assert last.startswith("I added a warm title.\n")
    assert "Click" not in last


async def test_an_answer_that_points_at_the_account_shows_the_credits(scene: Scene) -> None:
    scene.turn_makes(says("I added a zoom. Check your account billing."), draft("coffee.jpg"))
    last = await scene.say("zoom in", PHOTO)
    assert "billing" not in last
    assert "100 credits are left" in last


async def test_the_words_inside_a_json_prompt_do_not_choose_the_language(scene: Scene) -> None:
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.say('{"motion": "jiggle", "duration": 2, "title": {"text": "你好"}}', PHOTO)
    assert scene.cloud.got(Call.SESSION)[0].json["language"] == "en"


@pytest.mark.parametrize("text", ["upload", "stop", "settings"])
async def test_a_command_with_a_picture_is_not_sent_to_the_agent(scene: Scene, text: str) -> None:
    await scene.say(text, PHOTO)
    assert len(scene.surface.shown[-1][1].buttons) == 3
    assert not scene.cloud.received


async def test_a_turn_that_changes_nothing_ends_as_text(scene: Scene) -> None:
    scene.cloud.will(Call.RUN, says("What should the title say?"))
    assert await scene.say("add a title", PHOTO) == "What should the title say?"
    assert not scene.surface.videos
    assert not scene.cloud.got(Call.SUBMIT)
    assert len(scene.cloud.got(Call.STATE)) == 2


async def test_silence_without_a_change_is_not_left_silent(scene: Scene) -> None:
    scene.cloud.will(Call.RUN, events())
    assert "Nothing changed" in await scene.say("hmm", PHOTO)


async def test_a_plan_without_exports_is_not_about_credits(scene: Scene) -> None:
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    scene.cloud.always(Call.SUBMIT, refusal(402, status=402))
    last = await scene.say("zoom in", PHOTO)
    assert WEB in last
    assert "credit" not in last.lower()


@pytest.mark.parametrize("may_manage", [True, False])
async def test_the_account_s_link_is_for_those_who_manage_it(
    tmp_path: Path, may_manage: bool
) -> None:
    async with a_scene(tmp_path, may_manage=may_manage) as scene:
        scene.cloud.will(Call.RUN, refusal(2001))
        last = await scene.say("zoom in", PHOTO)
    assert ("http" in last) is may_manage


async def test_links_are_uploaded_by_the_backend_and_never_fetched_here(scene: Scene) -> None:
    scene.turn_makes(says("Done."), draft("x.jpg"))
    await scene.say("zoom in", "https://pictures.example/x.jpg")
    (upload,) = scene.cloud.got(Call.UPLOAD)
    assert upload.json == {"urls": ["https://pictures.example/x.jpg"], "source_type": "url"}


async def test_a_video_of_each_picture_is_a_turn_of_each(scene: Scene, tmp_path: Path) -> None:
    for name in ("a.jpg", "b.jpg"):
        scene.turn_makes(says("Done."), draft(name))
        (tmp_path / name).write_bytes(PHOTO.read_bytes())
    await scene.say("animate each picture separately", tmp_path / "a.jpg", tmp_path / "b.jpg")
    assert len(scene.surface.videos) == 2
    uploads = scene.cloud.got(Call.UPLOAD)
    assert [name for upload in uploads for name, _, _ in upload.form] == ["a.jpg", "b.jpg"]
    headings = ["Picture 1 of 2: a.jpg", "Picture 2 of 2: b.jpg"]
    assert list(dict.fromkeys(text.splitlines()[0] for text in scene.surface.texts)) == headings
    finals = [reply.text for _, reply in scene.surface.shown if reply.final]
    assert [text.splitlines()[:2] for text in finals] == [
        [heading, "Done."] for heading in headings
    ]


async def test_credits_and_help_are_answered_without_a_turn(scene: Scene) -> None:
    assert "100" in await scene.say("how many credits do I have left?")
    assert not scene.cloud.got(Call.RUN)
    assert not scene.cloud.got(Call.SESSION)


async def test_words_without_a_picture_ask_for_one(scene: Scene) -> None:
    assert "picture" in await scene.say("make it jiggle")
    assert not scene.cloud.received


async def test_a_picture_without_words_offers_the_skill_s_suggestions(scene: Scene) -> None:
    await scene.say("", PHOTO)
    buttons = scene.surface.shown[-1][1].buttons
    assert [button.label for button in buttons] == list(
        load_skills()["image-to-video-jiggle"].suggestions["en"]
    )
    assert [button.action.value for button in buttons] == [f"{SKILL}:{n}" for n in (1, 2, 3)]
    assert not scene.cloud.received


async def test_a_wrong_json_prompt_is_answered_with_its_path_and_sent_nowhere(scene: Scene) -> None:
    last = await scene.say('{"scenes": [{"image": 1, "motion": "wobble"}]}', PHOTO)
    assert "$.scenes[0].motion" in last
    assert not scene.cloud.received


async def test_a_right_json_prompt_is_sent_verbatim(scene: Scene) -> None:
    prompt = '{"motion":  "jiggle", "duration": 2}'
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.say(prompt, PHOTO)
    assert scene.cloud.got(Call.RUN)[0].json["new_message"]["parts"][0]["text"] == prompt


async def test_a_json_file_among_the_pictures_is_the_prompt(scene: Scene, tmp_path: Path) -> None:
    prompt = tmp_path / "scenes.JSON"
    prompt.write_text('\ufeff{"motion": "jiggle", "duration": 2}', encoding="utf-8")
    scene.turn_makes(says("Done."), draft("coffee.jpg"))
    await scene.say("use this", prompt, PHOTO)
    (run,), (upload,) = scene.cloud.got(Call.RUN), scene.cloud.got(Call.UPLOAD)
    assert json.loads(run.json["new_message"]["parts"][0]["text"])["motion"] == "jiggle"
    assert [name for name, _, _ in upload.form] == ["coffee.jpg"]


async def test_a_json_file_that_is_none_is_said_with_its_place(
    scene: Scene, tmp_path: Path
) -> None:
    prompt = tmp_path / "scenes.json"
    prompt.write_text('{"motion": ')
    assert "line 1" in await scene.say("use this", prompt, PHOTO)
    assert not scene.cloud.received


async def test_a_defect_of_a_place_quotes_nobody(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    async def broken(message: MessageRef) -> None:
        raise ValueError(f"what Ann said, in {message}")

    scene.surface.acknowledge = broken  # type: ignore[method-assign] - a place with a defect
    await scene.say("status")
    gc.collect()
    shown = capsys.readouterr()
    assert "what Ann said" not in shown.out + shown.err
    assert "not acknowledged" in shown.out + shown.err


async def test_nothing_goes_on_after_a_stop_that_could_not_be_written(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(worker: Worker, grace_s: float) -> None:
        raise StoreUnusable(f"{worker}, {grace_s}")

    scene.cloud.always(Call.CREDITS, lambda _: asyncio.Event().wait())  # pyright: ignore[reportArgumentType] - never answers
    await scene.engine.hear(scene.asked(Command.CREDITS))
    await scene.until(lambda: bool(scene.cloud.got(Call.CREDITS)))
    with monkeypatch.context() as patched:
        patched.setattr(Worker, "stop", full)
        with pytest.raises(StoreUnusable):
            await scene.engine.stop(0.1)
    assert not [one for one in asyncio.all_tasks() if one.get_name().startswith("answer in")]
