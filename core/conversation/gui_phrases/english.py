"""English clauses that ask somebody to use a pointer.

Only what is said *to* the reader counts: imperatives and "you can …". Who "opens the panel" in a
telling sentence does so in the picture.
"""

from __future__ import annotations

import re
from typing import Final

from core.conversation.gui_phrases.actions import GuiAction, SendEdit, Shortcut
from core.conversation.gui_phrases.clauses import Clause, Condition, NextStep, Step, Telling


def _one_of(phrases: str) -> str:
    """A pattern of any of the phrases, which commas separate."""
    return "(?:" + "|".join(phrase.strip() for phrase in phrases.split(",")) + ")"


JOINT: Final = re.compile(
    r"\s*[;,:—–→]\s+(?:(?:and then|and|then|or|but|so)\s+)?|\s+-\s+"
    r"|(?<!drag)\s+(?:and then|and|then|or|but)\s+",
    re.IGNORECASE,
)
"""What stands between clauses."""

_OPENERS: Final = _one_of(
    "please, now, next, just, simply, also, first, finally, then, otherwise, alternatively,"
    "afterwards, easily, always, and, or, so, ok, okay, great, done, from there"
)
_MODALS: Final = _one_of(
    r"\s+can, \s+could, \s+may, \s+might, \s+should, \s+must, \s+will, 'll, \s+need to, \s+have to,"
    r"\s+want to, \s+just, \s+now, \s+also, \s+then, \s+simply, \s+always, \s+easily, \s+either"
)
_URGES: Final = _one_of(
    "feel free to, try to, make sure to, remember to, don't forget to, go ahead and, be sure to,"
    "all you (?:need|have) to do is, it's time to, time to, ready to"
)
_ADDRESS: Final = re.compile(
    rf"(?:{_OPENERS}\b[,:!]?\s*)*(?:(?:(?:you|we){_MODALS}+|{_URGES})\s+)?"
    r"(?:(?:now|just|simply|also|then|either|easily)\s+)*",
    re.IGNORECASE,
)
_CONDITION: Final = re.compile(
    _one_of("if, when, once, after, as soon as, whenever, in order to, to, before, until, for more")
    + r"\b",
    re.IGNORECASE,
)

_PLACE: Final = _one_of(
    "buttons?, panels?, tabs?, menus?, icons?, tool ?bar, side ?bar, inspector, drop-?downs?,"
    "check ?box, sliders?, editor, workspace, dashboard, timeline, playhead, settings, preferences,"
    r"properties, library, (?:top|upper|bottom|lower)[- ](?:right|left), (?:export|preview) window,"
    r"dialog, page, player, canvas, file\s*>, edit\s*>"
)
_POINTED_AT: Final = _one_of(
    "on, the, a, an, your, this, that, it, here, any, anywhere, each, in, at, to, into, inside,"
    f"and, export, download, render, play, preview, save, undo, apply, ok, {_PLACE}"
)
_POINT: Final = re.compile(
    r"(?i:(?:right|double|left|single)[- ])?(?i:click|tap)(?i:ing)?"
    rf"(?:\s*$|\s+(?i:{_POINTED_AT})\b|\s+[^a-z\s])"
)
_PUSH: Final = re.compile(
    r"(?:press|hit|push|hover|toggle)\b.*?\b"
    + _one_of(f"{_PLACE}, export, download, render, play, save, preview, enter, space ?bar, apply")
    + r"\b"
)
_GO: Final = re.compile(
    _one_of(
        "open, go (?:back )?to, head (?:over )?to, navigate to, switch (?:over )?to, visit, use,"
        "expand, access, select, choose, pick, enter, launch, scroll to, close"
    )
    + rf"\b.*?\b{_PLACE}"
)
_LOOK: Final = re.compile(
    _one_of("find, see, notice, check, look, review, locate, adjust, edit, change, view, fine-tune")
    + r"\b.*?\b(?:in|on|at|from|under|inside|into|via|with|using) (?:the|your) "
    + rf"(?:[\w-]+ ){{0,3}}{_PLACE}"
)
_PREVIEW: Final = re.compile(
    r"(?:preview|play|watch|view|check|see|review|scrub)\b.*?\b(?:in|on|from|inside|through) the "
    r"(?:[\w-]+ )?(?:timeline|preview|player|canvas|viewer|monitor)\b(?! panel)"
)
_EXPORT: Final = re.compile(
    r"(?:export|download|render|save)"
    r"(?:$|\s+(?:it|your|this|everything|as|now|when|once|from|directly)\b"
    r"|\s+the (?:[\w-]+ )?(?:video|clip|file|mp4|result|project|movie)\b)"
)
_ACCOUNT: Final = re.compile(
    r"(?:check|visit|go to|see|open|review|view|top up|upgrade|manage|look at|head to)\b.*?\b"
    r"(?:accounts?|billing|subscription|plan page|credit balance|payment|pricing page)\b"
)
_DRAG: Final = re.compile(
    r"(?:drag(?:(?:[- ]and[- ]| & )drop)?|drop|pull)\b(?! me\b| us\b| a line)\s+\S"
)
_HANDING_OVER: Final = re.compile(
    r"\b(?:here|upload|uploads|from your (?:computer|device|desktop))\b"
)
_BY_HAND: Final = re.compile(
    r"\b(?:by|via|with|using|through|when) "
    r"(?:(?:right-|double-)?(?:clicking|tapping|pressing|dragging|hovering|opening|going to)\b"
    r"|the (?:[\w-]+ ){0,2}(?:button|icon|menu|slider)\b)"
)
_BUTTON_TOLD: Final = re.compile(
    r"(?:the|an?|your) (?:export|download|render|save|share|play|preview|settings) "
    r"(?:button|icon|menu|panel|tab)\b"
)
_NEXT: Final = re.compile(
    _one_of(
        "choose, select, pick, set, enter, type, adjust, change, move, save, confirm, wait, hit,"
        "release, resize, name, rename, apply, use, scroll, look, find, pull, press, hold, view,"
        "see, watch, listen, check, download, export, done"
    )
    + r"\b"
)

