"""Words that shall stand in the video, not say what is wanted of the bot."""

from __future__ import annotations

import re
from typing import Final

MASK: Final = "\ufffc"
"""Stands for a quoted character; no letter, no digit, no blank."""

_QUOTED: Final = re.compile(
    r"\"[^\"]*\"|“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|「[^「」]*」|『[^『』]*』|《[^《》]*》|`[^`]*`"
    r"|‘[^‘’]*’(?!\w)|(?<![\w'])'[^']+'(?![\w'])"
)

# "title: each day", "a title that says each day", 标题写每一天: the cue, and up to its clause's end
_CONTENT: Final = re.compile(
    r"(\b(?:title|text|caption|subtitle|heading)\s*[:：]|\b(?:says|saying|reads|titled)\b"
    r"|\b(?:add|with|put|use|write)(?: an?| the)? (?:title|caption|subtitle|text|words)"
    r"(?! (?:to|for|on|over|of|at|in|into|per|and|that|is|with|which|here|there|separately)\b)"
    r"|[加写放配](?:上|[一1]?[个個])?(?:标题|標題|文字|字幕|文案)(?![到在给給])"
    r"|(?:标题|標題|文字|字幕|文案)(?:(?:写着?|寫著?|是|为|為|叫)\s*[:：]?|\s*[:：]))([^\n,.;，。；]*)",
    re.IGNORECASE,
)


def masked(text: str) -> str:
    """The text with each quotation, its marks included, masked; as long as before."""
    return _QUOTED.sub(lambda quoted: MASK * len(quoted[0]), text)


def without_content(text: str) -> str:
    """The masked text with words that follow "title:" blank, too; as long as before."""
    return _CONTENT.sub(lambda found: found[1] + " " * len(found[2]), masked(text))
