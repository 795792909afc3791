from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from starlette.requests import HTTPConnection

import bots.web
from bots.web.access import Access, chat_of
from core.conversation import Reply, Video
from tests.bots.web.place import Place, running_place

TINY = Path(__file__).parents[2] / "photos" / "tiny.mp4"
STATIC = Path(bots.web.__file__).parent / "static"
FORM = {"id": "message-1", "text": "hello"}


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "a b", "10.0.0.1"])
async def test_another_name_for_this_machine_is_not_served(place: Place, host: str) -> None:
    async with place.browser(host=host) as client:
        for path in ("/", "/events", "/static/chat.js", "/media/u-1/0"):
            assert (await client.get(path)).status_code in {400, 421}
        assert (await client.post("/say", data=FORM)).status_code in {400, 421}
    assert place.engine.heard == []


@pytest.mark.parametrize(
    "origin", ["", "null", "http://evil.example", "http://127.0.0.1:1", "http://localhost"]
)
async def test_a_page_of_somebody_else_can_post_nothing(place: Place, origin: str) -> None:
    async with place.browser() as client:
        await place.known(client)
        client.headers["origin"] = origin
        for path in ("/say", "/press", "/hello"):
            answer = await client.post(path, files={"text": (None, "hi"), "id": (None, "12345678")})
            assert answer.status_code == 403
    assert place.engine.heard == []


async def test_no_answer_lets_other_pages_read_frame_or_sniff_it(place: Place) -> None:
    async with place.browser() as client:
        await place.known(client)
        for answer in (
            await client.get("/"),
            await client.get("/static/chat.js"),
            await client.get("/nothing/here"),
            await client.post("/say", data={}),
        ):
            headers = answer.headers
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert "default-src 'self'" in headers["content-security-policy"]
            assert "unsafe" not in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"
            assert not any(name.startswith("access-control") for name in headers)


async def test_the_page_asks_no_other_host_and_has_no_script_inside(place: Place) -> None:
    async with place.browser() as client:
        page = (await client.get("/")).text
        for path in sorted(STATIC.iterdir()):
            text = (await client.get(f"/static/{path.name}")).text
            assert text == path.read_text(encoding="utf-8")
            outside = text.replace("http://www.w3.org/2000/svg", "").replace("https?:", "")
            assert "http://" not in outside
            assert "https://" not in outside
        assert "://" not in page
        assert "<script>" not in page
        assert "style=" not in page
        assert not any(f" on{event}=" in page for event in ("click", "load", "error"))


async def test_the_cookie_is_for_this_server_alone(place: Place) -> None:
    async with place.browser() as client:
        answer = await client.post("/hello")
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert len(client.cookies["stillmotion_chat"]) == 43
        assert "set-cookie" not in (await client.post("/hello")).headers


async def test_what_is_stored_does_not_open_the_chat(place: Place) -> None:
    async with place.browser() as client:
        chat = await place.known(client)
        assert client.cookies["stillmotion_chat"] not in str(chat)
    for cookie in (chat.chat, chat.chat + "0" * 11, "x", "../" * 20):
        header = (b"cookie", f"stillmotion_chat={cookie}".encode())
        assert chat_of(HTTPConnection({"type": "http", "headers": [header]})) != chat


async def test_files_of_another_chat_are_out_of_reach(place: Place) -> None:
    async with place.browser() as client, place.browser() as stranger:
        chat = await place.known(client)
        await place.known(stranger)
        ref = await place.surface.post(chat, Reply("sending"), to=None)
        film = Video(TINY, 64, 64, 0.5, TINY.stat().st_size, "stillmotion-1.mp4")
        await place.surface.deliver(ref, film, Reply("ready", final=True))
        path = f"/media/{ref.message}/video"
        assert (await client.get(path)).content == TINY.read_bytes()
        assert (await stranger.get(path)).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/media/x/../../../../etc/passwd",
        "/media/..%2f..%2f..%2fetc%2fpasswd/0",
        "/media/x/%2e%2e%2f%2e%2e",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/media/x/-1",
        "/media/x/²",
    ],
)
async def test_no_path_leads_out_of_what_is_served(place: Place, path: str) -> None:
    async with place.browser() as client:
        await place.known(client)
        answer = await client.get(httpx.URL(place.url + path))
        assert answer.status_code in {404, 405}
        assert "import" not in answer.text


async def test_a_video_can_be_had_in_parts_and_under_its_name(place: Place) -> None:
    async with place.browser() as client:
        chat = await place.known(client)
        ref = await place.surface.post(chat, Reply("sending"), to=None)
        film = Video(TINY, 64, 64, 0.5, TINY.stat().st_size, "stillmotion-1.mp4")
        await place.surface.deliver(ref, film, Reply("ready", final=True))
        path = f"/media/{ref.message}/video"
        part = await client.get(path, headers={"range": "bytes=100-199"})
        assert (part.status_code, part.content) == (206, TINY.read_bytes()[100:200])
        saved = await client.get(path, params={"save": ""})
        assert 'filename="stillmotion-1.mp4"' in saved.headers["content-disposition"]
        assert "content-disposition" not in (await client.get(path)).headers


async def test_a_token_in_the_address_becomes_a_cookie_at_once(tmp_path: Path) -> None:
    async with (
        running_place(tmp_path, token="t0ken-of-this-start", host="0.0.0.0") as place,
        place.browser() as client,
    ):
        for path in ("/", "/events", "/static/chat.js", "/media/u-1/0", "/?access=wrong"):
            refused = await client.get(path)
            assert refused.status_code == 403
            assert "whole link" in refused.json()["error"]
        assert (await client.post("/hello")).status_code == 403
        entered = await client.get("/?access=t0ken-of-this-start")
        assert (entered.status_code, entered.headers["location"]) == (303, "/")
        assert "t0ken-of-this-start" not in entered.headers["set-cookie"]
        assert "httponly" in entered.headers["set-cookie"].lower()
        assert (await client.get("/")).status_code == 200
        assert (await client.post("/hello")).status_code == 204


async def test_who_opens_a_private_chat_in_a_browser_is_told_in_words(tmp_path: Path) -> None:
    async with (
        running_place(tmp_path, token="t0ken", host="0.0.0.0") as place,
        place.browser(accept="text/html", **{"accept-language": "zh-CN,en;q=0.5"}) as client,
    ):
        answer = await client.get("/")
        assert answer.status_code == 403
        assert '<html lang="zh">' in answer.text
        assert "完整链接" in answer.text


def test_a_server_for_others_is_called_by_addresses_and_known_names_only() -> None:
    names = frozenset({"chat.example.org"})
    access = Access(host="0.0.0.0", token=SecretStr("t"), names=names)
    for name in ("192.168.1.7:8080", "[fe80::1]:8080", "localhost", "Chat.Example.org"):
        assert access.welcomes(name), name
    for name in ("evil.example", "192.168.1.7.evil.example", "192.168.1.7@evil.example", ""):
        assert not access.welcomes(name), name
