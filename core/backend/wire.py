"""The transport as one skill's speaker uses it: every call carries the same attribution."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import httpx

from core.backend.connections import Body, Request
from core.backend.models import Attribution, Json, Session
from core.backend.timing import Timing
from core.backend.transport import Glance, Transport
from core.clock import Clock
from core.errors import OutOfCredits, UnreadableAnswer


@dataclass(frozen=True, slots=True)
class Wire:
    """What the parts of the client call the backend with; only ``core.errors`` are raised."""

    transport: Transport
    attribution: Attribution

    @property
    def base_url(self) -> str:
        """The backend's address, without a slash at its end."""
        return self.transport.base_url

    @property
    def clock(self) -> Clock:
        """The clock that all waits run on."""
        return self.transport.clock

    @property
    def timing(self) -> Timing:
        """How long they are."""
        return self.transport.timing

    async def read(self, path: str, *, session: Session | None = None) -> Json:
        """GET a value; repeated while the way to the backend is down."""
        return await self.transport.read(Request("GET", path, session=session), self.attribution)

    async def look(self, path: str) -> Glance:
        """GET a value once, for those who keep a schedule of their own: 429 and 5xx raise."""
        return await self.transport.look(Request("GET", path), self.attribution)

    async def post(self, path: str, body: Json, *, session: Session | None = None) -> Json:
        """POST and answer what came back; never repeated when its effect is unknown."""
        request = Request("POST", path, body, session=session)
        return await self.transport.send(request, self.attribution)

    async def upload(self, path: str, body: Json | Body, *, session: Session) -> Json:
        """POST files or links; the backend may take its time to fetch and look at them."""
        request = Request(
            "POST", path, body, session=session, read_timeout=self.timing.upload_answer
        )
        return await self.transport.send(request, self.attribution)

    def follow(self, url: str) -> AbstractAsyncContextManager[httpx.Response]:
        """GET a link, through redirects; only the backend's own origin sees who asks."""
        return self.transport.follow(url, self.attribution)

    async def command(self, path: str, body: Json, *, session: Session | None = None) -> None:
        """POST something whose answer holds nothing: any that is no refusal will do."""
        try:
            await self.post(path, body, session=session)
        except UnreadableAnswer:
            return

    def stream(
        self, path: str, body: Json, *, session: Session, headers: Mapping[str, str]
    ) -> AbstractAsyncContextManager[httpx.Response]:
        """POST and read an event stream; connection errors inside the block are translated too."""
        request = Request(
            "POST",
            path,
            body,
            session=session,
            headers=headers,
            read_timeout=self.timing.stream_silence,
            events=True,
        )
        return self.transport.stream(request, self.attribution)

    async def explain(self, error: OutOfCredits, session: Session) -> OutOfCredits:
        """An error of an event stream with whose account it is."""
        return await self.transport.explain(error, session, self.attribution)
