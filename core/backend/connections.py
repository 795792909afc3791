"""HTTP as the client needs it: single exchanges over shared connections, errors translated."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import NoReturn

import httpx
from httpx_sse import aconnect_sse

from core.backend.envelopes import Answer
from core.backend.models import Json, Session
from core.backend.timing import Timing
from core.errors import BackendDown, BackendRefused, UnreadableAnswer

LONGEST_ANSWER = 64 * 1024 * 1024
"""Bytes of an answer that is read whole; a longer one is not the backend's."""

USER_AGENT = "stillmotion"

_DOCUMENTS = ("application/json", "application/problem+json", "text/html")
"""Media types of answers that are neither streams nor files."""

_MOST_CALLS = 100
"""Connections for plain calls; streams and files, which last, are not limited."""


@dataclass(frozen=True, slots=True)
class Body:
    """A request body that is no JSON; ``open`` begins it anew when a refused call is repeated."""

    content_type: str
    length: int
    open: Callable[[], AsyncGenerator[bytes]]


@dataclass(frozen=True, slots=True)
class Request:
    """One call of the API; ``path`` is below the base URL, or a whole URL for links.

    ``session`` tells whose credits ran out; ``read_timeout`` in s (None: ``Timing.answer``);
    ``events``: the answer is an event stream.
    """

    method: str
    path: str
    body: Json | Body = None
    session: Session | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    read_timeout: float | None = None
    events: bool = False


class Connections:
    """The HTTP clients for one backend and for the links it gives."""

    def __init__(self, base_url: str, *, trust_env: bool, timing: Timing) -> None:
        """Open nothing yet.

        Raises:
            ValueError: The URL is none of http or https.
        """
        self.origin = origin_of(base_url)
        self.base_url = base_url.rstrip("/")
        self._timing = timing
        self._trust_env = trust_env
        self._clients: dict[tuple[str, bool], httpx.AsyncClient] = {}

    async def aclose(self) -> None:
        """Close all connections."""
        while self._clients:
            _, client = self._clients.popitem()
            await client.aclose()

    @asynccontextmanager
    async def opened(
        self, request: Request, headers: Mapping[str, str], *, lasting: bool = False
    ) -> AsyncGenerator[httpx.Response]:
        """One exchange, the answer's body still to be read; redirects are not followed."""
        body, sent = request.body, {**request.headers, **headers}
        async with AsyncExitStack() as stack:
            content = None
            if isinstance(body, Body):
                content = await stack.enter_async_context(aclosing(body.open()))
                sent |= {"Content-Type": body.content_type, "Content-Length": str(body.length)}
                lasting = True
            elif body is not None:
                content = json_bytes(body)
                sent["Content-Type"] = "application/json"
            url = self.base_url + request.path if request.path[0] == "/" else request.path
            client = await self._client(url.partition(":")[0].lower(), lasting=lasting)
            connect = _stream_events if request.events else httpx.AsyncClient.stream
            with translated():
                exchange = connect(
                    client,
                    request.method,
                    url,
                    content=content,
                    headers=sent,
                    timeout=self._timeouts(request.read_timeout),
                )
                with _reached():
                    response = await stack.enter_async_context(exchange)
                yield response

    async def begin(
        self,
        stack: AsyncExitStack,
        request: Request,
        headers: Mapping[str, str],
        refuse: Callable[[Answer], NoReturn],
    ) -> httpx.Response:
        """An exchange whose answer is read by pieces and closed with ``stack``.

        An answer that is neither stream, file nor redirect goes to ``refuse``.
        """
        async with AsyncExitStack() as opening:
            exchange = self.opened(request, headers, lasting=True)
            response = await opening.enter_async_context(exchange)
            if not (response.has_redirect_location or _is_long(response)):
                refuse(await read_whole(response))
            stack.push_async_exit(opening.pop_all())
        return response

    def _timeouts(self, read: float | None) -> httpx.Timeout:
        waits = self._timing
        return httpx.Timeout(
            connect=waits.connect,
            read=waits.answer if read is None else read,
            write=waits.write,
            pool=waits.answer,
        )

    async def _client(self, scheme: str, *, lasting: bool) -> httpx.AsyncClient:
        kind = (scheme, lasting)
        if kind not in self._clients:
            most = None if lasting else _MOST_CALLS
            with _configured():
                tls = await asyncio.to_thread(_trust, scheme, trust_env=self._trust_env)
                client = httpx.AsyncClient(
                    verify=tls,
                    trust_env=self._trust_env,
                    follow_redirects=False,
                    headers={"User-Agent": USER_AGENT},
                    limits=httpx.Limits(max_connections=most, max_keepalive_connections=20),
                )
            self._clients.setdefault(kind, client)  # somebody may have been faster meanwhile
        return self._clients[kind]


