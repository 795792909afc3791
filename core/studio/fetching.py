"""Fetches files that a client names by their link, from public addresses only."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import quote, unquote, urljoin, urlsplit

import httpcore

from core.studio.net_guard import NotPermitted
from core.studio.refusals import Refused, malformed, media_too_large

if TYPE_CHECKING:
    from core.studio.limits import Limits
    from core.studio.net_guard import AddressGuard
    from core.studio.storage.folders import Arrived, Folders

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_CONNECT_S: Final = 10.0
_READ_S: Final = 20.0
_TIMEOUTS: Final = {"connect": _CONNECT_S, "read": _READ_S, "write": _READ_S, "pool": _READ_S}
_IN_PATH: Final = "/%:@!$&'()*+,;=~"
_LONGEST_URL: Final = 4_096


class Fetcher:
    """Downloads into the folder of arriving files."""

    def __init__(self, guard: AddressGuard, folders: Folders, limits: Limits) -> None:
        self._guard = guard
        self._folders = folders
        self._limits = limits
        self._authorities: ssl.SSLContext | None = None

    async def fetch(self, urls: Sequence[str]) -> list[Arrived]:
        """All of them, in order, or none.

        Raises:
            Refused: 4002; 422 when a link leads nowhere, or where the studio does not go.
            DiskFull: There was no space.
        """
        arrived: list[Arrived] = []
        try:
            async with asyncio.timeout(self._limits.fetch_s):
                await self._all(urls, arrived)
        except TimeoutError as exc:
            await self._folders.remove([file.path for file in arrived])
            raise malformed("the links took too long") from exc
        except BaseException:
            await self._folders.remove([file.path for file in arrived])
            raise
        return arrived

    async def _all(self, urls: Sequence[str], arrived: list[Arrived]) -> None:
        if self._authorities is None:  # 30 ms of reading, so not on the event loop
            self._authorities = await self._folders.run(httpcore.default_ssl_context)
        async with httpcore.AsyncConnectionPool(
            ssl_context=self._authorities,
            network_backend=_GuardedNetwork(self._guard),
            max_keepalive_connections=0,
        ) as pool:
            for number, url in enumerate(urls, start=1):
                arrived.append(await self._one(pool, url, number))

    async def _one(self, pool: httpcore.AsyncConnectionPool, url: str, number: int) -> Arrived:
        try:
            return await self._follow(pool, url, number)
        except httpcore.TimeoutException as exc:
            raise malformed(f"link {number}: no answer in time") from exc
        except NotPermitted as exc:
            raise malformed(f"link {number}: it does not lead to a public address") from exc
        except _NoSuchHost as exc:
            raise malformed(f"link {number}: there is no such host") from exc
        except (httpcore.NetworkError, httpcore.ProtocolError) as exc:
            raise malformed(f"link {number}: it can't be reached") from exc

    async def _follow(self, pool: httpcore.AsyncConnectionPool, url: str, number: int) -> Arrived:
        for _ in range(self._limits.redirects + 1):
            target = _checked(url, number)
            async with pool.stream(
                "GET",
                target.url,
                headers={
                    "Host": target.host,
                    "Accept": "*/*",
                    "Accept-Encoding": "identity",
                    "User-Agent": "stillmotion-studio",
                },
                extensions={"timeout": _TIMEOUTS},
            ) as response:
                location = _header(response.headers, b"location")
                if response.status in _REDIRECTS and location:
                    url = urljoin(target.url, location)
                    continue
                if response.status != 200:
                    raise malformed(f"link {number}: it answers {response.status}")
                return await self._receive(response, target.name)
        raise malformed(f"link {number}: more than {self._limits.redirects} redirects")

    async def _receive(self, response: httpcore.Response, name: str) -> Arrived:
        declared = _header(response.headers, b"content-length")
        if declared.isdigit() and int(declared) > self._limits.file_bytes:
            raise media_too_large(self._limits.file_bytes)
        await self._folders.ensure_space()
        receiver = self._folders.receive(name[: self._limits.name_chars], self._limits.file_bytes)
        try:
            async for block in response.aiter_stream():
                await receiver.write(block)
            return await receiver.finish()
        except BaseException:
            await receiver.discard()
            raise


@dataclass(frozen=True, slots=True)
class _Target:
    """A link taken apart. ``host`` is for the Host header, ``name`` what the file is called."""

    url: str
    host: str
    name: str


def _checked(url: str, number: int) -> _Target:
    """Raises Refused (422) for what is no plain http(s) link."""
    refusal = Refused(422, f"link {number}: http and https links only", status=422)
    if len(url) > _LONGEST_URL or not url.isprintable():
        raise refusal
    try:
        parts = urlsplit(url.strip())
        host, port = _ascii(parts.hostname or ""), parts.port
    except ValueError as exc:
        raise refusal from exc
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        raise refusal
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if port is None else f"{shown}:{port}"
    name = PurePosixPath(unquote(parts.path)).name or "file"
    plain = parts._replace(
        netloc=netloc,
        path=quote(parts.path, safe=_IN_PATH),
        query=quote(parts.query, safe=_IN_PATH + "?"),
        fragment="",
    )
    return _Target(plain.geturl(), netloc, name)


def _ascii(host: str) -> str:
    """A name as DNS and headers carry it. Raises ValueError for what is none."""
    return host if host.isascii() else host.encode("idna").decode()


def _header(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in headers if key.lower() == name), "")


class _NoSuchHost(httpcore.ConnectError):
    """The name has no address."""


class _GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Connects to addresses that were checked, never to names.

    The check and the connection use the same answer of the DNS, so a name can't turn to another
    address in between; redirects pass here too. TLS still checks the name.
    """

    def __init__(self, guard: AddressGuard) -> None:
        self._guard = guard
        self._network = cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await self._guard.addresses(host, port)
        failure: httpcore.NetworkError = _NoSuchHost(host)
        for address in addresses:
            try:
                return await self._network.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except httpcore.ConnectError as exc:
                failure = exc
        raise failure

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109, ARG002 - httpcore's signature
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002 - the same
    ) -> httpcore.AsyncNetworkStream:
        raise NotPermitted(path)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
