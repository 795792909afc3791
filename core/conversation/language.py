"""Which language the backend's session speaks, from the words somebody wrote first."""

from __future__ import annotations

import re
from typing import Final

from core.conversation.quotations import without_content

# letters only: marks such as the middle dot stand in Chinese texts too
_KANA: Final = re.compile("[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")
_HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_CYRILLIC: Final = re.compile("[\u0400-\u052f]")
_WORD: Final = re.compile(r"[^\W\d_]+")
_TITLED: Final = re.compile(  # "the title 夏日促销" in a sentence of another script
    rf"(?<=(?i:title |.text |ption ))(?:{_HAN.pattern}|{_KANA.pattern})+"
)


def has_han(text: str) -> bool:
    """Whether there is a Chinese character in the text."""
    return _HAN.search(text) is not None


def session_language(text: str, interface: str) -> str:
    """The session's language (BCP 47): kana → ja, Han → zh, Cyrillic → ru, else ``interface``.

    The script that most is written in decides; a character of Han or kana counts as a word. Words
    that shall stand in the video decide only where there are no others.
    """
    spoken = _TITLED.sub(" ", without_content(text))
    if not any(character.isalpha() for character in spoken):
        spoken = text
    kana, han = len(_KANA.findall(spoken)), len(_HAN.findall(spoken))
    words = _WORD.findall(_KANA.sub(" ", _HAN.sub(" ", spoken)))
    cyrillic = sum(1 for word in words if _CYRILLIC.search(word))
    other = len(words) - cyrillic
    if kana + han and kana + han >= len(words):
        return "ja" if kana else "zh"  # Japanese is written with Han, too
    return "ru" if cyrillic and cyrillic >= other else interface
