import re

import pytest

from core.conversation.gui_phrases import translate_gui
from tests.studio.agent.cases import Case, outcome_of, problems_of
from tests.studio.agent.sentences import SENTENCES
from tests.studio.agent.sentences_en import ENGLISH
from tests.studio.agent.sentences_zh import CHINESE

HAN = re.compile("[\u4e00-\u9fff]")
SET_ASIDE = re.compile(r"[\"“「『'《].*?[\"”」』'》]|[:：].*$")
LONGEST_REPLY = 420


@pytest.mark.parametrize("case", SENTENCES, ids=lambda case: case.text or "(no words)")
def test_a_sentence_does_what_it_says_and_nothing_else_and_is_answered(case: Case) -> None:
    outcome = outcome_of(case)
    assert not problems_of(case, outcome), outcome.reply
    assert len(outcome.reply) < LONGEST_REPLY
    if HAN.search(SET_ASIDE.sub("", case.text)):
        assert HAN.search(outcome.reply)
    elif not HAN.search(case.text):
        assert not HAN.search(outcome.reply)
    # an editor's buttons are nothing to speak of
    assert translate_gui(outcome.reply).text == outcome.reply
    assert translate_gui(outcome.reply).actions == ()


def test_there_are_many_sentences_in_each_language() -> None:
    assert len(ENGLISH) >= 200
    assert len(CHINESE) >= 120
    assert len(SENTENCES) - len(ENGLISH) - len(CHINESE) >= 300
