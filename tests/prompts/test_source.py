"""Where a JSON prompt hides in a message, and what is none."""

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import PromptError, PromptProblem
from core.prompts import find_prompt, load_prompt, parse_prompt

SHORT = '{"motion": "float", "duration": 3}'
PRETTY = '{\n  "motion": "float",\n  "duration": 3\n}'


def problem(text: str) -> PromptProblem:
    with pytest.raises(PromptError) as caught:
        find_prompt(text)
    (only,) = caught.value.problems
    return only


@pytest.mark.parametrize("document", [SHORT, PRETTY])
@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("{}", ""),
        ("\n  {}\n", ""),
        ("```{}```", ""),
        ("```\n{}\n```", ""),
        ("```json\n{}\n```", ""),
        ("```JSON\r\n{}\r\n```", ""),
        ("```json {}", ""),
        ("```js\n{}\n```", ""),
        ("please make this:\n```json\n{}\n```\nthanks", "please make this:\nthanks"),
        ("do {} now", "do\nnow"),
        ("用这个 {} 谢谢", "用这个\n谢谢"),
        ("make it so: `{}`", "make it so:"),
        ("{} and thank you", "and thank you"),
        ("with {braces} first, then {}", "with {braces} first, then"),
    ],
)
def test_a_prompt_is_found_verbatim_with_the_words_around_it(
    message: str, words: str, document: str
) -> None:
    found = find_prompt(document.join(message.rsplit("{}", 1)))
    assert found is not None
    assert found.text == document
    assert found.document == {"motion": "float", "duration": 3}
    assert found.words == words
    assert parse_prompt(found).duration == 3


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "zoom in slowly",
        "add the title {name} at the top",
        "{title} zoom in",
        "{title}",
        "[a, b]",
        "{cat: jumping} please",
        "a smiley :-{ and :}",
        "write \"{'x'}\" on it",
        'the server said {"error": "nope"}, what now?',
        '{"error": "nope"} is what it said',
        "```\nzoom in on {x}\n```",
        '```python\n{"error": 1}\n``` is code',
        "[1, 2, 3]",
        "[]",
        "5",
        '"float"',
        "null",
        "true",
        "把标题写成 {夏日}",
        "{{{{{{{{",
        "{" * 5000,
        "{ " * 3000,
    ],
)
def test_words_with_braces_are_no_prompt(text: str) -> None:
    assert find_prompt(text) is None


@pytest.mark.parametrize("text", ["{}", '{"foo": 1}', '[{"image": 1}]', "```json\n[1]\n```"])
def test_a_message_that_is_all_json_is_meant_as_a_prompt(text: str) -> None:
    found = find_prompt(text)
    assert found is not None
    with pytest.raises(PromptError):
        parse_prompt(found)


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"),
    [
        ('{"motion" "float"}', 1, 11, '":"'),
        ('{"motion": "float"\n "duration": 3}', 2, 2, '"," | "}" | "]"'),
        ('{"motion": }', 1, 12, "{ | [ | string | number"),
        ('{"motion": "flo', 1, 12, '… "'),
        ('{"motion": "a\nb"}', 1, 14, "\\n"),
        ('{"motion": "\\x"}', 1, 13, "\\\\"),
        ("{'motion': 'float'}", 1, 2, '" (U+0022)'),
        ("{“motion”: “float”}", 1, 2, '" (U+0022)'),
        ('{motion: "float", duration: 3}', 1, 2, '"key"'),
        ('{// my video\n"motion": "float"}', 1, 2, '"key"'),
        ('{"motion": "float", "duration": 3}}', 1, 35, "EOF"),
        ('{"motion": "float"}, "duration": 3}', 1, 20, "EOF"),
        ('words first\n{"scenes": [{"image": 1}', 2, 25, '"," | "}" | "]"'),
        ('a\n```json\n{\n"motion" 1}\n```', 2, 10, '":"'),
        ('```\n{"motion": 1} {}\n```', 1, 15, "EOF"),
    ],
)
def test_broken_json_is_told_by_line_and_column(
    text: str, line: int, column: int, expected: str
) -> None:
    assert problem(text) == PromptProblem("$", expected, line=line, column=column)


