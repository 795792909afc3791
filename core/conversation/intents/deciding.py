"""Decides from the readings of a message's clauses what is wanted."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from core.conversation.intents.grammar import Grammar, Reading, grammar_of
from core.conversation.intents.intent import Intent
from core.conversation.intents.wording import (
    QUOTATION,
    SKILL_NAME,
    characters_of,
    normalised,
    words_of,
)
from core.conversation.language import has_han

_LONGEST_ASKED: Final = 400  # characters; longer messages describe a video

# these give way to what is said after them: "stop and start over", "help, how do I export"
_GIVES_WAY: Final = frozenset({Intent.CANCEL, Intent.HELP})

# with a file in the same message these mean a video of that file
_OF_THE_FILE: Final = frozenset({Intent.EXPORT, Intent.STATUS, Intent.HISTORY, Intent.REDO})


def intent_of(text: str, *, has_attachment: bool = False, skills: Collection[str] = ()) -> Intent:
    """What a message wants. ``has_attachment``: it came with a file or a link to one.

    ``skills``: what skills are called, in lower case; beside the word "skill" it means them.

    One clause that is not wholly a command makes the message an edit: a change exports by
    itself, and a command obeyed by mistake is worse than one that the agent has to answer.
    """
    spoken = normalised(text)
    if has_attachment and not any(character.isalnum() for character in spoken):
        return Intent.UPLOAD
    intent = _spoken_intent(spoken)
    if intent is Intent.EDIT and _names_a_skill(spoken, skills):
        intent = Intent.SKILL
    return Intent.EDIT if has_attachment and intent in _OF_THE_FILE else intent


def _names_a_skill(spoken: str, skills: Collection[str]) -> bool:
    """Whether it is a command about skills, by the name of one."""
    named = spoken
    for name in sorted(skills, key=len, reverse=True):
        whole = rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])"
        named = re.sub(whole, f" {SKILL_NAME} ", named)
    return named != spoken and _spoken_intent(named) is Intent.SKILL


def _spoken_intent(spoken: str) -> Intent:
    if len(spoken) > _LONGEST_ASKED:
        return Intent.EDIT
    readings = _readings(spoken)
    if None in readings:
        return Intent.EDIT
    wanted = [reading for reading in readings if isinstance(reading, Intent)]
    firm = [intent for intent in wanted if intent not in _GIVES_WAY]
    return next(iter((*firm, *wanted)), Intent.EDIT)


def _readings(spoken: str) -> list[Reading]:
    grammar = grammar_of("zh" if has_han(spoken) else "en")
    readings: list[Reading] = []
    for clause in grammar.splitter.split(spoken):
        if QUOTATION in clause or any(character.isalnum() for character in clause):
            readings.extend(_read(clause, grammar))
    return readings


def _read(clause: str, grammar: Grammar) -> list[Reading]:
    if grammar.spaced:
        return [grammar.read(words_of(clause, grammar.spellings, grammar.words))]
    if not has_han(clause):
        return _readings(clause)
    reading = grammar.read(characters_of(clause, grammar.spellings))
    if reading is None:
        # Chinese courtesies around a foreign command
        core = grammar.without_courtesies(clause.strip())
        if not has_han(core):
            return _readings(core)
    return [reading]
