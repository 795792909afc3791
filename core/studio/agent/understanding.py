"""From a request to what it asks for: edits, questions, and what can't be done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, assert_never

from core.studio.agent.agreeing import agreed
from core.studio.agent.clauses import Clause, Topic, clauses_of, with_the_rest, with_their_titles
from core.studio.agent.edits import Edit, StyleTitle, WriteTitle
from core.studio.agent.fresh import FreshUse, fresh_use, speaks_of_fresh
from core.studio.agent.leftovers import orders_the_unknown
from core.studio.agent.lexer import tokens_of
from core.studio.agent.lexicon import is_han, lexicon
from core.studio.agent.measures import measured
from core.studio.agent.reading import Context, Reading
from core.studio.agent.redirecting import others_named, says_again
from core.studio.agent.rules.frames import read_frame
from core.studio.agent.rules.lengths import read_length, read_repeats
from core.studio.agent.rules.motions import combined, read_motion
from core.studio.agent.rules.music import read_music
from core.studio.agent.rules.shots import read_loop, read_shots
from core.studio.agent.rules.titles import read_title
from core.studio.agent.rules.transitions import read_transition
from core.studio.agent.rules.unable import OF_PEOPLE, read_unable
from core.studio.agent.script import Script, read_script
from core.studio.agent.spelling import with_mended_words
from core.studio.agent.tokens import Kind, Picks, Token
from core.studio.agent.written import set_titles_aside

_LONGEST_QUOTATION: Final = 60
_SHORTEST_NAME: Final = 2
_MOST_STEPS: Final = 50
_ENGLISH_WORDS: Final = 3
"""So many words of English beside an unknown word of Chinese make the sentence English."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a text asks for.

    ``others``: pictures that the last change should have been about, or with ``again`` shall be
    about too. ``undo`` and ``redo`` count steps. ``asks`` are subjects of questions, ``unable``
    subjects that the studio can't do, ``limits`` those it can do only so far, ``needs`` what is
    missing to do it, ``unknown`` passages that mean nothing to us though something seems to be
    wanted there.
    ``idle``: it is a greeting or the like, or says that nothing shall be done.
    """

    chinese: bool
    edits: tuple[Edit, ...] = ()
    fresh: FreshUse | None = None
    others: Picks | None = None
    again: bool = False
    undo: int = 0
    redo: int = 0
    restart: bool = False
    asks: tuple[str, ...] = ()
    unable: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    smalltalk: str = ""
    talking: bool = False
    makes: bool = False
    idle: bool = False

    @property
    def wants_something(self) -> bool:
        """Whether the video shall change."""
        changed = self.edits or self.fresh or self.others
        return bool(changed or self.undo or self.redo or self.restart)


def understand(text: str, context: Context) -> Request:
    """Reads a request; never fails."""
    script = with_mended_words(read_script(text, lexicon()), lexicon())
    script = set_titles_aside(script, lexicon(), context.titles)
    words = tokens_of(script.text, lexicon())
    tokens = measured(_with_named_pictures(words, script, context))
    clauses = with_their_titles(clauses_of(tokens))
    clauses = with_the_rest(clauses, context.touched, context.shots)
    chinese = _is_chinese(script, words)
    if not context.new and (others := others_named(clauses)):
        return Request(chinese=chinese, others=others, again=says_again(clauses))
    reading = Reading()
    unknown: list[str] = []
    for clause in clauses:
        found = _read(clause, script, context)
        lost = not (found.unable or found.needs or clause.asking) and orders_the_unknown(clause)
        reading += _without_looks(found) if lost else found
        if lost or (found.empty and _seems_wanted(clause, context)):
            unknown.append(_quotation(script, clause))
    in_turn = any(clause.opener == "then" and clause.topic is Topic.MOTION for clause in clauses)
    edits, all_done = combined(agreed(reading.edits, context), context.shots, in_turn=in_turn)
    limits = reading.limits if all_done else (*reading.limits, "one-motion")
    if set(reading.unable) & set(OF_PEOPLE):
        limits = tuple(name for name in limits if name != "scene")  # it says the same
    return _with_talk(
        Request(
            chinese=chinese,
            edits=edits,
            fresh=fresh_use(clauses),
            unable=tuple(dict.fromkeys(reading.unable)),
            limits=tuple(dict.fromkeys(limits)),
            needs=tuple(dict.fromkeys(_still_needed(reading.needs, edits))),
            unknown=tuple(dict.fromkeys(unknown)),
        ),
        tokens,
        clauses,
    )


def _is_chinese(script: Script, words: Sequence[Token]) -> bool:
    """Whether Chinese is spoken: a Chinese name in an English sentence does not make it so."""
    known = unknown = english = 0
    for word in words:
        letters = script.text[word.start : word.end]
        han = sum(is_han(character) for character in letters)
        if word.kind is Kind.WORD:
            unknown += han
        else:
            known += han
            english += 0 if han else sum(part.isalpha() for part in letters.split())
    return known > unknown or (unknown > 0 and english < _ENGLISH_WORDS)


def _still_needed(needs: Iterable[str], edits: Iterable[Edit]) -> Iterator[str]:
    """``add a red title. It should say "Hi"``: what is missing here is said there."""
    written = any(isinstance(edit, WriteTitle) for edit in edits)
    return (name for name in needs if not (written and name == "title"))


def _with_named_pictures(
    tokens: Sequence[Token], script: Script, context: Context
) -> Sequence[Token]:
    """Pictures that are pointed at by what the video is: ``the cat longer``, ``the middle one``."""
    names = [read_script(name, lexicon()).text.strip() for name in context.names]
    numbers = {
        name: number
        for number, name in enumerate(names, 1)
        if len(names) > 1 and len(name) >= _SHORTEST_NAME and names.count(name) == 1
    }
    middle = Picks((context.shots // 2 + 1,)) if context.shots % 2 else None
    return [
        replace(token, kind=Kind.PICK, picks=Picks((numbers[word],)))
        if token.kind is Kind.WORD and (word := script.text[token.start : token.end]) in numbers
        else replace(token, picks=middle or token.picks)
        if token.is_(Kind.PICK, "0")
        else token
        for token in tokens
    ]


def _without_looks(found: Reading) -> Reading:
    """``make the sofa purple``: a look said of something unknown is not the title's."""
    edits = tuple(edit for edit in found.edits if not isinstance(edit, StyleTitle))
    return replace(found, edits=edits)


