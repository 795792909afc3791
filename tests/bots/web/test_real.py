"""The whole program in a real browser: the engine, the studio, and being killed in the middle."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.bots.web.browsers import ready
from tests.bots.web.program import Program

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(240),
    pytest.mark.long,  # a browser, the program and its renders, for each
]

COFFEE = Path(__file__).parents[2] / "photos" / "coffee.jpg"
PATIENCE_MS = 90_000


@pytest_asyncio.fixture(loop_scope="session")
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    program = Program(tmp_path)
    await program.start()
    yield program
    program.kill()
    await program.gone()
    assert "Traceback" not in program.log


@pytest_asyncio.fixture(loop_scope="session")
async def page(chromium_running: Browser, program: Program) -> AsyncIterator[Page]:
    context = await chromium_running.new_context(locale="en-GB")
    page = await context.new_page()
    await page.goto(program.url)
    await ready(page)
    yield page
    await context.close()


async def ask(page: Page, text: str) -> None:
    await page.fill("#text", text)
    await page.press("#text", "Enter")


@asynccontextmanager
async def slow_uploads(page: Page) -> AsyncGenerator[None]:
    """Let the page send 400 kB a second at most while this is open."""
    line = await page.context.new_cdp_session(page)
    limits = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": 400_000}
    await line.send(  # pyright: ignore[reportUnknownMemberType] - Playwright's own types
        "Network.emulateNetworkConditions", {"offline": False, **limits}
    )
    yield
    await line.detach()


async def test_a_picture_goes_in_and_a_video_plays(page: Page) -> None:
    await page.set_input_files("#files", COFFEE)
    await ask(page, "zoom in for 1 second")
    video = page.locator("video")
    await expect(video).to_have_count(1, timeout=PATIENCE_MS)
    assert await video.evaluate("video => video.play().then(() => video.readyState)") >= 2
    assert await video.evaluate("video => video.duration") == pytest.approx(1.0, abs=0.05)
    await expect(page.get_by_role("button", name="Redo")).to_be_visible()
    await page.reload()
    await ready(page)
    await expect(page.locator("video")).to_have_count(1)


async def test_cancel_stops_it(page: Page) -> None:
    await page.set_input_files("#files", COFFEE)
    await ask(page, "make a 30-second video with ken burns")
    await page.get_by_role("button", name="Cancel").click(timeout=PATIENCE_MS)
    await expect(page.locator(".bot .text").last).to_contain_text("Stopped", timeout=3_000)
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)
    await expect(page.locator("video")).to_have_count(0)


async def test_a_kill_during_an_upload_loses_nothing_that_was_in_the_box(
    page: Page, program: Program, tmp_path: Path
) -> None:
    large = tmp_path / "large.jpg"
    large.write_bytes(COFFEE.read_bytes() + b"\0" * 3_000_000)
    async with slow_uploads(page):
        await page.set_input_files("#files", large)
        await ask(page, "zoom in for 1 second")
        await expect(page.get_by_role("progressbar", name="Sending")).to_be_visible()
        program.kill()
        await program.gone()
        await expect(page.get_by_role("alert").filter(has_text="Not sent")).to_be_visible()
    await expect(page.locator("#text")).to_have_value("zoom in for 1 second")
    await expect(page.locator("#chosen li")).to_have_count(1)
    await expect(page.locator("#connection")).to_contain_text("No connection")
    await program.start()
    await expect(page.locator("#connection")).not_to_contain_text("No connection", timeout=15_000)
    await page.get_by_role("button", name="Try again").click()
    await expect(page.locator(".message.you")).to_have_count(1, timeout=20_000)
    await expect(page.locator("video")).to_have_count(1, timeout=PATIENCE_MS)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("Working|Looking|Uploading", id="stream"),
        pytest.param("Rendering", id="render"),
        pytest.param("Fetching|Sending", id="delivery"),
    ],
)
async def test_a_kill_in_the_middle_is_followed_by_one_video(
    page: Page, program: Program, words: str
) -> None:
    seen = asyncio.create_task(page.evaluate(SEEN, words))
    await page.set_input_files("#files", COFFEE)
    await ask(page, "zoom in for 2 seconds")
    await seen
    program.kill()
    await program.gone()
    await expect(page.locator("#connection")).to_contain_text("No connection")
    await program.start()
    await expect(page.locator("video")).to_have_count(1, timeout=PATIENCE_MS)
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)
    await expect(page.locator(".message.you")).to_have_count(1)
    shown = await page.locator(".message").all_inner_texts()
    await page.reload()
    await ready(page)
    assert len(await page.locator(".message").all_inner_texts()) == len(shown)
    video = page.locator("video")
    await expect(video).to_have_count(1)
    assert await video.evaluate("video => video.play().then(() => video.readyState)") >= 2


SEEN = """(words) => new Promise((resolve) => {
  const log = document.getElementById("log");
  new MutationObserver(() => {
    const shown = [...document.querySelectorAll(".bot .text")].map((each) => each.textContent);
    if (new RegExp(words).test(shown.join())) resolve();
  }).observe(log, {childList: true, subtree: true, characterData: true});
})"""
