"""Reads the shipped .ftl files as syntax trees, to compare languages with one another."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

ROOT = Path(__file__).parents[2] / "core" / "locales"
LANGUAGES = tuple(sorted(folder.name for folder in ROOT.iterdir() if any(folder.glob("*.ftl"))))
SUBJECTS = tuple(sorted({file.name for file in ROOT.glob("*/*.ftl")}))


@cache
def entries(language: str, subject: str) -> tuple[ast.EntryType, ...]:
    file = ROOT / language / subject
    return tuple(FluentParser().parse(file.read_text(encoding="utf-8")).body)


def messages(language: str, subject: str) -> dict[str, ast.Message]:
    return {
        entry.id.name: entry
        for entry in entries(language, subject)
        if isinstance(entry, ast.Message)
    }


def all_messages(language: str) -> Iterator[tuple[str, ast.Message]]:
    for subject in SUBJECTS:
        yield from messages(language, subject).items()


class _Parts(Visitor):
    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.shown: set[str] = set()
        self.texts: list[str] = []
        self.references: set[str] = set()
        self.functions: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - fluent's name
        self.variables.add(node.id.name)
        self.shown.add(node.id.name)

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802 - fluent's name
        selector = _Parts()
        selector.visit(node.selector)
        self.variables |= selector.variables
        self.visit(node.variants)

    def visit_TextElement(self, node: ast.TextElement) -> None:  # noqa: N802 - fluent's name
        self.texts.append(node.value)

    def visit_StringLiteral(self, node: ast.StringLiteral) -> None:  # noqa: N802 - fluent's name
        self.texts.append(node.parse()["value"])

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802 - fluent's name
        self.references.add(node.id.name)

    def visit_TermReference(self, node: ast.TermReference) -> None:  # noqa: N802 - fluent's name
        self.references.add(f"-{node.id.name}")

    def visit_FunctionReference(self, node: ast.FunctionReference) -> None:  # noqa: N802 - fluent's name
        self.functions.add(node.id.name)
        self.generic_visit(node)


def parts(message: ast.Message) -> _Parts:
    found = _Parts()
    found.visit(message)
    return found
