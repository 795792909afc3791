"""What is turned away before it reaches anything, and answers that say no more than they must."""

import asyncio
import sqlite3
from dataclasses import replace

import pytest
from pydantic import SecretStr

from core.studio import Limits, StudioConfig
from core.studio.endpoints.front_door import host_name, welcome_hosts
from tests.studio.visitor import Visitor, picture, visiting

BALANCE = "/api/credits/balance/simple"


async def test_a_rebound_name_is_turned_away(visitor: Visitor) -> None:
    cases: list[str] = [
        "evil.example",
        "evil.example:80",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.example@127.0.0.1",
        "127.0.0.1@evil.example",
        "127.0.0.1/../evil",
        "127.0.0.2",
        "[::1",
        "192.168.1.5",
        "",
        "127.0.0.1, evil.example",
    ]
    for host in cases:
        for method, path in [("GET", BALANCE), ("POST", "/api/auth/anonymous-token")]:
            answer = await visitor.http.request(
                method, path, headers={"Host": host, "X-Client-Id": "client-9"}
            )
            assert answer.status_code in (400, 421), host


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:99", "127.0.0.1", "[::1]:8080"])
async def test_loopback_by_any_name_is_welcome(visitor: Visitor, host: str) -> None:
    assert (await visitor.http.get(BALANCE, headers={"Host": host})).status_code == 200


async def test_links_begin_as_the_client_came_or_as_configured(config: StudioConfig) -> None:
    public = replace(config, public_url="https://studio.example/base/")
    async with visiting(public) as visitor:
        await visitor.enter()
        file = (await visitor.upload(("a.png", picture()))).json()["data"]["files"][0]
        assert file["cdn_url"].startswith("https://studio.example/base/files/media/")
        answer = await visitor.http.get(BALANCE, headers={"Host": "studio.example"})
        assert answer.status_code == 200


@pytest.mark.parametrize(
    ("host", "public_url", "name", "welcome"),
    [
        ("127.0.0.1", None, "localhost", True),
        ("127.0.0.1", None, "studio.lan", False),
        ("127.0.0.1", "http://Studio.LAN", "studio.lan", True),
        ("127.0.0.5", None, "127.0.0.5", True),
        ("localhost", "https://s.example:8443/x", "s.example", True),
        ("localhost", "https://s.example:8443/x", "other.example", False),
        ("0.0.0.0", None, "anything.example", True),
        ("192.168.0.9", "https://s.example", "192.168.0.9", True),
    ],
)
def test_who_may_come_by_which_name(
    host: str, public_url: str | None, name: str, welcome: bool
) -> None:
    hosts = welcome_hosts(host, public_url)
    assert (hosts is None or name in hosts) is welcome


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("127.0.0.1:80", "127.0.0.1"),
        ("Local-Host_1.x", "local-host_1.x"),
        ("[::1]:1", "::1"),
        ("[::1", ""),
        ("a:b", ""),
        ("a/b", ""),
        ("", ""),
    ],
)
def test_names_in_host_headers(header: str, name: str) -> None:
    assert host_name(header) == name


async def test_unknown_addresses_are_answered_in_the_envelope(visitor: Visitor) -> None:
    cases: list[tuple[str, str, int]] = [
        ("GET", "/", 404),
        ("GET", "/api", 404),
        ("GET", "/docs", 404),
        ("GET", "/run_sse", 405),
        ("DELETE", "/api/render/proxy/lambda/1", 405),
        ("POST", "/api/auth/anonymous-token/", 404),
        ("GET", "/files/media/x/1/2/../../../../etc/passwd", 404),
        ("GET", "/files/media/%2e%2e%2f%2e%2e/1/2/x", 404),
        ("GET", "/files/render/..%2Fstudio.sqlite3/9999999999/abc/x", 404),
        ("GET", "/files/other/x/1/2/x", 404),
        ("GET", "/files/render/x/-1/2/x", 404),
        ("GET", "/files/render/x/99999999999999999999/2/x", 404),
        ("GET", "/files/render/x/1/%C3%A9/x", 404),
    ]
    for method, path, code in cases:
        answer = await visitor.http.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (code, code), (method, path, code)


async def test_a_session_id_leads_nowhere(visitor: Visitor) -> None:
    cases: list[str] = [
        "..",
        "../../x",
        "%2e%2e%2f",
        "%00",
        "a" * 3_000,
        "%F0%9F%99%82",
        "1%20OR%201=1",
    ]
    for session in cases:
        answer = await visitor.http.get(f"/api/state/nemo_agent/me/{session}/latest")
        assert answer.json()["code"] in (404, 1002), session
        path = f"/api/upload-video/nemo_agent/me/{session}"
        answer = await visitor.http.post(path, files=[("files", ("a.png", picture()))])
        assert answer.json()["code"] in (404, 1002), session


