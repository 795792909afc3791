"""Goes through a text line by line, sentence by sentence, clause by clause.

What stays keeps its own punctuation; nothing is rewritten but a first letter. Lists lose the items
that go and are numbered anew; a heading over nothing goes with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from core.conversation.gui_phrases import chinese, english
from core.conversation.gui_phrases.actions import GuiAction, GuiTranslation, SendEdit
from core.conversation.gui_phrases.clauses import Clause, Condition, NextStep, Step, Telling
from core.conversation.language import has_han
from core.conversation.quotations import MASK, masked

_LINE: Final = re.compile(
    r"(?P<mark>\s*(?:>\s?)*(?:[-*+•·]\s+|(?P<number>\d{1,3})[.)、]\s*|#{1,6}\s+)?)(?P<words>.*)",
    re.DOTALL,
)
_EMOJI: Final = "[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?"
_SENTENCE: Final = re.compile(
    rf".*?(?:[.!?…]+[\"”’*_)]*(?=\s|$)|[。！？]+[”’」』）]*|(?<=\w)\s*(?:{_EMOJI}\s*)+|$)\s*",
    re.DOTALL,
)
_END: Final = re.compile(rf"(?:[.!?…。！？]+[\"”’*_)」』）]*|\s*(?:{_EMOJI}\s*)+)\s*$|\s*$")
_BRACKETED: Final = re.compile(r"\([^()]*\)|（[^（）]*）")
_AND: Final = re.compile(r"\s*(?:并且?|而且|然后|再)?")
_FENCE: Final = re.compile(r"\s*(?:```|~~~)")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line: what stands before its words, the words that stay, and whether any went."""

    mark: str
    words: str
    number: bool = False
    gone: bool = False

    @property
    def empty(self) -> bool:
        return not self.words.strip()

    @property
    def heading(self) -> bool:
        return self.words.rstrip(" *_").endswith((":", "："))


def translate_gui(text: str) -> GuiTranslation:
    """What of the backend's words reaches the person, and what is done instead of the rest."""
    lines: list[_Line] = []
    actions: list[GuiAction] = []
    fenced = stepping = False
    for raw in text.split("\n"):
        if _FENCE.match(raw) or fenced:
            fenced = fenced is not bool(_FENCE.match(raw))
            lines.append(_Line("", raw))
            continue
        line, found, stepping = _translated(raw, stepping=stepping)
        lines.append(line)
        actions.extend(found)
    return GuiTranslation(_put_together(lines), tuple(dict.fromkeys(actions)))


def _translated(raw: str, *, stepping: bool) -> tuple[_Line, list[GuiAction], bool]:
    parts = _LINE.fullmatch(raw)
    mark, words = (parts["mark"], parts["words"]) if parts else ("", raw)
    numbered = bool(parts and parts["number"])
    kept: list[str] = []
    actions: list[GuiAction] = []
    stepping = stepping and numbered
    for sentence in filter(None, _SENTENCE.findall(words)):
        told, found, stepping = _sentence(sentence, stepping=stepping)
        kept.append(told)
        actions.extend(found)
    told = "".join(kept)
    if told != words:
        told = told.rstrip() if _says_something(told) else ""
    line = _Line(mark, told, numbered, told != words)
    return line, actions, stepping


def _says_something(words: str) -> bool:
    parts = _LINE.fullmatch(words)
    return any(character.isalnum() for character in (parts["words"] if parts else words))


