"""The language a browser asks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


def preferred(connection: HTTPConnection) -> str | None:
    """The tag of the language a browser likes best (RFC 9110, 12.5.4); None: it does not say."""
    found: list[tuple[float, int, str]] = []
    for place, part in enumerate(connection.headers.get("accept-language", "").split(",")[:20]):
        tag, _, parameters = part.strip().partition(";")
        if _TAG.fullmatch(tag.strip()):
            found.append((-_quality(parameters), place, tag.strip()))
    return min(found)[2] if found else None


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