def _with_talk(request: Request, tokens: tuple[Token, ...], clauses: tuple[Clause, ...]) -> Request:
    """What is asked and said beside the edits."""
    talk = next((token.name for token in tokens if token.kind is Kind.SMALLTALK), "")
    if talk == "praise" and any(token.kind is Kind.NOT for token in tokens):
        talk = ""  # "I don't like it"
    return replace(
        request,
        undo=_steps(clauses, "undo"),
        redo=_steps(clauses, "redo"),
        restart=_steps(clauses, "restart") > 0,
        asks=_asks(tokens, clauses),
        smalltalk=talk,
        talking=any(token.kind is Kind.WORD for token in tokens),
        makes=any(token.is_(Kind.NOUN, "video") or token.is_(Kind.MOTION) for token in tokens),
        idle=_is_idle(tokens),
    )


def _is_idle(tokens: tuple[Token, ...]) -> bool:
    """``hello``, ``don't do anything``, ``先不用``."""
    refusing = any(
        token.kind is Kind.NOT or token.is_(Kind.SMALLTALK, "hello", "bye", "no", "thanks")
        for token in tokens
    )
    empty = (Kind.NOT, Kind.SMALLTALK, Kind.FILLER, Kind.BREAK, Kind.JOIN)
    going = any(token.is_(Kind.SMALLTALK, "yes") for token in tokens)
    return (
        refusing
        and not going
        and all(
            token.kind in empty
            or token.is_(Kind.VERB, "make", "change")
            or token.is_(Kind.NOUN, "video")
            for token in tokens
        )
    )


