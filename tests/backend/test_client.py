"""Sessions, balance, state, claim link; headers, waits and repetitions of every call."""

import asyncio
import logging
import random
import time
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from starlette.responses import Response, StreamingResponse

from core.backend import ConfiguredToken, Timing
from core.backend.models import Attribution, Session
from core.backend.transport import Transport
from core.backend.wire import Wire
from core.errors import (
    BackendDown,
    BackendRefused,
    OutOfCredits,
    RateLimited,
    SessionGone,
    TokenRejected,
    UnreadableAnswer,
)
from tests.backend.conftest import JIGGLE, SESSION, Scene
from tests.peers.cloud import Call, Received, Reply, bare, dropped, ok, page, redirect, refusal


async def test_session_ids_are_opaque_texts_also_when_they_come_as_numbers(scene: Scene) -> None:
    scene.cloud.will(Call.SESSION, ok({"session_id": 1234567890123456789, "user_id": "anon_1"}))
    session = await scene.backend.create_session("zh-Hans")
    assert session.session_id == "1234567890123456789"
    assert session.task_id is None
    assert session.user_id == "anon_1"
    assert scene.cloud.got(Call.SESSION)[0].json == {"task_name": "project", "language": "zh-Hans"}


async def test_every_call_carries_token_and_attribution(scene: Scene) -> None:
    other = scene.backend.speaking_as(Attribution("jogg-ai-image-to-video", "1.2.3", "clawhub"))
    await scene.backend.create_session("en")
    await scene.backend.credits()
    await scene.backend.state(SESSION)
    await scene.backend.claim_url(SESSION, "https://nemovideo.com")
    await scene.backend.submit_render(SESSION, {"t": []}, "render_1")
    await scene.backend.render_status("render_1")
    await scene.backend.cancel_render("render_1")
    await other.credits()
    *first, last = scene.cloud.received
    assert len(first) == 7
    for one in first:
        assert one.headers["authorization"] == "Bearer nmv_usr_configured"
        assert one.headers["x-skill-source"] == "image-to-video-jiggle"
        assert one.headers["x-skill-version"] == "1.0.0"
        assert one.headers["x-skill-platform"] == "unknown"
    assert last.headers["x-skill-source"] == "jogg-ai-image-to-video"
    assert last.headers["x-skill-version"] == "1.2.3"
    assert last.headers["x-skill-platform"] == "clawhub"


async def test_an_attribution_that_no_header_can_carry_is_made_plain(scene: Scene) -> None:
    await scene.backend.speaking_as(Attribution("技能 1\n", "", "x")).credits()
    headers = scene.cloud.received[0].headers
    assert headers["x-skill-source"] == "---1-"
    assert headers["x-skill-version"] == "unknown"


async def test_the_balance_may_be_partial(scene: Scene) -> None:
    scene.cloud.will(
        Call.CREDITS,
        ok({"available": 70.5, "frozen": 50, "total": 120.5}),
        ok({"available": 3}),
        ok({"frozen": 3}),
    )
    full = await scene.backend.credits()
    assert (full.available, full.frozen, full.total) == (70.5, 50, 120.5)
    assert (await scene.backend.credits()).total == 3
    with pytest.raises(UnreadableAnswer):
        await scene.backend.credits()


async def test_the_claim_link_has_the_claim_token_only(scene: Scene) -> None:
    scene.cloud.will(Call.CLAIM, ok({"claim_token": "clm_a/b?", "expires_in": 600}))
    url = await scene.backend.claim_url(SESSION, "https://nemovideo.com/")
    assert url == "https://nemovideo.com/workspace/claim?ct=clm_a%2Fb%3F"
    assert scene.cloud.got(Call.CLAIM)[0].json == {
        "task_id": "task-1",
        "session_id": "1234567890123456789",
    }


@pytest.mark.parametrize("answer", [page(404, b""), bare({"detail": "Not Found"}, status=404)])
async def test_an_older_deployment_has_no_claim_link(scene: Scene, answer: Reply) -> None:
    scene.cloud.will(Call.CLAIM, answer)
    assert await scene.backend.claim_url(SESSION, "https://nemovideo.com") is None


async def test_a_refused_claim_is_an_error(scene: Scene) -> None:
    scene.cloud.will(Call.CLAIM, refusal(1002))
    with pytest.raises(SessionGone):
        await scene.backend.claim_url(SESSION, "https://nemovideo.com")


