import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import httpx
import pytest
from pydantic import SecretStr

from bots.web import AddressTaken, Web, run_web
from bots.web.access import Access
from bots.web.server import access_token
from core.conversation import Reply
from tests.bots.web.place import Place, messages, stream


@asynccontextmanager
async def serving_web(web: Web, port: int = 0) -> AsyncGenerator[str]:
    told: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    running = asyncio.create_task(run_web(web, port=port, tell=told.set_result))
    try:
        done, _ = await asyncio.wait({running, told}, return_when=asyncio.FIRST_COMPLETED)
        if running in done:
            await running
        yield told.result()
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def test_it_tells_its_address_and_serves_there(place: Place) -> None:
    async with serving_web(place.web) as url, httpx.AsyncClient(base_url=url) as client:
        assert url.startswith("http://127.0.0.1:")
        assert "Stillmotion" in (await client.get("/")).text


async def test_uploads_that_a_dead_process_left_are_gone(place: Place) -> None:
    (place.web.folder / "half").write_bytes(b"x")
    async with serving_web(place.web):
        assert not (place.web.folder / "half").exists()


async def test_it_stops_at_once_though_pages_are_open(place: Place) -> None:
    async with serving_web(place.web) as url:
        headers = {"origin": url.rstrip("/")}
        client = httpx.AsyncClient(base_url=url, headers=headers)
        chat = await place.known(client)
        await place.surface.post(chat, Reply("one"), to=None)
        watching = asyncio.create_task(_until_it_ends(client))
        await messages(client)
        begun = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - begun < 1.5
    assert "rest" not in await watching
    await client.aclose()


async def _until_it_ends(client: httpx.AsyncClient) -> list[str]:
    async with stream(client) as events:
        return [event.event async for event in events]


async def test_it_stops_at_once_though_an_upload_stands_still(place: Place) -> None:
    async with serving_web(place.web) as url:
        headers = {"origin": url.rstrip("/")}
        async with httpx.AsyncClient(base_url=url, headers=headers) as client:
            await place.known(client)
            kind = "multipart/form-data; boundary=b"
            upload = client.build_request("POST", "/say", headers={"content-type": kind})
            upload.headers["content-length"] = "1000"
            reader, writer = await asyncio.open_connection("127.0.0.1", upload.url.port)
            head = b"".join(b"%s: %s\r\n" % line for line in upload.headers.raw)
            writer.write(b"POST /say HTTP/1.1\r\n" + head + b"\r\n--b\r\n")
            await client.get("/")  # by now it has come
        begun = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - begun < 1.0
    assert await reader.read() == b""
    writer.close()


async def test_a_port_that_is_in_use_is_named(place: Place) -> None:
    async with serving_web(place.web) as url:
        port = httpx.URL(url).port or 0
        with pytest.raises(AddressTaken) as refused:
            async with serving_web(place.web, port):
                pass
        assert refused.value.port == port


async def test_a_host_that_is_not_ours_is_named(place: Place) -> None:
    web = replace(place.web, access=Access(host="192.0.2.1", token=SecretStr("t")))
    with pytest.raises(AddressTaken):
        async with serving_web(web):
            pass


async def test_beyond_this_machine_the_address_has_a_token(place: Place) -> None:
    token = access_token("0.0.0.0")
    assert token is not None
    web = replace(place.web, access=Access(host="0.0.0.0", token=token))
    async with serving_web(web) as url:
        assert url.endswith(f"/?access={token.get_secret_value()}")
        assert len(token.get_secret_value()) >= 32
    assert access_token("127.0.0.1") is None
    assert access_token("localhost") is None
    assert access_token("::1") is None


def test_nobody_serves_others_without_a_token() -> None:
    with pytest.raises(ValueError, match="token"):
        Access(host="0.0.0.0")


async def test_an_unforeseen_mistake_is_told_without_its_words(place: Place) -> None:
    place.engine.failure = RuntimeError("secret words of somebody")
    async with place.browser() as client:
        await place.known(client)
        fields = {"id": (None, "message-1"), "text": (None, "hello")}
        answer = await client.post("/say", files=fields)
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert answer.json()["error"]


async def test_on_a_full_disk_nothing_more_is_taken(place: Place) -> None:
    web = replace(place.web, min_free_disk=1 << 60)
    async with (
        serving_web(web) as url,
        httpx.AsyncClient(base_url=url, headers={"origin": url.rstrip("/")}) as client,
    ):
        await place.known(client)
        answer = await client.post("/say", files={"id": (None, "message-1")})
        assert answer.status_code == 422
        assert "no room" in answer.json()["error"]
