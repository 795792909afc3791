"""The contract's envelopes."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from starlette.responses import Response

from core.studio.refusals import Refused

if TYPE_CHECKING:
    from core.values import Json


def plain(value: Json, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON without an envelope."""
    body = json.dumps(value, ensure_ascii=False).encode()
    quiet = {"cache-control": "no-store", **(headers or {})}
    return Response(body, status, quiet, media_type="application/json")


def granted(value: Json) -> Response:
    """``{"code": 0, "message": "success", "data": …}``."""
    return plain({"code": 0, "message": "success", "data": value})


def refused(refusal: Refused) -> Response:
    """``{"code": …, "message": …, "data": null}``, with ``Retry-After`` where it makes sense."""
    headers: dict[str, str] = {}
    if refusal.retry_after is not None:
        headers["retry-after"] = str(max(1, math.ceil(refusal.retry_after)))
    value: Json = {"code": refusal.code, "message": refusal.message, "data": None}
    return plain(value, status=refusal.status, headers=headers)
