"""Claim links: made for a client, opened by a person."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse

from core.studio.endpoints.answers import granted
from core.studio.endpoints.bodies import members, text_member
from core.studio.endpoints.claim_page import ClaimPage, content_security_policy
from core.studio.endpoints.studio import Studio

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from core.studio.claim import ClaimView


async def issue(request: Request) -> Response:
    """``POST /api/auth/claim-token``."""
    studio = Studio.behind(request)
    account = await studio.account(request)
    limits = studio.config.limits
    body = await members(request, limits)
    session_id = text_member(body, "session_id", limits.id_chars)
    token = await studio.claims.issue(account, session_id)
    return granted({"claim_token": token, "expires_in": int(limits.claim_s)})


async def page(request: Request) -> Response:
    """``GET /workspace/claim?ct=…``."""
    studio = Studio.behind(request)
    view = await studio.claims.view(request.query_params.get("ct", ""))
    nonce = secrets.token_urlsafe(16)
    language = _language(request, view)
    # the first page reads texts and loads what speaks them: a fifth of a second off the loop
    html = await studio.folders.run(lambda: _drawn(studio, view, language, nonce))
    headers = {
        "content-security-policy": content_security_policy(nonce),
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    return HTMLResponse(html, 404 if view is None else 200, headers)


def _drawn(studio: Studio, view: ClaimView | None, language: str, nonce: str) -> str:
    speaker = studio.texts.for_locale(language)
    # relative, so that the page also works behind a proxy that adds a path of its own
    drawn = ClaimPage(
        speaker,
        nonce,
        media_link=lambda file: f"..{studio.media_path(file)}",
        render_link=lambda render: f"..{studio.render_path(render)}",
    )
    return drawn.over() if view is None else drawn.project(view)


def _language(request: Request, view: ClaimView | None) -> str:
    """The browser's first wish, else the project's own language."""
    wish = request.headers.get("accept-language", "").partition(",")[0].partition(";")[0].strip()
    if wish and wish != "*":
        return wish
    return "en" if view is None else view.session.language
