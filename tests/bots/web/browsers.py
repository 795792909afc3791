"""A real browser: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    async_playwright,
    expect,
)

from core.conversation import Action, ActionKind, Button, ChatRef, Incoming, MessageRef, Reply
from tests.bots.web.place import Place

CANCEL = Button("Cancel", Action(ActionKind.CANCEL, "turn-1"))


def chromium() -> str:
    """Where Chromium is; the test is skipped without one, which must not happen in CI."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    if os.environ.get("CI"):
        pytest.fail("no chromium on PATH: apt-get install chromium")
    pytest.skip("no chromium on PATH: apt-get install chromium")


@asynccontextmanager
async def running_browser() -> AsyncGenerator[Browser]:
    # as root, and inside a container, Chromium's own sandbox can't be set up
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    expect.set_options(timeout=20_000)  # a busy machine is no fault of the page
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=arguments)
        try:
            yield browser
        finally:
            await browser.close()


class Visits:
    """Somebody's visits to a web chat. Whatever goes wrong on a page fails the test."""

    def __init__(self, browser: Browser, place: Place) -> None:
        self.place = place
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self._troubles: list[str] = []

    async def browser(self, **options: Any) -> BrowserContext:  # noqa: ANN401 - Playwright's own
        """A browser of its own: its cookies are no other's."""
        settings: dict[str, Any] = {"locale": "en-GB", **options}
        context = await self._browser.new_context(**settings)
        self._contexts.append(context)
        return context

    async def page(self, context: BrowserContext | None = None, **options: Any) -> Page:  # noqa: ANN401 - as above
        """The chat, opened and told all."""
        context = context or await self.browser(**options)
        page = await context.new_page()
        page.on("pageerror", lambda error: self._troubles.append(str(error)))
        page.on("console", self._heard)
        await page.goto(self.place.url)
        await ready(page)
        return page

    async def leave(self) -> None:
        """Close everything; raises what the pages complained about."""
        for context in self._contexts:
            await context.close()
        assert self._troubles == []

    def _heard(self, message: ConsoleMessage) -> None:
        # a server that is away is no fault of the page
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self._troubles.append(message.text)


async def ready(page: Page) -> None:
    """Wait until the page has been told everything."""
    await page.wait_for_selector("body[data-state=ready]")


async def say(page: Page, text: str, *files: Path) -> None:
    """Say something, and wait until the engine has it."""
    before = await page.locator(".message.you[data-seen]").count()
    if files:
        await page.set_input_files("#files", [str(file) for file in files])
    await page.fill("#text", text)
    await page.press("#text", "Enter")
    await expect(page.locator(".message.you[data-seen]")).to_have_count(before + 1)


async def started(visits: Visits, page: Page, text: str = "zoom in") -> tuple[ChatRef, MessageRef]:
    """A conversation in which a turn runs; the chat and the turn's status message."""
    await say(page, text)
    heard = visits.place.engine.heard[-1]
    assert isinstance(heard, Incoming)
    status = await visits.place.surface.post(
        heard.chat,
        Reply("Rendering…", progress=0.25, elapsed_s=7, buttons=(CANCEL,)),
        to=heard.message,
    )
    await expect(page.get_by_text("Rendering…")).to_be_visible()
    return heard.chat, status
