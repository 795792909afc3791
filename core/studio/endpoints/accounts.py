"""Tokens and credits."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from core.studio.endpoints.answers import granted
from core.studio.endpoints.studio import Studio
from core.studio.refusals import Refused, token_rejected
from core.studio.storage import accounts

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_CLIENT_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,64}")


async def anonymous_token(request: Request) -> Response:
    """``POST /api/auth/anonymous-token``."""
    studio = Studio.behind(request)
    config = studio.config
    if config.secret is not None:
        raise token_rejected()  # the operator has decided who may come
    client_id = request.headers.get("x-client-id", "").strip()
    if not _CLIENT_ID.fullmatch(client_id):
        raise Refused(400, "X-Client-Id: a UUID, at most 64 characters", status=400)
    ip = request.client.host if request.client is not None else ""
    now = config.clock.time()
    issued = await studio.database.transact(
        lambda rows: accounts.issue(rows, client_id, ip, now, config.limits)
    )
    left = accounts.balance(0, 0, config.credits).available
    return granted(
        {
            "token": issued.token,
            "user_id": issued.account.user_id,
            "expires_at": datetime.fromtimestamp(issued.account.expires_at, UTC).isoformat(),
            "credits": left,
        }
    )


async def balance(request: Request) -> Response:
    """``GET /api/credits/balance/simple``."""
    studio = Studio.behind(request)
    account = await studio.account(request)
    left = await studio.database.transact(
        lambda rows: accounts.balance_of(rows, account.user_id, studio.config.credits)
    )
    return granted({"available": left.available, "frozen": left.frozen, "total": left.total})
