"""Which of a machine's words about a failure can be shown to a person."""

from __future__ import annotations

import re
from typing import Final

_LONGEST: Final = 200

_SPACE: Final = re.compile(r"\s+")
_PROSE: Final = re.compile(
    r"[^\W\d_]+[\s，、][^\W\d_]|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}"
)
"""At least two words of letters, or two Chinese, Japanese or Korean characters."""

_MACHINE: Final = (
    re.compile(r"""[{}\[\]<>`|]|\\[nux"]"""),  # JSON, HTML, escapes
    re.compile(r"(?i)traceback|stack ?trace|\bexception\b|\bat 0x|\bnull\b|\bundefined\b"),
    re.compile(r"\b\w+(?:Error|Exception)\b|\b\w+\.\w+\.\w+|\w+\(\)|::"),  # names from code
    re.compile(r"(?i)https?:|www\.|bearer|\btoken\b|api.?key|secret|password"),
    re.compile(r"\b(?:nmv|clm|sk|pk|anon)_|[A-Za-z0-9_\-]{25,}|[0-9a-fA-F]{12,}|\d{9,}"),  # ids
    re.compile(r"(?:^|\s)(?:/|~/|[A-Za-z]:\\)\S"),  # paths
)


def presentable(reason: str) -> str | None:
    """``reason`` on one line of at most 200 characters; None where it is no plain sentence.

    What looks like JSON, a trace, a bare code, an id, a link or a path is not shown: a text
    without a reason is better than one that frightens or gives something away.
    """
    words = reason.strip(" \t\r\n.:;,。")
    if not _PROSE.search(words) or any(pattern.search(words) for pattern in _MACHINE):
        return None
    return one_line(words, _LONGEST)


def one_line(text: str, longest: int) -> str:
    """``text`` on one line of at most ``longest`` characters that can be sent anywhere."""
    # a file's name may hold bytes that are no text, and half a surrogate pair can't be encoded
    whole = text.encode(errors="replace").decode()
    line = "".join(sign if sign.isprintable() else " " for sign in whole)
    line = _SPACE.sub(" ", line).strip()
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
