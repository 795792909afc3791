"""Says things in one language: texts by key, and sizes, times and lists in plain words."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Final, Literal, TypeAlias

import structlog
from babel import Locale, UnknownLocaleError
from babel.dates import format_timedelta
from babel.lists import format_list
from babel.numbers import format_compact_decimal
from babel.units import format_unit
from fluent.runtime import FluentBundle
from fluent.syntax.ast import Resource

Argument: TypeAlias = str | int | float
Find: TypeAlias = Callable[[str], tuple[str, Resource] | None]
"""The file that has a text, and its name."""

_LONGEST_ARGUMENT: Final = 2000  # fluent.runtime refuses arguments of more than 2500 characters
_UNITS: Final = ("byte", "kilobyte", "megabyte", "gigabyte", "terabyte")


class TextMissing(ResourceWarning):
    """A text, or one of its arguments, is missing: a mistake in the program.

    Python hides resource warnings unless they are asked for, so a person sees the key in place of
    the text and the log has the reason, while tests, where warnings are errors, fail.
    """


def babel_locale(tag: str | None, language: str) -> Locale:
    """The rules for numbers and plurals: of the tag's region where it is known, e.g. ``en_GB``.

    A script of its own (``zh-Hant``) is left out: there are no texts in it.
    """
    own = Locale.parse(language.replace("-", "_"))
    try:
        territory = own.territory or Locale.parse((tag or "").replace("-", "_")).territory
        return Locale(own.language, territory=territory)
    except (UnknownLocaleError, ValueError, TypeError):
        return own


class Speaker:
    """One language. Texts that it lacks are said in the fallback's language."""

    def __init__(
        self,
        *,
        language: str,
        locale: Locale,
        find: Find,
        fall_back: Find | None = None,
    ) -> None:
        self.language: Final = language
        self._locale = locale
        self._find = find
        self._fall_back = fall_back
        self._bundles: dict[tuple[str, str], FluentBundle] = {}

    def format(self, key: str, /, **arguments: Argument) -> str:
        """The text ``key`` with its arguments; numbers in the language's way.

        A missing text or argument shows as its key or name, is logged, and warned of by
        ``TextMissing``: it raises only where warnings are errors.
        """
        short, long = _set_long_aside(arguments)
        for bundle in self._with_text(key):
            pattern = bundle.get_message(key).value if bundle.has_message(key) else None
            if pattern is None:
                continue
            text, problems = bundle.format_pattern(pattern, short)
            if problems:
                self._report(key, ", ".join(_named(problem) for problem in problems))
            return _put_back(str(text), long)
        self._report(key, "no such text")
        return key

    def size(self, size: int) -> str:
        """A file's size in bytes as people write it: ``3.5 MB``. 1 MB is 1024² bytes here."""
        value, unit = float(size), 0
        while value >= 1000 and unit < len(_UNITS) - 1:
            value /= 1024
            unit += 1
        digits = 1 if value < 10 and unit > 1 else 0
        return format_unit(
            round(value, digits), f"digital-{_UNITS[unit]}", length="short", locale=self._locale
        )

    def span(self, seconds: float) -> str:
        """A length of time, roughly, in one unit: ``45 seconds``, ``2 minutes``."""
        return format_timedelta(max(round(seconds), 1), threshold=1.5, locale=self._locale)

    def amount(self, number: int) -> str:
        """A large number, roughly, in words: ``120 million``."""
        known = self._locale.compact_decimal_formats
        length: Literal["long", "short"] = "long" if "long" in known else "short"
        return format_compact_decimal(
            number, format_type=length, locale=self._locale, fraction_digits=1
        )

    def listing(
        self, items: Sequence[str], *, style: Literal["standard", "or"] = "standard"
    ) -> str:
        """``a, b and c`` or ``a, b or c`` in the language's way."""
        return format_list(items, style=style, locale=self._locale)

    def _with_text(self, key: str) -> Iterator[FluentBundle]:
        if (own := self._find(key)) is not None:
            yield self._bundle(self._locale, *own)
        if self._fall_back is not None and (spare := self._fall_back(key)) is not None:
            yield self._bundle(Locale("en"), *spare)

    def _bundle(self, locale: Locale, name: str, file: Resource) -> FluentBundle:
        known = self._bundles.get((str(locale), name))
        if known is None:
            # no isolation marks: they show as boxes in some chat clients
            known = FluentBundle([str(locale)], use_isolating=False)
            known.add_resource(file)
            self._bundles[str(locale), name] = known
        return known

    def _report(self, key: str, problem: str) -> None:
        structlog.get_logger(__name__).error(
            "text missing", key=key, language=self.language, problem=problem
        )
        warnings.warn(TextMissing(f"{key} ({self.language}): {problem}"), stacklevel=3)


def _set_long_aside(
    arguments: dict[str, Argument],
) -> tuple[dict[str, Argument], dict[str, str]]:
    """Stand-ins (characters of a private area) for arguments too long for fluent.runtime."""
    short = dict(arguments)
    long: dict[str, str] = {}
    for name, value in arguments.items():
        if isinstance(value, str) and len(value) > _LONGEST_ARGUMENT:
            mark = f"\ue000{len(long)}\ue001"
            short[name] = mark
            long[mark] = value
    return short, long


def _put_back(text: str, long: dict[str, str]) -> str:
    for mark, value in long.items():
        text = text.replace(mark, value)
    return text


def _named(problem: Exception) -> str:
    # other exceptions may quote an argument, which is somebody's words
    return str(problem) if type(problem).__module__.startswith("fluent") else type(problem).__name__
