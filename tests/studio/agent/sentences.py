"""All labelled sentences, from wherever they were collected."""

from typing import Final

from tests.studio.agent.cases import Case
from tests.studio.agent.sentences_en import ENGLISH
from tests.studio.agent.sentences_groups import GROUPS
from tests.studio.agent.sentences_one_picture import ONE_PICTURE
from tests.studio.agent.sentences_partly import PARTLY
from tests.studio.agent.sentences_refining import REFINING
from tests.studio.agent.sentences_several_pictures import SEVERAL_PICTURES
from tests.studio.agent.sentences_zh import CHINESE

SENTENCES: Final[tuple[Case, ...]] = (
    *ENGLISH,
    *CHINESE,
    *ONE_PICTURE,
    *SEVERAL_PICTURES,
    *PARTLY,
    *REFINING,
    *GROUPS,
)
