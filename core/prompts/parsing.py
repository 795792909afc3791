"""From a JSON document to a ``JsonPrompt``, or to everything that is wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias, TypeGuard

from pydantic import ValidationError

from core.errors import PromptError, PromptProblem
from core.prompts.document import PromptSource, RepeatedKeys
from core.prompts.model import LONGEST_VIDEO, SHORTEST_SCENE, JsonPrompt
from core.prompts.schema import Node, SchemaReader

Path: TypeAlias = tuple[str | int, ...]

_PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,39}")
_LONGEST_KEY_SHOWN: Final = 40


def parse_prompt(source: object) -> JsonPrompt:
    """The prompt that a JSON document describes: a ``PromptSource`` or a decoded document.

    Raises:
        PromptError: with every problem at once, each under its JSON path, e.g.
            ``$.scenes[0].motion.type``.
    """
    document = source.document if isinstance(source, PromptSource) else source
    reader = SchemaReader()
    prompt: JsonPrompt | None = None
    found: dict[Path, str] = {}
    try:
        prompt = JsonPrompt.model_validate(document)
    except ValidationError as exc:
        for error in exc.errors(include_url=False, include_context=False, include_input=False):
            if problem := _explained(error["type"], error["loc"], document, reader):
                found.setdefault(*problem)
    for path, expected in (*_misfits(document, reader), *_broken_rules(document)):
        if not any(path[:length] in found for length in range(len(path) + 1)):
            found[path] = expected
    if prompt is None or found:
        raise PromptError(
            tuple(PromptProblem(readable(path), expected) for path, expected in found.items())
        )
    return prompt


def readable(path: Path) -> str:
    """A JSON path as people write it: ``$.scenes[0].motion``."""
    return "$" + "".join(_step(step) for step in path)


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    if _PLAIN_KEY.fullmatch(step):
        return f".{step}"
    shown = step if len(step) <= _LONGEST_KEY_SHOWN else step[:_LONGEST_KEY_SHOWN] + "…"
    shown = shown.encode(errors="replace").decode()  # half a surrogate pair can't be sent
    return f"[{json.dumps(shown, ensure_ascii=False)}]"


def _explained(
    kind: str, location: Path, document: object, reader: SchemaReader
) -> tuple[Path, str] | None:
    """One of pydantic's errors in our words; None for one that only follows from others.

    Its location is followed through the document itself, so that names of union branches, and
    members of an object that a bare name stands for, are never part of the path.
    """
    path: Path = ()
    node = reader.root
    value = document
    for step in location:
        child = reader.child(node, step)
        if kind == "missing" and child is not None and _is_object(value) and step not in value:
            return (*path, step), reader.expectation(child)
        inside = _member(value, step)
        if inside is None:
            break
        path, value = (*path, step), inside[0]
        if child is None:
            return path, "key " + " | ".join(reader.keys(node))
        node = child
    if kind == "too_short" and _is_array(value) and value:
        return None
    return path, reader.expectation(node, value)


def _member(value: object, step: str | int) -> tuple[object] | None:
    """The member or element ``step`` of ``value``, in a tuple since it may itself be None."""
    if _is_object(value) and step in value:
        return (value[str(step)],)
    if _is_array(value) and isinstance(step, int) and step < len(value):
        return (value[step],)
    return None


def _is_object(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict)


def _is_array(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def _misfits(document: object, reader: SchemaReader) -> Iterator[tuple[Path, str]]:
    """What the model lets pass: a null, and a key that stands twice."""
    waiting: list[tuple[Path, object, Node]] = [((), document, reader.root)]
    while waiting:
        path, value, node = waiting.pop()
        if value is None:
            yield path, reader.expectation(node)
        if isinstance(value, RepeatedKeys):
            yield from (((*path, key), "") for key in value.repeated)
        steps: Iterable[str | int] = ()
        if _is_object(value):
            steps = value
        elif _is_array(value):
            steps = range(len(value))
        for step in steps:
            inside, child = _member(value, step), reader.child(node, step)
            if inside is not None and child is not None:
                waiting.append(((*path, step), inside[0], child))


def _broken_rules(document: object) -> Iterator[tuple[Path, str]]:
    """Rules on several members at once; silent where a member is no such value by itself."""
    if not _is_object(document):
        return
    if "scenes" not in document and not {"motion", "duration"} <= document.keys():
        yield (), '"scenes" | "motion" + "duration"'
    music = document.get("music")
    if _is_object(music) and ("bed" in music) == ("file" in music):
        yield ("music",), '"bed" | "file"'
    scenes = document.get("scenes")
    if _is_array(scenes):
        yield from _misfitting_lengths(scenes, document.get("duration"))


def _misfitting_lengths(scenes: list[object], total: object) -> Iterator[tuple[Path, str]]:
    least = round(len(scenes) * SHORTEST_SCENE, 3)
    if isinstance(total, int | float):
        if total < least:
            yield ("duration",), f"≥ {least:g} ({len(scenes)} × {SHORTEST_SCENE:g})"
        return
    lengths = [scene.get("duration") for scene in scenes if _is_object(scene)]
    fitting = [
        length
        for length in lengths
        if isinstance(length, int | float) and SHORTEST_SCENE <= length <= LONGEST_VIDEO
    ]
    # a scene without a length takes the mean of those that have one
    usual = sum(fitting) / len(fitting) if fitting else 0.0
    if round(sum(fitting) + usual * lengths.count(None), 3) > LONGEST_VIDEO:
        yield ("scenes",), f"Σ duration ≤ {LONGEST_VIDEO:g}"
