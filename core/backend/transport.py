"""One backend over HTTP: headers, tokens, waits and errors of every call, in one place."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar
from urllib.parse import urljoin

import httpx
from pydantic import SecretStr

from core.backend.accounts import anonymous_grant, blame
from core.backend.credentials import Bearer, Credentials, Grant
from core.backend.envelopes import Answer, unwrap
from core.backend.models import Attribution, Json, Session
from core.backend.timing import Timing
from core.clock import Clock
from core.errors import (
    BackendDown,
    BackendRefused,
    ClientIdMissing,
    OutOfCredits,
    RateLimited,
    TokenRefused,
    TokenRejected,
    UnreadableAnswer,
)

T = TypeVar("T")

LONGEST_ANSWER = 64 * 1024 * 1024
"""Bytes of a plain answer; a longer one is not the backend's."""

USER_AGENT = "stillmotion"

DOCUMENTS = ("application/json", "application/problem+json", "text/html")
"""Media types of answers that are neither streams nor files."""

_MOST_REDIRECTS = 5

_TOKEN_PATH = "/api/auth/anonymous-token"  # noqa: S105 - a path


@dataclass(frozen=True, slots=True)
class Body:
    """A request body that is no JSON; ``open`` begins it anew when a refused call is repeated."""

    content_type: str
    length: int
    open: Callable[[], AsyncGenerator[bytes]]


@dataclass(frozen=True, slots=True)
class Request:
    """One call of the API; ``path`` is below the base URL, or a whole URL for links.

    ``session`` tells whose credits ran out; ``read_timeout`` in s (None: ``Timing.answer``).
    """

    method: str
    path: str
    body: Json | Body = None
    session: Session | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    read_timeout: float | None = None


