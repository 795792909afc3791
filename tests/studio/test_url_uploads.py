"""Files that come in by link: fetched from public places only, within the same bounds."""

import asyncio
import ipaddress
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from core.studio import Limits, StudioConfig
from core.studio.net_guard import AddressGuard, IPAddress, is_public
from tests.peers.server import serving
from tests.studio.visitor import Visitor, picture, visiting


@dataclass(slots=True)
class Website:
    """A fixture server on loopback. Names under ``.example`` lead to it when the guard says so."""

    seen: list[Request] = field(default_factory=list[Request])
    forever: asyncio.Event = field(default_factory=asyncio.Event)

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self.answer)])

    async def answer(self, request: Request) -> Response:
        self.seen.append(request)
        match request.path_params["path"].split("/"):
            case ["to", *_]:
                return RedirectResponse(request.query_params["url"], 302)
            case ["loop"]:
                return RedirectResponse("/loop", 307)
            case ["hops", left]:
                onward = "/a.png" if left == "0" else f"/hops/{int(left) - 1}"
                return RedirectResponse(onward, 301)
            case ["missing"]:
                return PlainTextResponse("no", 404)
            case ["endless"]:
                return StreamingResponse(self.endless())
            case ["silent"]:
                return StreamingResponse(self.silent())
            case ["text.png"]:
                return PlainTextResponse("just words")
            case _:
                return Response(picture(33, 22), media_type="text/html")

    async def endless(self) -> AsyncGenerator[bytes]:
        while True:
            yield bytes(65_536)
            await asyncio.sleep(0)  # uvicorn takes all without waiting once its reader left

    async def silent(self) -> AsyncGenerator[bytes]:
        yield b"\x89PNG"
        await self.forever.wait()


@dataclass(slots=True)
class Names:
    """A resolver: what it does not know it passes on as an address."""

    known: dict[str, tuple[str, ...]]
    asked: list[str] = field(default_factory=list[str])

    async def resolve(self, host: str, port: int) -> tuple[str, ...]:
        del port
        self.asked.append(host)
        return self.known.get(host, (host,))


LOOPBACK = ipaddress.ip_address("127.0.0.1")


def lenient(address: IPAddress) -> bool:
    """Public, or the fixture's own address."""
    return address == LOOPBACK or is_public(address)


@asynccontextmanager
async def surfing(
    config: StudioConfig, website: Website, names: Names, limits: Limits | None = None
) -> AsyncGenerator[tuple[Visitor, str]]:
    """A visitor, and the website's port as ``:port``."""
    guard = AddressGuard(names.resolve, lenient)
    config = replace(config, guard=guard, limits=limits or Limits())
    async with serving(website.app()) as url, visiting(config) as visitor:
        await visitor.enter()
        yield visitor, f":{url.rpartition(':')[2]}"


@pytest.fixture
def website() -> Website:
    return Website()


@pytest.fixture
def names() -> Names:
    return Names({"pictures.example": ("127.0.0.1",)})


async def test_a_link_becomes_a_file(config: StudioConfig, website: Website, names: Names) -> None:
    async with surfing(config, website, names) as (visitor, port):
        answer = await visitor.upload_urls(f"http://pictures.example{port}/in/my%20cat.png?x=1#top")
        (file,) = answer.json()["data"]["files"]
        assert (file["filename"], file["width"], file["height"]) == ("my cat.png", 33, 22)
    (request,) = website.seen
    assert request.headers["host"] == f"pictures.example{port}"
    assert request.url.query == "x=1"
    assert "authorization" not in request.headers
    assert not any(name.startswith("x-skill") for name in request.headers)


async def test_several_links_come_in_order_or_not_at_all(
    config: StudioConfig, website: Website, names: Names
) -> None:
    async with surfing(config, website, names) as (visitor, port):
        base = f"http://pictures.example{port}"
        answer = await visitor.upload_urls(*(f"{base}/{n}.png" for n in range(3)))
        listed = [file["filename"] for file in answer.json()["data"]["files"]]
        assert listed == ["0.png", "1.png", "2.png"]
        answer = await visitor.upload_urls(f"{base}/3.png", f"{base}/missing")
        assert answer.status_code == 422
        assert "link 2" in answer.json()["message"]
        assert len((await visitor.state())["video_infos"]) == 3
    assert list((config.data_dir / "incoming").iterdir()) == []


async def test_five_redirects_are_followed_and_no_more(
    config: StudioConfig, website: Website, names: Names
) -> None:
    async with surfing(config, website, names) as (visitor, port):
        base = f"http://pictures.example{port}"
        assert (await visitor.upload_urls(f"{base}/hops/4")).json()["code"] == 0
        assert (await visitor.upload_urls(f"{base}/hops/5")).json()["code"] == 422
        assert (await visitor.upload_urls(f"{base}/loop")).json()["code"] == 422


async def test_nothing_inside_is_reached(config: StudioConfig, website: Website) -> None:
    """With the studio's own guard."""
    cases: list[str] = [
        "http://127.0.0.1/a.png",
        "http://127.0.0.1:{port}/a.png",
        "http://localhost:{port}/a.png",
        "http://0.0.0.0:{port}/a.png",
        "http://2130706433:{port}/a.png",
        "http://0x7f000001:{port}/a.png",
        "http://127.1:{port}/a.png",
        "http://[::1]:{port}/a.png",
        "http://[::ffff:127.0.0.1]:{port}/a.png",
        "http://[64:ff9b::127.0.0.1]:{port}/a.png",
        "http://[2002:7f00:1::]:{port}/a.png",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/a.png",
        "http://192.168.0.1/a.png",
        "http://224.0.0.1/a.png",
        "http://①②⑦.⓪.⓪.①:{port}/a.png",
    ]
    async with serving(website.app()) as base, visiting(config) as visitor:
        await visitor.enter()
        for url in cases:
            answer = await visitor.upload_urls(url.format(port=base.rpartition(":")[2]))
            assert (answer.status_code, answer.json()["code"]) == (422, 422), url
            assert "127.0.0.1" not in answer.json()["message"], url
    assert website.seen == []


