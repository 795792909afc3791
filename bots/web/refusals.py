"""Requests that are answered with a no, in words."""

from __future__ import annotations

_WORDS = {
    400: "web-bad-request",
    403: "web-forbidden",
    404: "web-not-found",
    405: "web-bad-request",
    408: "web-too-slow",
    413: "web-too-large",
    421: "web-wrong-host",
}


class Refused(Exception):
    """A request that is not granted. ``key`` and ``arguments`` say why to a person."""

    def __init__(self, status: int, key: str = "", /, **arguments: str | int) -> None:
        super().__init__(f"{status} {key}")
        self.status = status
        self.key = key or _WORDS.get(status, "web-failed")
        self.arguments = arguments
