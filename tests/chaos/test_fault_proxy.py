"""That each fault is what it says."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.peers.fault_proxy import Fault, FaultProxy, Passing, misfortune
from tests.peers.server import serving

BODY = b"x" * 200_000
EVENTS = [f"data: {number}\n\n" for number in range(5)]


@dataclass
class Backend:
    arrived: list[bytes] = field(default_factory=list[bytes])
    halves: int = 0

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/echo", self._echo, methods=["POST"]),
                Route("/stream", self._stream, methods=["POST"]),
            ]
        )

    async def _echo(self, request: Request) -> Response:
        try:
            body = await request.body()
        except ClientDisconnect:
            self.halves += 1
            return Response()
        self.arrived.append(body)
        return PlainTextResponse(body)

    async def _stream(self, request: Request) -> Response:
        self.arrived.append(await request.body())

        async def events() -> AsyncIterator[str]:
            for event in EVENTS:
                yield event

        return StreamingResponse(events(), media_type="text/event-stream")


@dataclass
class Way:
    backend: Backend
    proxy: FaultProxy
    client: httpx.AsyncClient
    witnessed: list[int | None]


@asynccontextmanager
async def a_way(fault: Fault) -> AsyncGenerator[Way]:
    backend, witnessed = Backend(), list[int | None]()

    def witness(_passing: Passing, status: int | None) -> None:
        witnessed.append(status)

    async with serving(backend.app()) as url:
        proxy = FaultProxy(url, lambda _: fault, witness, Random(3), pause=0.01)
        async with (
            proxy.serving(),
            httpx.AsyncClient(base_url=proxy.url, trust_env=False) as client,
        ):
            yield Way(backend, proxy, client, witnessed)
            assert proxy.met.keys() <= {fault}


@pytest.mark.parametrize("fault", [Fault.NONE, Fault.DELAYED, Fault.LATE_ANSWER, Fault.DOUBLED])
async def test_what_is_only_late_arrives_whole(fault: Fault) -> None:
    async with a_way(fault) as way:
        answer = await way.client.post("/echo", content=BODY)
        assert answer.content == BODY
        assert way.backend.arrived == [BODY]
        assert way.witnessed == [None, 200]


@pytest.mark.parametrize(
    ("fault", "arrives"),
    [
        (Fault.LOST, False),
        (Fault.HALF_REQUEST, False),
        (Fault.LOST_ANSWER, True),
        (Fault.HALF_ANSWER, True),
    ],
)
async def test_a_broken_connection_tells_nothing_of_what_arrived(
    fault: Fault, *, arrives: bool
) -> None:
    async with a_way(fault) as way:
        with pytest.raises(httpx.TransportError):
            await way.client.post("/echo", content=BODY)
        assert (way.backend.arrived == [BODY]) is arrives


@pytest.mark.parametrize(
    ("fault", "status", "arrives"),
    [
        (Fault.BAD_GATEWAY, 502, False),
        (Fault.LATE_BAD_GATEWAY, 502, True),
        (Fault.UNAVAILABLE, 503, False),
        (Fault.TOO_MANY, 429, False),
    ],
)
async def test_a_refusal_comes_before_or_after_the_deed(
    fault: Fault, status: int, *, arrives: bool
) -> None:
    async with a_way(fault) as way:
        answer = await way.client.post("/echo", content=BODY)
        assert answer.status_code == status
        assert (way.backend.arrived == [BODY]) is arrives


async def test_events_of_a_stream_can_come_twice_and_streams_break_off() -> None:
    async with a_way(Fault.DOUBLED) as way:
        answer = await way.client.post("/stream", content=b"go")
        seen = answer.text.split("\n\n")[:-1]
        assert len(seen) > len(EVENTS)
        assert {f"{event}\n\n" for event in seen} == set(EVENTS)
    async with a_way(Fault.HALF_ANSWER) as way:
        with pytest.raises(httpx.TransportError):
            await way.client.post("/stream", content=b"go")
        assert way.backend.arrived == [b"go"]


def test_misfortune_strikes_as_often_as_it_is_told_and_in_all_its_ways() -> None:
    fate, passing = misfortune(Random(1), 0.2), Passing("GET", "/", {})
    fates = [fate(passing) for _ in range(2_000)]
    assert 300 < sum(one is not Fault.NONE for one in fates) < 500
    assert set(fates) == set(Fault)
