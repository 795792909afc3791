import re
from dataclasses import replace

import pytest

from core.studio.agent import respond
from tests.studio.agent.cases import GIVEN

HAN = re.compile("[\u4e00-\u9fff]")


def test_the_sessions_language_counts_where_the_words_do_not_tell() -> None:
    turn = replace(GIVEN["one"], text="5s 9:16", language="zh-CN")
    assert HAN.search(respond(turn).reply)
    assert not HAN.search(respond(replace(turn, language="fr")).reply)


def test_quoted_chinese_does_not_make_the_answer_chinese() -> None:
    reply = respond(replace(GIVEN["one"], text="add the title “夏天”")).reply
    assert "title “夏天”" in reply


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("zoom in on 小明's face", False),
        ("zoom in on 张伟, slowly, 5 seconds", False),
        ("make a video for 王小红 please", False),
        ("a photo of 外滩 in Shanghai, pan left", False),
        ("给Anna做个视频", True),
        ("把 Anna Smith 放大", True),
        ("夕阳下的外滩", True),
        ("zoom in 慢一点", True),
    ],
)
def test_a_name_in_another_script_does_not_change_the_language(text: str, chinese: bool) -> None:
    assert bool(HAN.search(respond(replace(GIVEN["one"], text=text)).reply)) == chinese


def test_the_reply_names_what_was_done_and_what_was_not() -> None:
    reply = respond(replace(GIVEN["one"], text="zoom out for 8 seconds and add a voice-over")).reply
    assert "8 seconds" in reply
    assert "zoom out" in reply
    assert "voice" in reply


def test_the_activities_are_tools_by_subject() -> None:
    text = 'slower, title "Hi", wipe transitions, lo-fi, 9:16'
    assert respond(replace(GIVEN["video"], text=text)).activities == (
        "set_motion",
        "set_transition",
        "set_frame",
        "add_title",
        "add_music",
    )


def test_a_long_title_is_shown_whole_and_a_longer_one_is_cut() -> None:
    turn = replace(GIVEN["one"], text=f"title “{'long ' * 60}”")
    made = respond(turn).timeline
    assert made is not None
    assert len(made.titles[0].text) <= 200
