"""Finds the texts of each language and reads them when somebody is spoken to in it."""

from __future__ import annotations

from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from fluent.syntax.ast import Resource

    from core.locales.speaker import Speaker

DEFAULT_LANGUAGE: Final = "en"


def load_texts(root: Traversable | None = None) -> Texts:
    """The texts under ``root``: one folder per language, several ``.ftl`` files in each.

    Nothing is parsed yet, so this is cheap. ``root``: this package by default.
    """
    return Texts(files("core.locales") if root is None else root)


class Texts:
    """All texts. Each language is parsed once, when it is first asked for."""

    def __init__(self, root: Traversable) -> None:
        self._folders = {folder.name: folder for folder in root.iterdir() if _has_texts(folder)}
        if DEFAULT_LANGUAGE not in self._folders:
            raise ValueError(f"no {DEFAULT_LANGUAGE} texts, to which all languages fall back")
        self._resources: dict[str, tuple[Resource, ...]] = {}
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
                resources=partial(self._parsed, language),
                fallback=(
                    None
                    if language == DEFAULT_LANGUAGE
                    else partial(self._parsed, DEFAULT_LANGUAGE)
                ),
            )
        return self._speakers[key]

    def _parsed(self, language: str) -> tuple[Resource, ...]:
        from fluent.runtime import FluentResource  # noqa: PLC0415 - see for_locale

        if language not in self._resources:
            folder = self._folders[language]
            self._resources[language] = tuple(
                FluentResource(file.read_text(encoding="utf-8"))
                for file in sorted(folder.iterdir(), key=lambda file: file.name)
                if file.name.endswith(".ftl")
            )
        return self._resources[language]


def _has_texts(folder: Traversable) -> bool:
    return folder.is_dir() and any(file.name.endswith(".ftl") for file in folder.iterdir())
