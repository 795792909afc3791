"""Which language the backend's session speaks, from the words somebody wrote first."""

from __future__ import annotations

import re
from typing import Final

from core.conversation.quotations import masked

# letters only: marks such as the middle dot stand in Chinese texts too
_KANA: Final = re.compile("[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")
_HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_CYRILLIC: Final = re.compile("[\u0400-\u052f]")


def session_language(text: str, interface: str) -> str:
    """The session's language (BCP 47): kana → ja, Han → zh, Cyrillic → ru, else ``interface``.

    Kana comes first because Japanese is written with Han, too. Words in quotation marks are what
    shall stand in the video: they decide only where there are no others.
    """
    spoken = masked(text)
    if not any(character.isalpha() for character in spoken):
        spoken = text
    for script, language in ((_KANA, "ja"), (_HAN, "zh"), (_CYRILLIC, "ru")):
        if script.search(spoken):
            return language
    return interface
