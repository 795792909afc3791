"""A message the backend does not take: every code, as an answer and inside the stream."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from random import Random

import pytest
from pydantic import SecretStr

from core.backend import ConfiguredToken, Timing
from core.backend.events import Ended, Text
from core.backend.models import Session, SessionState
from core.backend.transport import Transport
from core.backend.turns import Turns
from core.backend.wire import Wire
from core.errors import (
    BackendDown,
    BackendFull,
    BackendRefused,
    MediaTooLarge,
    OutOfCredits,
    PlanBlocksExport,
    RateLimited,
    SessionGone,
    StillmotionError,
    TokenRejected,
    UnsupportedMedia,
)
from tests.peers.stream_server import Reply, answer, event, stream
from tests.peers.turn_scene import SESSION, SKILL, STATE, TurnScene, told, turn_scene, until

DONE = [Text("Done."), Ended()]


@pytest.fixture
async def turns() -> AsyncGenerator[TurnScene]:
    async with turn_scene() as made:
        yield made


REFUSALS: dict[int, type[StillmotionError]] = {
    1001: TokenRejected,
    1002: SessionGone,
    2001: OutOfCredits,
    4001: UnsupportedMedia,
    4002: MediaTooLarge,
    402: PlanBlocksExport,
    400: BackendRefused,
    7777: BackendRefused,
}


@pytest.mark.parametrize("code", REFUSALS)
async def test_an_envelope_instead_of_a_stream_is_a_refusal(turns: TurnScene, code: int) -> None:
    turns.server.on("/run_sse", answer({"code": code, "message": "no", "data": None}))
    with pytest.raises(REFUSALS[code]) as refused:
        await turns.run()
    assert type(refused.value) is REFUSALS[code]
    assert len(turns.server.posts()) == 1


@pytest.mark.parametrize("end", [b"\n\n", b""])
@pytest.mark.parametrize("code", [1001, 1002, 2001, 4001, 4002])
async def test_an_envelope_inside_the_stream_is_the_same_refusal(
    turns: TurnScene, code: int, end: bytes
) -> None:
    refusal = event({"code": code, "message": "no"}).rstrip() + end
    turns.server.on("/run_sse", stream(told("So far"), refusal))
    with pytest.raises(REFUSALS[code]):
        await turns.run()
    assert len(turns.server.posts()) == 1


async def test_who_has_no_credits_is_told_also_from_inside_the_stream(turns: TurnScene) -> None:
    turns.server.on(
        STATE, answer({"code": 0, "data": {"state": {"draft": None, "user_id": "anon_7"}}})
    )
    turns.server.on("/run_sse", stream(event({"code": 2001, "message": "no"})))
    with pytest.raises(OutOfCredits) as refused:
        await turns.run()
    assert (refused.value.user_id, refused.value.registered) == ("anon_7", False)


class Clueless(Wire):
    """A way to the backend that can't tell whose account it is."""

    async def explain(self, error: OutOfCredits, session: Session) -> OutOfCredits:
        raise BackendDown(session.session_id) from error


async def test_no_credits_are_told_also_where_nobody_knows_whose(turns: TurnScene) -> None:
    turns.server.on("/run_sse", stream(event({"code": 2001, "message": "no"})))
    transport = Transport(
        turns.server.url,
        ConfiguredToken(SecretStr("t")),
        clock=turns.clock,
        random=Random(0),
        trust_env=False,
        timing=Timing(),
    )
    others = Turns(Clueless(transport, SKILL), turns.backend.state)
    with pytest.raises(OutOfCredits):
        await anext(others.run(SESSION, "x", "turn-1", baseline=SessionState()))
    await transport.aclose()
    assert len(turns.server.posts()) == 1


@pytest.mark.parametrize(
    "reply",
    [
        answer({"detail": f"Session not found: {SESSION.session_id}"}, status=404),
        answer({"code": 1002, "message": "session not found"}, status=404),
    ],
)
async def test_an_unknown_session_is_gone(turns: TurnScene, reply: Reply) -> None:
    turns.server.on("/run_sse", reply)
    with pytest.raises(SessionGone):
        await turns.run()


async def test_a_missing_endpoint_is_not_a_missing_session(turns: TurnScene) -> None:
    with pytest.raises(BackendRefused) as refused:
        await turns.run()
    assert refused.value.code == 404


@pytest.mark.parametrize("rejection", [{"code": 1001}, None])
async def test_a_rejected_token_is_renewed_and_the_call_repeated_once(
    tmp_path: Path, rejection: object
) -> None:
    tokens = [answer({"code": 0, "data": {"token": f"nmv_usr_{n}"}}) for n in (1, 2)]
    refused = answer(rejection or {"detail": "expired"}, status=200 if rejection else 401)
    async with turn_scene(tmp_path / "credentials.json") as turns:
        turns.server.on("/api/auth/anonymous-token", *tokens)
        turns.server.on("/run_sse", refused, stream(told("Done.")))
        assert await turns.run() == DONE
        used = [sent.headers["authorization"] for sent in turns.server.posts()]
        assert used == ["Bearer nmv_usr_1", "Bearer nmv_usr_2"]


@pytest.mark.parametrize(("headers", "wait"), [({}, 30.0), ({"Retry-After": "7"}, 7.0)])
async def test_too_many_requests_wait_and_are_repeated_once(
    turns: TurnScene,
    headers: dict[str, str],
    wait: float,
) -> None:
    limited = answer({"code": 429, "message": "slow down"}, status=429, headers=headers)
    turns.server.on("/run_sse", limited, stream(told("Done.")))
    running = asyncio.create_task(turns.run())
    await until(lambda: wait in turns.clock.slept)
    assert len(turns.server.posts()) == 1
    await turns.clock.advance(wait)
    assert await running == DONE
    assert len(turns.server.posts()) == 2


async def test_too_many_requests_twice_are_told(turns: TurnScene) -> None:
    turns.server.on("/run_sse", answer({"code": 429}, status=429))
    running = asyncio.create_task(turns.run())
    await until(lambda: 30.0 in turns.clock.slept)
    await turns.clock.advance(30)
    with pytest.raises(RateLimited):
        await running
    assert len(turns.server.posts()) == 2


async def test_nothing_was_sent_where_nobody_listens(turns: TurnScene) -> None:
    turns.server.stop_listening()
    with pytest.raises(BackendDown) as down:
        await turns.run()
    assert not down.value.sent
    assert turns.server.received == []


async def test_a_turn_nobody_took_is_told_at_once(turns: TurnScene) -> None:
    turns.server.on("/run_sse", Reply((b"<html>busy</html>",), 503, "text/html"))
    with pytest.raises(BackendDown) as down:
        await turns.run()
    assert down.value.code == 503
    assert (len(turns.server.posts()), turns.server.reads()) == (1, 0)


async def test_a_backend_without_room_is_told_at_once(turns: TurnScene) -> None:
    turns.server.on("/run_sse", answer({"code": 507, "message": "full"}, status=507))
    with pytest.raises(BackendFull):
        await turns.run()
    assert (len(turns.server.posts()), turns.server.reads()) == (1, 0)


async def test_a_cancel_that_is_refused_is_told(turns: TurnScene) -> None:
    turns.server.on("/run_sse/turn-1/cancel", answer({"code": 1002, "message": "gone"}))
    with pytest.raises(SessionGone):
        await turns.backend.cancel_turn("turn-1")
    turns.server.on("/run_sse/turn-1/cancel", answer({"code": 7777, "message": "no"}))
    with pytest.raises(BackendRefused):
        await turns.backend.cancel_turn("turn-1")
