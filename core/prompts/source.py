"""Finds a JSON prompt in what somebody wrote or sent."""

from __future__ import annotations

import json
import re
from typing import Final, NoReturn

from core.errors import PromptError, PromptProblem
from core.prompts.document import PromptSource, RepeatedKeys
from core.prompts.model import JsonPrompt

LONGEST_PROMPT: Final = 256 * 1024
"""Bytes of a file, or characters of a message, that are looked at."""

_MOST_TRIES: Final = 20  # braces of a message at which a document is looked for
_DEEPEST: Final = 10  # what a document needs is 4
_KEYS: Final = tuple(JsonPrompt.model_fields)

_BLOCK: Final = re.compile(r"```(?P<tag>[\w+-]*)[ \t]*\r?\n?(?P<body>.*?)(?:```|\Z)", re.DOTALL)
_JSON_TAGS: Final = frozenset({"json", "jsonc", "json5"})
_MEANT: Final = re.compile(rf"""\{{\s*(["“”„'‘’]|//|/\*|(?:{"|".join(_KEYS)})\s*:)""")
_OWN_KEY: Final = re.compile(rf"""["“”„'‘’](?:{"|".join(_KEYS)})["“”„'‘’]\s*[:：]""")
_GOES_ON: Final = re.compile(r"""[,\s]*["}\]{]""")
_CURLY_QUOTES: Final = frozenset("“”„‘’'")
_MESSAGES: Final = (
    # what Python's decoder says (in one version or another), and what it would have liked
    ("Expecting ',' delimiter", '"," | "}" | "]"'),
    ("Expecting ':' delimiter", '":"'),
    ("Illegal trailing comma", '"}" | "]"'),
    ("Expecting property name", '"key"'),
    ("Expecting value", "{ | [ | string | number"),
    ("Unterminated string", '… "'),
    ("Invalid control character", "\\n"),
    ("Invalid \\", "\\\\"),
)


def find_prompt(text: str) -> PromptSource | None:
    """The JSON prompt in a message, where there is one; None for words with or without braces.

    It may be the whole message, stand in a code block, or amid words. Amid words, only an object
    with a key of the prompt counts.

    Raises:
        PromptError: what is clearly meant as a JSON prompt is no JSON.
    """
    for block in _BLOCK.finditer(text):
        body, tag = block["body"].strip(), block["tag"].lower()
        ours = _looks_like_json(body) and (not tag or bool(_OWN_KEY.search(body)))
        if ours or tag in _JSON_TAGS:
            around = f"{text[: block.start()].strip()}\n{text[block.end() :].strip()}"
            return PromptSource(body, _decoded(body), around.strip())
    if _looks_like_json(text):
        return _leading(text)
    return _amid_words(text)


def load_prompt(content: bytes) -> PromptSource:
    """The document in a ``.json`` file, in UTF-8, -16 or -32.

    Raises:
        PromptError: it is no JSON, or larger than 256 KiB.
    """
    if len(content) > LONGEST_PROMPT:
        _refuse("≤ 256 KiB")
    try:
        text = content.decode(json.detect_encoding(content)).removeprefix("\ufeff")
    except UnicodeDecodeError as exc:
        raise PromptError((PromptProblem("$", "UTF-8"),)) from exc
    return PromptSource(text, _decoded(text))


def _looks_like_json(text: str) -> bool:
    start = text.lstrip()
    return bool(_MEANT.match(start)) or (
        start.startswith(("{", "[")) and start.rstrip().endswith(("}", "]")) and _is_json(start)
    )


def _is_json(text: str) -> bool:
    """Whether the whole text is an object, or an array of objects (scenes without their key)."""
    try:
        document, end = _decoded_at(text, 0)
    except PromptError:
        return False
    whole = not text[end:].strip()
    return whole and (isinstance(document, dict) or text[1:].lstrip().startswith("{"))


def _leading(text: str) -> PromptSource | None:
    """The document with which a message starts."""
    start = len(text) - len(text.lstrip())
    document, end = _decoded_at(text, start)
    rest = text[end:]
    if not rest.strip():
        return PromptSource(text.strip(), document)
    if _GOES_ON.match(rest):
        _refuse("EOF", text, end + len(rest) - len(rest.lstrip()))
    if _is_ours(document):
        return PromptSource(text[start:end], document, rest.strip())
    return None


def _amid_words(text: str) -> PromptSource | None:
    if len(text) > LONGEST_PROMPT:
        return None
    start = -1
    for _ in range(_MOST_TRIES):
        start = text.find("{", start + 1)
        if start < 0:
            return None
        try:
            document, end = _decoded_at(text, start)
        except PromptError:
            if _MEANT.match(text, start) and _OWN_KEY.search(text, start):
                raise
            continue
        if _is_ours(document):
            around = f"{text[:start].strip(' `')}\n{text[end:].strip(' `')}"
            return PromptSource(text[start:end], document, around.strip())
    return None


def _is_ours(document: object) -> bool:
    return isinstance(document, dict) and any(key in document for key in _KEYS)


def _decoded(text: str) -> object:
    document, end = _decoded_at(text, len(text) - len(text.lstrip()))
    if text[end:].strip():
        _refuse("EOF", text, end + len(text[end:]) - len(text[end:].lstrip()))
    return document


def _decoded_at(text: str, start: int) -> tuple[object, int]:
    """The document that starts there, and where it ends."""
    if len(text) > LONGEST_PROMPT:
        _refuse("≤ 256 KiB")
    decoder = json.JSONDecoder(object_pairs_hook=_object, parse_int=_number)
    try:
        return decoder.raw_decode(text, start)
    except json.JSONDecodeError as exc:
        raise PromptError((_syntax(text, exc),)) from exc
    except RecursionError as exc:
        raise PromptError((PromptProblem("$", f"depth ≤ {_DEEPEST}"),)) from exc


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = RepeatedKeys(pairs)
    return found if found.repeated else dict(pairs)


def _number(digits: str) -> int | float:
    # Python refuses to read thousands of digits as an int; as a float they are just infinite
    return int(digits) if len(digits) < 20 else float(digits)


def _syntax(text: str, exc: json.JSONDecodeError) -> PromptProblem:
    if text[exc.pos : exc.pos + 1] in _CURLY_QUOTES:
        expected = '" (U+0022)'
    else:
        expected = next(
            (wanted for message, wanted in _MESSAGES if exc.msg.startswith(message)), "JSON"
        )
    return PromptProblem("$", expected, line=exc.lineno, column=exc.colno)


def _refuse(expected: str, text: str = "", position: int | None = None) -> NoReturn:
    if position is None:
        raise PromptError((PromptProblem("$", expected),))
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    raise PromptError((PromptProblem("$", expected, line=line, column=column),))
