"""Pages that come, go and come back, in a real browser."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import Route, expect

from bots.web.messages import By, Message, encode
from core.conversation import Reply, Video
from core.store import Transaction
from tests.bots.web.browsers import Visits, ready, say, started
from tests.bots.web.page_scripts import HIDE, HURRY, LOCK_AWAITED, SHOW
from tests.bots.web.place import stream

pytestmark = pytest.mark.asyncio(loop_scope="session")

TINY = Path(__file__).parents[2] / "photos" / "tiny.mp4"


async def test_everything_is_there_after_a_reload_in_the_middle(visits: Visits) -> None:
    page = await visits.page()
    _, status = await started(visits, page)
    await page.fill("#text", "half a thou")
    await page.reload()
    await ready(page)
    await expect(page.locator(".message")).to_have_count(2)
    await expect(page.locator("#text")).to_have_value("half a thou")
    await visits.place.surface.update(status, Reply("Done.", final=True))
    await expect(page.locator(".bot").get_by_text("Done.")).to_be_visible()
    await expect(page.locator(".message")).to_have_count(2)


async def test_two_tabs_show_the_same_and_another_browser_nothing(visits: Visits) -> None:
    context = await visits.browser()
    one, two = await visits.page(context), await visits.page(context)
    stranger = await visits.page()
    await started(visits, one, "from the first")
    await expect(two.get_by_text("from the first")).to_be_visible()
    await say(two, "from the second")
    await expect(one.locator(".message.you")).to_have_count(2)
    for page in (one, two):
        assert await page.locator(".message .text").all_inner_texts() == [
            "from the first",
            "Rendering…",
            "from the second",
        ]
    await expect(stranger.locator(".message")).to_have_count(0)


async def test_two_new_tabs_at_once_have_one_chat(visits: Visits) -> None:
    context = await visits.browser()
    greetings: asyncio.Queue[Route] = asyncio.Queue()
    await context.route("**/hello", greetings.put)
    opening = asyncio.gather(visits.page(context), visits.page(context))
    first = await greetings.get()
    assert await first.request.frame.page.evaluate(LOCK_AWAITED)
    assert greetings.empty()
    await first.continue_()
    await (await greetings.get()).continue_()
    one, two = await opening
    await say(one, "from the first")
    await expect(two.get_by_text("from the first")).to_be_visible()


async def test_of_too_many_tabs_the_oldest_says_that_it_rests(visits: Visits) -> None:
    context = await visits.browser()
    page = await visits.page(context)
    chat, _ = await started(visits, page)
    async with visits.place.browser() as tabs, AsyncExitStack() as stack:
        for cookie in await context.cookies():
            tabs.cookies.set(cookie["name"], cookie["value"])  # pyright: ignore[reportTypedDictNotRequiredAccess] - a cookie has them
        follow = [await stack.enter_async_context(stream(tabs)) for _ in range(4)]
        for events in follow:
            await anext(events)
        notice = page.locator("#connection")
        await expect(notice).to_contain_text("open in many tabs")
        await visits.place.surface.post(chat, Reply("for who follows"), to=None)
        await page.get_by_role("button", name="Follow it here").click()
        await expect(page.get_by_text("for who follows")).to_be_visible()
        await expect(notice).to_be_empty()


async def test_a_tab_that_nobody_looks_at_leaves_its_connection_when_all_is_done(
    visits: Visits,
) -> None:
    context = await visits.browser()
    await context.clock.install()
    page = await visits.page(context)
    chat, status = await started(visits, page)
    await page.evaluate(HIDE)
    await context.clock.run_for(1_000)
    film = Video(TINY, 64, 64, 0.5, TINY.stat().st_size, "stillmotion-1.mp4")
    await visits.place.surface.deliver(status, film, Reply("There.", final=True))
    await expect(page).to_have_title("● Ready – Stillmotion")
    async with page.expect_event("requestfailed", lambda request: "/events" in request.url):
        await context.clock.run_for(1_000)
    await visits.place.surface.post(chat, Reply("meanwhile"), to=None)
    await page.evaluate(SHOW)
    await expect(page.get_by_text("meanwhile")).to_be_visible()
    await expect(page.locator("#connection")).to_be_empty()


async def test_a_server_that_is_back_is_found_within_two_seconds(visits: Visits) -> None:
    context = await visits.browser()
    await context.add_init_script(HURRY)
    page = await visits.page(context)
    tries: asyncio.Queue[Route] = asyncio.Queue()

    async def refuse(route: Route) -> None:
        await route.abort()
        await tries.put(route)

    await context.route("**/hello", refuse)
    visits.place.surface.feed.close()
    for _ in range(8):
        await tries.get()
    await expect(page.locator("#connection")).to_contain_text("No connection")
    pauses = await page.evaluate("window.pauses")
    assert 1_000 < max(pauses) < 2_000


async def test_forgetting_empties_every_page(visits: Visits) -> None:
    context = await visits.browser()
    one, two = await visits.page(context), await visits.page(context)
    chat, _ = await started(visits, one)
    await expect(two.locator(".message")).to_have_count(2)
    await visits.place.store.write(lambda tx: tx.forget(str(chat)))
    await visits.place.surface.post(chat, Reply("All forgotten.", final=True), to=None)
    for page in (one, two):
        await expect(page.locator(".message")).to_have_count(1)
        await expect(page.locator(".message")).to_contain_text("All forgotten.")
        await expect(page.get_by_role("heading", name="Ready!")).to_be_visible()


async def test_a_long_history_is_there_at_once(visits: Visits) -> None:
    page = await visits.page()
    chat, _ = await started(visits, page)
    lines = [encode(Message(By.BOT, text=f"line {n}", final=True)) for n in range(300)]

    async def fill(tx: Transaction) -> None:
        for number, line in enumerate(lines):
            await tx.transcript.put(str(chat), f"b-{number}", line, now=1.0)

    await visits.place.store.write(fill)
    begun = asyncio.get_running_loop().time()
    await page.reload()
    await ready(page)
    assert asyncio.get_running_loop().time() - begun < 5
    await expect(page.locator(".message").last).to_be_in_viewport()
    await expect(page.locator(".message")).to_have_count(302)
