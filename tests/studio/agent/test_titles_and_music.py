"""What is written on a video and what is heard under it, and that the answer tells both."""

import json
from dataclasses import replace

import pytest

from core.studio.agent import AgentInput, Material, respond
from tests.studio.agent.cases import GIVEN, SONG, Case, outcome_of, problems_of

CLIP = Material("V", "party.mp4", "video", 1280, 720, 6.0)

ROWS = (
    # titles that are none
    Case("make a video, title: none", "three", titles=[]),
    Case("title: no, zoom in", "three", titles=[], motion="zoom-in"),
    Case("标题：无", "three", titles=[]),
    Case("标题：没有，放大", "three", titles=[], motion="zoom-in"),
    Case("title: none", "story", titles=[]),
    Case("a title that says No", "three", titles=["No"]),
    Case("title: No way", "three", titles=["No way"]),
    # where a title ends
    Case(
        "put the words BIG NEWS in huge letters in the center",
        "three",
        titles=["BIG NEWS"],
        place="center",
        size="large",
        says="“BIG NEWS” in the center, large",
    ),
    Case("put the words GOOD VIBES on it in bold", "three", titles=["GOOD VIBES"], size="large"),
    Case("write the words Good morning at the top", "one", titles=["Good morning"], place="top"),
    Case("add the text hello in tiny letters", "one", titles=["hello"], size="small"),
    Case("title: Hello, world in red", "one", titles=["Hello, world"], color="red"),
    Case("title: Hello, kitty at the top, zoom in", "one", titles=["Hello, kitty"], place="top",
         motion="zoom-in"),
    Case("title: Hello, big, at the top", "one", titles=["Hello"], size="large", place="top"),
    Case("add the title SALE! in red", "one", titles=["SALE!"], color="red"),
    Case("with the text Wow! at the bottom", "one", titles=["Wow!"], place="bottom"),
    Case("加个标题 夏天来了！", "one", titles=["夏天来了！"]),
    Case("标题：夏天来了！放大", "one", titles=["夏天来了！"], motion="zoom-in"),
    # characters that no typeface has
    Case("title: 🎉🎉", "one", titles=[], says="I can't write 🎉🎉"),
    Case('add text "مرحبا"', "one", titles=[], says="I can't write مرحبا"),
    Case("标题「🎉🎉」", "one", titles=[], says="写不出 🎉🎉"),
    Case('change the title to "مرحبا"', "story", changed=False, says="I can't write مرحبا"),
    Case('title "Party 🎉 time"', "one", titles=["Party time"], says="left 🎉 out"),
    Case('title "I ❤️ you"', "one", titles=["I ♥ you"], says="title “I ♥ you”."),
    # how loud
    Case("upbeat music loud, 90% volume", "one", music="upbeat", says="at 90%"),
    Case("upbeat music, 90% volume, loud", "one", music="upbeat", says="at 90%"),
    Case("louder, 60%", "story", volume=60),
    Case("use my song", "audio-held", music="song.mp3", says="your “song” at 80%"),
    Case("use my song at 35%", "audio-held", music="song.mp3", says="your “song” at 35%"),
    Case("用我的歌", "audio-held", music="song.mp3", says="你的音乐“song”，音量 80%"),
    # what the answer confirms
    Case(
        'title "Hi" at the top in red, fade in, for 2 seconds',
        "one",
        titles=["Hi"],
        says="title “Hi” at the top in red, fading in, from 0 s to 2 s",
    ),
    Case("标题「你好」在上方，红色，淡入", "one", titles=["你好"], says="在上方，红色，淡入"),
    Case("make the title blue", "story", color="blue", says="title in blue"),
    Case("fade out the music", "story", music_fades=(0.5, 2), says="music, fading out"),
)  # fmt: skip


@pytest.mark.parametrize("case", ROWS, ids=lambda case: case.text)
def test_titles_and_music_are_as_said_and_told(case: Case) -> None:
    outcome = outcome_of(case)
    assert not problems_of(case, outcome), outcome.reply
    if case.expected.get("says") == "at 90%":
        assert outcome.timeline is not None
        assert outcome.timeline.sounds[0].volume == 0.9


@pytest.mark.parametrize(
    ("material", "text", "told"),
    [
        ((CLIP,), "", "from your clip. A clip's own sound is left out"),
        ((CLIP,), "mute it", "from your clip. A clip's own sound is left out"),
        ((CLIP,), "放大", "用你的视频片段做好了"),
        ((CLIP, GIVEN["three"].material[0]), "", "from your 2 pictures and clips"),
        (GIVEN["three"].material, "", "from your 3 pictures, with"),
    ],
)
def test_a_clip_is_called_one_and_its_silence_is_told(
    material: tuple[Material, ...], text: str, told: str
) -> None:
    turn = AgentInput(text, None, material, tuple(one.id for one in material))
    reply = respond(turn).reply
    assert told in reply
    assert reply.count("own sound") <= 1


@pytest.mark.parametrize(
    ("written", "drawn", "told"),
    [
        ("Party 🎉", ["Party"], "left 🎉 out"),
        ("مرحبا", [], "I can't write مرحبا"),
        ("Ça", ["Ça"], ""),
    ],
)
def test_a_json_prompts_titles_are_told_as_they_are_drawn(
    written: str, drawn: list[str], told: str
) -> None:
    text = json.dumps({"motion": {"type": "zoom-in"}, "duration": 5, "title": {"text": written}})
    outcome = respond(replace(GIVEN["one"], text=text))
    assert outcome.timeline is not None, outcome.reply
    assert [title.text for title in outcome.timeline.titles] == drawn
    assert told in outcome.reply
    assert bool(told) == ("typeface" in outcome.reply)


def test_a_song_that_comes_with_the_pictures_is_well_heard() -> None:
    material = (*GIVEN["one"].material, SONG)
    made = respond(AgentInput("", None, material, ("A", "S"))).timeline
    assert made is not None
    assert made.sounds[0].volume == 0.8


def test_another_song_is_as_loud_as_the_one_before_but_not_as_a_bed_was() -> None:
    held = GIVEN["audio-held"]
    quiet = respond(replace(held, text="use my song at 50%")).timeline
    bed = respond(replace(held, text="calm music at 20%")).timeline
    for before, volume in ((quiet, 0.5), (bed, 0.8)):
        after = respond(replace(held, timeline=before, text="use my song")).timeline
        assert after is not None
        assert after.sounds[0].volume == volume
