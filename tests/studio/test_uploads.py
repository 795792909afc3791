"""Files that come in by multipart: checked by content, streamed to the disk, kept once."""

import asyncio
import hashlib
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import AsyncGenerator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.studio import Limits, StudioConfig
from tests.studio.visitor import Visitor, picture, visiting

BOUNDARY = "----frontier"
MULTIPART = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def part(content: bytes, disposition: str = 'form-data; name="files"; filename="a.png"') -> bytes:
    head = f"--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\n\r\n"
    return head.encode() + content + b"\r\n"


def closed(*parts: bytes) -> bytes:
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


async def send(visitor: Visitor, body: bytes, headers: dict[str, str]) -> httpx.Response:
    path = f"/api/upload-video/nemo_agent/me/{visitor.session_id}"
    return await visitor.http.post(path, content=body, headers=headers)


def left_over(config: StudioConfig) -> list[str]:
    return [path.name for path in (config.data_dir / "incoming").iterdir()]


async def test_a_file_is_listed_with_what_is_known_of_it(visitor: Visitor) -> None:
    content = picture(320, 200)
    answer = await visitor.upload(("holiday photo.png", content))
    data = answer.json()["data"]
    assert data["session_state_applied"] is True
    (file,) = data["files"]
    assert file["filename"] == "holiday photo.png"
    assert (file["file_type"], file["width"], file["height"]) == ("image", 320, 200)
    assert file["hash"] == hashlib.sha256(content).hexdigest()
    assert (await visitor.state())["video_infos"] == [file]


async def test_its_link_gives_the_file_to_whoever_has_it(visitor: Visitor) -> None:
    content = picture(320, 200)
    file = (await visitor.upload(("a.png", content))).json()["data"]["files"][0]
    async with httpx.AsyncClient(trust_env=False) as stranger:
        answer = await stranger.get(file["cdn_url"])
        assert answer.content == content
        assert answer.headers["content-type"] == "image/png"
        assert answer.headers["x-content-type-options"] == "nosniff"
        some = await stranger.get(file["cdn_url"], headers={"Range": "bytes=0-3"})
        assert (some.status_code, some.content) == (206, content[:4])
        forged = file["cdn_url"].replace(file["id"], "m_0000000000000000")
        assert (await stranger.get(forged)).status_code == 404


async def test_a_link_to_what_is_gone_is_404(visitor: Visitor, config: StudioConfig) -> None:
    file = (await visitor.upload(("a.png", picture()))).json()["data"]["files"][0]
    (kept,) = (config.data_dir / "media").iterdir()
    kept.unlink()
    assert (await visitor.http.get(file["cdn_url"])).status_code == 404
    rows = sqlite3.connect(config.data_dir / "studio.sqlite3")
    with rows:
        rows.execute("DELETE FROM media")
    rows.close()
    assert (await visitor.http.get(file["cdn_url"])).status_code == 404


async def test_several_files_come_in_one_request_in_order(visitor: Visitor) -> None:
    names = [f"{n}.png" for n in range(5)]
    answer = await visitor.upload(*((name, picture(10 + n)) for n, name in enumerate(names)))
    assert [file["filename"] for file in answer.json()["data"]["files"]] == names
    await visitor.upload(("last.png", picture()))
    assert [i["filename"] for i in (await visitor.state())["video_infos"]] == [*names, "last.png"]


async def test_the_same_content_is_kept_once(visitor: Visitor, config: StudioConfig) -> None:
    await visitor.upload(("a.png", picture()), ("b.png", picture()))
    await visitor.begin()
    await visitor.upload(("c.png", picture()))
    assert len(list((config.data_dir / "media").iterdir())) == 1
    assert left_over(config) == []


def zipped() -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", "hello")
    return made.getvalue()


