"""Reads request bodies: bounded, patient only for a while, strict about their shape."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from core.studio.refusals import Refused, body_too_large, malformed

if TYPE_CHECKING:
    from starlette.requests import Request

    from core.studio.limits import Limits
    from core.values import Json

Members: TypeAlias = "dict[str, Json]"

_ID: Final = re.compile(r"[A-Za-z0-9_.:-]+")


async def blocks(request: Request, limits: Limits) -> AsyncGenerator[bytes]:
    """The body as it comes in.

    Raises:
        Refused: 408, nothing came for ``limits.body_idle_s``.
        ClientDisconnect: The client left.
    """
    stream = request.stream()
    while True:
        try:
            async with asyncio.timeout(limits.body_idle_s):
                block = await anext(stream, None)
        except TimeoutError as exc:
            raise Refused(408, "the request's body did not come", status=408) from exc
        if block is None:
            return
        if block:
            yield block


async def members(request: Request, limits: Limits) -> Members:
    """The body as a JSON object; an empty body is an empty one.

    Raises:
        Refused: 413, 422.
    """
    body = bytearray()
    async for block in blocks(request, limits):
        body += block
        if len(body) > limits.json_bytes:
            raise body_too_large(limits.json_bytes)
    if not body:
        return {}
    value = _parsed(bytes(body))
    if not isinstance(value, dict):
        raise malformed("the body is not a JSON object")
    return value


def _parsed(body: bytes) -> Json:
    try:
        value = cast("Json", json.loads(body, parse_constant=_no_constant))
        # half a surrogate pair is legal in JSON's escapes but can't be written anywhere
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as exc:
        raise malformed("the body is not JSON") from exc
    return value


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def text_member(body: Members, name: str, longest: int, *, default: str | None = None) -> str:
    """A string member.

    Raises:
        Refused: 422, absent without a default, of another type, or too long.
    """
    value = body.get(name, default)
    if not isinstance(value, str):
        raise malformed(f"{name}: a string")
    if len(value) > longest:
        raise malformed(f"{name}: at most {longest} characters")
    return value


def checked_id(value: str, name: str, limits: Limits) -> str:
    """An id that a client made.

    Raises:
        Refused: 422.
    """
    if len(value) > limits.id_chars or not _ID.fullmatch(value):
        raise malformed(f"{name}: 1–{limits.id_chars} of letters, digits and _.:-")
    return value
