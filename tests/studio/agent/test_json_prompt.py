import json
from dataclasses import replace
from typing import Any

import pytest

from core.studio.agent import AgentInput, AgentOutcome, Material, respond
from core.studio.draft import LONGEST_MS
from core.studio.timeline import Motion, Place, TitleSize, Transition
from tests.studio.agent.cases import ABC, GIVEN, SONG, STORY

WHOLE: dict[str, Any] = {
    "duration": 15,
    "aspect": "9:16",
    "scenes": [
        {
            "image": 2,
            "duration": 5,
            "motion": {"type": "zoom-in", "strength": 0.7, "speed": 1.5},
            "title": {"text": "slower, no music", "place": "top", "size": "large"},
        },
        {"image": 1, "duration": 5, "transition": {"type": "wipe", "duration": 0.5}},
        {"image": "C.jpg", "duration": 10, "motion": "jiggle"},
    ],
    "motion": "sway",
    "transition": {"type": "crossfade", "duration": 0.8},
    "title": {"text": "All along", "color": "#ffcc00", "start": 1, "duration": 3},
    "music": {"bed": "calm", "volume": 0.2, "fade": 1},
}


def say(prompt: object, given: str = "three", words: str = "") -> AgentOutcome:
    return respond(replace(GIVEN[given], text=f"{json.dumps(prompt)}{words}"))


def test_the_timeline_is_exactly_the_prompts() -> None:
    made = say(WHOLE).timeline
    assert made is not None
    assert (made.width, made.height) == (1080, 1920)
    assert [shot.media for shot in made.shots] == ["B", "A", "C"]
    assert [shot.duration_ms for shot in made.shots] == [3733, 3767, 7500]
    assert [shot.motion for shot in made.shots] == [
        Motion("zoom-in", 0.7, 1.5),
        Motion("sway"),
        Motion("jiggle"),
    ]
    assert [shot.transition for shot in made.shots] == [
        None,
        Transition("wipe", 500),
        Transition("crossfade", 800),
    ]
    whole, scene = made.titles
    assert (whole.text, whole.start_ms, whole.duration_ms) == ("All along", 1000, 3000)
    assert whole.color == "#ffcc00"
    assert (scene.text, scene.start_ms, scene.duration_ms) == ("slower, no music", 0, 3733)
    assert (scene.place, scene.size) == (Place.TOP, TitleSize.LARGE)
    (sound,) = made.sounds
    assert (sound.bed, sound.volume, sound.duration_ms) == ("calm", 0.2, 15_000)
    assert (sound.fade_in_ms, sound.fade_out_ms) == (1000, 1000)


def test_the_total_wins_over_the_scenes_lengths() -> None:
    made = say(WHOLE).timeline
    assert made is not None
    assert made.duration_ms == 15_000


def test_a_prompt_without_scenes_takes_every_picture() -> None:
    made = say({"motion": "pan-left", "duration": 10}).timeline
    assert made is not None
    assert [shot.motion.type for shot in made.shots] == ["pan-left"] * 3
    assert made.duration_ms == 10_000


def test_a_prompt_may_stand_in_a_code_block_amid_words() -> None:
    text = f"use this:\n```json\n{json.dumps(WHOLE, indent=1)}\n```\nand make the title bigger"
    outcome = respond(replace(GIVEN["three"], text=text))
    assert outcome.timeline is not None
    assert outcome.timeline.titles[0].size is TitleSize.LARGE
    assert outcome.timeline.duration_ms == 15_000


def test_a_prompt_without_music_is_silent_and_without_a_transition_fades_across() -> None:
    made = say({"scenes": [{"image": 1}, {"image": 3}]}).timeline
    assert made is not None
    assert made.sounds == ()
    assert made.shots[1].transition == Transition()


def test_an_uploaded_sound_file_is_named() -> None:
    turn = replace(GIVEN["three"], material=(*ABC, SONG))
    text = json.dumps({"motion": "auto", "duration": 6, "music": {"file": "song.mp3"}})
    made = respond(replace(turn, text=text)).timeline
    assert made is not None
    assert made.sounds[0].media == "S"


def test_a_converted_picture_is_found_by_its_old_name() -> None:
    picture = Material("p", "beach.jpg", "image", 1600, 900)
    turn = AgentInput('{"scenes": [{"image": "beach.heic"}]}', None, (picture,), ("p",))
    made = respond(turn).timeline
    assert made is not None
    assert made.shots[0].media == "p"