class Transport:
    """The connections to one backend, shared by everybody who speaks with it."""

    def __init__(
        self,
        base_url: str,
        credentials: Credentials,
        *,
        clock: Clock,
        random: Random,
        trust_env: bool,
        timing: Timing,
    ) -> None:
        """Open nothing yet.

        Raises:
            ValueError: The URL is none of http or https.
        """
        self.origin = origin_of(base_url)
        self.base_url = base_url.rstrip("/")
        self.clock = clock
        self.timing = timing
        self._random = random
        self._credentials = credentials
        self._trust_env = trust_env
        self._tls: ssl.SSLContext | None = None
        self._clients: dict[int | None, httpx.AsyncClient] = {}

    async def aclose(self) -> None:
        """Close every connection."""
        await self._credentials.aclose()
        while self._clients:
            _, client = self._clients.popitem()
            await client.aclose()

    # calls ---------------------------------------------------------------------------------

    async def read(self, request: Request, attribution: Attribution) -> Json:
        """A call without effect: repeated after growing, jittered pauses while the way is down.

        The loop is written here because its pauses run on the injected clock, which neither
        stamina nor its tests' switch allow.
        """
        attempt = 1
        while True:
            try:
                return await self.send(request, attribution)
            except BackendDown:
                if attempt >= self.timing.read_attempts:
                    raise
                await self.clock.sleep(self._pause(attempt))
                attempt += 1

    async def send(self, request: Request, attribution: Attribution) -> Json:
        """A call whose effect may cost: repeated only when the backend said that it did nothing."""
        return await self._politely(
            request, attribution, lambda bearer: self._exchange(request, attribution, bearer)
        )

    async def look(self, request: Request, attribution: Attribution) -> Json:
        """A read for those who keep a schedule of their own: a rejected token is all it mends."""
        return await self._renewing(
            request, attribution, lambda bearer: self._exchange(request, attribution, bearer)
        )

    @asynccontextmanager
    async def stream(
        self, request: Request, attribution: Attribution
    ) -> AsyncGenerator[httpx.Response]:
        """Open an event stream; refusals raise before anything is yielded.

        Raises:
            BackendDown: Also from inside the block, when the connection breaks.
            BackendError: What the backend refused it with.
        """
        async with AsyncExitStack() as stack:

            async def begin(bearer: Bearer) -> httpx.Response:
                headers = self._headers(request, attribution, bearer)
                return await self._begin(stack, request, headers, _is_stream)

            response = await self._politely(request, attribution, begin)
            with translated():
                yield response

    @asynccontextmanager
    async def follow(self, url: str, attribution: Attribution) -> AsyncGenerator[httpx.Response]:
        """GET a link and up to five redirects of it.

        The token and the attribution go to the backend's own origin only, and not even there
        once a hop has left it: a presigned link refuses them, a foreign host would keep them.

        Raises:
            BackendDown: Also from inside the block, when the connection breaks.
            BackendError: The link is refused, leads nowhere, or is none of http(s).
        """
        ours = True
        for _ in range(_MOST_REDIRECTS + 1):
            ours = ours and _link_origin(url) == self.origin
            async with AsyncExitStack() as stack:
                response = await self._begin_link(stack, url, attribution if ours else None)
                if not response.has_redirect_location:
                    with translated():
                        yield response
                    return
                url = urljoin(url, response.headers["location"])
        raise BackendRefused("too many redirects")

    async def _begin_link(
        self, stack: AsyncExitStack, url: str, attribution: Attribution | None
    ) -> httpx.Response:
        # a length is worth nothing when a server compresses on its way
        request = Request("GET", url, headers={"Accept-Encoding": "identity"})
        if attribution is None:
            return await self._begin(stack, request, request.headers, _is_file)

        async def begin(bearer: Bearer) -> httpx.Response:
            headers = self._headers(request, attribution, bearer)
            return await self._begin(stack, request, headers, _is_file)

        return await self._renewing(request, attribution, begin)

    async def _begin(
        self,
        stack: AsyncExitStack,
        request: Request,
        headers: Mapping[str, str],
        wanted: Callable[[httpx.Response], bool],
    ) -> httpx.Response:
        """An answer to be read by pieces, closed with ``stack``; any other is raised."""
        async with AsyncExitStack() as opening:
            opened = self._opened(request, headers, long=True)
            response = await opening.enter_async_context(opened)
            if not wanted(response):
                secret = headers.get("Authorization", "").removeprefix("Bearer ")
                answer = await read_whole(response)
                unwrap(answer, now=self.clock.time(), secret=SecretStr(secret) if secret else None)
                raise UnreadableAnswer("the answer is no stream")
            stack.push_async_exit(opening.pop_all())
        return response

    async def _politely(
        self,
        request: Request,
        attribution: Attribution,
        act: Callable[[Bearer], Awaitable[T]],
    ) -> T:
        try:
            return await self._renewing(request, attribution, act)
        except RateLimited as exc:
            wait = self.timing.rate_limit if exc.retry_after is None else exc.retry_after
            if wait > self.timing.rate_limit_most:
                raise
            await self.clock.sleep(wait)
        return await self._renewing(request, attribution, act)

    async def _renewing(
        self,
        request: Request,
        attribution: Attribution,
        act: Callable[[Bearer], Awaitable[T]],
    ) -> T:
        async def mint(client_id: str) -> Grant:
            return await self._mint(client_id, attribution)

        bearer = await self._credentials.bearer(self.base_url, mint)
        try:
            try:
                return await act(bearer)
            except TokenRejected:
                bearer = await self._credentials.renew(self.base_url, bearer.token, mint)
                return await act(bearer)
        except OutOfCredits as exc:
            raise await self.explain(exc, request.session, attribution) from exc

    async def explain(
        self, error: OutOfCredits, session: Session | None, attribution: Attribution
    ) -> OutOfCredits:
        """The same error with whose account it is, as far as anybody can tell."""

        async def mint(client_id: str) -> Grant:
            return await self._mint(client_id, attribution)

        async def look(path: str) -> Json:
            bearer = await self._credentials.bearer(self.base_url, mint)
            return await self._exchange(Request("GET", path), attribution, bearer)

        bearer = await self._credentials.bearer(self.base_url, mint)
        return await blame(error, bearer, session, look)

    async def _mint(self, client_id: str, attribution: Attribution) -> Grant:
        request = Request("POST", _TOKEN_PATH, headers={"X-Client-Id": client_id})
        try:
            data = await self._exchange(request, attribution, None)
        except (TokenRejected, BackendRefused) as exc:
            if exc.code == 400:
                raise ClientIdMissing(str(exc), code=400) from exc
            raise TokenRefused(str(exc), code=exc.code) from exc
        return anonymous_grant(data)

    async def _exchange(
        self, request: Request, attribution: Attribution, bearer: Bearer | None
    ) -> Json:
        headers = self._headers(request, attribution, bearer)
        try:
            async with asyncio.timeout(self._whole(request)), self._opened(request, headers) as got:
                answer = await read_whole(got)
        except TimeoutError as exc:
            raise BackendDown("the answer took too long") from exc
        return unwrap(answer, now=self.clock.time(), secret=bearer and bearer.token)

    def _whole(self, request: Request) -> float | None:
        """An answer that drips for ever ends too; an upload's length is not ours to judge."""
        return None if isinstance(request.body, Body) else 2 * self.timing.answer

    # the wire ------------------------------------------------------------------------------

    def _headers(
        self, request: Request, attribution: Attribution, bearer: Bearer | None
    ) -> dict[str, str]:
        """The headers of a call; without a bearer those of the token call."""
        made = {
            "X-Skill-Source": _plain(attribution.source),
            "X-Skill-Version": _plain(attribution.version),
            "X-Skill-Platform": _plain(attribution.platform),
            **request.headers,
        }
        if bearer is not None:
            made["Authorization"] = f"Bearer {bearer.token.get_secret_value()}"
        return made

    @asynccontextmanager
    async def _opened(
        self, request: Request, headers: Mapping[str, str], *, long: bool = False
    ) -> AsyncGenerator[httpx.Response]:
        """One HTTP exchange, the answer's body still to be read; redirects are not followed."""
        body, sent = request.body, dict(headers)
        async with AsyncExitStack() as stack:
            content = None
            if isinstance(body, Body):
                content = await stack.enter_async_context(aclosing(body.open()))
                sent |= {"Content-Type": body.content_type, "Content-Length": str(body.length)}
            elif body is not None:
                content = written(body)
                sent["Content-Type"] = "application/json"
            with translated():
                client = self._client(None if long or isinstance(body, Body) else 100)
                timeout = self._timeouts(request.read_timeout)
                response = await stack.enter_async_context(
                    client.stream(
                        request.method,
                        self._url(request.path),
                        content=content,
                        headers=sent,
                        timeout=timeout,
                    )
                )
                yield response

    def _url(self, path: str) -> str:
        return self.base_url + path if path.startswith("/") else path

    def _timeouts(self, read: float | None) -> httpx.Timeout:
        waits = self.timing
        return httpx.Timeout(
            connect=waits.connect,
            read=waits.answer if read is None else read,
            write=waits.write,
            pool=waits.answer,
        )

    def _client(self, most: int | None) -> httpx.AsyncClient:
        """The client with at most ``most`` connections (None: streams and files, no limit)."""
        if most not in self._clients:
            if self._tls is None:
                self._tls = httpx.create_ssl_context(trust_env=self._trust_env)
            self._clients[most] = httpx.AsyncClient(
                verify=self._tls,
                trust_env=self._trust_env,
                follow_redirects=False,
                headers={"User-Agent": USER_AGENT},
                limits=httpx.Limits(max_connections=most, max_keepalive_connections=20),
            )
        return self._clients[most]

    def _pause(self, attempt: int) -> float:
        grown = min(self.timing.read_first * 2 ** (attempt - 1), self.timing.read_most)
        return grown * (0.5 + self._random.random() / 2)


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