async def test_a_host_that_is_not_there_is_not_called_private(
    config: StudioConfig, website: Website, names: Names
) -> None:
    names.known["no.such.example"] = ()
    async with surfing(config, website, names) as (visitor, port):
        answer = await visitor.upload_urls(f"http://no.such.example{port}/a.png")
        assert answer.json()["message"] == "link 1: there is no such host"


async def test_a_redirect_does_not_lead_inside(
    config: StudioConfig, website: Website, names: Names
) -> None:
    names.known["inside.example"] = ("10.0.0.7",)
    async with surfing(config, website, names) as (visitor, port):
        for target in ("http://169.254.169.254/", "http://inside.example/", "//[::1]/a"):
            answer = await visitor.upload_urls(f"http://pictures.example{port}/to?url={target}")
            assert answer.json()["message"] == "link 1: it does not lead to a public address"
    assert len(website.seen) == 3


async def test_a_name_with_an_inner_address_is_not_reached(
    config: StudioConfig, website: Website, names: Names
) -> None:
    names.known["mixed.example"] = ("127.0.0.1", "192.168.0.1")
    async with surfing(config, website, names) as (visitor, port):
        answer = await visitor.upload_urls(f"http://mixed.example{port}/a.png")
        assert answer.status_code == 422
    assert website.seen == []


async def test_a_name_is_looked_up_once(
    config: StudioConfig, website: Website, names: Names
) -> None:
    """Otherwise a name could turn to another address between the check and the connection."""
    async with surfing(config, website, names) as (visitor, port):
        answer = await visitor.upload_urls(f"http://pictures.example{port}/a.png")
        assert answer.json()["code"] == 0
    assert names.asked == ["pictures.example"]


async def test_only_plain_web_links_are_followed(
    config: StudioConfig, website: Website, names: Names
) -> None:
    cases: list[str] = [
        "file:///etc/passwd",
        "ftp://pictures.example/a.png",
        "gopher://pictures.example/",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
        "//pictures.example/a.png",
        "pictures.example/a.png",
        "http://",
        "http:///a.png",
        "http://user:password@pictures.example/a.png",
        "http://pictures.example:99999/a.png",
        "http://pictures.example:x/a.png",
        "http://[::1/a.png",
        "http://pictures.example/a\r\nX-Evil: 1",
        "http://" + "x" * 5_000 + "/a.png",
        "http://" + "x" * 300 + ".example/a.png",
        "http://\u2024.example/",
        "",
    ]
    names.known["x" * 300 + ".example"] = ()
    async with surfing(config, website, names) as (visitor, _):
        for url in cases:
            answer = await visitor.upload_urls(url)
            assert (answer.status_code, answer.json()["code"]) == (422, 422), url
            assert "password" not in answer.text, url
    assert website.seen == []


@pytest.mark.parametrize("scheme", ["file:///etc/passwd", "ftp://pictures.example/a.png"])
async def test_a_redirect_does_not_change_the_kind_of_link(
    config: StudioConfig, website: Website, names: Names, scheme: str
) -> None:
    async with surfing(config, website, names) as (visitor, port):
        answer = await visitor.upload_urls(f"http://pictures.example{port}/to?url={scheme}")
        assert answer.json()["message"] == "link 1: http and https links only"


async def test_the_limits_hold_for_links_too(
    config: StudioConfig, website: Website, names: Names
) -> None:
    limits = Limits(file_bytes=300_000, files_per_upload=2)
    async with surfing(config, website, names, limits) as (visitor, port):
        base = f"http://pictures.example{port}"
        assert (await visitor.upload_urls(f"{base}/endless")).json()["code"] == 4002
        assert (await visitor.upload_urls(f"{base}/text.png")).json()["code"] == 4001
        assert (await visitor.upload_urls(*[f"{base}/a.png"] * 3)).json()["code"] == 422
    assert list((config.data_dir / "incoming").iterdir()) == []


async def test_a_link_that_sends_nothing_is_given_up(
    config: StudioConfig, website: Website, names: Names
) -> None:
    async with surfing(config, website, names, Limits(fetch_s=0.2)) as (visitor, port):
        late = await visitor.upload_urls(f"http://pictures.example{port}/silent")
        assert late.json()["message"] == "the links took too long"
    assert list((config.data_dir / "incoming").iterdir()) == []


async def test_a_closed_port_is_said_so(
    config: StudioConfig, website: Website, names: Names
) -> None:
    async with surfing(config, website, names) as (visitor, _):
        answer = await visitor.upload_urls("http://pictures.example:1/a.png")
        assert answer.json()["message"] == "link 1: it can't be reached"


async def test_what_is_no_list_of_links_is_422(visitor: Visitor) -> None:
    cases: list[dict[str, object]] = [
        {},
        {"urls": []},
        {"urls": "http://pictures.example/a.png"},
        {"urls": [1]},
        {"urls": ["http://pictures.example/a.png", None]},
        {"urls": {"0": "http://pictures.example/a.png"}},
    ]
    for body in cases:
        path = f"/api/upload-video/nemo_agent/me/{visitor.session_id}"
        answer = await visitor.http.post(path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, 422), body
