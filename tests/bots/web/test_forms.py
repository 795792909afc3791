import tracemalloc
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from bots.web.forms import Form, FormLimits, receive_form
from bots.web.refusals import Refused
from core.errors import MediaTooLarge, StillmotionError

LIMITS = FormLimits(files=3, file_bytes=1000, text_bytes=100, silence_s=0.05)


def request(
    blocks: Iterable[bytes],
    *,
    content_type: str = "multipart/form-data; boundary=b",
    cut: bool = False,
) -> Request:
    waiting = iter(blocks)

    async def receive() -> Message:
        block = next(waiting, None)
        if block is None and cut:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": block or b"", "more_body": block is not None}

    headers = [(b"content-type", content_type.encode())]
    return Request({"type": "http", "method": "POST", "headers": headers}, receive)


def part(name: str, content: bytes, filename: str | None = None) -> bytes:
    named = "" if filename is None else f'; filename="{filename}"'
    head = f'--b\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + content + b"\r\n"


END = b"--b--\r\n"


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_fields_and_files_arrive_however_they_are_cut(tmp_path: Path) -> None:
    body = part("text", "慢一点".encode()) + part("files", b"\r\n--b?" * 50, "图.jpg") + END
    for size in (1, 7, 4096):
        blocks = [body[at : at + size] for at in range(0, len(body), size)]
        form = await receive_form(request(blocks), tmp_path, LIMITS)
        assert form.fields == {"text": "慢一点"}
        (file,) = form.files
        assert (file.name, file.size) == ("图.jpg", 300)
        assert file.path.read_bytes() == b"\r\n--b?" * 50
        assert file.path.parent == tmp_path


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (part("files", b"x", "1") * 4 + END, 413),
        (part("text", b"x" * 101) + END, 413),
        (part("other", b"") * 65 + END, 400),
        (part("files", b"x", "1"), 400),
        (b"nonsense", 400),
        (b"", 400),
    ],
)
async def test_what_is_too_much_or_no_form_leaves_nothing(
    tmp_path: Path, body: bytes, status: int
) -> None:
    with pytest.raises(Refused) as refused:
        await receive_form(request([body]), tmp_path, LIMITS)
    assert refused.value.status == status
    assert names(tmp_path) == []


async def test_a_file_that_is_too_large_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    body = part("files", b"x" * 999, "small.jpg") + part("files", b"x" * 1001, "big.jpg") + END
    with pytest.raises(MediaTooLarge) as refused:
        await receive_form(request([body]), tmp_path, LIMITS)
    assert (refused.value.name, refused.value.limit) == ("big.jpg", 1000)
    assert names(tmp_path) == []


async def test_a_sender_that_leaves_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ClientDisconnect):
        await receive_form(request([part("files", b"x", "1")[:-1]], cut=True), tmp_path, LIMITS)
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    "content_type",
    ["", "application/json", "multipart/form-data", f"multipart/form-data; boundary={'b' * 71}"],
)
async def test_other_bodies_are_refused(tmp_path: Path, content_type: str) -> None:
    with pytest.raises(Refused):
        await receive_form(request([END], content_type=content_type), tmp_path, LIMITS)


async def test_a_name_is_only_a_name(tmp_path: Path) -> None:
    folder = tmp_path / "arriving"
    folder.mkdir()
    for name in ("../../evil", "/etc/passwd", "..", "a/b", "x" * 500):
        form = await receive_form(request([part("files", b"x", name), END]), folder, LIMITS)
        assert form.files[0].path.parent == folder
    assert names(tmp_path) == ["arriving"]


async def test_a_long_file_takes_little_memory(tmp_path: Path) -> None:
    def blocks() -> Iterable[bytes]:
        yield part("files", b"", "long.mp4")[:-2]
        for _ in range(640):
            yield b"\0" * 65_536
        yield b"\r\n" + END

    tracemalloc.start()
    try:
        form = await receive_form(request(blocks()), tmp_path, FormLimits())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert form.files[0].size == 640 * 65_536
    assert peak < 8 * 1024 * 1024


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
async def test_any_bytes_are_a_form_or_a_refusal(tmp_path: Path, data: st.DataObject) -> None:
    pieces: Callable[[], st.SearchStrategy[bytes]] = lambda: st.one_of(  # noqa: E731 - drawn anew
        st.binary(max_size=40),
        st.sampled_from([b"--b\r\n", b"--b--\r\n", b"\r\n", b"\r\n\r\n", b": ", b'filename="']),
        st.just(part("files", b"x", "1")),
        st.just(part("text", b"hello")),
    )
    blocks = data.draw(st.lists(pieces(), max_size=12))
    folder = tmp_path / "fuzz"
    folder.mkdir(exist_ok=True)
    try:
        form = await receive_form(request(blocks), folder, LIMITS)
    except (Refused, StillmotionError):
        assert names(folder) == []
    else:
        assert isinstance(form, Form)
        for file in form.files:
            file.path.unlink()
