"""Calls of one backend: tokens, headers, waits and repetitions of every one, in one place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from random import Random
from typing import NoReturn, TypeVar
from urllib.parse import urljoin

import httpx

from core.backend.accounts import anonymous_grant, blame
from core.backend.connections import (
    Body,
    Connections,
    Request,
    origin_of,
    read_whole,
    translated,
)
from core.backend.credentials import Bearer, Credentials, Grant
from core.backend.envelopes import Answer, error_for, retry_after, unwrap
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

_TOKEN_PATH = "/api/auth/anonymous-token"  # noqa: S105 - a path

_MOST_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class Glance:
    """A value, and the pause in s that the backend wants before it is asked again."""

    value: Json
    retry_after: float | None = None


class Transport:
    """The way to one backend, shared by everybody who speaks with it."""

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
        self._connections = Connections(base_url, trust_env=trust_env, timing=timing)
        self.base_url = self._connections.base_url
        self.clock = clock
        self.timing = timing
        self._random = random
        self._credentials = credentials

    async def aclose(self) -> None:
        """Close every connection."""
        await self._credentials.aclose()
        await self._connections.aclose()

    async def read(self, request: Request, attribution: Attribution) -> Json:
        """A call without effect: repeated after growing, jittered pauses while the way is down.

        The loop is written here because its pauses run on the injected clock, which stamina's
        can't.
        """
        attempt = 1
        while True:
            try:
                return await self.send(request, attribution)
            except BackendDown as exc:
                asked = exc.retry_after or 0.0
                if attempt >= self.timing.read_attempts or asked > self.timing.rate_limit_most:
                    raise
            await self.clock.sleep(max(self._pause(attempt), asked))
            attempt += 1

    async def send(self, request: Request, attribution: Attribution) -> Json:
        """A call whose effect may cost: repeated only when the backend said that it did nothing."""
        return await self._politely(
            attribution,
            request.session,
            lambda bearer: self._exchange(request, attribution, bearer),
        )

    async def look(self, request: Request, attribution: Attribution) -> Glance:
        """A read for those who keep a schedule of their own: a rejected token is all it mends."""

        async def act(bearer: Bearer) -> Glance:
            answer = await self._answer(request, attribution, bearer)
            wait = retry_after(answer.headers, self.clock.time())
            return Glance(self._unwrap(answer, bearer), wait)

        return await self._renewing(attribution, request.session, act)

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
            response = await self._politely(
                attribution,
                request.session,
                lambda bearer: self._begin(stack, request, attribution, bearer),
            )
            if response.has_redirect_location:
                raise BackendRefused("a stream that is elsewhere", code=response.status_code)
            with translated():
                yield response

    @asynccontextmanager
    async def follow(self, url: str, attribution: Attribution) -> AsyncGenerator[httpx.Response]:
        """GET a link and up to five redirects of it.

        The token and the attribution go to the backend's own origin only, and not even there
        once a hop has left it: a presigned link refuses them, a foreign host would keep them.

        Args:
            url: The link; it may be relative to the backend.
            attribution: For whom.

        Raises:
            BackendDown: Also from inside the block, when the connection breaks.
            BackendError: The link is refused, leads nowhere, or is none of http(s).
        """
        url, ours = _link(self.base_url + "/", url), True
        for _ in range(_MOST_REDIRECTS + 1):
            ours = ours and origin_of(url) == self._connections.origin
            # a length is worth nothing when a server compresses on its way
            request = Request("GET", url, headers={"Accept-Encoding": "identity"})
            async with AsyncExitStack() as stack:
                response = await self._begin_link(stack, request, attribution if ours else None)
                if not response.has_redirect_location:
                    with translated():
                        yield response
                    return
                url = _link(url, response.headers["location"])
        raise BackendRefused("too many redirects")

    async def explain(
        self, error: OutOfCredits, session: Session | None, attribution: Attribution
    ) -> OutOfCredits:
        """The same error with whose account it is, as far as anybody can tell."""
        bearer = await self._credentials.bearer(self.base_url, self._mint_for(attribution))

        async def look(path: str) -> Json:
            return await self._exchange(Request("GET", path), attribution, bearer)

        return await blame(error, bearer, session, look)

    # tokens and waits ----------------------------------------------------------------------

    async def _politely(
        self,
        attribution: Attribution,
        session: Session | None,
        act: Callable[[Bearer], Awaitable[T]],
    ) -> T:
        """Wait once where the backend asks for it."""
        try:
            return await self._renewing(attribution, session, act)
        except RateLimited as exc:
            wait = self.timing.rate_limit if exc.retry_after is None else exc.retry_after
            if wait > self.timing.rate_limit_most:
                raise
        await self.clock.sleep(wait)
        return await self._renewing(attribution, session, act)

    async def _renewing(
        self,
        attribution: Attribution,
        session: Session | None,
        act: Callable[[Bearer], Awaitable[T]],
    ) -> T:
        """Get a new token once where the old one is rejected."""
        mint = self._mint_for(attribution)
        bearer = await self._credentials.bearer(self.base_url, mint)
        try:
            try:
                return await act(bearer)
            except TokenRejected:
                bearer = await self._credentials.renew(self.base_url, bearer.token, mint)
            return await act(bearer)
        except OutOfCredits as exc:
            raise await self.explain(exc, session, attribution) from exc

    def _mint_for(self, attribution: Attribution) -> Callable[[str], Awaitable[Grant]]:
        async def mint(client_id: str) -> Grant:
            """The token call. When it fails, the call that needed the token was never sent."""
            request = Request("POST", _TOKEN_PATH, headers={"X-Client-Id": client_id})
            try:
                return anonymous_grant(await self._exchange(request, attribution, None))
            except BackendDown as exc:
                raise BackendDown(
                    str(exc), sent=False, retry_after=exc.retry_after, code=exc.code
                ) from exc
            except (TokenRejected, BackendRefused, UnreadableAnswer) as exc:
                if isinstance(error_for(exc.code, token_call=True), ClientIdMissing):
                    raise ClientIdMissing(str(exc), code=exc.code) from exc
                raise TokenRefused(str(exc), code=exc.code) from exc

        return mint

    def _pause(self, attempt: int) -> float:
        grown = min(self.timing.read_first * 2 ** (attempt - 1), self.timing.read_most)
        return grown * (0.5 + self._random.random() / 2)

    # single exchanges ----------------------------------------------------------------------

    async def _exchange(
        self, request: Request, attribution: Attribution, bearer: Bearer | None
    ) -> Json:
        return self._unwrap(await self._answer(request, attribution, bearer), bearer)

    async def _answer(
        self, request: Request, attribution: Attribution, bearer: Bearer | None
    ) -> Answer:
        # an answer that drips for ever ends too; how long an upload takes is not ours to judge
        longest = 2 * (request.read_timeout or self.timing.answer)
        limit = None if isinstance(request.body, Body) else longest
        try:
            async with (
                asyncio.timeout(limit),
                self._connections.opened(request, _headers(attribution, bearer)) as response,
            ):
                return await read_whole(response)
        except TimeoutError as exc:
            raise BackendDown("the answer took too long") from exc

    async def _begin(
        self,
        stack: AsyncExitStack,
        request: Request,
        attribution: Attribution,
        bearer: Bearer | None,
    ) -> httpx.Response:
        headers = _headers(attribution, bearer)
        return await self._connections.begin(
            stack, request, headers, lambda answer: self._no_stream(answer, bearer)
        )

    async def _begin_link(
        self, stack: AsyncExitStack, request: Request, attribution: Attribution | None
    ) -> httpx.Response:
        if attribution is None:
            return await self._connections.begin(
                stack, request, {}, lambda answer: self._no_stream(answer, None)
            )
        return await self._renewing(
            attribution, None, lambda bearer: self._begin(stack, request, attribution, bearer)
        )

    def _no_stream(self, answer: Answer, bearer: Bearer | None) -> NoReturn:
        """Raise what an answer means that came instead of a stream or a file."""
        self._unwrap(answer, bearer)
        raise UnreadableAnswer("a document came instead")

    def _unwrap(self, answer: Answer, bearer: Bearer | None) -> Json:
        secret = None if bearer is None else bearer.token
        return unwrap(answer, now=self.clock.time(), secret=secret)


def _headers(attribution: Attribution, bearer: Bearer | None) -> dict[str, str]:
    """The headers of every call; without a bearer those of the token call."""
    made = {
        "X-Skill-Source": _plain(attribution.source),
        "X-Skill-Version": _plain(attribution.version),
        "X-Skill-Platform": _plain(attribution.platform),
    }
    if bearer is not None:
        made["Authorization"] = f"Bearer {bearer.token.get_secret_value()}"
    return made


def _plain(value: str) -> str:
    """A header's value: what is not visible ASCII would make the call fail."""
    return "".join(letter if "!" <= letter <= "~" else "-" for letter in value) or "unknown"


def _link(base: str, link: str) -> str:
    """A link as a whole URL.

    Raises:
        BackendRefused: It is none of http or https.
    """
    try:
        url = urljoin(base, link)
        origin_of(url)
    except ValueError as exc:
        raise BackendRefused("a link that is none of http or https") from exc
    return url
