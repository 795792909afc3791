"""Who may come in: by which name, from which page, with which token, as which browser."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import secrets
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from pydantic import SecretStr

from core.conversation import ChatRef

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection
    from starlette.responses import Response

BROWSER_COOKIE: Final = "stillmotion_chat"
ACCESS_COOKIE: Final = "stillmotion_access"
_BROWSER: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_HOST: Final = re.compile(
    r"(?:(?P<name>[\w.-]+)|\[(?P<v6>[0-9A-Fa-f:.]+)\])(?::\d{1,5})?", re.ASCII
)
_LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_COOKIE_AGE_S: Final = 400 * 24 * 3600  # the longest that browsers keep one


@dataclass(frozen=True, slots=True)
class Access:
    """The rules of one server.

    ``host``: where it listens. ``token``: what everybody must bring who is not on this machine;
    None on loopback. ``names``: further names by which it may be called.

    Raises:
        ValueError: others could come in without a token.
    """

    host: str = "127.0.0.1"
    token: SecretStr | None = None
    names: frozenset[str] = frozenset()
    _known: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.token is None and not is_loopback(self.host):
            raise ValueError("beyond this machine a token is needed")
        own = {self.host.lower()} | {name.lower() for name in self.names}
        if not is_loopback(self.host):
            own.add(socket.gethostname().lower())
        object.__setattr__(self, "_known", _LOOPBACK_NAMES | own)

    def welcomes(self, header: str) -> bool:
        """Whether a Host header names this server.

        A page in somebody's browser can reach us under a name of its own (DNS rebinding), but it
        can't choose the header; a bare address is no name that could be bound to another.
        """
        name = host_name(header)
        if name in self._known:
            return True
        return not is_loopback(self.host) and _is_address(name)

    def let_in(self, connection: HTTPConnection) -> bool:
        """Whether a browser has shown the token before."""
        if self.token is None:
            return True
        return hmac.compare_digest(
            connection.cookies.get(ACCESS_COOKIE, "").encode(), self._proof().encode()
        )

    def is_token(self, text: str) -> bool:
        """Whether this is the token."""
        return self.token is not None and hmac.compare_digest(
            text.encode(), self.token.get_secret_value().encode()
        )

    def remember(self, response: Response) -> None:
        """Let a browser in from now on."""
        # Lax, so that a link in somebody's mail works; whatever changes something asks for more
        response.set_cookie(
            ACCESS_COOKIE, self._proof(), max_age=_COOKIE_AGE_S, httponly=True, samesite="lax"
        )

    def _proof(self) -> str:
        token = "" if self.token is None else self.token.get_secret_value()
        return hmac.new(token.encode(), b"access", hashlib.sha256).hexdigest()


def from_own_page(connection: HTTPConnection) -> bool:
    """Whether a page of this very server sent the request."""
    origin = connection.headers.get("origin", "")
    host = connection.headers.get("host", "")
    return bool(host) and urlsplit(origin).netloc.lower() == host.lower()


def chat_of(connection: HTTPConnection) -> ChatRef | None:
    """The chat of a browser, which is named by what only that browser knows; None: it is new."""
    browser = connection.cookies.get(BROWSER_COOKIE, "")
    if not _BROWSER.fullmatch(browser):
        return None
    # what is stored and logged must not open the chat
    return ChatRef("web", hashlib.sha256(browser.encode()).hexdigest()[:32])


def make_known(response: Response) -> None:
    """Give a new browser a chat of its own."""
    response.set_cookie(
        BROWSER_COOKIE,
        secrets.token_urlsafe(32),
        max_age=_COOKIE_AGE_S,
        httponly=True,
        samesite="strict",
    )


def host_name(header: str) -> str:
    """The name in a Host header, without port and brackets, in lower case; "" for nonsense."""
    match = _HOST.fullmatch(header)
    return "" if match is None else (match["name"] or match["v6"]).lower()


def is_loopback(host: str) -> bool:
    """Whether a server that listens on ``host`` is reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
