"""The language of whoever sits at the terminal."""

from __future__ import annotations

import locale
import os

from core.locales import Speaker, load_texts


def terminal_language() -> str | None:
    """The terminal's language as a tag; None where it says nothing of use (C, POSIX)."""
    given = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    tag = locale.normalize(given or "C").partition(".")[0]
    return None if tag in {"C", "POSIX"} else tag.replace("_", "-")


def terminal_speaker() -> Speaker:
    """Says the program's own texts in that language."""
    return load_texts().for_locale(terminal_language())
