"""The vocabulary is data: it must not contradict itself, and what it names must exist."""

import tomllib
import warnings
from importlib.resources import files

import pytest

from core.locales import load_texts
from core.prompts.vocabulary import BEDS, COLORS, MOTIONS, TRANSITIONS
from core.studio.agent.lexicon import Lexicon, LexiconInvalid, lexicon
from core.studio.agent.rules.motions import ANOTHER, COUNTERCLOCKWISE, FAMILIES
from core.studio.agent.rules.unable import NEEDED
from core.studio.agent.tokens import Kind
from core.studio.timeline import Fit, Place, TitleSize

LANGUAGES = ["en", "zh"]
UNSETTLED = ("mixed", ANOTHER, COUNTERCLOCKWISE)


def names(kind: Kind) -> set[str]:
    return {name for _, found, name in lexicon().phrases() if found is kind}


def test_no_phrase_means_two_things() -> None:
    assert sum(1 for _ in lexicon().phrases()) > 4000
    with pytest.raises(LexiconInvalid, match="zoom in"):
        Lexicon({"xx": {"motion": {"zoom-in": ["zoom{|s} in"], "zoom-out": ["zoom in"]}}})


def test_every_name_of_the_vocabulary_can_be_said_and_no_other() -> None:
    assert names(Kind.MOTION) == {*MOTIONS, *FAMILIES, *UNSETTLED, "parallax"}
    assert names(Kind.TRANSITION) == set(TRANSITIONS)
    assert names(Kind.TUNE) == names(Kind.MOOD) == set(BEDS)
    assert names(Kind.PLACE) == names(Kind.CORNER) == {place.value for place in Place}
    assert names(Kind.SIZE) == {size.value for size in TitleSize}
    assert names(Kind.FIT) < {fit.value for fit in Fit}
    assert names(Kind.COLOR) <= set(COLORS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_can_be_told(language: str) -> None:
    speaker = load_texts().for_locale(language)
    keys = [
        *(f"motion-{name}" for name in (*MOTIONS, *FAMILIES)),
        *(f"transition-{name}" for name in TRANSITIONS),
        *(f"bed-{name}" for name in BEDS),
        *(f"unable-{name}" for name in names(Kind.UNABLE) - set(NEEDED)),
        *(f"needs-{name}" for name in NEEDED),
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for key in keys:
            assert speaker.format(f"studio-{key}").strip()


@pytest.mark.parametrize("kind", [Kind.MOTION, Kind.TRANSITION, Kind.COLOR, Kind.UNABLE, Kind.TUNE])
def test_every_language_knows_every_name(kind: Kind) -> None:
    for language in LANGUAGES:
        text = (files("core.studio.agent") / "words" / f"{language}.toml").read_text("utf-8")
        alone = Lexicon({language: tomllib.loads(text)})
        assert {name for _, found, name in alone.phrases() if found is kind} == names(kind)


def test_a_further_language_is_a_further_file() -> None:
    words = Lexicon({"es": {"motion": {"zoom-in": ["{acerca|acércate} despacio"]}}})
    assert words.longest_at("acércate  despacio", 0) == (18, Kind.MOTION, "zoom-in")
    assert words.longest_at("acércate despacioso", 0) is None


def test_traditional_characters_are_read_as_simplified() -> None:
    assert "".join(lexicon().plain(character) for character in "縮圖轉場") == "缩图转场"
