"""``GET /events``: what a chat shows, pushed as it changes."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, NamedTuple

import structlog
from sse_starlette import EventSourceResponse, ServerSentEvent

from bots.web.access import chat_of
from bots.web.messages import shown
from bots.web.refusals import Refused
from bots.web.web_of import web_of
from core.errors import StoreUnusable

if TYPE_CHECKING:
    from starlette.requests import Request

    from bots.web.app import Web
    from core.conversation import ChatRef
    from core.store import Transaction, TranscriptRecord

_MARK = re.compile(r"(?P<version>\d{1,18})\.(?P<beginning>[\w-]{0,80})", re.ASCII)


class Mark(NamedTuple):
    """How far a page has come: the newest version it has, in a transcript that begins so.

    A transcript that was forgotten begins with another message: what the page has is void then.
    """

    version: int = 0
    beginning: str = ""

    def __str__(self) -> str:
        return f"{self.version}.{self.beginning}"

    @classmethod
    def read(cls, text: str) -> Mark:
        """The inverse of ``str``; the beginning of everything where it is none."""
        match = _MARK.fullmatch(text)
        return cls() if match is None else cls(int(match["version"]), match["beginning"])


async def events(request: Request) -> EventSourceResponse:
    """Everything after ``Last-Event-ID`` (or ``?since=``), then all changes as they come.

    Event ids are marks; an event ``reset`` voids what came before it; one ``rest`` says that newer
    pages of the same chat need the connection.
    """
    web = web_of(request)
    chat = chat_of(request)
    if chat is None:
        raise Refused(403)
    given = request.headers.get("last-event-id") or request.query_params.get("since", "")
    return EventSourceResponse(
        _stream(web, chat, Mark.read(given)), ping=3600, send_timeout=30, sep="\n"
    )


async def _stream(web: Web, chat: ChatRef, mark: Mark) -> AsyncGenerator[ServerSentEvent]:
    with web.surface.feed.watching(str(chat)) as watcher:
        yield ServerSentEvent(event="hello", data=json.dumps({"now": web.clock.time()}))
        told_all = False
        while not watcher.ended:
            watcher.changed.clear()
            beginning, records = await _news(web, chat, mark)
            if mark.version and beginning != mark.beginning:
                mark = Mark()
                told_all = False
                yield ServerSentEvent(event="reset", data="", id=str(mark))
                beginning, records = await _news(web, chat, mark)
            for record in records:
                mark = Mark(record.version, beginning)
                yield _event(record, mark)
            if not told_all:
                yield ServerSentEvent(event="ready", data="")
                told_all = True
            if not await _set_within(watcher.changed, web.beat_s):
                yield ServerSentEvent(event="beat", data="")
        if not web.surface.feed.closed:
            yield ServerSentEvent(event="rest", data="")


def _event(record: TranscriptRecord, mark: Mark) -> ServerSentEvent:
    try:
        message = shown(record)
    except StoreUnusable:
        # one damaged message must not hide all the others
        structlog.get_logger(__name__).error("message not shown", chat=record.chat)
        return ServerSentEvent(event="beat", data="", id=str(mark))
    return ServerSentEvent(event="message", data=json.dumps(message), id=str(mark))


async def _news(web: Web, chat: ChatRef, mark: Mark) -> tuple[str, list[TranscriptRecord]]:
    async def work(tx: Transaction) -> tuple[str, list[TranscriptRecord]]:
        first = await tx.transcript.first(str(chat))
        news = await tx.transcript.since(str(chat), mark.version)
        return "" if first is None else first.message, news

    return await web.surface.store.read(work)


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True
