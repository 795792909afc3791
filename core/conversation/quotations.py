"""Words in quotation marks: what shall stand in the video, not what is wanted of the bot."""

from __future__ import annotations

import re
from typing import Final

MASK: Final = "\ufffc"
"""Stands for a quoted character; no letter, no digit, no blank."""

_QUOTED: Final = re.compile(
    r"\"[^\"]*\"|“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|「[^「」]*」|『[^『』]*』|《[^《》]*》|`[^`]*`"
    r"|‘[^‘’]*’(?!\w)|(?<![\w'])'[^']+'(?![\w'])"
)


def masked(text: str) -> str:
    """The text with each quotation, its marks included, masked; as long as before."""
    return _QUOTED.sub(lambda quoted: MASK * len(quoted[0]), text)
