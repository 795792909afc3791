"""Whose account the client speaks for: a configured token, or an anonymous one kept on disk.

An anonymous token is scarce (one per client id in seven days, about ten per address), so it is
kept in ``credentials.json`` and shared by every process that uses the same data folder; asking
for one happens once however many calls need it at the same moment.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypeAlias

import structlog
from pydantic import SecretStr

from core.backend.credential_file import CredentialFile, Stored
from core.clock import Clock
from core.errors import ClientIdMissing, RateLimited, TokenRefused, TokenRejected
from core.headers import header_safe

_MARGIN = 60.0
"""Seconds before its end at which a token counts as expired: a call may take that long."""

_COLD = 60.0
"""Seconds for which a refused request for a token is not made again when no wait was told."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """A token and whose it is. ``registered`` is None while only its account's id can tell."""

    token: SecretStr
    user_id: str | None = None
    registered: bool | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """What the token call answered. ``expires_at`` in seconds since the epoch."""

    token: SecretStr
    user_id: str | None = None
    expires_at: float | None = None


Mint: TypeAlias = Callable[[str], Awaitable[Grant]]
"""Makes the token call with a client id; raises ``core.errors`` only."""


class Credentials(Protocol):
    """Where the transport gets its token from."""

    async def bearer(self, base_url: str, mint: Mint) -> Bearer:
        """The token for a backend, asked for by ``mint`` where there is none.

        Raises:
            TokenRefused: None was given.
            BackendError: The token call failed otherwise.
        """
        ...

    async def renew(self, base_url: str, rejected: SecretStr, mint: Mint) -> Bearer:
        """A token other than the one the backend rejected.

        Raises:
            TokenRejected: There can be no other one.
            TokenRefused: None was given.
            BackendError: The token call failed otherwise.
        """
        ...

    async def aclose(self) -> None:
        """End what is still under way."""
        ...


class ConfiguredToken:
    """The operator's own token (``NEMO_TOKEN``)."""

    def __init__(self, token: SecretStr, *, user_id: str | None = None) -> None:
        """Keep the token.

        Raises:
            ValueError: It is empty or has letters that no token has. It is not quoted.
        """
        bare = token.get_secret_value().strip()
        if not header_safe(bare):
            raise ValueError("the configured token has characters that no token has")
        registered = None if user_id is None else not is_anonymous(user_id)
        self._bearer = Bearer(SecretStr(bare), user_id, registered)

    async def bearer(self, base_url: str, mint: Mint) -> Bearer:  # noqa: ARG002 - the protocol's
        return self._bearer

    async def renew(self, base_url: str, rejected: SecretStr, mint: Mint) -> Bearer:  # noqa: ARG002 - the protocol's
        raise TokenRejected("the configured token was rejected", configured=True, code=1001)

    async def aclose(self) -> None:
        """Nothing is ever under way."""


def is_anonymous(user_id: str) -> bool:
    """Whether an account's id is that of a free, unregistered one."""
    return user_id.startswith("anon_")


