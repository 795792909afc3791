"""A finished file arrives whole, or nothing is left; and nobody else gets the token."""

import asyncio
import os
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from starlette.responses import Response, StreamingResponse

from core.backend.models import RenderPhase, RenderStatus
from core.errors import (
    BackendDown,
    BackendRefused,
    DiskFull,
    PlanBlocksExport,
    StillmotionError,
    TransferFailed,
)
from tests.backend.conftest import Scene
from tests.peers.cloud import (
    Call,
    Cloud,
    Received,
    Reply,
    cut_file,
    dropped,
    file,
    page,
    redirect,
    refusal,
)
from tests.peers.server import serving

CONTENT = os.urandom(900_000)


def finished(url: str | None = "/files/out.mp4", size: int | None = len(CONTENT)) -> RenderStatus:
    return RenderStatus(RenderPhase.COMPLETED, url=url, size=size)


def folder(path: Path) -> dict[str, bytes]:
    return {entry.name: entry.read_bytes() for entry in path.iterdir()}


@pytest.fixture(autouse=True)
def content(scene: Scene) -> None:
    scene.cloud.content = CONTENT


async def test_the_file_arrives_whole_with_its_progress(scene: Scene, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    size = await scene.backend.download(
        "r1", finished(), tmp_path / "new" / "out.mp4", lambda done, all_: told.append((done, all_))
    )
    assert size == len(CONTENT)
    assert folder(tmp_path / "new") == {"out.mp4": CONTENT}
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert len(told) > 2


async def test_an_older_file_is_replaced_only_by_a_whole_one(scene: Scene, tmp_path: Path) -> None:
    dest = tmp_path / "out.mp4"
    dest.write_bytes(b"older")
    scene.cloud.always(Call.FILE, page(500))
    scene.cloud.always(Call.DOWNLOAD, page(500))
    with pytest.raises(StillmotionError):
        await scene.backend.download("r1", finished(), dest)
    assert folder(tmp_path) == {"out.mp4": b"older"}
    scene.cloud.scripts.clear()
    with dest.open("rb") as reader:  # somebody reads the older one meanwhile
        await scene.backend.download("r1", finished(), dest)
        assert reader.read() == b"older"
    assert folder(tmp_path) == {"out.mp4": CONTENT}


async def test_a_link_of_our_own_origin_is_asked_for_with_the_token(
    scene: Scene, tmp_path: Path
) -> None:
    for url in ("/files/out.mp4", "files/out.mp4", f"{scene.url}/files/out.mp4"):
        await scene.backend.download("r1", finished(url), tmp_path / "out.mp4")
    for one in scene.cloud.got(Call.FILE):
        assert one.headers["authorization"] == "Bearer nmv_usr_configured"
        assert one.headers["x-skill-source"] == "image-to-video-jiggle"
    assert len(scene.cloud.got(Call.FILE)) == 3


def assert_anonymous(received: Received) -> None:
    assert not [
        name
        for name in received.headers
        if name in ("authorization", "cookie", "referer") or name.startswith("x-")
    ]


async def test_a_foreign_link_sees_neither_token_nor_attribution(
    scene: Scene, tmp_path: Path
) -> None:
    foreign = Cloud(content=CONTENT)
    async with serving(foreign.app()) as url:
        await scene.backend.download("r1", finished(f"{url}/files/a?sig=1"), tmp_path / "out.mp4")
    (one,) = foreign.received
    assert one.path == "/files/a?sig=1"
    assert_anonymous(one)
    assert scene.cloud.received == []


async def test_the_token_does_not_follow_a_redirect_to_another_host(
    scene: Scene, tmp_path: Path
) -> None:
    foreign = Cloud(content=CONTENT)
    async with serving(foreign.app()) as url:
        scene.cloud.will(Call.DOWNLOAD, redirect(f"{url}/files/presigned"))
        await scene.backend.download("r1", finished(None), tmp_path / "out.mp4")
    (first,) = scene.cloud.received
    assert first.path == "/api/render/proxy/r1/download"
    assert first.headers["authorization"] == "Bearer nmv_usr_configured"
    assert_anonymous(foreign.received[0])


async def test_a_token_that_was_dropped_on_the_way_is_not_picked_up_again(
    scene: Scene, tmp_path: Path
) -> None:
    foreign = Cloud(content=CONTENT)
    async with serving(foreign.app()) as url:
        scene.cloud.will(Call.DOWNLOAD, redirect(f"{url}/files/hop"))
        foreign.will(Call.FILE, redirect(f"{scene.url}/files/back"))
        await scene.backend.download("r1", finished(None), tmp_path / "out.mp4")
    assert_anonymous(foreign.received[0])
    assert_anonymous(scene.cloud.got(Call.FILE)[0])


async def test_redirects_inside_the_origin_keep_the_token(scene: Scene, tmp_path: Path) -> None:
    scene.cloud.will(Call.FILE, *[redirect("/files/next")] * 5)
    await scene.backend.download("r1", finished(), tmp_path / "out.mp4")
    assert len(scene.cloud.got(Call.FILE)) == 6
    for one in scene.cloud.got(Call.FILE):
        assert one.headers["authorization"] == "Bearer nmv_usr_configured"


async def test_a_sixth_redirect_is_one_too_many(scene: Scene, tmp_path: Path) -> None:
    scene.cloud.always(Call.FILE, redirect("/files/next"))
    scene.cloud.always(Call.DOWNLOAD, redirect("/files/next"))
    with pytest.raises(BackendRefused, match="redirects"):
        await scene.backend.download("r1", finished(), tmp_path / "out.mp4")
    assert len(scene.cloud.got(Call.FILE)) == 11
    assert folder(tmp_path) == {}


@pytest.mark.parametrize(
    "link", ["ftp://127.0.0.1/f", "file:///etc/passwd", "http://[", "http:///x", "javascript:1"]
)
async def test_only_web_links_are_followed(scene: Scene, tmp_path: Path, link: str) -> None:
    scene.cloud.will(Call.FILE, lambda _: Response(status_code=302, headers={"location": link}))
    await scene.backend.download("r1", finished(), tmp_path / "a.mp4")
    await scene.backend.download("r1", finished(link), tmp_path / "b.mp4")
    assert len(scene.cloud.got(Call.DOWNLOAD)) == 2
    assert folder(tmp_path) == {"a.mp4": CONTENT, "b.mp4": CONTENT}


@pytest.mark.parametrize(
    "answer",
    [
        page(403, b"<Error>expired</Error>"),
        page(404, b""),
        page(410),
        page(200),
        refusal(1002, status=404),
        refusal(402),
        refusal(2001, status=400),
        refusal(429, status=429),
    ],
)
async def test_a_link_that_is_refused_gives_way_to_the_apis_own_download_at_once(
    scene: Scene, tmp_path: Path, answer: Reply
) -> None:
    scene.cloud.always(Call.FILE, answer)
    await scene.backend.download("r1", finished(), tmp_path / "out.mp4")
    assert len(scene.cloud.got(Call.FILE)) == 1
    assert len(scene.cloud.got(Call.DOWNLOAD)) == 1
    assert scene.clock.slept == []
    assert folder(tmp_path) == {"out.mp4": CONTENT}


async def test_a_link_whose_host_is_gone_gives_way_in_the_end(scene: Scene, tmp_path: Path) -> None:
    await scene.backend.download("r1", finished("http://127.0.0.1:9/x"), tmp_path / "out.mp4")
    assert len(scene.cloud.got(Call.DOWNLOAD)) == 1
    assert scene.clock.slept == [1, 2, 4]


@pytest.mark.parametrize(
    "answer", [cut_file(CONTENT, 0), cut_file(CONTENT, 400_000), dropped(), page(502), page(503)]
)
async def test_after_a_cut_the_file_is_whole_all_the_same(
    scene: Scene, tmp_path: Path, answer: Reply
) -> None:
    scene.cloud.will(Call.FILE, answer, answer)
    await scene.backend.download("r1", finished(), tmp_path / "out.mp4")
    assert len(scene.cloud.got(Call.FILE)) == 3
    assert "range" not in scene.cloud.got(Call.FILE)[2].headers
    assert scene.clock.slept == [1, 2]
    assert folder(tmp_path) == {"out.mp4": CONTENT}


async def test_a_file_of_another_size_than_the_render_told_is_not_kept(
    scene: Scene, tmp_path: Path
) -> None:
    with pytest.raises(TransferFailed, match="899999"):
        await scene.backend.download("r1", finished(size=899_999), tmp_path / "out.mp4")
    assert folder(tmp_path) == {}


async def test_a_size_nobody_told_is_no_fault(scene: Scene, tmp_path: Path) -> None:
    async def unmeasured(_: Received) -> Response:
        return StreamingResponse(iter([CONTENT[:10], CONTENT[10:]]), media_type="video/mp4")

    scene.cloud.will(Call.FILE, unmeasured)
    assert await scene.backend.download("r1", finished(size=None), tmp_path / "o") == len(CONTENT)


async def test_an_empty_file_is_no_video(scene: Scene, tmp_path: Path) -> None:
    scene.cloud.always(Call.FILE, file(b""))
    scene.cloud.always(Call.DOWNLOAD, file(b""))
    with pytest.raises(TransferFailed):
        await scene.backend.download("r1", finished(size=None), tmp_path / "out.mp4")
    assert folder(tmp_path) == {}


async def test_when_both_places_fail_the_second_ones_answer_is_told(
    scene: Scene, tmp_path: Path
) -> None:
    scene.cloud.always(Call.FILE, page(404))
    scene.cloud.always(Call.DOWNLOAD, refusal(402, status=402))
    with pytest.raises(PlanBlocksExport):
        await scene.backend.download("r1", finished(), tmp_path / "out.mp4")
    scene.cloud.always(Call.DOWNLOAD, cut_file(CONTENT, 10))
    with pytest.raises(TransferFailed):
        await scene.backend.download("r1", finished(), tmp_path / "out.mp4")
    scene.cloud.always(Call.DOWNLOAD, page(502))
    with pytest.raises(BackendDown):
        await scene.backend.download("r1", finished(), tmp_path / "out.mp4")
    assert folder(tmp_path) == {}


async def test_an_expired_token_is_renewed_for_the_apis_own_download(
    scene: Scene, tmp_path: Path
) -> None:
    scene.cloud.will(Call.DOWNLOAD, refusal(1001, status=401))
    await scene.make(token=None).download("r1", finished(None), tmp_path / "o" / "out.mp4")
    tokens = [one.headers["authorization"] for one in scene.cloud.got(Call.DOWNLOAD)]
    assert tokens == ["Bearer nmv_usr_1", "Bearer nmv_usr_2"]


async def test_cancelling_leaves_nothing(scene: Scene, tmp_path: Path) -> None:
    halfway = asyncio.Event()

    async def hangs(_: Received) -> Response:
        async def pieces() -> AsyncGenerator[bytes]:
            yield CONTENT[:500_000]
            await asyncio.Event().wait()

        return StreamingResponse(pieces(), media_type="video/mp4")

    scene.cloud.will(Call.FILE, hangs)
    task = asyncio.create_task(
        scene.backend.download("r1", finished(), tmp_path / "out.mp4", lambda _, __: halfway.set())
    )
    await halfway.wait()
    assert folder(tmp_path).keys() == {"out.mp4.part"}
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert folder(tmp_path) == {}


async def test_a_full_disk_is_told_at_once(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "out.mp4.part").symlink_to("/dev/full")
    with pytest.raises(DiskFull):
        await scene.backend.download("r1", finished(), tmp_path / "out.mp4")
    assert len(scene.cloud.received) == 1
    assert folder(tmp_path) == {}


async def test_a_folder_that_cannot_be_written_is_told_at_once(
    scene: Scene, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    with pytest.raises(TransferFailed):
        await scene.backend.download("r1", finished(), blocked / "out.mp4")
    assert scene.clock.slept == []
    assert folder(tmp_path) == {"file": b""}
