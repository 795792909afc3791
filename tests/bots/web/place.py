"""A web chat on loopback, with an engine that does what a test tells it to."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
from httpx_sse import ServerSentEvent, aconnect_sse
from pydantic import SecretStr

from bots.web import Web, WebSurface, create_web
from bots.web.access import Access
from bots.web.feed import Feed
from core.clock import SystemClock
from core.conversation import ChatRef, Heard
from core.locales import load_texts
from core.media.library import MediaFiles
from core.skills import load_skills
from core.store import Store, open_store
from tests.peers.server import serving


@dataclass
class ScriptedEngine:
    """Keeps what it hears, once for each event, and answers by ``act``."""

    act: Callable[[Heard], Awaitable[None]] | None = None
    heard: list[Heard] = field(default_factory=list[Heard])
    failure: Exception | None = None

    async def hear(self, heard: Heard) -> None:
        if self.failure is not None:
            raise self.failure
        if heard in self.heard:
            return
        self.heard.append(heard)
        if self.act is not None:
            await self.act(heard)


@dataclass
class Place:
    """A running web chat."""

    url: str
    web: Web
    store: Store
    engine: ScriptedEngine
    surface: WebSurface

    @asynccontextmanager
    async def browser(self, **headers: str) -> AsyncGenerator[httpx.AsyncClient]:
        """Somebody's browser, with a cookie of its own, as the page uses it."""
        own = {"origin": self.url, "accept-language": "en", **headers}
        async with httpx.AsyncClient(base_url=self.url, headers=own, trust_env=False) as client:
            yield client

    async def known(self, client: httpx.AsyncClient) -> ChatRef:
        """Have a browser greeted; its chat."""
        answer = await client.post("/hello")
        assert answer.status_code == 204
        return chat_named(client.cookies["stillmotion_chat"])


def chat_named(cookie: str) -> ChatRef:
    import hashlib

    return ChatRef("web", hashlib.sha256(cookie.encode()).hexdigest()[:32])


@asynccontextmanager
async def running_place(
    folder: Path, *, token: str = "", host: str = "127.0.0.1"
) -> AsyncGenerator[Place]:
    texts, skills = load_texts(), load_skills()
    clock = SystemClock()
    async with open_store(folder / "stillmotion.sqlite3") as store:
        library = MediaFiles(folder / "media", store)
        feed = Feed()
        surface = WebSurface(
            store=store, library=library, feed=feed, clock=clock, new_id=lambda: uuid4().hex
        )
        engine = ScriptedEngine()
        arriving = folder / "arriving"
        arriving.mkdir(exist_ok=True)
        web = Web(
            engine=engine,
            surface=surface,
            texts=texts,
            skill=skills["jogg-ai-image-to-video"],
            access=Access(host=host, token=SecretStr(token) if token else None),
            clock=clock,
            folder=arriving,
            beat_s=0.5,
        )
        async with serving(create_web(web)) as url:
            yield Place(url, web, store, engine, surface)
            feed.close()


@asynccontextmanager
async def stream(
    client: httpx.AsyncClient, since: str = ""
) -> AsyncGenerator[AsyncGenerator[ServerSentEvent]]:
    """The chat's events as a browser would get them."""
    headers = {"last-event-id": since} if since else {}
    async with aconnect_sse(client, "GET", "/events", headers=headers) as source:
        assert source.response.status_code == 200
        yield source.aiter_sse()


async def told(client: httpx.AsyncClient, since: str = "") -> list[ServerSentEvent]:
    """All events up to the point where everything has been told."""
    found: list[ServerSentEvent] = []
    async with stream(client, since) as events:
        async for event in events:
            if event.event == "ready":
                return found
            found.append(event)
    raise AssertionError("the stream ended")


async def messages(client: httpx.AsyncClient, since: str = "") -> list[dict[str, object]]:
    """The chat's messages that are new since then."""
    events = await told(client, since)
    return [json.loads(event.data) for event in events if event.event == "message"]
