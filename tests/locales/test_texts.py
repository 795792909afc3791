"""The loader: which language is spoken to whom, and what happens when a text is missing."""

import subprocess
import sys
import threading
import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from core.locales import Speaker, TextMissing, Texts, load_texts

TEXTS = load_texts()


def written(root: Path, **languages: str) -> Texts:
    for language, text in languages.items():
        (root / language).mkdir()
        (root / language / "some.ftl").write_text(text, encoding="utf-8")
    return load_texts(root)


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh", "zh"),
        ("zh-CN", "zh"),
        ("zh_TW", "zh"),
        ("zh-Hant-HK", "zh"),
        ("ZH-cn", "zh"),
        ("en-GB", "en"),
        ("en-US-posix", "en"),
        (None, "en"),
        ("", "en"),
        ("tlh", "en"),
        ("zhx", "en"),
        ("-", "en"),
    ],
)
def test_the_nearest_language_is_spoken(tag: str | None, language: str) -> None:
    assert TEXTS.for_locale(tag).language == language


@given(st.text(max_size=40))
@settings(max_examples=100, deadline=None)
def test_no_tag_can_break_it(tag: str) -> None:
    speaker = TEXTS.for_locale(tag)
    assert speaker.format("error-cancelled")
    assert speaker.size(1)
    assert speaker.span(1)


def test_a_region_with_texts_of_its_own_wins(tmp_path: Path) -> None:
    texts = written(tmp_path, **{"en": "a = en", "pt": "a = pt", "pt-BR": "a = br"})
    assert [texts.for_locale(tag).format("a") for tag in ("pt-br", "pt_PT", "de")] == [
        "br",
        "pt",
        "en",
    ]


def test_what_a_language_lacks_is_said_in_english(tmp_path: Path) -> None:
    texts = written(tmp_path, en="a = one\nb = { $n } pictures", zh="a = 一")
    speaker = texts.for_locale("zh")
    assert (speaker.format("a"), speaker.format("b", n=2)) == ("一", "2 pictures")


def test_only_the_language_asked_for_is_read(tmp_path: Path) -> None:
    texts = written(tmp_path, en="a = one", zh="a = 一")
    (tmp_path / "zh" / "some.ftl").write_bytes(b"\xff")
    assert texts.for_locale("en").format("a") == "one"
    with pytest.raises(UnicodeDecodeError):
        texts.for_locale("zh").format("a")


def test_there_must_be_english(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no en texts"):
        written(tmp_path, zh="a = 一")


def test_finding_texts_does_not_import_what_speaks_them() -> None:
    code = (
        "import sys; from core.locales import load_texts; load_texts();"
        "sys.exit(any(name.split('.')[0] in {'fluent', 'babel'} for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def missing(speaker: Speaker, key: str, **arguments: str) -> tuple[str, str]:
    """What is shown and logged where warnings are not errors, as for a person."""
    with warnings.catch_warnings(), capture_logs() as logs:
        warnings.simplefilter("ignore")
        shown = speaker.format(key, **arguments)
    assert [entry["event"] for entry in logs] == ["text missing"]
    return shown, str(logs[0])


def test_a_missing_text_fails_a_test_and_shows_its_key_to_a_person() -> None:
    speaker = TEXTS.for_locale("zh")
    with pytest.warns(TextMissing, match=r"no-such-key \(zh\): no such text"):
        speaker.format("no-such-key")
    assert missing(speaker, "no-such-key")[0] == "no-such-key"


def test_a_missing_argument_fails_a_test_and_shows_its_name_to_a_person(tmp_path: Path) -> None:
    speaker = written(tmp_path, en="a = { $count } by { $who }").for_locale("en")
    with pytest.warns(TextMissing, match="count"):
        speaker.format("a", who="Ann")
    shown, logged = missing(speaker, "a", who="Ann Secret")
    assert shown == "count by Ann Secret"
    assert "count" in logged
    assert "Secret" not in logged


def test_python_hides_the_warning_unless_asked() -> None:
    code = (
        "from core.locales import load_texts; print(load_texts().for_locale('en').format('nope'))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert "nope" in done.stdout
    assert "TextMissing" not in done.stderr


def test_an_argument_may_be_as_long_as_an_answer(tmp_path: Path) -> None:
    speaker = written(tmp_path, en="a = { $what } and { $other }").for_locale("en")
    long, longer = "x" * 5000, "y" * 6000
    assert speaker.format("a", what=long, other=longer) == f"{long} and {longer}"


def test_arguments_are_never_read_as_texts_themselves(tmp_path: Path) -> None:
    speaker = written(tmp_path, en="a = { $what }").for_locale("en")
    assert speaker.format("a", what="{ $b } \ue0000\ue001") == "{ $b } \ue0000\ue001"


def test_no_invisible_marks_surround_arguments(tmp_path: Path) -> None:
    speaker = written(tmp_path, en="a = <{ $what }>").for_locale("en")
    assert speaker.format("a", what="b") == "<b>"


def test_numbers_are_written_the_languages_way(tmp_path: Path) -> None:
    texts = written(tmp_path, en="a = { $n }", de="a = { $n }")
    assert texts.for_locale("en").format("a", n=12345.5) == "12,345.5"
    assert texts.for_locale("de").format("a", n=12345.5) == "12.345,5"


def test_one_language_is_parsed_once_for_all_its_regions(tmp_path: Path) -> None:
    texts = written(tmp_path, en="a = one")
    first = texts.for_locale("en-US")
    assert first.format("a") == "one"
    (tmp_path / "en" / "some.ftl").write_text("a = two")
    assert texts.for_locale("en-US") is first
    assert texts.for_locale("en-GB").format("a") == "one"


def test_threads_may_speak_at_once() -> None:
    texts = load_texts()
    said: list[str] = []
    threads = [
        threading.Thread(
            target=lambda: said.append(texts.for_locale("zh").format("error-cancelled"))
        )
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == ["已停止。"] * 8


@pytest.mark.parametrize(
    ("size", "english", "chinese"),
    [
        (0, "0 byte", "0 B"),
        (999, "999 byte", "999 B"),
        (1000, "1 kB", "1 kB"),
        (3_500_000, "3.3 MB", "3.3 MB"),
        (200 * 1024**2, "200 MB", "200 MB"),
        (2 * 1024**3, "2 GB", "2 GB"),
        (5 * 1024**5, "5,120 TB", "5,120 TB"),
    ],
)
def test_sizes_are_written_as_people_do(size: int, english: str, chinese: str) -> None:
    assert TEXTS.for_locale("en").size(size) == english
    assert TEXTS.for_locale("zh").size(size) == chinese


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (0.0, "1 second", "1秒钟"),
        (45.4, "45 seconds", "45秒钟"),
        (120.0, "2 minutes", "2分钟"),
        (5400.0, "2 hours", "2小时"),
        (6 * 86400.0, "6 days", "6天"),
    ],
)
def test_spans_are_told_in_plain_words(seconds: float, english: str, chinese: str) -> None:
    assert TEXTS.for_locale("en").span(seconds) == english
    assert TEXTS.for_locale("zh").span(seconds) == chinese


def test_large_amounts_and_lists_are_told_in_plain_words() -> None:
    english, chinese = TEXTS.for_locale("en"), TEXTS.for_locale("zh")
    assert english.amount(120_000_000) == "120 million"
    assert chinese.amount(120_000_000) == "1.2亿"
    assert english.listing(["JPG", "PNG"]) == "JPG and PNG"
    assert chinese.listing(["JPG", "PNG"], style="or") == "JPG或PNG"
