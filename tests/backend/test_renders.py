"""An export: submitted once per id, watched to its end."""

from contextlib import aclosing

import pytest

from core.backend import Timing
from core.backend.models import Draft, Json, RenderOutput, RenderPhase, RenderStatus
from core.backend.renders import parse_render_status
from core.errors import (
    BackendDown,
    Cancelled,
    RenderFailed,
    RenderTimedOut,
    UnreadableAnswer,
)
from tests.backend.conftest import SESSION, Scene
from tests.peers.cloud import Call, Reply, bare, dropped, ok, page, refusal, success

DRAFT: Draft = {"t": [{"tt": 0, "sg": [{"d": 5000}], "own": None}], "x": [1.5, "ü", {}]}

RUNNING = bare({"status": "processing", "progress": 40})
FAILED = bare({"status": "failed", "error": "out of memory"})


async def watch(scene: Scene, *, limit: float = 900.0) -> list[RenderStatus]:
    began = scene.clock.now
    return [
        status
        async for status in scene.backend.watch_render(
            "render_1", started_at=began, deadline=began + limit
        )
    ]


def submitted(scene: Scene) -> list[str]:
    return [one.json["id"] for one in scene.cloud.got(Call.SUBMIT)]


async def test_a_submit_is_one_call_with_the_draft_as_it_came(scene: Scene) -> None:
    await scene.backend.submit_render(SESSION, DRAFT, "render_1")
    await scene.backend.submit_render(
        SESSION, DRAFT, "render_2", RenderOutput(resolution="1080p", fps=30)
    )
    first, second = scene.cloud.got(Call.SUBMIT)
    assert first.json == {
        "id": "render_1",
        "sessionId": "1234567890123456789",
        "draft": DRAFT,
        "output": {"format": "mp4", "quality": "high"},
    }
    assert second.json["output"] == {
        "format": "mp4",
        "quality": "high",
        "resolution": "1080p",
        "fps": 30,
    }


@pytest.mark.parametrize("answer", [ok(None), success({}), bare({}), page(200, b""), page(202)])
async def test_an_accepted_submit_may_answer_anything(scene: Scene, answer: Reply) -> None:
    scene.cloud.will(Call.SUBMIT, answer)
    await scene.backend.submit_render(SESSION, DRAFT, "render_1")


VARIANTS: list[tuple[Reply, RenderStatus]] = [
    (
        bare(
            {
                "status": "completed",
                "progress": 100,
                "output": {"url": "https://cdn/v.mp4", "duration": 5.2, "size": 1234},
            }
        ),
        RenderStatus(RenderPhase.COMPLETED, 1.0, "https://cdn/v.mp4", 5.2, 1234),
    ),
    (
        bare({"status": "completed", "output": {"url": "u"}, "duration": 5.2, "size": 1234}),
        RenderStatus(RenderPhase.COMPLETED, None, "u", 5.2, 1234),
    ),
    (
        success({"status": "completed", "progress": 100, "outputUrl": "https://cdn/v.mp4"}),
        RenderStatus(RenderPhase.COMPLETED, 1.0, "https://cdn/v.mp4"),
    ),
    (
        success({"status": "completed", "output": {"url": "https://cdn/v.mp4"}}),
        RenderStatus(RenderPhase.COMPLETED, None, "https://cdn/v.mp4"),
    ),
    (
        ok({"status": "completed", "output": {"url": "https://cdn/v.mp4"}}),
        RenderStatus(RenderPhase.COMPLETED, None, "https://cdn/v.mp4"),
    ),
    (
        bare({"data": {"status": "completed", "outputUrl": "https://cdn/v.mp4"}}),
        RenderStatus(RenderPhase.COMPLETED, None, "https://cdn/v.mp4"),
    ),
    (bare({"status": "pending"}), RenderStatus(RenderPhase.PENDING)),
    (bare({"status": "pending", "progress": 0}), RenderStatus(RenderPhase.PENDING, 0.0)),
    (
        success({"status": "processing", "progress": 37.5}),
        RenderStatus(RenderPhase.PROCESSING, 0.375),
    ),
    (bare({"status": "PROCESSING", "output": None}), RenderStatus(RenderPhase.PROCESSING)),
    (
        bare({"status": "failed", "error": "out of memory"}),
        RenderStatus(RenderPhase.FAILED, reason="out of memory"),
    ),
    (
        success({"status": "failed", "error": {"message": "no frames"}}),
        RenderStatus(RenderPhase.FAILED, reason="no frames"),
    ),
    (
        success({"status": "failed", "message": "no sound"}),
        RenderStatus(RenderPhase.FAILED, reason="no sound"),
    ),
    (bare({"status": "cancelled"}), RenderStatus(RenderPhase.CANCELLED)),
    (bare({"status": "canceled"}), RenderStatus(RenderPhase.CANCELLED)),
    (bare({"status": "muxing"}), RenderStatus(RenderPhase.PROCESSING)),
    (bare({"output": {"url": "u"}}), RenderStatus(RenderPhase.COMPLETED, url="u")),
    (bare({"status": "processing", "progress": 250}), RenderStatus(RenderPhase.PROCESSING, 1.0)),
    (bare({"status": "processing", "progress": -5}), RenderStatus(RenderPhase.PROCESSING, 0.0)),
    (bare({"status": "processing", "progress": "x"}), RenderStatus(RenderPhase.PROCESSING)),
]


