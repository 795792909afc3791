import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
from httpx_sse import ServerSentEvent

from bots.web.saying import tell_unheard
from core.conversation import Reply
from tests.bots.web.place import Place, messages, running_place, stream, told


async def test_a_page_that_comes_back_gets_what_is_new_once(place: Place) -> None:
    async with place.browser() as client:
        chat = await place.known(client)
        first = await place.surface.post(chat, Reply("one"), to=None)
        second = await place.surface.post(chat, Reply("two"), to=None)
        mark = (await told(client))[-1].id
        await place.surface.update(first, Reply("one, half way"))
        await place.surface.update(first, Reply("one, done"))
        await place.surface.post(chat, Reply("three"), to=second)
        news = await messages(client, since=mark)
        assert [message["text"] for message in news] == ["one, done", "three"]
        assert await messages(client, since=(await told(client))[-1].id) == []


async def test_marks_stay_good_when_another_process_goes_on(tmp_path: Path) -> None:
    async with running_place(tmp_path) as before, before.browser() as client:
        chat = await before.known(client)
        ref = await before.surface.post(chat, Reply("working"), to=None)
        mark = (await told(client))[-1].id
        cookie = client.cookies["stillmotion_chat"]
    async with running_place(tmp_path) as after:
        await after.surface.update(ref, Reply("done", final=True))
        cookies = {"stillmotion_chat": cookie}
        async with httpx.AsyncClient(base_url=after.url, cookies=cookies) as client:
            (message,) = await messages(client, since=mark)
            assert (message["id"], message["text"]) == (ref.message, "done")


async def test_what_was_forgotten_leaves_the_page(place: Place) -> None:
    async with place.browser() as client:
        chat = await place.known(client)
        await place.surface.post(chat, Reply("secret"), to=None)
        mark = (await told(client))[-1].id
        async with stream(client, mark) as events:
            await _next(events, "ready")
            await place.store.write(lambda tx: tx.forget(str(chat)))
            await place.surface.post(chat, Reply("All forgotten."), to=None)
            await _next(events, "reset")
            assert json.loads((await _next(events, "message")).data)["text"] == "All forgotten."
            await _next(events, "ready")
        assert [event.event for event in await told(client, mark)] == ["hello", "reset", "message"]


async def test_all_pages_of_a_browser_see_the_same_and_no_other_browser_does(
    place: Place,
) -> None:
    async with place.browser() as client, place.browser() as stranger:
        chat = await place.known(client)
        assert await place.known(stranger) != chat
        async with stream(client) as one, stream(client) as two:
            for events in (one, two):
                await _next(events, "ready")
            await place.surface.post(chat, Reply("for both"), to=None)
            for events in (one, two):
                assert json.loads((await _next(events, "message")).data)["text"] == "for both"
        assert await messages(stranger) == []


async def test_the_oldest_of_many_pages_is_told_to_rest(place: Place) -> None:
    async with place.browser() as client:
        await place.known(client)
        async with stream(client) as oldest:
            await _next(oldest, "ready")
            async with stream(client) as b, stream(client) as c, stream(client) as d:
                for events in (b, c, d):
                    await _next(events, "ready")
                async with stream(client) as newest:
                    await _next(newest, "ready")
                    await _next(oldest, "rest")


async def test_a_silent_stream_shows_that_it_lives(place: Place) -> None:
    async with place.browser() as client:
        await place.known(client)
        async with stream(client) as events:
            await _next(events, "beat")


async def test_a_damaged_message_hides_no_other(place: Place) -> None:
    async with place.browser() as client:
        chat = await place.known(client)
        await place.store.write(lambda tx: tx.transcript.put(str(chat), "b-1", "{", now=1.0))
        await place.surface.post(chat, Reply("one"), to=None)
        await tell_unheard(place.web)
        assert [message["text"] for message in await messages(client)] == ["one"]


async def test_a_mark_that_is_none_brings_everything(place: Place) -> None:
    async with place.browser() as client:
        chat = await place.known(client)
        await place.surface.post(chat, Reply("one"), to=None)
        for mark in ("x", "-1", "1e9", "9" * 40 + ".b", "../..", "1." + "x" * 200):
            assert len(await messages(client, since=mark)) == 1


async def test_a_browser_that_never_said_hello_has_no_events(place: Place) -> None:
    async with place.browser() as client:
        assert (await client.get("/events")).status_code == 403


async def _next(events: AsyncIterator[ServerSentEvent], kind: str) -> ServerSentEvent:
    async for event in events:
        if event.event == kind:
            return event
    raise AssertionError(f"no {kind}")
