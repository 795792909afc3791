from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from core.studio import StudioConfig
from tests.peers.clock import FakeClock
from tests.studio.still_renderer import StillRenderer
from tests.studio.visitor import Visitor, picture, visiting


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def renderer() -> StillRenderer:
    return StillRenderer()


@pytest.fixture
def config(tmp_path: Path, renderer: StillRenderer) -> StudioConfig:
    """A studio that draws nothing; tests that want pictures leave the renderer out."""
    return StudioConfig(tmp_path / "studio", renderer=lambda: renderer)


@pytest.fixture
async def visitor(config: StudioConfig) -> AsyncGenerator[Visitor]:
    """Somebody with a token and an empty session."""
    async with visiting(config) as found:
        await found.enter()
        yield found


@pytest.fixture
async def maker(visitor: Visitor) -> Visitor:
    """Somebody whose session has one picture and a timeline of it."""
    await visitor.upload(("photo.png", picture()))
    await visitor.say("zoom in for 2 seconds")
    return visitor