@pytest.mark.parametrize(("answer", "status"), VARIANTS)
async def test_every_way_of_telling_a_renders_status(
    scene: Scene, answer: Reply, status: RenderStatus
) -> None:
    scene.cloud.will(Call.STATUS, answer)
    assert await scene.backend.render_status("render_1") == status
    assert scene.cloud.received[0].path == "/api/render/proxy/lambda/render_1"


@pytest.mark.parametrize("value", [None, [], "completed", {}, {"progress": 5}, {"status": 5}])
def test_an_answer_that_tells_no_status(value: Json) -> None:
    with pytest.raises(UnreadableAnswer):
        parse_render_status(value)


async def test_watching_ends_with_the_completed_status(scene: Scene) -> None:
    scene.cloud.will(Call.STATUS, bare({"status": "pending"}), RUNNING)
    seen = await watch(scene)
    assert [status.phase for status in seen] == [
        RenderPhase.PENDING,
        RenderPhase.PROCESSING,
        RenderPhase.COMPLETED,
    ]
    assert all(pause >= 2 for pause in scene.clock.slept)


async def test_a_watch_taken_up_again_looks_at_once(scene: Scene) -> None:
    now = scene.clock.now
    watching = scene.backend.watch_render("render_1", started_at=now - 60, deadline=now + 60)
    async with aclosing(watching) as statuses:
        assert [status.phase async for status in statuses] == [RenderPhase.COMPLETED]
    assert scene.clock.slept == []


@pytest.mark.parametrize("answer", [page(502), page(503, b""), page(504), page(500), dropped()])
async def test_a_look_that_fails_by_itself_is_repeated_on_the_same_id(
    scene: Scene, answer: Reply
) -> None:
    scene.cloud.will(Call.STATUS, answer, answer)
    assert [status.phase for status in await watch(scene)] == [RenderPhase.COMPLETED]
    assert {one.path for one in scene.cloud.received} == {"/api/render/proxy/lambda/render_1"}


@pytest.mark.parametrize("status", [400, 403, 404, 410, 422])
async def test_a_4xx_is_final(scene: Scene, status: int) -> None:
    scene.cloud.will(Call.STATUS, bare({"error": "unknown id"}, status=status))
    with pytest.raises(RenderFailed) as caught:
        await watch(scene)
    assert caught.value.code == status
    assert caught.value.reason == "unknown id"
    assert len(scene.cloud.received) == 1


