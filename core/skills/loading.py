"""Reads the skills' files and says what is wrong with them."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from core.skills.model import Skill

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_SUFFIX: Final = ".toml"


class SkillsInvalid(ValueError):
    """Files of skills are not in order. ``problems``: one line each, with file and key."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Skills(Mapping[str, Skill]):
    """All skills by name, in the order of their names."""

    def __init__(self, skills: Collection[Skill]) -> None:
        self._skills = {skill.name: skill for skill in sorted(skills, key=lambda each: each.name)}

    def __getitem__(self, name: str) -> Skill:
        return self._skills[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._skills)

    def __len__(self) -> int:
        return len(self._skills)

    def visible(self, hidden: Collection[str] = ()) -> tuple[Skill, ...]:
        """The skills that are offered: all but those whose name is in ``hidden``."""
        return tuple(skill for skill in self._skills.values() if skill.name not in hidden)


def load_skills(root: Traversable | None = None) -> Skills:
    """Every skill that has a ``.toml`` file under ``root`` (this package by default).

    The file's name is the skill's. A further skill is a further file.

    Raises:
        SkillsInvalid: with every problem of every file.
    """
    folder = files("core.skills") if root is None else root
    sources = sorted(
        (file for file in folder.iterdir() if file.name.endswith(_SUFFIX)),
        key=lambda file: file.name,
    )
    skills: list[Skill] = []
    problems: list[str] = []
    for file in sources:
        try:
            skills.append(_load(file))
        except SkillsInvalid as exc:
            problems.extend(exc.problems)
    if problems:
        raise SkillsInvalid(tuple(problems))
    return Skills(skills)


def _load(file: Traversable) -> Skill:
    try:
        members = tomllib.loads(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as exc:
        raise SkillsInvalid((f"{file.name}: not UTF-8",)) from exc
    except tomllib.TOMLDecodeError as exc:
        raise SkillsInvalid((f"{file.name}: {exc}",)) from exc
    if "name" in members:
        raise SkillsInvalid((f"{file.name}: name: the file's name is the skill's; leave it out",))
    try:
        return Skill.model_validate({**members, "name": file.name.removesuffix(_SUFFIX)})
    except ValidationError as exc:
        problems = tuple(
            f"{file.name}: {'.'.join(str(step) for step in error['loc'])}: {error['msg']}"
            for error in exc.errors(include_url=False, include_input=False)
        )
        raise SkillsInvalid(problems) from exc