def test_a_trailing_comma_is_told_by_its_line() -> None:
    # the column, and what is said of it, differ between versions of Python
    assert problem('{\n"motion": "float",\n"duration": 3,}').line == 3


def test_a_key_that_stands_twice_reaches_the_parser() -> None:
    found = find_prompt('{"scenes": [{"duration": 1, "duration": 2}], "duration": 3}')
    with pytest.raises(PromptError) as caught:
        parse_prompt(found)
    assert caught.value.problems == (PromptProblem("$.scenes[0].duration", ""),)


@pytest.mark.parametrize(
    "text", ['{"duration": ' + "9" * 5000 + "}", '{"duration": 1e999}', '{"duration": NaN}']
)
def test_numbers_that_are_none_are_told_by_path(text: str) -> None:
    with pytest.raises(PromptError) as caught:
        parse_prompt(find_prompt(text))
    assert caught.value.problems[0] == PromptProblem("$.duration", "number 0.5–600")


def test_a_depth_that_would_exhaust_the_stack_is_refused() -> None:
    assert problem('{"a":' * 100_000 + '"scenes":1').expected in {"≤ 256 KiB", "depth ≤ 10"}
    assert problem('{"scenes":' * 20_000) == PromptProblem("$", "depth ≤ 10")
    assert problem('{"scenes":' + "[" * 100_000) == PromptProblem("$", "depth ≤ 10")


def test_a_message_beyond_all_measure_is_refused_or_left_alone() -> None:
    assert problem('{"motion": "' + "x" * 300_000 + '"}').expected == "≤ 256 KiB"
    assert find_prompt("words " * 100_000 + SHORT) is None


def test_a_files_encoding_is_understood() -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"):
        found = load_prompt('{"title": {"text": "夏"}, "scenes": [{}]}'.encode(encoding))
        title = parse_prompt(found).title
        assert title is not None
        assert title.text == "夏"


def test_a_file_that_is_no_prompt_is_refused() -> None:
    for content, expected in (
        (b"\xff\xd8\xff\xe0", "UTF-8"),
        (b"", "{ | [ | string | number"),
        (b"zoom in", "{ | [ | string | number"),
        (b" " * (256 * 1024 + 1), "≤ 256 KiB"),
    ):
        with pytest.raises(PromptError) as caught:
            load_prompt(content)
        assert caught.value.problems[0].expected == expected


def test_a_file_with_any_json_reaches_the_parser() -> None:
    for content in (b"[1]", b"5", b"null", b'"x"'):
        with pytest.raises(PromptError):
            parse_prompt(load_prompt(content))


@given(st.text(st.sampled_from('{}[]":,`\n scenesmotion1.5\\“') | st.characters(), max_size=120))
@settings(max_examples=250, deadline=None)
def test_any_message_is_words_a_prompt_or_a_plain_error(text: str) -> None:
    try:
        found = find_prompt(text)
    except PromptError:
        return
    assert found is None or found.text in text


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_file_is_a_document_or_a_plain_error(content: bytes) -> None:
    with contextlib.suppress(PromptError):
        load_prompt(content)


@given(
    st.text(st.characters(exclude_characters="`{}[]"), max_size=30),
    st.text(st.characters(exclude_characters="`{}[]"), max_size=30),
    st.floats(0.5, 600),
)
@settings(max_examples=100, deadline=None)
def test_a_prompt_is_found_amid_any_words(before: str, after: str, seconds: float) -> None:
    document = json.dumps({"motion": "sway", "duration": seconds})
    if after.strip(" ,\t\r\n").startswith('"'):
        return  # a text that goes on after the document reads as a broken one
    found = find_prompt(f"{before} {document} {after}")
    assert found is not None
    assert found.text == document
