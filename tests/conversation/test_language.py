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
        ("make it jiggle, title: 夏日促销", "en", "en"),
        ("make it jiggle for 5 seconds, 9:16, TITLE：夏日促销大减价全场五折", "en", "en"),
        ("zoom in with a title that says 夏日促销大减价全场五折", "en", "en"),
        ("add the title 夏日促销大减价全场五折", "en", "en"),
        ("zoom in, caption 夏日促销大减价", "en", "en"),
        ("zoom in slowly and put 夏日促销 at the bottom", "en", "en"),
        ("add the title ありがとう", "en", "en"),
        ("zoom in, title: Летняя распродажа", "en", "en"),
        ("title: 夏日促销", "en", "en"),
        ("慢慢放大，标题写 Hello my dear old friends of the summer", "en", "zh"),
        ("标题：Happy New Year to all of you", "en", "zh"),
        ("把标题改成 Hello", "en", "zh"),
        ("用 ken burns 效果", "en", "zh"),
        ("タイトルは Hello World", "en", "ja"),
        ("сделай видео, zoom in", "en", "ru"),
    ],
)
def test_the_script_of_the_words_decides(text: str, interface: str, language: str) -> None:
    assert session_language(text, interface) == language


@given(st.text())
def test_any_text_has_a_language(text: str) -> None:
    assert session_language(text, "en") in {"en", "zh", "ja", "ru"}
