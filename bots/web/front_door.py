"""What every request passes before it is looked at, and every answer before it goes out."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import structlog
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from bots.web.access import from_own_page
from bots.web.refusals import Refused
from bots.web.speaking import preferred
from core.conversation.error_texts import describe_error
from core.errors import StillmotionError
from core.tracing import where

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from bots.web.access import Access
    from core.locales import Speaker, Texts

_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' blob:; media-src 'self' blob:; object-src 'none';"
        " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_SAFE: Final = frozenset({"GET", "HEAD"})


class FrontDoor:
    """Outermost middleware: lets in who may come in, and turns what is raised into words."""

    def __init__(self, app: ASGIApp, access: Access, texts: Texts) -> None:
        self._app = app
        self._access = access
        self._texts = texts
        self._log = structlog.get_logger(__name__)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answered = False

        async def guarded(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = True
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        connection = HTTPConnection(scope)
        try:
            if self._wants_in(connection):
                await self._let_in(scope, receive, guarded)
                return
            self._check(connection)
            await self._app(scope, receive, guarded)
        except ClientDisconnect:
            return
        except Exception as exc:  # noqa: BLE001 - the last place before the browser
            if answered:
                # a second answer can't be sent: the connection is closed in the middle
                self._log.warning("answer broke off", error=type(exc).__name__)
                return
            await self._refusal(connection, exc)(scope, receive, guarded)

    def _wants_in(self, connection: HTTPConnection) -> bool:
        return (
            connection.scope["method"] == "GET"
            and connection.url.path == "/"
            and self._access.welcomes(connection.headers.get("host", ""))
            and self._access.is_token(connection.query_params.get("access", ""))
        )

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Exchange the token for a cookie at once: it stays in no address bar and no history."""
        response = RedirectResponse("/", status_code=303, headers={"cache-control": "no-store"})
        self._access.remember(response)
        await response(scope, receive, send)

    def _check(self, connection: HTTPConnection) -> None:
        if not self._access.welcomes(connection.headers.get("host", "")):
            raise Refused(421)
        if not self._access.let_in(connection):
            raise Refused(403, "web-no-access")
        if connection.scope["method"] not in _SAFE and not from_own_page(connection):
            raise Refused(403)

    def _refusal(self, connection: HTTPConnection, problem: Exception) -> Response:
        """A page for who opened an address, JSON for the script; both say why in words."""
        speaker = self._texts.for_locale(preferred(connection, self._texts))
        status, words = self._said(problem, speaker)
        headers = {"cache-control": "no-store"}
        if "text/html" in connection.headers.get("accept", ""):
            said = f"<title>Stillmotion</title><p>{escape(words)}</p>"
            page = f'<!doctype html><html lang="{speaker.language}">{said}</html>'
            return HTMLResponse(page, status_code=status, headers=headers)
        return JSONResponse({"error": words}, status_code=status, headers=headers)

    def _said(self, problem: Exception, speaker: Speaker) -> tuple[int, str]:
        match problem:
            case Refused():
                return problem.status, speaker.format(problem.key, **problem.arguments)
            case HTTPException():
                refused = Refused(problem.status_code)
                return refused.status, speaker.format(refused.key)
            case StillmotionError():
                return 422, describe_error(problem, speaker, may_see_links=False).text
            case _:
                # no exc_info: the text of an exception may name a file, or quote what was sent
                name = type(problem).__name__
                self._log.error("request failed", error=name, where=where(problem))
                return 500, speaker.format("web-failed")


async def hand_on(_request: HTTPConnection, problem: Exception) -> JSONResponse:
    """Starlette's own 404 and 405, for the front door, which has words for them."""
    raise problem
