"""Which addresses URL uploads may reach."""

import ipaddress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.studio.net_guard import AddressGuard, NotPermitted, is_public, system_resolve

REFUSED = [
    *("127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1"),
    *("172.31.255.255", "192.168.1.1", "169.254.169.254", "169.254.0.1", "100.64.0.1"),
    *("100.100.100.200", "168.63.129.16", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1"),
    *("203.0.113.1", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1"),
    *("255.255.255.255",),
    # IPv6: here, unspecified, link-local, site-local, unique local, multicast, documentation
    *("::1", "::", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1"),
    *("3fff::1", "100::1", "5f00::1", "4000::1"),
    # IPv4 inside IPv6: mapped, compatible, translated, NAT64, local NAT64, 6to4, Teredo
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1"),
    *("::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1"),
    *("2002:7f00:1::", "2002:a9fe:a9fe::1", "2002:c0a8:101::1", "2001:0:53aa:64c::1"),
]
WELCOME = [
    *("1.1.1.1", "8.8.8.8", "93.184.216.34", "172.32.0.1", "192.167.255.255", "11.0.0.1"),
    *("2606:4700:4700::1111", "2a00:1450:4001:81b::200e", "::ffff:8.8.8.8", "64:ff9b::808:808"),
    "2002:808:808::1",
]


@pytest.mark.parametrize("address", REFUSED)
def test_what_is_not_the_open_internet_is_refused(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", WELCOME)
def test_public_addresses_are_welcome(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@settings(max_examples=300, deadline=None)
@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_the_same_inside_ipv6(inner: ipaddress.IPv4Address) -> None:
    expected = is_public(inner)
    number = int(inner)
    for prefix, shift in ((0xFFFF << 32, 0), (0x64FF9B << 96, 0), (0x2002 << 112, 80)):
        assert is_public(ipaddress.IPv6Address(prefix | number << shift)) is expected


async def test_one_bad_address_spoils_the_name() -> None:
    async def resolve(host: str, port: int) -> tuple[str, ...]:
        assert (host, port) == ("rebinding.example", 80)
        return ("93.184.216.34", "127.0.0.1")

    with pytest.raises(NotPermitted):
        await AddressGuard(resolve).addresses("rebinding.example", 80)


@pytest.mark.parametrize("found", [("fe80::1%eth0",), ("nonsense",), ("",)])
async def test_an_address_that_makes_no_sense_is_not_permitted(found: tuple[str, ...]) -> None:
    async def resolve(host: str, port: int) -> tuple[str, ...]:
        del host, port
        return found

    with pytest.raises(NotPermitted):
        await AddressGuard(resolve).addresses("odd.example", 443)


@pytest.mark.parametrize("failure", [None, OSError(), UnicodeError()])
async def test_a_name_without_an_address_has_none(failure: Exception | None) -> None:
    async def resolve(host: str, port: int) -> tuple[str, ...]:
        del host, port
        if failure is not None:
            raise failure
        return ()

    assert await AddressGuard(resolve).addresses("nowhere.example", 443) == ()


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "0",
        "localhost",
        "::1",
    ],
)
async def test_spellings_of_loopback_are_seen_through(host: str) -> None:
    with pytest.raises(NotPermitted):
        await AddressGuard().addresses(host, 80)


async def test_a_name_that_can_be_none_has_no_address() -> None:
    assert await AddressGuard().addresses("x" * 300, 80) == ()


async def test_the_system_knows_its_own_name() -> None:
    assert set(await system_resolve("localhost", 80)) & {"127.0.0.1", "::1"}
