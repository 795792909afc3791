import pytest

from tests.studio.agent.cases import Case, outcome_of, problems_of
from tests.studio.agent.sentences_en import ENGLISH
from tests.studio.agent.sentences_one_picture import ONE_PICTURE
from tests.studio.agent.sentences_partly import PARTLY
from tests.studio.agent.sentences_refining import REFINING
from tests.studio.agent.sentences_several_pictures import SEVERAL_PICTURES
from tests.studio.agent.sentences_zh import CHINESE


@pytest.mark.parametrize(
    "case",
    [*ENGLISH, *CHINESE, *ONE_PICTURE, *SEVERAL_PICTURES, *PARTLY, *REFINING],
    ids=lambda case: case.text or "(no words)",
)
def test_a_sentence_does_what_it_says_and_nothing_else(case: Case) -> None:
    outcome = outcome_of(case)
    assert not problems_of(case, outcome), outcome.reply


def test_there_are_many_sentences_in_each_language() -> None:
    assert len(ENGLISH) >= 200
    assert len(CHINESE) >= 120
    assert len(ONE_PICTURE) + len(SEVERAL_PICTURES) + len(REFINING) >= 300
