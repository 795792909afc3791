import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.studio.rendering.typesetting import ELLIPSIS, shorten, widest_word, wrap

_SIGNS = "aé1 -,.!?“”（）《》你好世界、。かなカー한글\n"


def _measure(text: str) -> float:
    """Han, kana and Hangul are 10 px wide, all else 5."""
    return sum(10.0 if ord(character) > 0x2E7F else 5.0 for character in text)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("SUMMER SALE", 100, ("SUMMER SALE",)),
        ("SUMMER SALE", 40, ("SUMMER", "SALE")),
        ("one two three four", 60, ("one two", "three four")),
        ("a word too loooooong", 30, ("a word", "too", "looooo", "ong")),
        ("well-known", 30, ("well-", "known")),
        ("first\nsecond", 100, ("first", "second")),
        ("first\n\n \nsecond", 100, ("first", "second")),
        ("你好世界", 40, ("你好世界",)),
        ("你好世界", 20, ("你好", "世界")),
        ("你好，世界。", 40, ("你好，", "世界。")),
        ("他说“好”了", 35, ("他说", "“好”了")),
        ("《书名》很好", 40, ("《书名》", "很好")),
        ("夏の終わりに見た花火", 60, ("夏の終わりに", "見た花火")),
        ("カード", 20, ("カー", "ド")),
        ("한국어 제목", 40, ("한국어", "제목")),
        ("买iPhone手机", 35, ("买", "iPhone", "手机")),
        ("", 100, ()),
        ("  \n ", 100, ()),
    ],
)
def test_lines_break_where_a_reader_would_break_them(
    text: str, width: float, lines: tuple[str, ...]
) -> None:
    assert wrap(text, width, _measure) == lines


def test_lines_are_about_equally_long() -> None:
    lines = wrap("one more line of words than there is room for", 200, _measure)
    widths = [_measure(line) for line in lines]
    assert len(lines) == 2
    assert max(widths) - min(widths) < 50


@settings(max_examples=300, deadline=None)
@given(st.text(_SIGNS, max_size=60), st.floats(10, 300))
def test_no_line_is_too_wide_and_no_sign_is_lost(text: str, width: float) -> None:
    lines = wrap(text, width, _measure)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert line == line.strip()
        assert _measure(line) <= width or len(line) == 1


@settings(max_examples=300, deadline=None)
@given(st.text("你好世界、。！？）》かなっー", min_size=1, max_size=30))
def test_what_closes_never_begins_a_line(text: str) -> None:
    lines = wrap("好" + text, 1000 if len(text) < 5 else 60, _measure)
    if widest_word("好" + text, _measure) <= 60:
        assert not any(line[0] in "、。！？）》っー" for line in lines)


def test_what_is_left_out_is_told_by_an_ellipsis() -> None:
    assert shorten(("one", "two", "three"), 3, 100, _measure) == ("one", "two", "three")
    assert shorten(("one", "two", "three"), 2, 100, _measure) == ("one", "two" + ELLIPSIS)
    assert shorten(("one", "a full line", "three"), 2, 55, _measure) == (
        "one",
        "a full lin" + ELLIPSIS,
    )
