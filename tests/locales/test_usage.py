"""The program asks only for texts that there are, and there are only texts it asks for."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.locales.resources import all_messages, parts

ROOT = Path(__file__).parents[2]
SOURCES = tuple(sorted([*ROOT.glob("core/**/*.py"), *ROOT.glob("bots/**/*.py")]))
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
ARGUMENTS = {key: parts(message).variables for key, message in all_messages("en")}


@cache
def tree(source: Path) -> ast.Module:
    return ast.parse(source.read_text(encoding="utf-8"))


def asked(source: Path) -> Iterator[tuple[str, set[str], int]]:
    """Keys that stand literally in a call of ``….format("key", …)``, with their arguments."""
    for node in ast.walk(tree(source)):
        match node:
            case ast.Call(
                func=ast.Attribute(attr="format"),
                args=[ast.Constant(value=str(key))],
                keywords=keywords,
            ) if KEY.fullmatch(key) and all(word.arg for word in keywords):
                yield key, {str(word.arg) for word in keywords}, node.lineno
            case _:
                pass


@pytest.mark.parametrize(
    "source", [pytest.param(path, id=str(path.relative_to(ROOT))) for path in SOURCES]
)
def test_every_text_asked_for_is_there_and_gets_its_arguments(source: Path) -> None:
    for key, arguments, line in asked(source):
        assert key in ARGUMENTS, f"line {line}: no text {key}"
        assert arguments == ARGUMENTS[key], f"line {line}: {key}"


def test_every_text_there_is_asked_for() -> None:
    literal: set[str] = set()
    patterns: set[str] = set()
    for source in SOURCES:
        for node in ast.walk(tree(source)):
            match node:
                case ast.Constant(value=str(text)):
                    literal.add(text)
                case ast.JoinedStr(values=values):
                    fixed = [part.value for part in values if isinstance(part, ast.Constant)]
                    if "-" in (words := "".join(map(str, fixed))) and len(words) > 3:
                        patterns.add(
                            "".join(
                                re.escape(str(part.value))
                                if isinstance(part, ast.Constant)
                                else "[a-z0-9-]+"
                                for part in values
                            )
                        )
                case _:
                    pass
    unasked = {
        key
        for key in ARGUMENTS.keys() - literal
        if not any(re.fullmatch(pattern, key) for pattern in patterns)
    }
    assert unasked == set()
