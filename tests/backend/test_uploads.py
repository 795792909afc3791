"""Files go out whole, from disk, and only when the backend would take them."""

import asyncio
import os
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from starlette.responses import JSONResponse, Response, StreamingResponse

from core.backend import LARGEST_UPLOAD, Timing
from core.backend.models import Json, MediaInfo, UploadFile
from core.errors import (
    BackendDown,
    BackendRefused,
    MediaTooLarge,
    SessionGone,
    TransferFailed,
    UnreadableAnswer,
    UnsupportedMedia,
)
from tests.backend.conftest import SESSION, Scene
from tests.peers.cloud import Call, Received, Reply, dropped, ok, page, refusal
from tests.peers.raw import refusing_early


def a_file(folder: Path, name: str, content: bytes, content_type: str = "image/jpeg") -> UploadFile:
    path = folder / f"kept-{len(list(folder.iterdir()))}"
    path.write_bytes(content)
    return UploadFile(path, name, content_type)


async def test_several_files_go_in_one_request(scene: Scene, tmp_path: Path) -> None:
    first = os.urandom(700_000)
    told: list[tuple[int, int]] = []
    result = await scene.backend.upload(
        SESSION,
        [
            a_file(tmp_path, "dog.jpg", first),
            a_file(tmp_path, '小狗 "x"\r\n.MP4', b"movie", "video/mp4"),
            a_file(tmp_path, "empty.png", b"", "bad\r\nkind: x"),
        ],
        lambda done, total: told.append((done, total)),
    )
    (one,) = scene.cloud.got(Call.UPLOAD)
    assert one.path.endswith("/1234567890123456789")
    assert one.form == (
        ("dog.jpg", "image/jpeg", first),
        ("小狗 %22x%22%0D%0A.MP4", "video/mp4", b"movie"),
        ("empty.png", "badkind:x", b""),
    )
    assert one.headers["content-length"] == str(len(one.body))
    assert [info.filename for info in result.files] == [name for name, _, _ in one.form]
    assert result.state_applied
    assert told[-1] == (700_005, 700_005)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


async def test_a_file_whose_name_is_refused_stops_all_before_the_first_byte(
    scene: Scene, tmp_path: Path
) -> None:
    good, bad = a_file(tmp_path, "a.jpg", b"1"), a_file(tmp_path, "b.heic", b"2")
    with pytest.raises(UnsupportedMedia) as caught:
        await scene.backend.upload(SESSION, [good, bad])
    assert caught.value.name == "b.heic"
    assert "jpg" in caught.value.accepted
    assert scene.cloud.received == []


@pytest.mark.parametrize("name", ["jpg", "a", "a.jpg.exe", ".", "", "a.jp g"])
async def test_only_a_listed_extension_is_accepted(scene: Scene, tmp_path: Path, name: str) -> None:
    with pytest.raises(UnsupportedMedia):
        await scene.backend.upload(SESSION, [a_file(tmp_path, name, b"1")])


async def test_two_hundred_megabytes_are_the_limit(scene: Scene, tmp_path: Path) -> None:
    big = a_file(tmp_path, "big.mp4", b"")
    os.truncate(big.path, LARGEST_UPLOAD)  # sparse: takes no room
    async with refusing_early(b'{"code": 1002, "message": "heard"}', status=200) as url:
        with pytest.raises(SessionGone):
            await scene.make(base_url=url).upload(SESSION, [big])
    os.truncate(big.path, LARGEST_UPLOAD + 1)
    with pytest.raises(MediaTooLarge) as caught:
        await scene.backend.upload(SESSION, [big])
    assert (caught.value.limit, caught.value.size) == (LARGEST_UPLOAD, LARGEST_UPLOAD + 1)
    assert caught.value.name == "big.mp4"
    assert scene.cloud.received == []


async def test_a_file_that_is_gone_is_told(scene: Scene, tmp_path: Path) -> None:
    with pytest.raises(TransferFailed):
        await scene.backend.upload(SESSION, [UploadFile(tmp_path / "no", "no.jpg", "image/jpeg")])
    with pytest.raises(TransferFailed):
        await scene.backend.upload(SESSION, [UploadFile(tmp_path, "folder.jpg", "image/jpeg")])


async def test_a_file_that_shrinks_on_the_way_is_told(scene: Scene, tmp_path: Path) -> None:
    shrinking = a_file(tmp_path, "a.mp4", bytes(3_000_000))

    def shrink(done: int, _: int) -> None:
        os.truncate(shrinking.path, done)

    with pytest.raises(TransferFailed):
        await scene.backend.upload(SESSION, [shrinking], shrink)
    await scene.backend.credits()
    assert scene.cloud.got(Call.UPLOAD) == []


async def test_a_file_that_grows_on_the_way_goes_as_it_was(scene: Scene, tmp_path: Path) -> None:
    growing = a_file(tmp_path, "a.mp4", bytes(600_000))

    def grow(done: int, _: int) -> None:
        os.truncate(growing.path, done + 900_000)

    await scene.backend.upload(SESSION, [growing], grow)
    assert [len(content) for _, _, content in scene.cloud.got(Call.UPLOAD)[0].form] == [600_000]