async def test_reads_are_repeated_after_growing_jittered_pauses(scene: Scene) -> None:
    scene.cloud.will(Call.STATE, page(502), page(503, b""), dropped(), page(500))
    await scene.backend.state(SESSION)
    assert len(scene.cloud.got(Call.STATE)) == 5
    bounds = [(0.25, 0.5), (0.5, 1.0), (1.0, 2.0), (2.0, 4.0)]
    assert len(scene.clock.slept) == 4
    for pause, (low, high) in zip(scene.clock.slept, bounds, strict=True):
        assert low <= pause <= high
    assert (
        len({pause / high for pause, (_, high) in zip(scene.clock.slept, bounds, strict=True)}) == 4
    )


async def test_an_outage_that_says_how_long_it_takes_is_waited_for(scene: Scene) -> None:
    scene.cloud.will(Call.CREDITS, page(503, Retry_After="20"))
    await scene.backend.credits()
    assert scene.clock.slept == [20]
    scene.cloud.will(Call.CREDITS, page(503, Retry_After="7200"))
    with pytest.raises(BackendDown) as caught:
        await scene.backend.credits()
    assert caught.value.retry_after == 7200


async def test_so_is_an_outage_of_those_who_give_tokens(scene: Scene) -> None:
    scene.cloud.will(Call.TOKEN, page(503, Retry_After="20"))
    await scene.make(token=None).credits()
    assert scene.clock.slept == [20]


async def test_reads_give_up_in_the_end(scene: Scene) -> None:
    scene.cloud.always(Call.CREDITS, page(503))
    with pytest.raises(BackendDown) as caught:
        await scene.backend.credits()
    assert caught.value.code == 503
    assert len(scene.cloud.got(Call.CREDITS)) == 5


@pytest.mark.parametrize("answer", [page(502), dropped()])
async def test_what_may_cost_is_never_repeated_blindly(scene: Scene, answer: Reply) -> None:
    scene.cloud.will(Call.SESSION, answer)
    scene.cloud.will(Call.SUBMIT, answer)
    with pytest.raises(BackendDown) as caught:
        await scene.backend.create_session("en")
    assert caught.value.sent
    with pytest.raises(BackendDown):
        await scene.backend.submit_render(SESSION, {"t": []}, "render_1")
    assert len(scene.cloud.received) == 2
    assert scene.clock.slept == []


async def test_an_unreachable_backend_certainly_got_nothing(scene: Scene) -> None:
    nobody = scene.make(base_url="http://127.0.0.1:9")
    with pytest.raises(BackendDown) as caught:
        await nobody.create_session("en")
    assert not caught.value.sent


async def test_a_rate_limit_is_waited_for_once(scene: Scene) -> None:
    moment = datetime.fromtimestamp(scene.clock.now + 30 + 12, UTC)
    scene.cloud.will(
        Call.SESSION,
        refusal(429, status=429),
        ok({"session_id": "a"}),
        refusal(429, status=429, Retry_After=format_datetime(moment, usegmt=True)),
        ok({"session_id": "b"}),
        refusal(429, Retry_After="7"),
        refusal(429, Retry_After="8"),
    )
    assert (await scene.backend.create_session("en")).session_id == "a"
    assert (await scene.backend.create_session("en")).session_id == "b"
    with pytest.raises(RateLimited) as caught:
        await scene.backend.create_session("en")
    assert caught.value.retry_after == 8
    assert scene.clock.slept == [30, pytest.approx(12, abs=1.1), 7]


async def test_a_wait_of_an_hour_is_told_rather_than_waited(scene: Scene) -> None:
    scene.cloud.will(Call.CREDITS, refusal(429, status=429, Retry_After="3600"))
    with pytest.raises(RateLimited) as caught:
        await scene.backend.credits()
    assert caught.value.retry_after == 3600
    assert scene.clock.slept == []


async def test_redirects_of_the_api_are_not_followed(scene: Scene) -> None:
    scene.cloud.will(Call.CREDITS, page(302, b"", location="http://127.0.0.1:9/elsewhere"))
    with pytest.raises(UnreadableAnswer):
        await scene.backend.credits()


async def test_a_configured_token_that_is_rejected_is_the_operators_matter(scene: Scene) -> None:
    scene.cloud.will(Call.CREDITS, refusal(1001, "bad token nmv_usr_configured", status=401))
    with pytest.raises(TokenRejected) as caught:
        await scene.backend.credits()
    assert caught.value.configured
    assert len(scene.cloud.received) == 1


async def test_no_token_stands_in_an_error(scene: Scene) -> None:
    backend = scene.make(token="s3cr3t-without-prefix")
    said = "token s3cr3t-without-prefix of nmv_usr_other-1 with Bearer abc.def refused by clm_9"
    scene.cloud.will(Call.CREDITS, refusal(77, said))
    with pytest.raises(BackendRefused) as caught:
        await backend.credits()
    assert str(caught.value) == "token […] of […] with Bearer […] refused by […]"
    assert caught.value.code == 77