def _sentence(sentence: str, *, stepping: bool) -> tuple[str, list[GuiAction], bool]:
    """What stays of a sentence, the actions of the rest, and whether steps go on after it.

    Questions are for the person, and so is a sentence with a link.
    """
    end = _END.search(sentence)
    body = sentence[: end.start()] if end else sentence
    tail = sentence[len(body) :]
    if tail.strip().startswith(("?", "？")) or "://" in body:
        return sentence, [], False
    language = chinese if has_han(body) else english
    pieces, joints = _split(body, language.JOINT)
    clauses = _labelled([language.read_clause(piece) for piece in pieces], joints)
    clauses = _settled(clauses, stepping=stepping)
    steps = [clause for clause in clauses if isinstance(clause, Step)]
    if not steps:
        return sentence, [], False
    actions = [
        _as_sentence(clause.action, full_stop="。" if language is chinese else ".")
        for index, clause in enumerate(clauses)
        if isinstance(clause, Step)
        and clause.action is not None
        and not (isinstance(clause.action, SendEdit) and _is_conditional(clauses, index))
    ]
    left = [index for index, clause in enumerate(clauses) if isinstance(clause, Telling)]
    told = _rejoined(pieces, joints, left)
    return (told + tail if told else ""), actions, not left


def _split(body: str, joint: re.Pattern[str]) -> tuple[list[str], list[str]]:
    """The clauses of a sentence and what stands between them; quotations are not split."""
    covered = _BRACKETED.sub(lambda aside: MASK * len(aside[0]), masked(body))
    pieces: list[str] = []
    joints: list[str] = []
    start = 0
    for match in joint.finditer(covered):
        pieces.append(body[start : match.start()])
        joints.append(body[match.start() : match.end()])
        start = match.end()
    return [*pieces, body[start:]], joints


def _labelled(clauses: Sequence[Clause], joints: Sequence[str]) -> list[Clause]:
    """A label ("Music: click …") belongs to what stands behind its colon."""
    return [
        Condition()
        if isinstance(clause, Telling)
        and index < len(joints)
        and joints[index].strip()[:1] in {":", "："}
        and isinstance(clauses[index + 1], Step)
        else clause
        for index, clause in enumerate(clauses)
    ]


def _settled(clauses: Sequence[Clause], *, stepping: bool) -> list[Clause]:
    """Conditions and following steps go with the step next to them, else they tell something."""
    settled: list[Clause] = []
    for index, clause in enumerate(clauses):
        before = settled[-1] if settled else (Step() if stepping else Telling())
        after = next((c for c in clauses[index + 1 :] if not isinstance(c, Condition)), None)
        match clause:
            case NextStep():
                settled.append(Step() if isinstance(before, Step) else Telling())
            case Condition():
                owned = isinstance(after, Step) or (after is None and isinstance(before, Step))
                settled.append(Condition() if owned else Telling())
            case Step() | Telling():
                settled.append(clause)
    return settled


def _is_conditional(clauses: Sequence[Clause], index: int) -> bool:
    """Whether it only offers an edit ("to make it longer, drag …") that nobody asked for."""
    return index > 0 and isinstance(clauses[index - 1], Condition)


def _as_sentence(action: GuiAction, *, full_stop: str) -> GuiAction:
    if isinstance(action, SendEdit):
        return replace(action, instruction=_capital(action.instruction) + full_stop)
    return action


def _rejoined(pieces: Sequence[str], joints: Sequence[str], left: Sequence[int]) -> str:
    told = ""
    for index in left:
        if told:
            told += joints[index - 1] + pieces[index]
        else:
            told = pieces[index] if index == 0 else _capital(_AND.sub("", pieces[index], count=1))
    return told.rstrip()


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _put_together(lines: Sequence[_Line]) -> str:
    shown: list[str] = []
    number = 0
    for index, line in enumerate(lines):
        if line.gone and line.empty:
            continue
        if line.heading and _leads_nowhere(lines[index + 1 :]):
            continue
        number = number + 1 if line.number else 0 if not line.empty else number
        shown.append(_renumbered(line, number) if line.number else line.mark + line.words)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(shown)).strip()


def _leads_nowhere(following: Iterable[_Line]) -> bool:
    """Whether all that a heading was over has gone."""
    gone = False
    for line in following:
        if line.empty and (line.gone or not line.mark.strip()):
            gone = gone or line.gone
            continue
        return gone and not line.mark.strip()
    return gone


def _renumbered(line: _Line, number: int) -> str:
    return re.sub(r"\d+", str(number), line.mark, count=1) + line.words
