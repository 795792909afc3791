"""Brings what people type into one form: case, widths, emoji, slips of the finger, quotations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Final

from core.conversation.quotations import MASK, masked

QUOTATION: Final = "⟦⟧"
"""Stands for quoted words: content of the video, whatever they say."""

SKILL_NAME: Final = "skillname"
"""Stands for what a skill is called."""

_MASKED: Final = re.compile(f"{MASK}+")
_WHOLLY_QUOTED: Final = re.compile(
    r"""\s*(["“”„‘’«»「」『』'`])([^"“”„‘’«»「」『』`]*)["“”‘’«»「」『』'`]\s*"""
)
_LINK: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_SMILEY: Final = re.compile(r"(?<!\w)[:;=8xX][-o']?[)(DPp/|\]\[<3]+(?!\w)|<3|\^\^")
_STRETCHED: Final = re.compile(r"([^\W\d])\1{2,}")
_WORD: Final = re.compile(rf"{QUOTATION}|\d+(?:[.:]\d+)*\w*|[^\W_]+(?:['-][^\W_]+)*|\S")


def normalised(text: str) -> str:
    """Lower case, half width, no links, no emoji, quotations replaced by ``QUOTATION``.

    A text that is one quotation is what somebody copied: it is read without its marks.
    """
    if whole := _WHOLLY_QUOTED.fullmatch(text):
        text = whole[2]
    text = _MASKED.sub(f" {QUOTATION} ", masked(text))
    text = unicodedata.normalize("NFKC", _SMILEY.sub(" ", _LINK.sub(" ", text))).casefold()
    text = text.replace("’", "'").replace("‘", "'")
    return "".join(character for character in text if not _is_ornament(character)).strip()


def words_of(clause: str, spellings: Mapping[str, str], known: Collection[str]) -> str:
    """The words of a clause of a spaced language, each followed by a blank.

    ``spellings`` replaces words (``dont`` → ``do not``); a word that is not ``known`` and one slip
    of the finger away from one that is, becomes that one.
    """
    spelled = " ".join(spellings.get(word, word) for word in _WORD.findall(clause))
    words = (_without_slip(word, known) for word in spelled.split())
    return "".join(f"{word} " for word in words if word)


def characters_of(clause: str, spellings: Mapping[str, str]) -> str:
    """A clause of a language without blanks: none in it, variant characters made one."""
    return "".join(spellings.get(character, character) for character in "".join(clause.split()))


def _is_ornament(character: str) -> bool:
    return (
        unicodedata.category(character) in {"So", "Sk", "Cf", "Cs", "Co"}
        or character in "\ufe0f*_~"
    )


def _without_slip(word: str, known: Collection[str]) -> str:
    if word in known or not word.isalpha():
        return word
    short = _STRETCHED.sub(r"\1", word)
    if short in known:
        return short
    double = _STRETCHED.sub(r"\1\1", word)
    if double in known:
        return double
    slips = {meant: cost for meant in known if (cost := _slip(short, meant)) is not None}
    near = [meant for meant, cost in slips.items() if cost == min(slips.values())]
    return near[0] if len(near) == 1 else short


def _slip(typed: str, meant: str) -> int | None:
    """How unlikely the one slip is that makes ``typed`` of ``meant``; None: it takes more.

    1: two letters swapped, or one doubled; 2: one missing, added or wrong. The first letter is
    always right, and short words are only recognised swapped.
    """
    if len(meant) < 4 or abs(len(typed) - len(meant)) > 1 or typed[0] != meant[0]:
        return None
    at = next((i for i, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), None)
    if at is None:
        at = min(len(typed), len(meant))
    swapped = typed[at : at + 2] == meant[at : at + 2][::-1]
    if swapped and typed[at + 2 :] == meant[at + 2 :]:
        return 1
    added = typed[at + 1 :] == meant[at:]
    if len(meant) < 5 or not (
        added or typed[at + 1 :] == meant[at + 1 :] or typed[at:] == meant[at + 1 :]
    ):
        return None
    return 1 if added and typed[at] == typed[at - 1] else 2
