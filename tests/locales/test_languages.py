"""Every language says all that the others say, with the same arguments."""

import re

import pytest
from fluent.syntax import ast

from tests.locales.resources import LANGUAGES, SUBJECTS, all_messages, entries, messages, parts

HAN = re.compile(r"[\u3400-\u9fff]")
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
HALF_WIDTH = re.compile(r"[\u3400-\u9fff][,;!?:]|[,;!?:][\u3400-\u9fff]")

every_file = pytest.mark.parametrize(
    ("language", "subject"), [(lang, sub) for lang in LANGUAGES for sub in SUBJECTS]
)


def test_english_and_chinese_are_there() -> None:
    assert {"en", "zh"} <= set(LANGUAGES)


@every_file
def test_a_file_has_the_same_keys_in_each_language(language: str, subject: str) -> None:
    assert messages(language, subject).keys() == messages("en", subject).keys()


@every_file
def test_a_text_takes_the_same_arguments_in_each_language(language: str, subject: str) -> None:
    texts = messages(language, subject)
    for key, english in messages("en", subject).items():
        here, there = parts(texts[key]), parts(english)
        # a number that English needs for its plural only may be of no use elsewhere
        assert there.shown <= here.variables <= there.variables, key


@every_file
def test_a_file_is_all_readable(language: str, subject: str) -> None:
    junk = [entry.content for entry in entries(language, subject) if isinstance(entry, ast.Junk)]
    assert junk == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_stands_twice(language: str) -> None:
    keys = [key for key, _ in all_messages(language)]
    keys_as_written = [
        entry.id.name
        for subject in SUBJECTS
        for entry in entries(language, subject)
        if isinstance(entry, ast.Message)
    ]
    assert len(keys_as_written) == len(set(keys_as_written)) == len(keys)


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_are_plain_kebab_case_without_attributes(language: str) -> None:
    for key, message in all_messages(language):
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key), key
        assert message.attributes == [], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language: str) -> None:
    for key, message in all_messages(language):
        found = parts(message)
        assert "".join(found.texts).strip() or found.variables, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_refer_only_to_what_their_file_has(language: str) -> None:
    for subject in SUBJECTS:
        there = messages(language, subject)
        terms = {
            f"-{entry.id.name}"
            for entry in entries(language, subject)
            if isinstance(entry, ast.Term)
        }
        for key, message in there.items():
            found = parts(message)
            assert found.references <= there.keys() | terms, key
            assert found.functions <= {"NUMBER", "DATETIME"}, key


def test_english_has_no_han_characters() -> None:
    for key, message in all_messages("en"):
        assert not HAN.search("".join(parts(message).texts)), key


def test_chinese_says_its_words_in_chinese() -> None:
    for key, message in all_messages("zh"):
        text = " ".join(parts(message).texts)
        if key.startswith(NAMES):
            continue
        assert HAN.search(text) or not LATIN_WORD.search(text), key


def test_chinese_uses_its_own_punctuation() -> None:
    for key, message in all_messages("zh"):
        assert not HALF_WIDTH.search("".join(parts(message).texts)), key


NAMES = ("motion-ken-burns", "web-bot")  # of a person, of the program


def test_chinese_addresses_everybody_alike() -> None:
    for key, message in all_messages("zh"):
        assert "您" not in "".join(parts(message).texts), key
