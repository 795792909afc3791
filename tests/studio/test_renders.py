"""Exports: the queue, what is refused, what survives; then real ones."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest

from core.studio import Limits, StudioConfig, serve
from core.studio.rendering import RenderedFile, RenderJob
from core.studio.rendering.jobs import part_path
from tests.peers.clock import FakeClock
from tests.studio.exporting import SEGMENT, changed, ended, made, making, small
from tests.studio.still_renderer import CONTENT, StillRenderer
from tests.studio.visitor import ATTRIBUTION, Visitor, reaching, visiting

needs_drawing = pytest.mark.skipif(
    find_spec("cv2") is None, reason="the studio's extra is not installed"
)


@pytest.fixture
def patient(config: StudioConfig) -> tuple[StudioConfig, StillRenderer]:
    """A studio whose renders wait to be let go."""
    renderer = StillRenderer(waits=True)
    return replace(config, renderer=lambda: renderer), renderer


async def test_an_export_goes_from_pending_to_a_link(
    patient: tuple[StudioConfig, StillRenderer],
) -> None:
    config, renderer = patient
    async with making(config) as (visitor, draft):
        answer = await visitor.submit("render_1", draft, {"format": "mp4", "quality": "high"})
        assert answer.json() == {
            "code": 0,
            "message": "success",
            "data": {"id": "render_1", "status": "pending"},
        }
        await renderer.begun(1)
        status = await visitor.render("render_1")
        assert (status["status"], status["progress"]) == ("processing", 40.0)
        assert "output" not in status
        renderer.let_go()
        status = await ended(visitor, "render_1")
        assert (status["status"], status["progress"]) == ("completed", 100.0)
        assert (status["duration"], status["size"]) == (2.0, len(CONTENT))
        link = status["output"]["url"]
        async with httpx.AsyncClient(trust_env=False) as stranger:
            answer = await stranger.get(link)
            assert (answer.content, answer.headers["content-type"]) == (CONTENT, "video/mp4")
            some = await stranger.get(link, headers={"Range": "bytes=4-9"})
            assert (some.status_code, some.content) == (206, CONTENT[4:10])
        answer = await visitor.http.get("/api/render/proxy/render_1/download")
        assert answer.content == CONTENT
        assert "attachment" in answer.headers["content-disposition"]
        (listed,) = (await visitor.state())["generated_media"]
        assert (listed["id"], listed["url"]) == ("render_1", link)


@pytest.mark.parametrize("missing", ATTRIBUTION)
async def test_an_export_needs_all_attribution_headers(maker: Visitor, missing: str) -> None:
    draft = (await maker.state())["draft"]
    del maker.http.headers[missing]
    answer = await maker.submit("r1", draft)
    assert (answer.status_code, answer.json()["code"]) == (402, 402)
    assert "credit" not in answer.json()["message"]


async def test_the_same_order_again_changes_nothing(
    patient: tuple[StudioConfig, StillRenderer],
) -> None:
    config, renderer = patient
    async with making(config) as (visitor, draft):
        first = await visitor.submit("r1", draft, {"quality": "high"})
        assert first.json()["code"] == 0
        again = await visitor.submit("r1", draft, {"quality": "high", "format": "mp4"})
        assert again.json()["code"] == 0
        renderer.let_go()
        await ended(visitor, "r1")
        last = await visitor.submit("r1", draft, {"quality": "high"})
        assert last.json()["data"]["status"] == "completed"
        assert len(renderer.jobs) == 1
        other = await visitor.submit("r1", draft, {"quality": "low"})
        assert (other.status_code, other.json()["code"]) == (409, 409)


async def test_a_session_exports_one_at_a_time(
    patient: tuple[StudioConfig, StillRenderer],
) -> None:
    config, renderer = patient
    async with making(replace(config, max_renders=3)) as (visitor, draft):
        for number in range(3):
            await visitor.submit(f"r{number}", draft)
        await renderer.begun(1)
        assert (await visitor.render("r1"))["status"] == "pending"
        renderer.let_go()
        for number in range(3):
            assert (await ended(visitor, f"r{number}"))["status"] == "completed"
        assert renderer.most_running == 1


async def test_so_many_exports_run_at_once(patient: tuple[StudioConfig, StillRenderer]) -> None:
    config, renderer = patient
    async with visiting(replace(config, max_renders=2)) as visitor:
        await visitor.enter()
        for number in range(4):
            await visitor.begin()
            await visitor.submit(f"r{number}", await made(visitor))
        await renderer.begun(2)
        statuses = [(await visitor.render(f"r{number}"))["status"] for number in range(4)]
        assert statuses == ["processing", "processing", "pending", "pending"]
        renderer.let_go()
        for number in range(4):
            assert (await ended(visitor, f"r{number}"))["status"] == "completed"
        assert renderer.most_running == 2


async def test_the_queue_is_bounded(patient: tuple[StudioConfig, StillRenderer]) -> None:
    config, renderer = patient
    async with making(replace(config, limits=Limits(renders_waiting=2))) as (visitor, draft):
        codes: list[int] = []
        for number in range(5):
            codes.append((await visitor.submit(f"r{number}", draft)).status_code)
            await renderer.begun(1)
        assert codes == [200, 200, 200, 429, 429]
        refused = await visitor.submit("r9", draft)
        assert int(refused.headers["Retry-After"]) > 0


async def test_a_cancelled_export_is_over(patient: tuple[StudioConfig, StillRenderer]) -> None:
    config, renderer = patient
    async with making(config) as (visitor, draft):
        await visitor.submit("running", draft)
        await visitor.submit("waiting", draft)
        await renderer.begun(1)
        for render_id in ("waiting", "running"):
            answer = await visitor.http.post(f"/api/render/proxy/lambda/{render_id}/cancel")
            assert answer.json()["data"] == {"id": render_id, "status": "cancelled"}
            assert (await visitor.render(render_id))["status"] == "cancelled"
        assert renderer.running == 0
        # the session is free again
        renderer.let_go()
        await visitor.submit("next", draft)
        assert (await ended(visitor, "next"))["status"] == "completed"
        late = await visitor.http.post("/api/render/proxy/lambda/next/cancel")
        assert late.json()["data"]["status"] == "completed"


async def test_a_failed_export_says_why(config: StudioConfig, renderer: StillRenderer) -> None:
    renderer.reason = "the picture is damaged"
    async with making(config) as (visitor, draft):
        await visitor.submit("r1", draft)
        status = await ended(visitor, "r1")
        assert (status["status"], status["error"]) == ("failed", "the picture is damaged")
        answer = await visitor.http.get("/api/render/proxy/r1/download")
        assert answer.status_code == 409


class BrokenRenderer(StillRenderer):
    async def render(self, job: RenderJob, on_progress: Callable[[float], None]) -> RenderedFile:
        on_progress(0.1)
        job.output.write_bytes(b"half")
        raise OSError("/secret/path")


async def test_a_broken_renderer_is_not_told_about(config: StudioConfig) -> None:
    async with making(replace(config, renderer=BrokenRenderer)) as (visitor, draft):
        await visitor.submit("r1", draft)
        status = await ended(visitor, "r1")
        assert status["status"] == "failed"
        assert "secret" not in str(status)
    assert list((config.data_dir / "renders").iterdir()) == []


async def test_an_unknown_export_is_404(visitor: Visitor) -> None:
    for method, path in [
        ("GET", "/api/render/proxy/lambda/nope"),
        ("POST", "/api/render/proxy/lambda/nope/cancel"),
        ("GET", "/api/render/proxy/nope/download"),
    ]:
        answer = await visitor.http.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (404, 404)


async def test_old_exports_make_room(config: StudioConfig) -> None:
    async with making(replace(config, limits=Limits(renders_per_session=2))) as (visitor, draft):
        for number in range(4):
            await visitor.submit(f"r{number}", draft)
            await ended(visitor, f"r{number}")
        found = [(await visitor.render(f"r{number}")).get("status") for number in range(4)]
        assert found == [None, None, "completed", "completed"]
    # their files go with the next tidying
    async with serve(config):
        assert len(list((config.data_dir / "renders").iterdir())) == 2


async def test_a_finished_export_survives_a_restart(config: StudioConfig) -> None:
    async with making(config) as (visitor, draft):
        await visitor.submit("r1", draft)
        before = (await ended(visitor, "r1"))["output"]["url"]
        token = visitor.http.headers["Authorization"]
    async with visiting(config, {"Authorization": token}) as visitor:
        status = await visitor.render("r1")
        link = status["output"]["url"]
        assert link != before  # the port is another one
        assert (await visitor.http.get(link)).content == CONTENT


async def test_unfinished_exports_go_on_after_a_restart(
    config: StudioConfig, patient: tuple[StudioConfig, StillRenderer]
) -> None:
    halting, renderer = patient
    async with AsyncExitStack() as stack:
        async with serve(halting) as address:
            visitor = await stack.enter_async_context(reaching(address.url))
            await visitor.enter()
            draft = await made(visitor)
            await visitor.submit("r1", draft)
            await visitor.submit("r2", draft)
            await renderer.begun(1)
        token = visitor.http.headers["Authorization"]
    assert renderer.closed
    async with visiting(config, {"Authorization": token}) as visitor:
        for render_id in ("r1", "r2"):
            assert (await ended(visitor, render_id))["status"] == "completed"
        again = await visitor.http.get("/api/render/proxy/r1/download")
        assert again.content == CONTENT


def drawing(config: StudioConfig) -> StudioConfig:
    """With the real renderer."""
    return replace(config, renderer=None)


@needs_drawing
async def test_a_real_export_is_an_mp4(config: StudioConfig) -> None:
    async with making(drawing(config)) as (visitor, draft):
        await visitor.submit("r1", small(draft))
        status = await ended(visitor, "r1")
        assert (status["status"], status["duration"]) == ("completed", 2.0)
        video = (await visitor.http.get(status["output"]["url"])).content
    assert video[4:8] == b"ftyp"
    assert len(video) == status["size"]


@needs_drawing
async def test_a_cancelled_real_export_leaves_no_file(config: StudioConfig) -> None:
    folder = config.data_dir / "renders"

    def files() -> list[Path]:
        return [path for path in folder.iterdir() if path.stat().st_size]

    async with making(drawing(config)) as (visitor, draft):
        long = changed(small(draft), *SEGMENT, "d", to=120_000)
        await visitor.submit("r1", long)
        async with asyncio.timeout(30):
            while not files():  # noqa: ASYNC110 - the encoder tells nobody when it begins to write
                await asyncio.sleep(0.01)
        began = asyncio.get_running_loop().time()
        answer = await visitor.http.post("/api/render/proxy/lambda/r1/cancel")
        took = asyncio.get_running_loop().time() - began
        assert list(folder.iterdir()) == []
        assert answer.json()["data"]["status"] == "cancelled"
        assert took < 1.0  # 0.1 s is the promise; the machine may be busy


async def test_tidying_spares_what_is_being_made(
    patient: tuple[StudioConfig, StillRenderer], clock: FakeClock
) -> None:
    config, renderer = patient
    folder = config.data_dir / "renders"
    async with making(replace(config, clock=clock)) as (visitor, draft):
        await visitor.submit("r1", draft)
        await renderer.begun(1)
        output = renderer.jobs[0].output
        part_path(output).write_bytes(b"half")
        output.write_bytes(b"whole")
        orphan = folder / "0123.mp4"
        orphan.write_bytes(b"nobody's")
        await clock.advance(3_600)
        async with asyncio.timeout(5):
            while orphan.exists():  # noqa: ASYNC110 - tidying tells nobody
                await asyncio.sleep(0.01)
        assert set(folder.iterdir()) == {output, part_path(output)}
