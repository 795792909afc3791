"""The video backends of this process: opened when first needed, closed together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import TypeAlias

from core.backend import Attribution, Backend
from core.conversation import CLOUD, STUDIO
from core.errors import StudioMissing
from core.skills import Skill

Opener: TypeAlias = Callable[[Attribution], AbstractAsyncContextManager[Backend]]


class ProgramBackends:
    """Implements ``core.conversation.Backends``.

    Args:
        openers: How each is opened, by name; one that is missing can't be had.
        default: Where new videos are made.
        platform: What the attribution headers say of where this program is installed.
        web_url: The cloud's site for people.
    """

    def __init__(
        self, openers: Mapping[str, Opener], *, default: str, platform: str, web_url: str
    ) -> None:
        self._openers = openers
        self._default = default
        self._platform = platform
        self._web_url = web_url
        self._stack = AsyncExitStack()
        self._opening = asyncio.Lock()
        self._roots: dict[str, Backend] = {}
        self._speaking: dict[tuple[str, str], Backend] = {}

    @property
    def default(self) -> str:
        return self._default

    @property
    def can_offer_studio(self) -> bool:
        return self._default != STUDIO and STUDIO in self._openers

    async def of(self, name: str, skill: Skill) -> Backend:
        known = self._speaking.get((name, skill.name))
        if known is None:
            attribution = Attribution(skill.name, skill.version, self._platform)
            async with self._opening:
                root = await self._root(name, attribution)
            known = self._speaking[name, skill.name] = root.speaking_as(attribution)
        return known

    def web_url(self, name: str) -> str | None:
        return self._web_url if name == CLOUD else None

    def costs_credits(self, name: str) -> bool:
        return name == CLOUD

    async def aclose(self) -> None:
        """Close what was opened."""
        await self._stack.aclose()

    async def _root(self, name: str, attribution: Attribution) -> Backend:
        if name not in self._roots:
            if name not in self._openers:
                raise StudioMissing
            opened = self._openers[name](attribution)
            self._roots[name] = await self._stack.enter_async_context(opened)
        return self._roots[name]