def written(value: Json) -> bytes:
    """JSON as ASCII: what a draft held comes out the same, half surrogate pairs included."""
    return json.dumps(value, allow_nan=False, separators=(",", ":")).encode("ascii")


def origin_of(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an http(s) URL.

    Raises:
        ValueError: It is none.
    """
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, TypeError) as exc:
        raise ValueError("not a URL") from exc
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise ValueError("not an http or https URL")
    return parsed.scheme, parsed.host, parsed.port or (443 if parsed.scheme == "https" else 80)


def _is_stream(response: httpx.Response) -> bool:
    return response.is_success and content_kind(response) not in DOCUMENTS


def _is_file(response: httpx.Response) -> bool:
    return response.has_redirect_location or (
        response.is_success and content_kind(response) not in DOCUMENTS
    )


def content_kind(response: httpx.Response) -> str:
    """The media type of an answer, in small letters."""
    kind: str = response.headers.get("content-type", "")
    return kind.partition(";")[0].strip().lower()


def _link_origin(url: str) -> tuple[str, str, int]:
    try:
        return origin_of(url)
    except ValueError as exc:
        raise BackendRefused("a link that is none of http or https") from exc


def _plain(value: str) -> str:
    """A header's value: what is not visible ASCII would make the call fail."""
    return "".join(letter if "!" <= letter <= "~" else "-" for letter in value) or "unknown"
