"""Bytes → payloads: the line protocol, its awkward corners and its bounds."""

import tracemalloc

import pytest

from core.backend.sse_lines import PayloadReader


def payloads(data: bytes, *, size: int | None = None, longest: int = 1000) -> list[str]:
    reader = PayloadReader(longest)
    step = size or max(len(data), 1)
    found: list[str] = []
    for start in range(0, len(data), step):
        found += reader.feed(data[start : start + step])
    return found + reader.end()


@pytest.mark.parametrize("size", [1, 2, 3, 7, None])
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"data: a\n\ndata: b\n\n", ["a", "b"], id="lf"),
        pytest.param(b"data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"], id="crlf"),
        pytest.param(b"data: a\r\rdata: b\r\r", ["a", "b"], id="cr"),
        pytest.param(b"data: a\r\n\ndata: b\n\r\n", ["a", "b"], id="mixed ends"),
        pytest.param(b"\xef\xbb\xbfdata: a\n\n", ["a"], id="bom"),
        pytest.param(b"data: a\n\n\xef\xbb\xbfdata: b\n\n", ["a"], id="bom only at the start"),
        pytest.param(b"data: a\r\ndata: b\r\n\r\n", ["a\nb"], id="crlf is one end"),
        pytest.param(b"data: a\rdata: b\n\ndata: c\n\n", ["a\nb", "c"], id="lf after a cr's line"),
        pytest.param(b"data:a\ndata: b\ndata:  c\n\n", ["a\nb\n c"], id="several data lines"),
        pytest.param(b"data: a\n\ndata: last", ["a", "last"], id="no blank line at the end"),
        pytest.param(b"data: a\n\ndata: last\r", ["a", "last"], id="cr at the end"),
        pytest.param(b": ping\n\n: ping\n\n", ["", ""], id="comments"),
        pytest.param(b"id: 7\ndata: a\n\n: ping\n\n", ["a", ""], id="a comment behind an id"),
        pytest.param(b"data:\n\ndata\n\n", ["", ""], id="empty data"),
        pytest.param(b"event: ping\n\n", [""], id="an event without data"),
        pytest.param(b"event: x\nretry: 5\nid: 1\ndata: a\n\n", ["a"], id="other fields"),
        pytest.param(b"nonsense\nfoo: bar\n\n\n\ndata: a\n\n", ["a"], id="unknown fields"),
        pytest.param("data: a\u2028b\u0085c\n\n".encode(), ["a\u2028b\u0085c"], id="U+2028"),
        pytest.param("data: 慢一点 🎬\n\n".encode(), ["慢一点 🎬"], id="split utf-8"),
        pytest.param(b"data: \xff\xe4\xbd\n\n", ["\ufffd\ufffd"], id="broken utf-8"),
        pytest.param(b"", [], id="nothing"),
    ],
)
def test_payloads_of_a_stream(data: bytes, expected: list[str], size: int | None) -> None:
    assert payloads(data, size=size) == expected


@pytest.mark.parametrize("size", [1, 64, 999, None])
def test_a_line_over_the_limit_costs_only_its_own_event(size: int | None) -> None:
    data = b"data: a\n\ndata: " + b"x" * 5000 + b"\ndata: more\n\ndata: b\n\n"
    assert payloads(data, size=size) == ["a", "b"]


def test_lines_that_add_up_to_more_than_the_limit_are_dropped_as_one_event() -> None:
    reader = PayloadReader(1000)
    assert reader.feed(b"data: 0123456789\n" * 200 + b"\ndata: b\n\n") == ["b"]
    assert reader.oversized == 1


def test_a_line_without_an_end_is_not_held() -> None:
    reader = PayloadReader(100_000)
    tracemalloc.start()
    try:
        for _ in range(400):
            reader.feed(b"y" * 65_536)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000
    assert reader.feed(b"\n\ndata: b\n\n") == ["b"]
    assert reader.oversized == 1
