"""What an answer of the backend means: its envelope taken off, or the error it stands for.

Three shapes carry a value: ``{"code": 0, "data": …}``, ``{"success": true, "data": …}`` and a bare
object. Each has a way to say no, also with HTTP 200; a gateway in between answers with a page
or nothing at all, and then the HTTP status is the code. Everything here is a pure function.
"""

from __future__ import annotations

import email.utils
import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pydantic import SecretStr

from core.backend.models import Json
from core.errors import (
    BackendDown,
    BackendError,
    BackendFull,
    BackendRefused,
    ClientIdMissing,
    MediaTooLarge,
    OutOfCredits,
    PlanBlocksExport,
    RateLimited,
    SessionGone,
    TokenRejected,
    UnreadableAnswer,
    UnsupportedMedia,
)

ACCEPTED_EXTENSIONS = (
    "mp4", "mov", "avi", "webm", "mkv",
    "jpg", "jpeg", "png", "gif", "webp",
    "mp3", "wav", "m4a", "aac",
)  # fmt: skip
"""What the upload endpoint lists (``jpeg`` is its ``jpg``), without dots."""

LARGEST_UPLOAD = 200 * 1024 * 1024
"""Bytes a single uploaded file may have."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, read whole. ``headers`` have lower-case names."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


def unwrap(answer: Answer, *, now: float = 0.0, secret: SecretStr | None = None) -> Json:
    """The value inside an answer's envelope.

    Args:
        answer: The answer.
        now: Seconds since the epoch, for a ``Retry-After`` that is a date.
        secret: Taken out of the backend's words, should it quote it.

    Raises:
        BackendError: What the answer says went wrong.
        UnreadableAnswer: It is no JSON, although the status says that all is well.
    """
    value: Json = None
    refusal = None
    try:
        value = parse_json(answer.body)
        refusal = _refusal(value)
    except UnreadableAnswer:
        if answer.status < 400:
            raise
    if answer.status >= 400 or refusal is not None:
        code, message = refusal or (None, _words(value))
        wait = retry_after(answer.headers, now)
        raise error_for(_decisive(code, answer.status), _told(message, secret), retry_after=wait)
    if not isinstance(value, dict):
        return value
    enveloped = "code" in value or "success" in value or "status" not in value
    return value.get("data", value) if enveloped else value


def parse_json(body: bytes) -> Json:
    """JSON in UTF-8 as values that can be written again.

    Raises:
        UnreadableAnswer: No JSON, nested too deep, or with numbers that JSON does not have.
    """
    try:
        parsed: Json = json.loads(body, parse_constant=_no_constant, parse_float=_finite)
    except (ValueError, RecursionError) as exc:
        raise UnreadableAnswer("the answer is no JSON") from exc
    return parsed


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("a number beyond what JSON readers share")
    return value


def _refusal(value: Json) -> tuple[int | None, str] | None:
    """The code and the words of a refusal; None when the value is none.

    A bare render status may say ``error`` too: an object with a ``status`` is not refused by it.
    """
    if not isinstance(value, dict):
        return None
    code = _code(value.get("code"))
    if code is not None and code != 0:
        return code, _words(value)
    said = value.get("error")
    complains = said not in (None, False, "") or "detail" in value
    bare = "data" not in value and "status" not in value and code is None
    if value.get("success") is False or (complains and bare):
        inner = _code(said.get("code")) if isinstance(said, dict) else None
        return inner, _words(value)
    return None


def _code(value: Json) -> int | None:
    """A code, also one written as text; None when there is none.

    Raises:
        UnreadableAnswer: There is something else in its place.
    """
    if value is None:
        return None
    try:
        if isinstance(value, str | int) and not isinstance(value, bool):
            return int(value)
    except ValueError:
        pass
    raise UnreadableAnswer("the answer's code is no number")


def _words(value: Json) -> str:
    """What an error object says, in the order its authors put weight on it."""
    if not isinstance(value, dict):
        return ""
    for key in ("error", "message", "detail", "msg"):
        said = value.get(key)
        if isinstance(said, dict):
            said = said.get("message")
        if isinstance(said, str) and said.strip():
            return said.strip()
    return ""


_SECRETS = re.compile(r"(?:nmv_|clm_)[\w-]+|(?<=Bearer )\S+")


def _told(words: str, secret: SecretStr | None) -> str:
    """Words fit for a log: without tokens, and short."""
    if secret is not None:
        words = words.replace(secret.get_secret_value(), "[…]")
    return _SECRETS.sub("[…]", words)[:500]


def _decisive(code: int | None, status: int) -> int | None:
    """A backend's own code says more than the status it came with."""
    if code not in (None, 0):
        return code
    return status if status >= 400 else None


def error_for(
    code: int | None,
    message: str = "",
    *,
    token_call: bool = False,
    retry_after: float | None = None,
) -> BackendError:
    """The error for a code of the backend or an HTTP status.

    Args:
        code: The code; None when an answer said no without one.
        message: The backend's own words.
        token_call: A 400 means the missing client id only there.
        retry_after: Seconds, where the answer said them.
    """
    if code == 400 and token_call:
        return ClientIdMissing(message, code=code)
    if code == 404 and "session not found" in message.lower():
        return SessionGone(message, code=code)  # how the agent's own server says it
    match code:
        case 4001 | 415:
            return UnsupportedMedia(message, accepted=ACCEPTED_EXTENSIONS, code=code)
        case 4002 | 413:
            return MediaTooLarge(message, limit=LARGEST_UPLOAD, code=code)
        case 429:
            return RateLimited(message, retry_after=retry_after, code=code)
        case 507:
            return BackendFull(message, code=code)
        case int() if 500 <= code <= 599:
            return BackendDown(message, retry_after=retry_after, code=code)
        case _:
            return _PLAIN.get(code or 0, BackendRefused)(message, code=code)


_PLAIN: Mapping[int, Callable[..., BackendError]] = {
    1001: TokenRejected,
    401: TokenRejected,
    1002: SessionGone,
    2001: OutOfCredits,
    402: PlanBlocksExport,
}


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """The pause an answer asks for, in s: a number, or a date counted from ``now``."""
    said = headers.get("retry-after", "").strip()
    if not said:
        return None
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        moment = email.utils.parsedate_to_datetime(said)
        return max(moment.timestamp() - now, 0.0)
    except (ValueError, OverflowError, TypeError):
        return None
