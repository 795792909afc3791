"""Bytes of an event stream → the payloads of its ``data:`` lines.

The line protocol is the WHATWG's (server-sent events, "Interpreting an event stream"), with what
a stream from behind gateways needs besides: a bound on memory, and a last event that counts
although its blank line is missing. httpx-sse keeps its decoder private, holds lines of any
length, loses the first event behind a BOM and the last one without a blank line.
"""

from __future__ import annotations

import re

LONGEST_EVENT = 8 * 1024 * 1024
"""Bytes one event may have; an inlined picture of some megabytes still fits."""

_LINE_END = re.compile(rb"[\r\n]")
_BOM = b"\xef\xbb\xbf"


class LineSplitter:
    """Splits at LF, CR and CRLF, wherever the chunks break; a line over ``longest`` is dropped."""

    def __init__(self, longest: int = LONGEST_EVENT) -> None:
        self._longest = longest
        self._line = bytearray()
        self._overlong = False
        self._after_cr = False
        self._first = True

    def feed(self, chunk: bytes) -> list[bytes | None]:
        """The lines that ended in ``chunk``, without their ends; None for one that was too long."""
        lines: list[bytes | None] = []
        start = 0
        for end in _LINE_END.finditer(chunk):
            position = end.start()
            crlf = self._after_cr and position == start and chunk[position] == 0x0A
            self._after_cr = chunk[position] == 0x0D
            if not crlf:
                self._add(chunk[start:position])
                lines.append(self._take())
            start = position + 1
        if start < len(chunk):
            self._after_cr = False
            self._add(chunk[start:])
        return lines

    def end(self) -> bytes | None:
        """What stands behind the last line end; None when that is nothing, or too long."""
        return self._take() or None

    def _add(self, part: bytes) -> None:
        if self._overlong or len(self._line) + len(part) > self._longest:
            self._overlong = True
            self._line.clear()
        else:
            self._line += part

    def _take(self) -> bytes | None:
        line = None if self._overlong else bytes(self._line)
        self._line.clear()
        self._overlong = False
        if self._first:
            self._first = False
            line = line.removeprefix(_BOM) if line else line
        return line


class PayloadReader:
    """Collects each event's ``data:`` lines. A comment line is an empty payload: both mean "wait".

    ``oversized`` counts the events that were dropped because they were over ``longest`` bytes.
    """

    def __init__(self, longest: int = LONGEST_EVENT) -> None:
        self.oversized = 0
        self._longest = longest
        self._splitter = LineSplitter(longest)
        self._data: list[str] = []
        self._size = 0
        self._pending = False
        self._dropping = False

    def feed(self, chunk: bytes) -> list[str]:
        """The payloads that became whole by ``chunk``."""
        payloads: list[str] = []
        for line in self._splitter.feed(chunk):
            payloads += self._read(line)
        return payloads

    def end(self) -> list[str]:
        """The payload whose blank line never came, if there is one."""
        last = self._splitter.end()
        payloads = [] if last is None else self._read(last)
        return payloads + self._dispatch()

    def _read(self, line: bytes | None) -> list[str]:
        if line is None:
            self._drop()
            return []
        if not line:
            return self._dispatch()
        if line.startswith(b":"):
            return [""]
        name, _, value = line.partition(b":")
        if name == b"data":
            self._collect(value)
        elif name == b"event":
            self._pending = True
        return []

    def _collect(self, value: bytes) -> None:
        self._pending = True
        self._size += len(value) + 1
        if self._size > self._longest:
            self._drop()
        if not self._dropping:
            self._data.append(value.removeprefix(b" ").decode(errors="replace"))

    def _drop(self) -> None:
        if not self._dropping:
            self.oversized += 1
        self._dropping = True
        self._data.clear()

    def _dispatch(self) -> list[str]:
        payloads = ["\n".join(self._data)] if self._pending and not self._dropping else []
        self._data.clear()
        self._size = 0
        self._pending = self._dropping = False
        return payloads
