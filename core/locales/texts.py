"""Finds the texts of each language and reads them when somebody is spoken to in it."""

from __future__ import annotations

import re
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from fluent.syntax.ast import Resource

    from core.locales.speaker import Speaker

DEFAULT_LANGUAGE: Final = "en"

_KEY: Final = re.compile(r"^([a-zA-Z][\w-]*) *=", re.MULTILINE)


def load_texts(root: Traversable | None = None) -> Texts:
    """The texts under ``root``: one folder per language, several ``.ftl`` files in each.

    Nothing is parsed yet, so this is cheap. ``root``: this package by default.
    """
    return Texts(files("core.locales") if root is None else root)


class _Files:
    """One language's files: read when it is first spoken, each parsed when it is first needed.

    A text may refer to others of its own file alone.
    """

    def __init__(self, folder: Traversable) -> None:
        self._folder = folder
        self._parsed: dict[str, Resource] = {}

    def with_text(self, key: str) -> tuple[str, Resource] | None:
        """The file that has a text, and its name; None where the language lacks it."""
        from fluent.runtime import FluentResource  # noqa: PLC0415 - see Texts.for_locale

        name = self._names.get(key)
        if name is None:
            return None
        if name not in self._parsed:
            self._parsed[name] = FluentResource(self._contents[name])
        return name, self._parsed[name]

    @cached_property
    def _contents(self) -> dict[str, str]:
        return {
            file.name: file.read_text(encoding="utf-8")
            for file in self._folder.iterdir()
            if file.name.endswith(".ftl")
        }

    @cached_property
    def _names(self) -> dict[str, str]:
        return {
            key: name for name, content in self._contents.items() for key in _KEY.findall(content)
        }


class Texts:
    """All texts. What of a language is needed is parsed once, for all its regions."""

    def __init__(self, root: Traversable) -> None:
        self._folders = {folder.name: folder for folder in root.iterdir() if _has_texts(folder)}
        if DEFAULT_LANGUAGE not in self._folders:
            raise ValueError(f"no {DEFAULT_LANGUAGE} texts, to which all languages fall back")
        self._files = {name: _Files(folder) for name, folder in self._folders.items()}
        self._speakers: dict[tuple[str, str], Speaker] = {}

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have texts, e.g. ``("en", "zh")``."""
        return tuple(sorted(self._folders))

    def language_of(self, tag: str | None) -> str:
        """The language spoken to somebody whose locale is ``tag`` (BCP 47, or with ``_``).

        The tag is cut from its end until it names a language we have; ``en`` where none does.
        """
        known = {language.lower(): language for language in self._folders}
        parts = (tag or "").replace("_", "-").lower().split("-")
        for length in range(len(parts), 0, -1):
            if language := known.get("-".join(parts[:length])):
                return language
        return DEFAULT_LANGUAGE

    def for_locale(self, tag: str | None) -> Speaker:
        """Who speaks to somebody whose locale is ``tag``, e.g. ``zh-CN``; never fails."""
        # fluent.runtime and Babel take 0.2 s to import: only where something is said
        from core.locales.speaker import Speaker, babel_locale  # noqa: PLC0415

        language = self.language_of(tag)
        locale = babel_locale(tag, language)
        key = (language, str(locale))
        if key not in self._speakers:
            self._speakers[key] = Speaker(
                language=language,
                locale=locale,
                find=self._files[language].with_text,
                fall_back=(
                    None
                    if language == DEFAULT_LANGUAGE
                    else self._files[DEFAULT_LANGUAGE].with_text
                ),
            )
        return self._speakers[key]


def _has_texts(folder: Traversable) -> bool:
    return folder.is_dir() and any(file.name.endswith(".ftl") for file in folder.iterdir())
