"""The language a browser asks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

    from core.locales import Texts

_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


def preferred(connection: HTTPConnection, texts: Texts) -> str | None:
    """The tag of the language that a browser likes best of those there are (RFC 9110, 12.5.4).

    Where there is none of them: what it likes best at all; None when it does not say.
    """
    found: list[tuple[float, int, str]] = []
    for place, part in enumerate(connection.headers.get("accept-language", "").split(",")[:20]):
        tag, _, parameters = part.strip().partition(";")
        quality = _quality(parameters)
        if quality > 0 and _TAG.fullmatch(tag.strip()):
            found.append((-quality, place, tag.strip()))
    tags = [tag for _, _, tag in sorted(found)]
    known = (tag for tag in tags if tag.partition("-")[0].lower() in texts.languages)
    return next(known, tags[0] if tags else None)


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