@pytest.mark.parametrize(
    ("prompt", "path", "expected"),
    [
        ({"scenes": [{"motion": "explode"}]}, "$.scenes[0].motion", "zoom-in"),
        ({"scenes": [{"image": 1}, {"image": 7}]}, "$.scenes[1].image", "only 3 pictures"),
        ({"scenes": [{"image": "nowhere.png"}]}, "$.scenes[0].image", "you sent A.jpg, B.jpg"),
        ({"scenes": [{"image": 9}]}, "$.scenes[0].image", "only 3 pictures"),
        ({"scenes": [{"motion": "auto"}] * 4}, "$.scenes[3].image", "only 3 pictures"),
        (
            {"motion": "auto", "duration": 5, "music": {"file": "x.mp3"}},
            "$.music.file",
            "no sound file was sent",
        ),
        ({"scenes": [{"image": 1}], "color": "red"}, "$.color", "scenes"),
    ],
)
@pytest.mark.parametrize("given", ["three", "video"])
def test_a_wrong_prompt_changes_nothing_and_is_told_where(
    given: str, prompt: object, path: str, expected: str
) -> None:
    outcome = say(prompt, given)
    assert not outcome.changed
    assert outcome.timeline == GIVEN[given].timeline
    assert path in outcome.reply
    assert expected in outcome.reply


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"scenes": [{"image": 1},]}', "line 1, column 2"),
        ('{"motion": "auto", "duration": 3, "duration": 4}', "$.duration: this key stands more"),
        ('{"scenes": [{"image": 1},]} 谢谢', "第 1 行第 2"),
        ('按这个做：{"scenes": [{"image": 9}]}', "只有 3 张图片"),
    ],
)
def test_broken_json_is_told_in_words(text: str, told: str) -> None:
    outcome = respond(replace(GIVEN["three"], text=text))
    assert not outcome.changed
    assert told in outcome.reply


def test_a_transition_longer_than_the_scenes_beside_it_is_told() -> None:
    prompt = {"scenes": [{"duration": 1}, {"duration": 2}, {"duration": 3}]}
    fades = {"transition": {"type": "crossfade", "duration": 5}}
    outcome = say({**prompt, **fades})
    assert outcome.timeline is not None
    assert [shot.transition for shot in outcome.timeline.shots] == [
        None,
        Transition("crossfade", 1000),
        Transition("crossfade", 2000),
    ]
    assert outcome.reply.endswith("here 1 second.")
    assert "transition" not in say(prompt).reply.lower()
    assert "transition" not in say({"scenes": [{"duration": 6}] * 2, **fades}).reply.lower()


@pytest.mark.parametrize(
    ("title", "cut"),
    [
        ({"text": "Hi"}, False),
        ({"text": "Hi", "start": 1, "duration": 1}, False),
        ({"text": "Hi", "duration": 30}, True),
        ({"text": "Hi", "start": 10}, True),
    ],
)
@pytest.mark.parametrize("whole", [True, False])
def test_a_title_that_outlasts_its_scene_is_told(
    title: dict[str, Any], cut: bool, whole: bool
) -> None:
    prompt = {"scenes": [{"duration": 2}], "title": title}
    if not whole:
        prompt = {"scenes": [{"duration": 2, "title": title}]}
    outcome = say(prompt)
    assert outcome.changed
    assert ("only while its scene does" in outcome.reply) is cut


def test_a_prompt_may_be_as_long_as_what_is_asked_for_in_words() -> None:
    made = say({"motion": "auto", "duration": 600}).timeline
    assert made is not None
    assert made.duration_ms == LONGEST_MS


def test_a_prompt_for_the_present_video_counts_its_pictures() -> None:
    backwards = replace(STORY, shots=tuple(reversed(STORY.shots)))
    turn = replace(GIVEN["story"], timeline=backwards)
    text = json.dumps({"scenes": [{"image": 1, "motion": "shake"}]})
    made = respond(replace(turn, text=text)).timeline
    assert made is not None
    assert made.shots[0].media == "C"


def test_a_prompt_without_any_picture_asks_for_one() -> None:
    outcome = say(WHOLE, "nothing")
    assert not outcome.changed
    assert "picture" in outcome.reply


def test_the_answer_speaks_the_language_around_the_prompt() -> None:
    text = '按这个做：{"scenes": [{"image": 1}]}'
    assert "镜头" in respond(replace(GIVEN["three"], text=text)).reply
