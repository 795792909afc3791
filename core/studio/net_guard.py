"""Which addresses are the open internet's, and which this machine's alone."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

IPAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve: TypeAlias = Callable[[str, int], Awaitable[tuple[str, ...]]]

_GLOBAL_V6 = ipaddress.ip_network("2000::/3")  # all that IANA has given out for use
_DENIED = tuple(
    ipaddress.ip_network(block)
    for block in (
        "168.63.129.16/32",  # Azure's metadata and DNS, on a public-looking address
        "192.0.0.0/24",  # protocol assignments; Python 3.11 knows some of them only
        "192.88.99.0/24",  # the relay of 6to4, to wherever it likes
        "2001::/23",  # protocol assignments, Teredo among them
        "3fff::/20",  # documentation
    )
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_6TO4 = ipaddress.ip_network("2002::/16")


def is_loopback(host: str) -> bool:
    """Whether a server that listens on ``host`` is reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


async def system_resolve(host: str, port: int) -> tuple[str, ...]:
    """Every address of ``host``, as the system knows it. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def is_public(address: IPAddress) -> bool:
    """Whether ``address`` is on the open internet, not here, next door or nowhere.

    An IPv4 address inside an IPv6 one (mapped, 6to4, NAT64) counts as what it leads to.
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = _embedded(address)
        if inner is not None:
            return is_public(inner)
        if address not in _GLOBAL_V6:
            return False
    if any(address in block for block in _DENIED if block.version == address.version):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    if address in _6TO4:
        return address.sixtofour
    return None


class NotPermitted(Exception):
    """A name leads to where the studio does not go."""


@dataclass(frozen=True, slots=True)
class AddressGuard:
    """How names become addresses, and which of these may be connected to."""

    resolve: Resolve = system_resolve
    permits: Callable[[IPAddress], bool] = is_public

    async def addresses(self, host: str, port: int) -> tuple[str, ...]:
        """The addresses to connect to; empty when the name has none.

        One bad address spoils the name: whoever mixes them wants the connection to land there.

        Raises:
            NotPermitted: One of them may not be connected to.
        """
        try:
            found = await self.resolve(host, port)
        except (OSError, UnicodeError):
            return ()
        if not all(self._permitted(address) for address in found):
            raise NotPermitted(host)
        return found

    def _permitted(self, text: str) -> bool:
        try:
            return self.permits(ipaddress.ip_address(text.partition("%")[0]))
        except ValueError:
            return False
