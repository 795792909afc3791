from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.bots.web.browsers import Visits, running_browser
from tests.bots.web.place import Place, running_place


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with running_place(tmp_path) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium_running() -> AsyncIterator[Browser]:
    async with running_browser() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def visits(chromium_running: Browser, tmp_path: Path) -> AsyncIterator[Visits]:
    """A browser that visits a web chat of its own; all tests with it share one event loop."""
    async with running_place(tmp_path) as running:
        visits = Visits(chromium_running, running)
        yield visits
        await visits.leave()
