"""The cloud's awkward ways, switchable, so that people and tests can see the engine cope."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final


class Quirk(Enum):
    """One awkward way. The values are the names in ``STUDIO_QUIRKS``."""

    SILENT = "silent"  # a turn that changes something ends without a word
    GUI = "gui"  # the answer believes in an editor: "click the Export button"
    DRAG = "drag"  # the answer asks for a drag
    TWO_STAGE = "two-stage"  # a generation's raw clip first; music and title some seconds later
    NOISE = "noise"  # junk lines, unknown events, "I encountered a temporary issue" at the end
    CUT = "cut"  # the stream breaks in the middle
    SLOW = "slow"  # pauses before and inside the answer
    LATE = "late"  # the state lags behind the stream's end
    SNAKE = "snake"  # snake_case keys in events
    TYPED = "typed"  # {"type": "text"} events instead of the ADK's
    WRAPPED = "wrapped"  # render status as data.status, data.outputUrl
    NESTED = "nested"  # render status as data.status, data.output.url


class UnknownQuirk(ValueError):
    """``STUDIO_QUIRKS`` names something else; the message names the known ones."""


_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_EDITOR_WORDS: Final = {
    Quirk.GUI: {
        "en": (
            "Open the Effects panel to see what changed.",
            "Preview it in the timeline.",
            "Then click the Export button in the top right corner.",
            "If that fails, check your account billing.",
        ),
        "zh": ("打开特效面板查看改动。", "在时间线中预览。", "然后点击右上角的导出按钮。"),
    },
    Quirk.DRAG: {
        "en": ("Drag the title to the top of the frame.",),
        "zh": ("把标题拖拽到画面顶部。",),
    },
}


def in_editor_words(reply: str, quirks: frozenset[Quirk]) -> str:
    """``reply`` as somebody says it who believes that its reader sits before an editor."""
    language = "zh" if _HAN.search(reply) else "en"
    added = [
        sentence
        for quirk, words in _EDITOR_WORDS.items()
        if quirk in quirks
        for sentence in words[language]
    ]
    return " ".join([reply, *added]) if reply else reply


def parse_quirks(text: str) -> frozenset[Quirk]:
    """Read a list like ``silent, cut``; empty parts are skipped.

    Raises:
        UnknownQuirk: A name is none of the known ones.
    """
    names = [part.strip().lower() for part in text.split(",") if part.strip()]
    known = {quirk.value: quirk for quirk in Quirk}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UnknownQuirk(f"unknown: {', '.join(unknown)}; known: {', '.join(known)}")
    return frozenset(known[name] for name in names)
