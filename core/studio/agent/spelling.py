"""Mends slips of the pen in words of the vocabulary: ``zooom in slowy for 3 secnds``.

Only what fingers do, a letter missed, doubled, or swapped with the next, and only in words that
are not other words: ``snake`` is no ``shake``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from core.studio.agent.lexicon import Lexicon
from core.studio.agent.script import Script

_LEAST: Final = 5
"""Letters of a word that is mended: shorter ones are too like each other."""

_MOST_WORDS: Final = 200
"""How many words of a request are looked at: no one writes more by hand."""

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_WORD: Final = re.compile(r"(?<![a-z0-9'@#./])[a-z]{5,20}(?![a-z0-9'@]|\.[a-z])")
_DRAWN_OUT: Final = re.compile(r"(.)\1{2,}")


def with_mended_words(script: Script, lexicon: Lexicon) -> Script:
    """The script with misspelt words of the vocabulary as they are spelt; names are left alone."""
    for found in reversed(list(islice(_WORD.finditer(script.text), _MOST_WORDS))):
        place = script.origin[found.start()]
        named = script.original[place].isupper() and script.original[:place].strip() != ""
        if not named and (mended := mended_word(found[0], lexicon)):
            script = script.with_word(found.start(), found.end(), mended)
    return script


def mended_word(word: str, lexicon: Lexicon) -> str | None:
    """The word of the vocabulary that was meant; None where the word is one, or like none."""
    if len(word) < _LEAST or lexicon.knows(word):
        return None
    for drawn in (_DRAWN_OUT.sub(r"\1\1", word), _DRAWN_OUT.sub(r"\1", word)):
        if drawn != word and lexicon.spells(drawn):
            return drawn
    for slip in _slips(word):
        if len(slip) >= _LEAST and slip[0] == word[0] and lexicon.spells(slip):
            return slip
    return None


def _slips(word: str) -> Iterator[str]:
    """What may have been meant, the likeliest first."""
    cuts = range(len(word) + 1)
    yield from (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in cuts[:-2])
    yield from (word[:at] + letter + word[at:] for at in reversed(cuts) for letter in _LETTERS)
    yield from (word[:at] + word[at + 1 :] for at in cuts[1:-1] if word[at] == word[at - 1])