@asynccontextmanager
async def _stream_events(
    client: httpx.AsyncClient,
    method: str,
    url: str,
    *,
    content: AsyncGenerator[bytes] | bytes | None,
    headers: dict[str, str],
    timeout: httpx.Timeout,  # noqa: ASYNC109 - httpx's own
) -> AsyncGenerator[httpx.Response]:
    """As ``AsyncClient.stream``, asking for events that nothing on the way may keep."""
    async with aconnect_sse(
        client, method, url, content=content, headers=headers, timeout=timeout
    ) as source:
        yield source.response


def _trust(scheme: str, *, trust_env: bool) -> ssl.SSLContext:
    """Whom TLS trusts. Reading the authorities takes a while; plain HTTP needs none of them."""
    if scheme == "https":
        return httpx.create_ssl_context(trust_env=trust_env)
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@contextmanager
def _configured() -> Generator[None]:
    """What clients are made of comes from the environment, and none can be made of some of it.

    A proxy of a scheme unknown to httpx is a ValueError to it, SOCKS without its package an
    ImportError, and missing or unreadable certificates are those of the disk or of TLS.
    """
    try:
        yield
    except (ImportError, OSError, ValueError, httpx.InvalidURL) as exc:
        raise BackendDown(
            "the proxy or the certificates of the environment can't be used", sent=False
        ) from exc


@contextmanager
def _reached() -> Generator[None]:
    """An address that no socket takes (a port over 65535), its own or its proxy's.

    anyio, which connects for httpx, lets the socket's error through, as a group or as it is.
    """
    try:
        yield
    except (ExceptionGroup, OverflowError) as exc:
        raise BackendDown("there is no such address", sent=False) from exc


@contextmanager
def translated() -> Generator[None]:
    """The HTTP library's exceptions as ours, without their texts: they may quote what was sent."""
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as exc:
        raise BackendDown(type(exc).__name__, sent=False) from exc
    except httpx.DecodingError as exc:
        raise UnreadableAnswer("the answer's encoding is broken") from exc
    except (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL) as exc:
        raise BackendRefused(type(exc).__name__) from exc
    except httpx.HTTPError as exc:
        raise BackendDown(type(exc).__name__, sent=True) from exc


async def read_whole(response: httpx.Response) -> Answer:
    """The answer in memory.

    Raises:
        UnreadableAnswer: It is longer than any answer of the API.
    """
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > LONGEST_ANSWER:
            raise UnreadableAnswer("the answer is too long")
    return Answer(response.status_code, bytes(body), response.headers)


def json_bytes(value: Json) -> bytes:
    """JSON as ASCII: what a draft held comes out the same, half surrogate pairs included."""
    return json.dumps(value, allow_nan=False, separators=(",", ":")).encode("ascii")


def origin_of(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an http(s) URL.

    Raises:
        ValueError: It is none.
    """
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as exc:
        raise ValueError("not a URL") from exc
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise ValueError("not an http or https URL")
    return parsed.scheme, parsed.host, parsed.port or (443 if parsed.scheme == "https" else 80)


def _is_long(response: httpx.Response) -> bool:
    kind: str = response.headers.get("content-type", "")
    return response.is_success and kind.partition(";")[0].strip().lower() not in _DOCUMENTS