async def test_a_wait_that_is_asked_for_is_obeyed_also_above_the_ceiling(scene: Scene) -> None:
    scene.cloud.will(
        Call.STATUS,
        refusal(429, status=429, Retry_After="75"),
        refusal(429),
        refusal(429, status=429, Retry_After="1"),
        page(503, Retry_After="41"),
        bare({"status": "processing"}, Retry_After="42"),
    )
    await watch(scene)
    assert scene.clock.slept[1] == 75
    assert scene.clock.slept[2] == 30
    assert scene.clock.slept[3] >= 2
    assert scene.clock.slept[4:] == [41, 42]


async def test_a_backend_that_stays_silent_is_given_up_before_the_deadline(scene: Scene) -> None:
    scene.cloud.always(Call.STATUS, page(502))
    began = scene.clock.now
    with pytest.raises(BackendDown):
        await watch(scene)
    assert 120 <= scene.clock.now - began < 160


async def test_a_backend_gone_after_the_order_is_not_said_never_to_have_had_it(
    scene: Scene,
) -> None:
    gone = scene.make(base_url="http://127.0.0.1:9")
    now = scene.clock.time()
    with pytest.raises(BackendDown) as caught:
        async for _ in gone.watch_render("render_1", started_at=now, deadline=now + 900):
            pass
    assert caught.value.sent


async def test_outages_that_end_in_time_do_not_add_up(scene: Scene) -> None:
    outage = [page(502, Retry_After="50")] * 2
    scene.cloud.will(Call.STATUS, *outage, RUNNING, *outage, RUNNING, *outage)
    assert (await watch(scene))[-1].phase is RenderPhase.COMPLETED


async def test_the_deadline_is_kept(scene: Scene) -> None:
    scene.cloud.always(Call.STATUS, RUNNING)
    began = scene.clock.now
    with pytest.raises(RenderTimedOut) as caught:
        await watch(scene, limit=200)
    assert scene.clock.now - began == pytest.approx(200)
    assert caught.value.after == pytest.approx(200)


async def test_a_deadline_that_is_over_still_gets_one_look(scene: Scene) -> None:
    now = scene.clock.now
    statuses = scene.backend.watch_render("render_1", started_at=now - 999, deadline=now - 99)
    assert [status.phase async for status in statuses] == [RenderPhase.COMPLETED]


async def test_a_cancelled_render_is_no_failure(scene: Scene) -> None:
    scene.cloud.will(Call.STATUS, bare({"status": "cancelled"}))
    with pytest.raises(Cancelled):
        await watch(scene)


async def test_an_expired_token_in_the_middle_is_renewed(scene: Scene) -> None:
    scene.cloud.will(Call.STATUS, RUNNING, refusal(1001, status=401))
    backend = scene.make(token=None)
    now = scene.clock.now
    statuses = backend.watch_render("render_1", started_at=now, deadline=now + 100)
    assert [status.phase async for status in statuses][-1] is RenderPhase.COMPLETED


async def test_an_unreachable_backend_is_told(scene: Scene) -> None:
    nobody = scene.make(base_url="http://127.0.0.1:9")
    with pytest.raises(BackendDown):
        await nobody.submit_render(SESSION, DRAFT, "render_1")


@pytest.mark.parametrize("answer", [ok({}), success({}), page(200, b""), page(404), page(409)])
async def test_cancelling_is_sent_and_what_is_over_is_no_error(scene: Scene, answer: Reply) -> None:
    scene.cloud.will(Call.CANCEL_RENDER, answer)
    await scene.backend.cancel_render("render_1")
    (one,) = scene.cloud.received
    assert one.path == "/api/render/proxy/lambda/render_1/cancel"


async def test_an_outage_while_cancelling_is_told(scene: Scene) -> None:
    scene.cloud.will(Call.CANCEL_RENDER, page(502))
    with pytest.raises(BackendDown):
        await scene.backend.cancel_render("render_1")


def test_the_defaults_are_what_the_backend_may_be_asked() -> None:
    assert (Timing().render_floor, Timing().render_ceiling) == (2, 30)