async def test_what_is_no_json_object_is_422(visitor: Visitor) -> None:
    cases: list[bytes] = [
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b"7",
        b"NaN",
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b"\xff\xfe",
        b"\x00",
        b'{"task_name": "\\ud800"}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"a": ' + b"9" * 5_000 + b"}",
        "{'task_name': 'x'}".encode("utf-16"),
        b'{"task_name": 7}',
        b'{"task_name": null}',
        b'{"task_name": "' + b"x" * 500 + b'"}',
        b'{"language": ["en"]}',
    ]
    for body in cases:
        answer = await visitor.http.post("/api/tasks/me/with-session/nemo_agent", content=body)
        assert (answer.status_code, answer.json()["code"]) == (422, 422), body


async def test_any_language_tag_makes_a_session(visitor: Visitor) -> None:
    cases: list[str] = ["", "zh-CN", "x" * 80, "en_US; DROP", "日本語"]
    for language in cases:
        assert await visitor.begin(language), language


async def test_a_large_json_body_is_413(config: StudioConfig) -> None:
    async with visiting(replace(config, limits=Limits(json_bytes=1_000))) as visitor:
        await visitor.enter()
        # far larger than what fits the sockets' buffers: the answer is seen all the same
        answer = await visitor.http.post(
            "/api/tasks/me/with-session/nemo_agent", content=b" " * 20_000_000
        )
        assert (answer.status_code, answer.json()["code"]) == (413, 413)


async def test_who_is_refused_early_sees_it_after_a_large_body(config: StudioConfig) -> None:
    async with visiting(config) as visitor:
        answer = await visitor.http.post(
            "/api/upload-video/nemo_agent/me/1", content=bytes(20_000_000)
        )
        assert (answer.status_code, answer.json()["code"]) == (401, 1001)


async def test_huge_headers_are_refused(visitor: Visitor) -> None:
    url = visitor.http.base_url
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: " + b"x" * 1_000_000)
    assert b" 400 " in await reader.readline()
    writer.close()
    assert (await visitor.http.get(BALANCE)).status_code == 200


async def test_garbage_is_survived(visitor: Visitor) -> None:
    url = visitor.http.base_url
    for garbage in (b"\x00" * 100, b"GET\r\n\r\n", b"\x16\x03\x01\x02\x00", b"HTTP/1.1 200 OK\r\n"):
        _, writer = await asyncio.open_connection(url.host, url.port)
        writer.write(garbage)
        writer.close()
    assert (await visitor.http.get(BALANCE)).status_code == 200


async def test_a_failure_of_our_own_says_nothing(
    config: StudioConfig, capsys: pytest.CaptureFixture[str]
) -> None:
    """A row that can't be read: as if somebody had edited the file by hand."""
    secret = SecretStr("planted-secret-of-this-start")
    auth = {"Authorization": f"Bearer {secret.get_secret_value()}"}
    async with visiting(replace(config, secret=secret), auth) as visitor:
        await visitor.begin()
        rows = sqlite3.connect(config.data_dir / "studio.sqlite3")
        with rows:
            rows.execute("UPDATE sessions SET past = 'planted words'")
        rows.close()
        answer = await visitor.http.get(f"/api/state/nemo_agent/me/{visitor.session_id}/latest")
    assert (answer.status_code, answer.json()) == (
        500,
        {"code": 500, "message": "the studio failed", "data": None},
    )
    logged = capsys.readouterr().out
    assert "request failed" in logged
    assert "planted" not in answer.text + logged


async def test_a_failing_disk_names_no_file(
    config: StudioConfig, capsys: pytest.CaptureFixture[str]
) -> None:
    """The folder of arriving files vanishes: the system's own words name the path."""
    async with visiting(config) as visitor:
        await visitor.enter()
        (config.data_dir / "incoming").rmdir()
        answer = await visitor.upload(("a.png", picture()))
    assert (answer.status_code, answer.json()["code"]) == (500, 500)
    logged = capsys.readouterr().out
    assert "FileNotFoundError" in logged
    assert "folders.py:" in logged  # enough to find the defect by
    assert str(config.data_dir) not in answer.text + logged


async def test_no_answer_is_cached_by_anybody(visitor: Visitor) -> None:
    answer = await visitor.http.get(BALANCE)
    assert answer.headers["cache-control"] == "no-store"
    assert "server" not in answer.headers
