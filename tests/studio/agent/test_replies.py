import re
from dataclasses import replace

import pytest

from core.conversation.gui_phrases import translate_gui
from core.studio.agent import respond
from tests.studio.agent.cases import GIVEN, Case, outcome_of
from tests.studio.agent.sentences_en import ENGLISH
from tests.studio.agent.sentences_one_picture import ONE_PICTURE
from tests.studio.agent.sentences_partly import PARTLY
from tests.studio.agent.sentences_refining import REFINING
from tests.studio.agent.sentences_several_pictures import SEVERAL_PICTURES
from tests.studio.agent.sentences_zh import CHINESE

HAN = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    "case",
    [*ENGLISH, *CHINESE, *ONE_PICTURE, *SEVERAL_PICTURES, *PARTLY, *REFINING],
    ids=lambda case: case.text or "-",
)
def test_a_reply_is_short_and_in_the_language_that_was_spoken(case: Case) -> None:
    reply = outcome_of(case).reply
    assert len(reply) < 420
    outside = re.sub(r"[\"“「『'《].*?[\"”」』'》]|[:：].*$", "", case.text)
    if HAN.search(outside):
        assert HAN.search(reply)
    elif not HAN.search(case.text):
        assert not HAN.search(reply)


@pytest.mark.parametrize("case", [*ENGLISH, *CHINESE], ids=lambda case: case.text or "-")
def test_no_reply_speaks_of_an_editors_buttons(case: Case) -> None:
    reply = outcome_of(case).reply
    translated = translate_gui(reply)
    assert translated.text == reply
    assert translated.actions == ()


def test_the_sessions_language_counts_where_the_words_do_not_tell() -> None:
    turn = replace(GIVEN["one"], text="5s 9:16", language="zh-CN")
    assert HAN.search(respond(turn).reply)
    assert not HAN.search(respond(replace(turn, language="fr")).reply)


def test_quoted_chinese_does_not_make_the_answer_chinese() -> None:
    reply = respond(replace(GIVEN["one"], text="add the title “夏天”")).reply
    assert "title “夏天”" in reply


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
