"""Finds titles that stand in a request without quotation marks, and sets them aside.

``title: SUMMER SALE``, "a title that says zoom out", "change the title to Winter",
加个标题夏天来了.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from core.studio.agent.lexer import PICTURE, tokens_of
from core.studio.agent.lexicon import Lexicon, ends_word, is_han, starts_word
from core.studio.agent.script import Script, read_script
from core.studio.agent.tokens import Kind, Token

_MOST_TITLES: Final = 20
_LONGEST_PIECE: Final = 40
"""Tokens that are looked at on either side of a cue: no one says more of a title."""

_ATTRIBUTES: Final = frozenset(
    {Kind.PLACE, Kind.COLOR, Kind.SIZE, Kind.FADE, Kind.CORNER, Kind.SCALE, Kind.SPAN}
)
_TIMING: Final = frozenset(
    {Kind.NUMBER, Kind.UNIT, Kind.SECOND, Kind.ORDINAL, Kind.FRONT, Kind.EDGE, Kind.FEW, Kind.HALF}
)
_LOOKS: Final = _ATTRIBUTES | _TIMING | {Kind.FILLER, Kind.LITTLE, Kind.NOT}
_TELLING: Final = _ATTRIBUTES | {
    Kind.MOTION,
    Kind.TRANSITION,
    Kind.NOUN,
    Kind.TUNE,
    Kind.MOOD,
    Kind.LOUD,
    Kind.RATIO,
    Kind.SIDE,
    Kind.RATE,
    Kind.FIT,
    Kind.LONGER,
    Kind.PACE,
    Kind.STRENGTH,
    Kind.LOOP,
    Kind.HISTORY,
    Kind.PIXELS,
    Kind.TIME,
    Kind.QUOTE,
    Kind.EXPORT,
    Kind.UNABLE,
}
_ORDERS: Final = ("add", "also", "remove", "replace", "put", "swap", "reverse", "trim", "mute")
_ENDS: Final = frozenset(".;\n")
_POINTERS: Final = (":", "=", ">", "→")


def set_titles_aside(script: Script, lexicon: Lexicon, known: Sequence[str] = ()) -> Script:
    """The script with every unquoted title set aside like a quoted one.

    ``known``: titles that the video has; "change Hello to Bye" speaks of one.
    """
    for title in known:
        script = _with_known(script, title, lexicon)
    for start, end in reversed(_titles(script, tokens_of(script.text, lexicon))):
        script = script.with_quote(start, end)
    return script


def _with_known(script: Script, title: str, lexicon: Lexicon) -> Script:
    """The script with a title that is to be changed set aside."""
    plain = read_script(title, lexicon).text.strip()
    start = script.text.find(plain) if plain else -1
    if start < 0:
        return script
    end = start + len(plain)
    if not (starts_word(script.text, start) and ends_word(script.text, end)):
        return script
    tokens = tokens_of(script.text, lexicon)
    before = [token for token in tokens if token.end <= start]
    after = next((token for token in tokens if token.start >= end), None)
    changing = bool(before) and before[-1].is_(Kind.VERB, "change", "make", "replace")
    becoming = after is not None and after.is_(Kind.VERB, "become")
    return script.with_quote(start, end) if changing or becoming else script


def _titles(script: Script, found: Sequence[Token]) -> list[tuple[int, int]]:
    """Where the titles begin and end in the text."""
    tokens = list(found)
    titles: list[tuple[int, int]] = []
    index = 0
    while index < len(tokens) and len(titles) < _MOST_TITLES:
        if title := _title_after(script, tokens, index):
            start, end = title
            # what comes later meets it as a quoted text, whatever its words mean
            mark = Token(Kind.QUOTE, "", start, end)
            inside = [at for at, token in enumerate(tokens) if start <= token.start < end]
            index = inside[0]
            tokens[index : inside[-1] + 1] = [mark]
            titles.append(title)
        else:
            index += 1
    return titles


def _title_after(script: Script, tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """The title that the token at ``index`` announces."""
    if found := _between_spaces(script, tokens, index) or _named_as(tokens, index):
        return found
    cue = _cue(script, tokens, index)
    if cue is None:
        return None
    begin, certain = cue
    while begin < len(tokens) and tokens[begin].is_(Kind.BREAK, *_POINTERS):
        begin += 1
    end = _end(script, tokens, begin)
    if begin == end or _is_refused(tokens, begin, end) or _is_look(tokens, begin, end):
        return None
    title = _without_looks(script, tokens, begin, end, certain)
    return title and (title[0], _after_marks(script.text, title[1]))


def _is_refused(tokens: Sequence[Token], begin: int, end: int) -> bool:
    """``title: none``, ``标题：无``; not ``a title that says No``."""
    return tokens[begin - 1].is_(Kind.BREAK, *_POINTERS) and all(
        token.kind is Kind.NOT or token.is_(Kind.NOUN, "title") for token in tokens[begin:end]
    )


def _is_look(tokens: Sequence[Token], begin: int, end: int) -> bool:
    """``text: top "Hello"``: what stands before a quoted text is how it shall look."""
    quoted = end < len(tokens) and tokens[end].kind is Kind.QUOTE
    return quoted and all(token.kind in _LOOKS for token in tokens[begin:end])


def _after_marks(text: str, end: int) -> int:
    """The end of a title with the marks that stand right after it: ``SALE!``."""
    while text[end : end + 1] in ("!", "?"):
        end += 1
    return end


def _cue(script: Script, tokens: Sequence[Token], index: int) -> tuple[int, bool] | None:
    """At which token a title begins if the one at ``index`` announces it; and if it surely does."""
    token, after = tokens[index], index + 1
    if after >= len(tokens) or tokens[after].kind is Kind.QUOTE:
        return None
    if token.kind is Kind.QUOTE:
        turned = _turns_into(tokens, index) and after + 1 < len(tokens)
        return (after + 1, True) if turned and tokens[after + 1].kind is not Kind.QUOTE else None
    begin = _announced(tokens, index)
    if begin is not None:
        return begin, True
    if not token.is_(Kind.NOUN, "title"):
        return None
    if _turns_into(tokens, index) or _is_called(script, tokens, after):
        return after + 1, False
    if _names_directly(script, tokens, index):
        return after, _is_deliberate(script, tokens, index)
    return None


def _announced(tokens: Sequence[Token], index: int) -> int | None:
    """Where a title begins after a colon, or after words like "that says"."""
    token, after = tokens[index], index + 1
    if token.is_(Kind.SAYS, "text") or token.is_(Kind.NOUN, "title"):
        pointer = after
        while pointer < len(tokens) and _may_stand_before(tokens[pointer]):
            pointer += 1
        if pointer < len(tokens) and tokens[pointer].is_(Kind.BREAK, *_POINTERS):
            return pointer + 1
    if token.kind is Kind.PLACE and tokens[after].is_(Kind.BREAK, ":"):
        return after + 1
    if token.is_(Kind.SAYS, "text", "write") or (
        token.is_(Kind.SAYS, "says")
        and any(before.is_(Kind.NOUN, "title") for before in _same_piece(tokens, index))
    ):
        named = tokens[after : after + 2]  # "write the words Good morning"
        return after + 2 if [one.kind for one in named] == [Kind.FILLER, Kind.NOUN] else after
    return None


def _between_spaces(script: Script, tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """``放大 标题 你好 音乐 欢快``: in a list with spaces the title is what stands between two."""
    token, text = tokens[index], script.text
    if not (token.is_(Kind.NOUN, "title") and is_han(text[token.end - 1])):
        return None
    start = token.end + 1
    if not (start < len(text) and text[token.end] == " " and is_han(text[start])):
        return None
    space = text.find(" ", start)
    end = space if space > 0 else len(text)
    inside: list[Token] = []
    for one in tokens[index + 1 : index + _LONGEST_PIECE]:
        if one.start >= end or one.kind is Kind.BREAK:
            end = min(end, one.start)
            break
        inside.append(one)
    looks = all(one.kind in _LOOKS or one.kind is Kind.VERB for one in inside)
    return None if looks else (start, _after_marks(text, end))


def _named_as(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """``put Zoom as the title``, ``把春天作为标题``."""
    if not (
        tokens[index].is_(Kind.VERB, "put", "use", "add") or tokens[index].is_(Kind.FILLER, "do")
    ):
        return None
    inside = list(
        takewhile(
            lambda one: one.kind not in (Kind.JOIN, Kind.BREAK, Kind.QUOTE, Kind.PICK, Kind.THIS),
            tokens[index + 1 : index + _LONGEST_PIECE],
        )
    )
    rest = tokens[index + 1 + len(inside) : index + _LONGEST_PIECE]
    role = next((one for one in rest[1:] if one.kind is not Kind.FILLER), None)
    named = bool(rest) and rest[0].is_(Kind.JOIN, "as") and role and role.is_(Kind.NOUN, "title")
    return (inside[0].start, inside[-1].end) if inside and named else None


def _may_stand_before(token: Token) -> bool:
    """Whether a word may stand between "title" and its colon: "title at the top: Hello"."""
    looks = _ATTRIBUTES | {Kind.FILLER, Kind.THIS, Kind.ORDINAL, Kind.NUMBER, Kind.NTH}
    return token.kind in looks or token.is_(Kind.NOUN, "picture")


def _is_called(script: Script, tokens: Sequence[Token], after: int) -> bool:
    """``the text is Hello``, ``标题是夏天``; not ``the title is boring``."""
    if not tokens[after].is_(Kind.SAYS, "is") or after + 1 >= len(tokens):
        return False
    letter = script.written(tokens[after + 1].start, tokens[after + 1].end)[:1]
    return letter.isupper() or is_han(letter or "a")


def _turns_into(tokens: Sequence[Token], index: int) -> bool:
    """``change the title to …``, ``标题改成…``."""
    after = tokens[index + 1]
    changing = any(
        before.is_(Kind.VERB, "change", "make", "replace") for before in _same_piece(tokens, index)
    )
    return after.is_(Kind.VERB, "become") or (
        changing and (after.is_(Kind.SAYS, "to") or after.is_(Kind.JOIN, "with"))
    )


def _names_directly(script: Script, tokens: Sequence[Token], index: int) -> bool:
    """``add the text Happy Birthday``, ``title Summer``, ``加个标题夏天来了``."""
    after = next((one for one in tokens[index + 1 :] if not one.is_(Kind.BREAK, PICTURE)), None)
    if after is None:
        return False
    before = _same_piece(tokens, index)
    asked = any(
        token.is_(Kind.VERB, "add", "also", "put", "show", "use", "change", "make")
        for token in before
    )
    letter = script.written(after.start, after.start + 1)[:1]
    if letter.isupper():
        return asked or all(token.kind in _LOOKS for token in before)
    return asked and (after.kind is Kind.WORD or after.is_(Kind.SMALLTALK, "hello"))


def _is_deliberate(script: Script, tokens: Sequence[Token], index: int) -> bool:
    """``add a title Red``: a capital where nothing else has one makes text of any word."""
    noun, after = tokens[index], tokens[index + 1]
    return (
        script.written(noun.start, noun.end)[:1].islower()
        and script.written(after.start, after.end)[:1].isupper()
        and not any(token.is_(Kind.VERB, "change", "make") for token in _same_piece(tokens, index))
    )


def _same_piece(tokens: Sequence[Token], index: int) -> list[Token]:
    """The tokens before one, back to the last punctuation or conjunction."""
    piece: list[Token] = []
    for token in reversed(tokens[max(index - _LONGEST_PIECE, 0) : index]):
        if token.kind in (Kind.BREAK, Kind.JOIN):
            break
        piece.append(token)
    return piece


def _end(script: Script, tokens: Sequence[Token], begin: int) -> int:
    """The token before which the title ends: where an instruction begins, or the line ends."""
    for index in range(begin, len(tokens)):
        token = tokens[index]
        if token.kind is Kind.QUOTE:
            return index
        if token.kind is Kind.BREAK:
            if token.name in _ENDS or (index > begin and _instructs(tokens, index + 1, 1)):
                return index + (token.name == PICTURE)  # an emoji is the title's
        elif index > begin and _is_another(tokens, begin, index):
            return index
        elif token.kind is Kind.JOIN and index > begin:
            upper = script.written(token.start, token.start + 1)[:1].isupper()
            least = 1 if token.name == "then" or _is_long_order(script, tokens, index + 1) else 2
            if not upper and _instructs(tokens, index + 1, least):
                return index
    return len(tokens)


def _is_another(tokens: Sequence[Token], begin: int, index: int) -> bool:
    """``top: WHEN YOU bottom: WAKE UP``, ``上面写…下面写…``: a place like the one before."""
    if begin < 2 or index + 1 >= len(tokens):
        return False
    opening, next_opening = tokens[begin - 2 : begin], tokens[index : index + 2]
    return opening[0].kind is next_opening[0].kind is Kind.PLACE and (
        opening[1].kind is next_opening[1].kind
    )


def _is_long_order(script: Script, tokens: Sequence[Token], index: int) -> bool:
    """``… and zoom in``: of more than one word; not ``Rock and roll``."""
    token = tokens[index] if index < len(tokens) else None
    return token is not None and (
        token.kind in (Kind.MOTION, Kind.TRANSITION) and " " in script.text[token.start : token.end]
    )


def _instructs(tokens: Sequence[Token], begin: int, least: int) -> bool:
    """Whether the words up to the next break ask for something, not just go on."""
    weight = 0
    for index in range(begin, len(tokens)):
        token = tokens[index]
        if token.kind is Kind.JOIN and index == begin:
            continue
        if token.kind in (Kind.BREAK, Kind.JOIN):
            break
        timed = token.kind in (Kind.UNIT, Kind.SECOND) and index > begin
        # "Hello, world in red": what begins with a word of its own goes on, whatever it looks like
        looks = token.kind in _ATTRIBUTES and tokens[begin].kind is Kind.WORD
        tells = token.kind in _TELLING and not looks
        weight += tells or token.is_(Kind.VERB, *_ORDERS) or timed
        weight += token.is_(Kind.VERB, "change", "make") and least > 1
    return weight >= least


def _without_looks(
    script: Script, tokens: Sequence[Token], begin: int, end: int, certain: bool
) -> tuple[int, int] | None:
    """Where the title begins and ends in the text, without words on how it shall look."""
    about = _LOOKS | {Kind.UNABLE, Kind.NOUN}
    if not certain and all(token.kind in about for token in tokens[begin:end]):
        return None
    cut = end
    for index in range(end - 1, begin, -1):
        if not _may_trail(tokens[index]):
            break
        if _opens_looks(script, tokens, index, begin, end):
            cut = index
    while cut > begin and tokens[cut - 1].is_(Kind.BREAK, ",", ":", "="):
        cut -= 1
    start, stop = tokens[begin].start, tokens[cut - 1].end
    return (start, stop) if start < stop and cut > begin else None


def _may_trail(token: Token) -> bool:
    return (
        token.kind in _LOOKS
        or token.is_(Kind.VERB, "put", "show")
        or token.is_(Kind.NOUN, "picture", "video", "title")  # "in huge letters"
        or token.kind in (Kind.THIS, Kind.PICK)
    )


def _opens_looks(script: Script, tokens: Sequence[Token], index: int, begin: int, end: int) -> bool:
    """Whether what trails from this token on is about the title, not part of it."""
    token = tokens[index]
    opening = script.written(token.start, token.end)
    if opening[:1].isupper():
        return False
    trail = tokens[index:end]
    placed = any(one.kind in (Kind.PLACE, Kind.UNIT, Kind.SECOND) for one in trail)
    first_word = opening.lower().partition(" ")[0]
    if token.is_(Kind.VERB, "put", "show") or first_word in _PREPOSITIONS:
        begins_large = script.written(tokens[begin].start, tokens[begin].end)[:1]
        styled = any(one.kind in (Kind.COLOR, Kind.SIZE, Kind.FADE) for one in trail)
        onto = first_word in ("on", "over", "onto") and not any(
            one.kind in _TIMING for one in trail
        )
        large = begins_large.isupper() or (begins_large != "" and is_han(begins_large))
        lettered = any(one.is_(Kind.NOUN, "title") for one in trail)
        return placed or onto or (styled and (large or lettered))
    return token.kind is Kind.PLACE and not is_han(opening[:1])


_PREPOSITIONS: Final = frozenset({"at", "in", "on", "for", "over", "onto", "with", "在"})