async def test_what_is_no_accepted_file_is_4001(visitor: Visitor, config: StudioConfig) -> None:
    cases: list[tuple[str, bytes]] = [
        ("empty.png", b""),
        ("text.png", b"just a text"),
        ("archive.jpg", zipped()),
        ("drawing.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("program.mp4", b"\x7fELF" + bytes(200)),
        ("page.gif", b"<!doctype html><script>alert(1)</script>"),
        ("cut.png", picture(200, 200)[:60]),
        ("bitmap.bmp", picture(form="BMP")),
        ("scan.tiff", picture(form="TIFF")),
    ]
    for name, content in cases:
        answer = await visitor.upload(("fine.png", picture()), (name, content))
        assert answer.json()["code"] == 4001, (name, content)
        assert name in answer.json()["message"], (name, content)
        assert (await visitor.state())["video_infos"] == [], (name, content)
        assert left_over(config) == [], (name, content)


@pytest.mark.parametrize("over", [0, 1, 3_000_000])
async def test_the_limit_holds_to_the_byte(config: StudioConfig, over: int) -> None:
    content = picture(400, 400, form="JPEG")
    limits = Limits(file_bytes=len(content))
    async with visiting(replace(config, limits=limits)) as visitor:
        await visitor.enter()
        answer = await visitor.upload(("a.jpg", content + bytes(over)))
    assert answer.json()["code"] == (4002 if over else 0)
    assert left_over(config) == []


async def test_counts_are_bounded(config: StudioConfig) -> None:
    limits = Limits(files_per_upload=3, files_per_session=4)
    async with visiting(replace(config, limits=limits)) as visitor:
        await visitor.enter()
        files = [(f"{n}.png", picture(10 + n)) for n in range(4)]
        assert (await visitor.upload(*files)).status_code == 422
        assert (await visitor.upload(*files[:3])).json()["code"] == 0
        assert (await visitor.upload(*files[:2])).status_code == 422
        assert len((await visitor.state())["video_infos"]) == 3
        last = [("3.png", picture(13)), ("4.png", picture(14))]  # new ones: neither is kept
        assert (await visitor.upload(*last)).status_code == 422
    assert len(list((config.data_dir / "media").iterdir())) == 3
    assert left_over(config) == []


async def test_a_session_holds_so_many_bytes(config: StudioConfig) -> None:
    content = picture(100, 100)
    limits = Limits(session_bytes=2 * len(content))
    async with visiting(replace(config, limits=limits)) as visitor:
        await visitor.enter()
        codes = [(await visitor.upload(("a.png", content))).json()["code"] for _ in range(2)]
        other = picture(100, 100, "olive")
        codes.append((await visitor.upload(("b.png", other))).json()["code"])
    assert codes == [0, 0, 422]
    assert len(list((config.data_dir / "media").iterdir())) == 1


async def test_what_is_no_upload_is_422(visitor: Visitor, config: StudioConfig) -> None:
    cases: list[tuple[bytes, dict[str, str]]] = [
        (b"", MULTIPART),
        (b"nonsense", MULTIPART),
        (closed(), MULTIPART),
        (part(picture()), MULTIPART),
        (part(picture())[:-40], MULTIPART),
        (closed(part(b"text", 'form-data; name="files"')), MULTIPART),
        (closed(part(picture(), 'form-data; name="other"; filename="a.png"')), MULTIPART),
        (closed(part(picture(), "attachment")), MULTIPART),
        (b"--other\r\n\r\n", MULTIPART),
        (closed(part(picture())), {"Content-Type": "multipart/form-data"}),
        (closed(part(picture())), {"Content-Type": "multipart/form-data; boundary="}),
        (closed(part(picture())), {"Content-Type": "multipart/form-data; boundary=" + "x" * 90}),
        (closed(part(picture())), {"Content-Type": "application/octet-stream"}),
        (closed(part(picture())), {}),
        (closed(*[part(b"", 'form-data; name="x"')] * 300), MULTIPART),
        (part(picture(), "x" * 100_000), MULTIPART),
    ]
    for body, headers in cases:
        answer = await send(visitor, body, headers)
        assert (answer.status_code, answer.json()["code"]) == (422, 422), (body, headers)
        assert left_over(config) == [], (body, headers)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.lists(
            st.sampled_from(
                [
                    *(f"--{BOUNDARY}".encode(), b"\r\n", b"--", b"\r", b"\n", b": ", b'"', b"\x00"),
                    *(b"Content-Disposition", b'form-data; name="files"; filename="a', b"a" * 40),
                    picture(4, 4),
                ]
            ),
            max_size=14,
        ).map(b"".join),
    )
)
async def test_no_body_brings_the_studio_down(visitor: Visitor, body: bytes) -> None:
    answer = await send(visitor, body, MULTIPART)
    assert answer.json()["code"] in (0, 422, 4001)


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd",
        "..\\..\\boot.ini",
        "/absolute.png",
        "a/b/../../c.png",
        "nul\u0000byte.png",
        "x" * 5_000 + ".png",
        "<script>alert(1)</script>.png",
        "夏天 ☀️.png",
        "\u202egnp.exe",
        "%2e%2e%2fa.png",
        "",
    ],
)
async def test_no_file_name_leads_anywhere(
    visitor: Visitor, config: StudioConfig, name: str
) -> None:
    quoted = name.replace('"', "%22").encode()
    head = b'--%s\r\nContent-Disposition: form-data; name="files"; filename="%s"\r\n\r\n'
    body = head % (BOUNDARY.encode(), quoted) + picture() + b"\r\n"
    answer = await send(visitor, closed(body), MULTIPART)
    if answer.json()["code"] == 422:
        return
    (file,) = answer.json()["data"]["files"]
    assert "/" not in file["filename"]
    assert len(file["filename"]) <= 100
    assert (await visitor.http.get(file["cdn_url"])).content == picture()
    kept = {path.parent for path in config.data_dir.parent.rglob("*.png")}
    assert kept == {config.data_dir / "media"}