async def test_no_log_of_any_library_has_the_token(
    scene: Scene,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    scene.cloud.will(Call.TOKEN, ok({"token": "nmv_usr_planted", "user_id": "anon_1"}))
    backend = scene.make(token=None)
    await backend.credits()
    scene.cloud.will(Call.CREDITS, page(502), dropped(), refusal(1001, "nmv_usr_planted is bad"))
    scene.cloud.will(Call.FILE, page(404))
    await backend.credits()
    status = await backend.render_status("render_1")
    await backend.download("render_1", status, tmp_path / "out.mp4")
    logged = caplog.text + "".join(capfd.readouterr())
    assert "credits/balance" in logged
    assert "nmv_usr" not in logged
    assert "nmv_usr" not in repr(vars(backend))


@pytest.mark.parametrize(
    ("known_of", "registered", "user_id"),
    [
        # token, its id, the session's id, the state's id
        ((None, None, None, None), False, "anon_7"),
        (("t", "anon_1", "anon_2", None), False, "anon_1"),
        (("t", None, "anon_2", "u3"), False, "anon_2"),
        (("t", None, "u2", "u3"), True, "u2"),
        (("t", None, None, "anon_3"), False, "anon_3"),
        (("t", None, None, None), True, None),
    ],
)
async def test_whose_credits_ran_out(
    scene: Scene,
    known_of: tuple[str | None, str | None, str | None, str | None],
    registered: bool,
    user_id: str | None,
) -> None:
    token, configured_id, session_id, state_id = known_of
    backend = scene.make(token=token, user_id=configured_id)
    session = Session("1", None, session_id)
    scene.cloud.will(Call.STATE, ok({"state": {"draft": None, "user_id": state_id}}))
    scene.cloud.will(Call.SUBMIT, refusal(2001, "no credits"))
    with pytest.raises(OutOfCredits) as caught:
        await backend.submit_render(session, {"t": []}, "render_1")
    assert caught.value.registered is registered
    assert caught.value.user_id == user_id


async def test_out_of_credits_is_told_also_when_the_state_is_out_of_reach(scene: Scene) -> None:
    scene.cloud.will(Call.SUBMIT, refusal(2001))
    scene.cloud.always(Call.STATE, page(502))
    with pytest.raises(OutOfCredits) as caught:
        await scene.backend.submit_render(SESSION, {"t": []}, "render_1")
    assert caught.value.registered


@pytest.mark.parametrize("url", ["", "ftp://host", "host.example", "http://", "file:///etc"])
async def test_a_base_url_must_be_http(scene: Scene, url: str) -> None:
    with pytest.raises(ValueError, match="URL"):
        scene.make(base_url=url)


async def test_more_than_a_hundred_calls_wait_at_once(scene: Scene) -> None:
    began = time.monotonic()
    await asyncio.gather(*(scene.backend.state(SESSION) for _ in range(110)))
    assert len(scene.cloud.received) == 110
    assert time.monotonic() - began < 10


async def test_an_answer_that_never_ends_is_given_up(scene: Scene) -> None:
    backend = scene.make(timing=Timing(answer=0.02, read_attempts=1))

    async def never(_: Received) -> Response:
        await asyncio.Event().wait()
        return Response()

    scene.cloud.will(Call.CREDITS, never)
    with pytest.raises(BackendDown):
        await backend.credits()


async def test_an_answer_that_drips_for_ever_is_given_up(scene: Scene) -> None:
    async def drips(_: Received) -> Response:
        async def drops() -> AsyncGenerator[bytes]:
            while True:
                yield b" "
                await asyncio.sleep(0.01)

        return StreamingResponse(drops(), media_type="application/json")

    scene.cloud.will(Call.CREDITS, drips)
    with pytest.raises(BackendDown, match="too long"):
        await scene.make(timing=Timing(answer=0.05, read_attempts=1)).credits()


async def test_an_answer_whose_encoding_is_broken_is_told(scene: Scene) -> None:
    scene.cloud.will(Call.CREDITS, bare({"code": 0}, Content_Encoding="gzip"))
    with pytest.raises(UnreadableAnswer):
        await scene.backend.credits()


async def test_a_stream_that_is_elsewhere_is_refused(scene: Scene) -> None:
    scene.cloud.will(Call.RUN, redirect("http://127.0.0.1:9/run_sse"))
    transport = Transport(
        scene.url,
        ConfiguredToken(SecretStr("t")),
        clock=scene.clock,
        random=random.Random(1),
        trust_env=False,
        timing=Timing(),
    )
    with pytest.raises(BackendRefused, match="elsewhere"):
        async with Wire(transport, JIGGLE).stream("/run_sse", {}, session=SESSION, headers={}):
            pass
    await transport.aclose()