_DECORATION: Final = re.compile(r"[*_`\[\]\"“”‘«»]")
_NOT_A_WORD: Final = re.compile(r"^[^\w'“\"]+")
_VERB_OF_MOVING: Final = re.compile(
    r"\b(?:drag(?:(?:[- ]and[- ]| & )drop)?|drop|pull)\b", re.IGNORECASE
)


def read_clause(clause: str) -> Clause:
    """What the clause asks of its reader."""
    plain = _NOT_A_WORD.sub("", _DECORATION.sub("", clause.replace("’", "'"))).strip()
    if plain.endswith("?"):
        return Telling()
    if _CONDITION.match(plain):
        return Condition()
    address = _ADDRESS.match(plain)
    spoken = plain[address.end() :] if address else plain
    asked = spoken.lower()
    if _DRAG.match(asked):
        return Step(_moved(spoken, asked))
    if (
        _POINT.match(spoken)
        or _is_step(asked)
        or (_BY_HAND.search(asked) and not asked.startswith(("i ", "i've ")))
    ):
        return Step(_instead(asked))
    if _EXPORT.match(asked):
        return Step(Shortcut.EXPORT)
    if _BUTTON_TOLD.match(plain.lower()):
        return Step(_instead(asked))
    return NextStep() if _NEXT.match(asked) else Telling()


def _is_step(asked: str) -> bool:
    return any(pattern.match(asked) for pattern in (_PUSH, _GO, _LOOK, _PREVIEW, _ACCOUNT))


def _instead(asked: str) -> GuiAction | None:
    """What the engine can do in place of the step."""
    if _ACCOUNT.match(asked) or re.search(r"\b(?:billing|credits?)\b", asked):
        return Shortcut.SHOW_CREDITS
    if re.search(r"\b(?:export|download|render|save)\b", asked):
        return Shortcut.EXPORT
    if _PREVIEW.match(asked) or re.search(r"\b(?:play|preview)\b", asked):
        return Shortcut.SHOW_SUMMARY
    if re.search(rf"\b{_PLACE}", asked) and not re.search(r"\b(?:button|icon)\b", asked):
        return Shortcut.SHOW_STATE
    return None


def _moved(spoken: str, asked: str) -> GuiAction | None:
    if _HANDING_OVER.search(asked):
        return None
    return SendEdit(_VERB_OF_MOVING.sub("move", spoken, count=1))