class AnonymousToken:
    """A free account, made when first needed and kept in a file shared by processes."""

    def __init__(self, path: Path, *, clock: Clock, client_id: str | None = None) -> None:
        """Keep the settings; nothing is read before the first call.

        Args:
            path: The credentials file; a lock file stands beside it.
            clock: For expiry and for waiting on another process.
            client_id: The setting ``NEMO_CLIENT_ID``; None: one is made and kept.

        Raises:
            ValueError: The client id is longer than 64 characters or not plain ASCII.
        """
        if client_id is not None and not (header_safe(client_id) and len(client_id) <= 64):
            raise ValueError("a client id has 1 to 64 visible ASCII characters")
        self._file = CredentialFile(path, clock)
        self._clock = clock
        self._client_id = client_id
        self._held: dict[str, Stored] = {}
        self._asking: dict[str, asyncio.Task[Stored]] = {}
        self._refused: dict[str, tuple[float, TokenRefused]] = {}

    async def bearer(self, base_url: str, mint: Mint) -> Bearer:
        held = self._held.get(base_url)
        if held is None or not self._usable(held):
            held = await self._ask(base_url, None, mint)
        return _bearer(held)

    async def renew(self, base_url: str, rejected: SecretStr, mint: Mint) -> Bearer:
        held = self._held.get(base_url)
        if held is None or held.token == rejected or not self._usable(held):
            joined = base_url in self._asking
            held = await self._ask(base_url, rejected, mint)
            if joined and held.token == rejected:  # that request knew of no rejection
                held = await self._ask(base_url, rejected, mint)
        return _bearer(held)

    async def aclose(self) -> None:
        """End a token call that nobody waits for any more."""
        asking = list(self._asking.values())
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    async def _ask(self, base_url: str, rejected: SecretStr | None, mint: Mint) -> Stored:
        """Join the request under way, or begin it; all who wait share its outcome."""
        task = self._asking.get(base_url)
        if task is None:
            self._check_cold(base_url)
            task = asyncio.create_task(self._obtain(base_url, rejected, mint))
            self._asking[base_url] = task
            task.add_done_callback(lambda done: self._finished(base_url, done))
        return await asyncio.shield(task)

    def _finished(self, base_url: str, task: asyncio.Task[Stored]) -> None:
        del self._asking[base_url]
        if not task.cancelled():
            task.exception()  # seen, also when everybody who waited has left

    def _check_cold(self, base_url: str) -> None:
        until, refusal = self._refused.get(base_url, (0.0, None))
        left = until - self._clock.time()
        if refusal is not None and left > 0:
            raise TokenRefused(str(refusal), retry_after=left, code=refusal.code)

    async def _obtain(self, base_url: str, rejected: SecretStr | None, mint: Mint) -> Stored:
        async with self._file.locked():
            kept = await self._file.read(base_url)
            if kept is not None and not self._fits(kept):
                kept = None
            if kept is None or kept.token == rejected or not self._usable(kept):
                kept = await self._mint(base_url, kept, mint)
            self._held[base_url] = kept
            return kept

    async def _mint(self, base_url: str, kept: Stored | None, mint: Mint) -> Stored:
        client_id = kept.client_id if kept else self._client_id or str(uuid.uuid4())
        asking = Stored(client_id=client_id, chosen=self._client_id)
        await self._file.write(base_url, asking)
        try:
            try:
                grant = await mint(asking.client_id)
            except ClientIdMissing:
                asking = replace(asking, client_id=str(uuid.uuid4()))
                grant = await mint(asking.client_id)
        except RateLimited as exc:
            raise self._refuse(base_url, exc) from exc
        granted = replace(
            asking, token=grant.token, user_id=grant.user_id, expires_at=grant.expires_at
        )
        if not self._usable(granted):  # a clock is wrong: without this every call asks anew
            granted = replace(granted, expires_at=None)
        await self._file.write(base_url, granted)
        structlog.get_logger(__name__).info("anonymous token obtained", backend=base_url)
        return granted

    def _refuse(self, base_url: str, limit: RateLimited) -> TokenRefused:
        refusal = TokenRefused(str(limit), retry_after=limit.retry_after, code=limit.code)
        self._refused[base_url] = (self._clock.time() + (limit.retry_after or _COLD), refusal)
        return refusal

    def _fits(self, kept: Stored) -> bool:
        """A client id chosen anew by the operator asks for a new account."""
        return self._client_id is None or kept.chosen == self._client_id

    def _usable(self, kept: Stored) -> bool:
        expired = kept.expires_at is not None and (kept.expires_at - _MARGIN <= self._clock.time())
        return kept.token is not None and not expired


def _bearer(kept: Stored) -> Bearer:
    if kept.token is None:
        raise TokenRefused("no token was given")
    return Bearer(kept.token, kept.user_id, registered=False)
