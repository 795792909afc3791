"""Typed members out of foreign JSON.

What a caller can't do without raises ``UnreadableAnswer``; what only describes something is
None when it is missing or of another type, so that a strange ``fps`` does not lose an upload.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from core.backend.models import Json
from core.errors import UnreadableAnswer

Object: TypeAlias = Mapping[str, Json]

_WIDEST = 2**63


def as_object(value: Json, what: str) -> Object:
    """``value`` when it is an object.

    Raises:
        UnreadableAnswer: It is not; ``what`` names it.
    """
    if isinstance(value, dict):
        return value
    raise UnreadableAnswer(f"{what} is no object")


def objects(value: Json, what: str) -> tuple[Object, ...]:
    """The objects of a list; null or a missing list is an empty one, other items are left out.

    Raises:
        UnreadableAnswer: ``value`` is neither a list nor null.
    """
    if value is None:
        return ()
    if isinstance(value, list):
        return tuple(item for item in value if isinstance(item, dict))
    raise UnreadableAnswer(f"{what} is no list")


def identifier(value: Json, what: str) -> str:
    """An opaque id. Deployments that write theirs as a number exist.

    Raises:
        UnreadableAnswer: It is neither a non-empty text nor a whole number.
    """
    found = optional_identifier(value)
    if found is None:
        raise UnreadableAnswer(f"{what} is no id")
    return found


def optional_identifier(value: Json) -> str | None:
    """An opaque id, or None."""
    if isinstance(value, str) and value.strip() and not _unwritable(value):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _WIDEST:
        return str(value)
    return None


def text(value: Json) -> str | None:
    """A non-empty text, or None."""
    return value if isinstance(value, str) and value and not _unwritable(value) else None


def number(value: Json) -> float | None:
    """A number, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < _WIDEST else None


def positive(value: Json) -> float | None:
    """A number above zero, or None."""
    found = number(value)
    return found if found is not None and found > 0 else None


def whole(value: Json) -> int | None:
    """A whole number above zero (pixels, bytes), or None."""
    found = positive(value)
    return int(found) if found is not None and found >= 1 else None


def _unwritable(value: str) -> bool:
    """Half of a surrogate pair: JSON can say it, UTF-8 can't."""
    return any("\ud800" <= letter <= "\udfff" for letter in value)
