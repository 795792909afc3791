"""Multipart bodies (RFC 7578) as events, as they come in: nothing of them is held back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header


class NotMultipart(ValueError):
    """The body is no whole ``multipart/form-data``, or has too many parts. Its text says which."""


@dataclass(frozen=True, slots=True)
class Began:
    """A part's headers are over. ``filename`` None: it is no file."""

    name: str
    filename: str | None


@dataclass(frozen=True, slots=True)
class Block:
    """Some of a part's content."""

    content: bytes


@dataclass(frozen=True, slots=True)
class Ended:
    """A part is over."""


Event: TypeAlias = Began | Block | Ended


class MultipartDecoder:
    """Takes a body block by block.

    Args:
        content_type: The request's header.
        most_parts: That a body may have.

    Raises:
        NotMultipart: As every method does.
    """

    def __init__(self, content_type: str, most_parts: int) -> None:
        self._most_parts = most_parts
        self._parts = 0
        self._events: list[Event] = []
        self._header = b""
        self._value = b""
        self._disposition = b""
        self._whole = False
        self._parser = MultipartParser(
            _boundary(content_type),
            {
                "on_part_begin": self._part_begin,
                "on_header_field": self._header_field,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._part_data,
                "on_part_end": self._part_end,
                "on_end": self._end,
            },
        )

    def feed(self, block: bytes) -> list[Event]:
        """What ``block`` brings."""
        self._events = []
        try:
            self._parser.write(block)
        except FormParserError as exc:
            raise NotMultipart("the body is not multipart/form-data") from exc
        if self._parts > self._most_parts:
            raise NotMultipart(f"at most {self._most_parts} parts")
        return self._events

    def end(self) -> None:
        """The body is over."""
        if not self._whole:
            raise NotMultipart("the multipart body ends too early")

    def _part_begin(self) -> None:
        self._parts += 1
        self._disposition = b""

    def _header_field(self, block: bytes, start: int, end: int) -> None:
        self._header += block[start:end]

    def _header_value(self, block: bytes, start: int, end: int) -> None:
        self._value += block[start:end]

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        filename = options.get(b"filename")
        self._events.append(
            Began(
                options.get(b"name", b"").decode("utf-8", "replace"),
                None if filename is None else filename.decode("utf-8", "replace"),
            )
        )

    def _part_data(self, block: bytes, start: int, end: int) -> None:
        self._events.append(Block(block[start:end]))

    def _part_end(self) -> None:
        self._events.append(Ended())

    def _end(self) -> None:
        self._whole = True


def _boundary(content_type: str) -> bytes:
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not 1 <= len(boundary) <= 70:  # RFC 2046, 5.1.1
        raise NotMultipart("multipart/form-data needs a boundary")
    return boundary
