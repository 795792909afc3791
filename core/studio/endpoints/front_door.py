"""What every request passes: is it meant for us, and does its answer say too much?"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from core.errors import DiskFull
from core.studio.endpoints.answers import refused
from core.studio.net_guard import is_loopback
from core.studio.refusals import Refused, disk_full
from core.tracing import where

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from core.studio.config import StudioConfig
    from core.studio.limits import Limits

_HOST: Final = re.compile(
    r"(?:(?P<name>[\w.-]+)|\[(?P<v6>[0-9A-Fa-f:.]+)\])(?::\d{1,5})?", re.ASCII
)
_LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class FrontDoor:
    """Outermost middleware: checks the Host header, turns everything raised into an envelope."""

    def __init__(self, app: ASGIApp, config: StudioConfig) -> None:
        self._app = app
        self._limits = config.limits
        self._hosts = welcome_hosts(config.host, config.public_url)
        self._log = structlog.get_logger(__name__)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        talk = _Talk(receive, send)
        try:
            self._check_host(Headers(scope=scope))
            await self._app(scope, talk.receive, talk.send)
        except ClientDisconnect:
            return
        except Exception as exc:  # noqa: BLE001 - the last place before the client
            if talk.answered:
                # a second answer can't be sent: the connection is closed in the middle
                self._log.warning("answer broke off", error=type(exc).__name__)
                return
            await talk.hear_out(self._limits)
            await refused(self._refusal(exc))(scope, receive, send)

    def _check_host(self, headers: Headers) -> None:
        name = host_name(headers.get("host", ""))
        if not name or (self._hosts is not None and name not in self._hosts):
            raise Refused(421, "this address is not served here", status=421)

    def _refusal(self, problem: Exception) -> Refused:
        match problem:
            case Refused():
                return problem
            case DiskFull():
                return disk_full()
            case _:
                # no exc_info: the text of an exception may name a file, or quote what was sent
                name = type(problem).__name__
                self._log.error("request failed", error=name, where=where(problem))
                return Refused(500, "the studio failed", status=500)


async def no_such_address(request: Request, problem: Exception) -> Response:
    """Starlette's own 404 and 405, handed on to the front door, which has an envelope for them."""
    del request
    status = problem.status_code if isinstance(problem, HTTPException) else 404
    words = "this address takes another method" if status == 405 else "there is nothing here"
    raise Refused(status, words, status=status) from problem


class _Talk:
    """One request and its answer: how far each of them is."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._heard_all = False
        self.answered = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._heard_all = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        self.answered = True
        await self._send(message)

    async def hear_out(self, limits: Limits) -> None:
        """Let the client finish: while it is still sending it would not see our answer.

        For so many bytes only, and only as long as something comes.
        """
        left = limits.drain_bytes
        while not self._heard_all and left > 0:
            try:
                async with asyncio.timeout(limits.body_idle_s):
                    message = await self.receive()
            except TimeoutError:
                return
            left -= len(message.get("body", b""))


def welcome_hosts(host: str, public_url: str | None) -> frozenset[str] | None:
    """The names by which clients may come; None: by any.

    A page in somebody's browser can reach a loopback server under a name of its own (DNS
    rebinding), but it can't choose the Host header.
    """
    if not is_loopback(host):
        return None
    public = urlsplit(public_url or "").hostname
    named = {host.lower(), public} if public else {host.lower()}
    return _LOOPBACK_NAMES | named


def host_name(header: str) -> str:
    """The name in a Host header, without port and brackets, in lower case; "" for nonsense."""
    match = _HOST.fullmatch(header)
    return "" if match is None else (match["name"] or match["v6"]).lower()