def _read(clause: Clause, script: Script, context: Context) -> Reading:
    """Everything that one clause asks for."""
    if clause.has(Kind.EVERY, "single"):
        return Reading(needs=("which",))
    if clause.asking or _steps((clause,), "undo"):
        return Reading(understood=True)  # "undo the zoom" asks for no zoom
    unable = read_unable(clause, script)
    if speaks_of_fresh(clause):
        return Reading(understood=True) + unable
    own = _read_topic(clause, script, context)
    rest = read_frame(clause) + read_repeats(clause) + read_loop(clause)
    length = read_length(clause, own.used)
    plain = Reading()
    if clause.topic is Topic.PLAIN and length.empty and rest.empty:
        plain = read_shots(clause, context)
    return own + rest + length + plain + unable


def _read_topic(clause: Clause, script: Script, context: Context) -> Reading:
    match clause.topic:
        case Topic.TITLE:
            return read_title(clause, script.quotes, context)
        case Topic.MUSIC:
            return read_music(clause, context)
        case Topic.TRANSITION:
            return read_transition(clause, context)
        case Topic.MOTION:
            return read_motion(clause, context)
        case Topic.PLAIN:
            return Reading(understood=_says_nothing(clause))
        case _:
            assert_never(clause.topic)


_NOTHING: Final = frozenset(
    {Kind.FILLER, Kind.SMALLTALK, Kind.EXPORT, Kind.HISTORY, Kind.THIS, Kind.NEW, Kind.ASK}
)


def _says_nothing(clause: Clause) -> bool:
    """Whether it is talk, or dealt with elsewhere."""
    return any(token.kind in (Kind.EXPORT, Kind.HISTORY) for token in clause.tokens) or all(
        token.kind in _NOTHING
        or token.kind is Kind.QUESTION
        or token.is_(Kind.NOUN, "picture", "video", "length")
        or token.is_(Kind.VERB, "change", "make", "use", "show", "become", "put")
        or token.kind in (Kind.NUMBER, Kind.LITTLE, Kind.NOT, Kind.EVERY, Kind.INSTEAD)
        for token in clause.tokens
    )


def _seems_wanted(clause: Clause, context: Context) -> bool:
    """Whether a clause that means nothing to us asks for something, rather than describing."""
    if not clause.has(Kind.WORD):
        talk = (Kind.VERB, Kind.FILLER, Kind.SMALLTALK)
        return not context.new and any(token.kind not in talk for token in clause.tokens)
    if not context.new:
        return True
    if clause.has(Kind.VERB) or clause.has(Kind.FILLER, "do"):
        return False  # its object is known, or it only tells: "show her from her best side"
    first = clause.tokens[0]
    # "my dog at the beach": an order has fewer small words
    return first.kind is Kind.WORD and not clause.has(Kind.FILLER)


def _quotation(script: Script, clause: Clause) -> str:
    words = script.written(clause.start, clause.end)
    if len(words) <= _LONGEST_QUOTATION:
        return words
    return words[: _LONGEST_QUOTATION - 1].rstrip() + "…"


def _steps(clauses: tuple[Clause, ...], name: str) -> int:
    """How often to go back or forth in the history."""
    for clause in clauses:
        meant = not (clause.asking or clause.negated or clause.picks)
        if clause.has(Kind.HISTORY, name) and meant:
            count = clause.first(Kind.COUNT) or clause.first(Kind.NUMBER)
            return 1 if count is None else min(max(round(count.amount), 1), _MOST_STEPS)
    return 0


def _asks(tokens: tuple[Token, ...], clauses: tuple[Clause, ...]) -> tuple[str, ...]:
    named = tuple(dict.fromkeys(token.name for token in tokens if token.kind is Kind.ASK))
    if named or not any(clause.asking for clause in clauses):
        return named
    return ("state",)
