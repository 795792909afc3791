import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.conversation.language import session_language


@pytest.mark.parametrize(
    ("text", "interface", "language"),
    [
        ("make it jiggle", "en", "en"),
        ("make it jiggle", "zh", "zh"),
        ("", "zh", "zh"),
        ("👍 5s 9:16", "de", "de"),
        ("让它动起来", "en", "zh"),
        ("帮我 export 一下", "en", "zh"),
        ("ゆっくりズームして", "en", "ja"),
        ("写真を動かして", "zh", "ja"),
        ("ｽﾞｰﾑ", "en", "ja"),
        ("сделай видео", "en", "ru"),
        ("haz un vídeo", "es", "es"),
        ("add the title “夏日促销”", "en", "en"),
        ('add "Привет" at the top', "en", "en"),
        ("“夏日促销”", "en", "zh"),
        ("标题写“Hello”", "en", "zh"),
        ("约翰・史密斯", "en", "zh"),
    ],
)
def test_the_script_of_the_words_decides(text: str, interface: str, language: str) -> None:
    assert session_language(text, interface) == language


@given(st.text())
def test_any_text_has_a_language(text: str) -> None:
    assert session_language(text, "en") in {"en", "zh", "ja", "ru"}
