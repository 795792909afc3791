"""What the environment says of proxies and certificates, and addresses that can't be."""

import random
from pathlib import Path

import pytest
from pydantic import SecretStr

from core.backend import Backend, ConfiguredToken
from core.errors import BackendDown
from tests.backend.conftest import JIGGLE
from tests.peers.clock import FakeClock

VARIABLES = ("ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The process's environment without a word of how to reach anything."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    return monkeypatch


async def refused(url: str) -> BackendDown:
    backend = Backend(
        url,
        ConfiguredToken(SecretStr("t")),
        JIGGLE,
        clock=FakeClock(auto=True),
        random=random.Random(1),
    )
    try:
        with pytest.raises(BackendDown) as caught:
            await backend.create_session("en")
    finally:
        await backend.aclose()
    return caught.value


@pytest.mark.parametrize(
    ("name", "value", "url"),
    [
        ("ALL_PROXY", "socks5://127.0.0.1:9", "http://127.0.0.1:9"),
        ("HTTPS_PROXY", "foo://u:planted@127.0.0.1", "https://127.0.0.1:9"),
        ("HTTP_PROXY", "http://u:planted@127.0.0.1:port", "http://127.0.0.1:9"),
        ("SSL_CERT_FILE", "/nonexistent/planted", "https://127.0.0.1:9"),
        ("SSL_CERT_FILE", __file__, "https://127.0.0.1:9"),
    ],
)
async def test_an_environment_that_no_client_can_be_made_of_is_told(
    environment: pytest.MonkeyPatch, name: str, value: str, url: str
) -> None:
    environment.setenv(name, value)
    down = await refused(url)
    assert not down.sent
    assert "environment" in str(down)
    assert "planted" not in str(down)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:65536",
        "http://localhost:70000",
        "http://127.0.0.1:99999999999999999999999",
        "http://localhost:99999999999999999999999",
    ],
)
async def test_a_port_that_cannot_be_is_an_outage(
    environment: pytest.MonkeyPatch, url: str
) -> None:
    assert not (await refused(url)).sent
    environment.setenv("HTTP_PROXY", url)
    assert not (await refused("http://127.0.0.1:9")).sent


async def test_authorities_that_are_nowhere_are_an_outage(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment.setenv("SSL_CERT_DIR", str(tmp_path / "nowhere"))
    assert not (await refused("https://127.0.0.1:9")).sent
