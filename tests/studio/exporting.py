"""Ways to a draft and to the end of its export, for tests."""

import asyncio
import copy
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from core.studio import StudioConfig
from tests.studio.visitor import Visitor, picture, visiting

SEGMENT = ("t", 0, "sg", 0)


@asynccontextmanager
async def making(config: StudioConfig) -> AsyncGenerator[tuple[Visitor, dict[str, Any]]]:
    """Somebody with a timeline, and its draft."""
    async with visiting(config) as visitor:
        await visitor.enter()
        yield visitor, await made(visitor)


async def made(visitor: Visitor) -> dict[str, Any]:
    await visitor.upload(("photo.png", picture()))
    await visitor.say("zoom in for 2 seconds")
    return (await visitor.state())["draft"]


async def ended(visitor: Visitor, render_id: str) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while True:
            status = await visitor.render(render_id)
            if status["status"] not in ("pending", "processing"):
                return status
            await asyncio.sleep(0.01)


def changed(draft: dict[str, Any], *path: str | int, to: object) -> dict[str, Any]:
    copied = copy.deepcopy(draft)
    at: Any = copied
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = to
    return copied


def small(draft: dict[str, Any]) -> dict[str, Any]:
    return changed(changed(draft, "m", "width", to=320), "m", "height", to=180)
