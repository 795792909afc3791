"""The ways in which the studio says no, with the codes of nemo-api.md."""

from __future__ import annotations

from core.errors import StillmotionError


class Refused(StillmotionError):
    """A request that is not granted.

    ``code`` is the envelope's, ``status`` the HTTP status, ``retry_after`` in s. The message is
    for the client's developer or user: it never holds a path, a token or a trace.
    """

    def __init__(
        self, code: int, message: str, *, status: int = 200, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.message = message
        self.retry_after = retry_after


def token_rejected() -> Refused:
    """1001: no token, an unknown or an expired one."""
    return Refused(1001, "the token is missing, unknown or expired", status=401)


def session_gone() -> Refused:
    """1002. With HTTP 200, as the cloud does with the codes of its own."""
    return Refused(1002, "there is no such session")


def out_of_credits() -> Refused:
    """2001."""
    return Refused(2001, "not enough credits are left")


def unsupported_media(name: str, accepted: tuple[str, ...]) -> Refused:
    """4001: a type that is not taken, or a file that is not sound."""
    return Refused(4001, f"{name}: this file can't be used; accepted: {', '.join(accepted)}")


def media_too_large(limit: int) -> Refused:
    """4002."""
    return Refused(4002, f"a file is larger than {limit} bytes")


def plan_blocks_export() -> Refused:
    """402: what the documents threaten when an attribution header is missing."""
    return Refused(
        402, "exports need the X-Skill-Source, -Version and -Platform headers", status=402
    )


def malformed(message: str) -> Refused:
    """422: the request is not what the contract says. 400 means a missing client id there."""
    return Refused(422, message, status=422)


def unknown(what: str) -> Refused:
    """404."""
    return Refused(404, f"there is no such {what}", status=404)


def conflict(message: str) -> Refused:
    """409: it contradicts what is already there."""
    return Refused(409, message, status=409)


def body_too_large(limit: int) -> Refused:
    """413: a request body that is no file."""
    return Refused(413, f"the request is larger than {limit} bytes", status=413)


def too_many(message: str, retry_after: float) -> Refused:
    """429. ``retry_after`` in s."""
    return Refused(429, message, status=429, retry_after=retry_after)


def disk_full() -> Refused:
    """507."""
    return Refused(507, "the studio's disk is full", status=507)