async def test_an_upload_is_never_repeated_blindly(scene: Scene, tmp_path: Path) -> None:
    file = a_file(tmp_path, "a.jpg", b"1")
    for answer in (page(502), dropped()):
        scene.cloud.will(Call.UPLOAD, answer)
        with pytest.raises(BackendDown):
            await scene.backend.upload(SESSION, [file])
    assert len(scene.cloud.got(Call.UPLOAD)) == 2


@pytest.mark.parametrize("answer", [refusal(1001), refusal(429, status=429)])
async def test_a_refused_upload_goes_out_again_from_its_beginning(
    scene: Scene, tmp_path: Path, answer: Reply
) -> None:
    content = os.urandom(400_000)
    scene.cloud.will(Call.UPLOAD, answer)
    await scene.make(token=None).upload(SESSION, [a_file(tmp_path, "a.jpg", content)])
    first, second = scene.cloud.got(Call.UPLOAD)
    assert first.form == second.form == (("a.jpg", "image/jpeg", content),)


@pytest.mark.parametrize(
    ("data", "files", "applied"),
    [
        (None, (), False),
        ({}, (), False),
        ({"files": None, "session_state_applied": "yes"}, (), False),
        ({"files": []}, (), False),
        (
            {"files": [{"filename": "a", "duration": 3.5, "fps": 25}, "?", {"width": "no"}]},
            (MediaInfo("a", duration_s=3.5, fps=25.0), MediaInfo("")),
            False,
        ),
        ({"session_state_applied": True}, (), True),
    ],
)
async def test_any_member_of_the_answer_can_be_missing(
    scene: Scene, data: Json, files: tuple[MediaInfo, ...], applied: bool
) -> None:
    scene.cloud.will(Call.UPLOAD, ok(data))
    result = await scene.backend.upload_urls(SESSION, ["https://example.org/a.jpg"])
    assert (result.files, result.state_applied) == (files, applied)


async def test_another_kind_of_answer_is_told(scene: Scene) -> None:
    scene.cloud.will(Call.UPLOAD, ok({"files": {"a": 1}}))
    with pytest.raises(UnreadableAnswer):
        await scene.backend.upload_urls(SESSION, ["https://example.org/a.jpg"])


async def test_links_go_as_json(scene: Scene) -> None:
    await scene.backend.upload_urls(SESSION, ["https://example.org/a.jpg", "HTTP://b.org/b.png"])
    assert scene.cloud.got(Call.UPLOAD)[0].json == {
        "urls": ["https://example.org/a.jpg", "HTTP://b.org/b.png"],
        "source_type": "url",
    }


async def test_links_may_take_the_backend_longer_than_other_calls(scene: Scene) -> None:
    fetched = asyncio.Event()

    async def fetching(_: Received) -> Response:
        await fetched.wait()
        return JSONResponse({"code": 0, "data": {"files": [{"filename": "a.jpg"}]}})

    async def never(_: Received) -> Response:
        await asyncio.Event().wait()
        return Response()

    scene.cloud.will(Call.UPLOAD, fetching)
    scene.cloud.always(Call.CREDITS, never)
    backend = scene.make(timing=Timing(answer=0.02, upload_answer=30, read_attempts=1))
    uploading = asyncio.create_task(backend.upload_urls(SESSION, ["https://example.org/a.jpg"]))
    for _ in range(3):  # the time after which a call that reads is given up, and twice more
        with pytest.raises(BackendDown):
            await backend.credits()
    fetched.set()
    assert [file.filename for file in (await uploading).files] == ["a.jpg"]


async def test_links_that_take_for_ever_are_given_up(scene: Scene) -> None:
    async def drips(_: Received) -> Response:
        async def drops() -> AsyncGenerator[bytes]:
            while True:
                yield b" "
                await asyncio.sleep(0.01)

        return StreamingResponse(drops(), media_type="application/json")

    scene.cloud.will(Call.UPLOAD, drips)
    with pytest.raises(BackendDown, match="too long"):
        await scene.make(timing=Timing(upload_answer=0.05)).upload_urls(
            SESSION, ["https://example.org/a.jpg"]
        )


@pytest.mark.parametrize("url", ["ftp://a/b.jpg", "file:///etc/passwd", "a.jpg", "", "http://["])
async def test_only_web_links_are_handed_on(scene: Scene, url: str) -> None:
    with pytest.raises(BackendRefused):
        await scene.backend.upload_urls(SESSION, ["https://example.org/a.jpg", url])
    assert scene.cloud.received == []


async def test_nothing_to_upload_is_no_call(scene: Scene) -> None:
    assert (await scene.backend.upload(SESSION, [])).files == ()
    assert (await scene.backend.upload_urls(SESSION, [])).files == ()
    assert scene.cloud.received == []


async def test_a_backend_that_refuses_before_it_has_all_is_heard(
    scene: Scene, tmp_path: Path
) -> None:
    """The answer comes while the body still goes out, and the connection closes."""
    async with refusing_early(b'{"code": 4002, "message": "too large"}', status=413) as url:
        big = a_file(tmp_path, "big.mp4", b"")
        os.truncate(big.path, 30_000_000)
        with pytest.raises(MediaTooLarge):
            await scene.make(base_url=url).upload(SESSION, [big])