async def test_twenty_uploads_at_once_all_arrive(visitor: Visitor, config: StudioConfig) -> None:
    answers = await asyncio.gather(
        *(visitor.upload((f"{n}.png", picture(100 + n, 80))) for n in range(20))
    )
    assert [answer.json()["code"] for answer in answers] == [0] * 20
    listed = {info["filename"] for info in (await visitor.state())["video_infos"]}
    assert listed == {f"{n}.png" for n in range(20)}
    assert len(list((config.data_dir / "media").iterdir())) == 20


async def test_an_upload_that_breaks_off_leaves_nothing(
    visitor: Visitor, config: StudioConfig
) -> None:
    async def half() -> AsyncGenerator[bytes]:
        yield part(picture(500, 500))[:300]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await visitor.http.post(
            f"/api/upload-video/nemo_agent/me/{visitor.session_id}",
            content=half(),
            headers=MULTIPART,
        )
    assert (await visitor.state())["video_infos"] == []
    async with asyncio.timeout(5):
        while left_over(config):  # noqa: ASYNC110 - the server tells nobody when it has tidied up
            await asyncio.sleep(0.01)


async def test_a_body_that_stops_coming_is_given_up(config: StudioConfig) -> None:
    limits = Limits(body_idle_s=0.05)
    async with visiting(replace(config, limits=limits)) as visitor:
        await visitor.enter()
        url = visitor.http.base_url
        reader, writer = await asyncio.open_connection(url.host, url.port)
        head = (
            f"POST /api/upload-video/nemo_agent/me/{visitor.session_id} HTTP/1.1\r\n"
            f"Host: {url.host}\r\nContent-Length: 1000000\r\n"
            f"Authorization: {visitor.http.headers['Authorization']}\r\n"
            f"Content-Type: {MULTIPART['Content-Type']}\r\n\r\n"
        )
        writer.write(head.encode() + part(picture())[:50])
        assert b" 408 " in await reader.readline()
        writer.close()
        assert left_over(config) == []


async def test_a_full_disk_is_said_before_anything_comes(config: StudioConfig) -> None:
    async with visiting(replace(config, min_free_disk=1 << 60)) as visitor:
        await visitor.enter()
        answer = await visitor.upload(("a.png", picture()))
    assert (answer.status_code, answer.json()["code"]) == (507, 507)


MEMORY = """
import asyncio, sys, resource
from pathlib import Path
from core.studio import StudioConfig, serve

def peak():
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])

async def main():
    async with serve(StudioConfig(Path(sys.argv[1]))) as address:
        while line := await asyncio.to_thread(sys.stdin.readline):
            if line == "reset\\n":
                Path("/proc/self/clear_refs").write_text("5")
            print("=", address.url if line == "url\\n" else peak(), flush=True)

asyncio.run(main())
"""


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="reads Linux's /proc")
async def test_a_large_upload_costs_little_memory(tmp_path: Path) -> None:
    big = tmp_path / "big.wav"
    with big.open("wb") as file:
        file.write(b"RIFF" + (180_000_000).to_bytes(4, "little") + b"WAVEfmt " + bytes(400))
        file.truncate(180_000_000)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", MEMORY, str(tmp_path / "studio")),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert process.stdin is not None
    assert process.stdout is not None

    async def ask(what: str) -> str:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{what}\n".encode())
        async for line in process.stdout:
            if line.startswith(b"= "):  # others are logs
                return line.decode().removeprefix("= ").strip()
        raise AssertionError("the studio's process ended")

    try:
        url = await ask("url")
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as http:
            visitor = Visitor(http)
            await visitor.enter()
            await visitor.upload(("warm-up.wav", b"RIFF\x00\x00\x00\x00WAVEfmt " + bytes(1_000)))
            before = int(await ask("reset"))
            with big.open("rb") as file:
                answer = await http.post(
                    f"/api/upload-video/nemo_agent/me/{visitor.session_id}",
                    files=[("files", ("big.wav", file))],
                )
            assert answer.status_code == 200
            used_kib = int(await ask("peak")) - before
    finally:
        process.stdin.close()
        await process.wait()
    assert used_kib < 16 * 1024
