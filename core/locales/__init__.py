"""Texts for people, in every language, through Fluent."""

from typing import TYPE_CHECKING

from core.locales.texts import DEFAULT_LANGUAGE, Texts, load_texts

if TYPE_CHECKING:
    from core.locales.speaker import Speaker, TextMissing

__all__ = ["DEFAULT_LANGUAGE", "Speaker", "TextMissing", "Texts", "load_texts"]


def __getattr__(name: str) -> object:
    # Speaker's libraries take 0.2 s to import; loading the texts alone does not need them
    if name in {"Speaker", "TextMissing"}:
        from core.locales import speaker  # noqa: PLC0415

        return getattr(speaker, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
