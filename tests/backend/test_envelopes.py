"""What an answer means, whatever its envelope; and that no JSON makes a parser stumble."""

import contextlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from core.backend.accounts import anonymous_grant
from core.backend.connections import json_bytes
from core.backend.envelopes import Answer, error_for, parse_json, retry_after, unwrap
from core.backend.models import Json
from core.backend.renders import parse_render_status
from core.backend.state import is_exportable, parse_state
from core.backend.uploads import parse_upload
from core.errors import (
    BackendDown,
    BackendError,
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


def answer(value: object, status: int = 200, **headers: str) -> Answer:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return Answer(status, body, headers)


@pytest.mark.parametrize(
    ("value", "inside"),
    [
        ({"code": 0, "message": "ok", "data": {"a": 1}}, {"a": 1}),
        ({"code": "0", "data": {"a": 1}}, {"a": 1}),
        ({"code": 0, "data": None}, None),
        ({"code": 0, "a": 1}, {"code": 0, "a": 1}),
        ({"success": True, "data": {"a": 1}}, {"a": 1}),
        ({"success": True, "a": 1}, {"success": True, "a": 1}),
        ({"status": "processing", "progress": 4}, {"status": "processing", "progress": 4}),
        ({"status": "failed", "error": "no frames"}, {"status": "failed", "error": "no frames"}),
        ({"data": {"status": "pending"}}, {"status": "pending"}),
        ({"a": 1, "error": None}, {"a": 1, "error": None}),
        ([1, 2], [1, 2]),
    ],
)
def test_the_value_inside(value: object, inside: object) -> None:
    assert unwrap(answer(value)) == inside


@pytest.mark.parametrize(
    ("got", "code", "message"),
    [
        (answer({"code": 1002, "message": "session gone"}), 1002, "session gone"),
        (answer({"code": "1002", "msg": "session gone"}), 1002, "session gone"),
        (answer({"code": -3, "message": "odd"}), -3, "odd"),
        (answer({"code": 2001, "message": "none left"}, 400), 2001, "none left"),
        (answer({"success": False, "error": "no lambda"}), None, "no lambda"),
        (answer({"success": False, "error": {"code": 402, "message": "plan"}}), 402, "plan"),
        (answer({"success": False}), None, ""),
        (answer({"success": False, "error": "no lambda"}, 503), 503, "no lambda"),
        (answer({"error": "not allowed"}), None, "not allowed"),
        (answer({"error": "x", "status": 500}, 500), 500, "x"),
        (answer({"detail": "Not Found"}, 404), 404, "Not Found"),
        (answer({"detail": "Method Not Allowed"}), None, "Method Not Allowed"),
        (answer({"code": 0, "message": "odd"}, 500), 500, "odd"),
        (answer({"code": "odd"}, 500), 500, ""),
        (answer(b"<html>Bad gateway</html>", 502), 502, ""),
        (answer(b"", 404), 404, ""),
        (answer(["x"], 400), 400, ""),
    ],
)
def test_the_refusal_inside(got: Answer, code: int | None, message: str) -> None:
    with pytest.raises(BackendError) as caught:
        unwrap(got)
    assert caught.value.code == code
    assert str(caught.value) == (message or type(caught.value).__name__)


@pytest.mark.parametrize(
    "got",
    [
        answer(b""),
        answer(b"<html>Sign in</html>"),
        answer(b"\xff\xfe"),
        answer(b"{"),
        answer(b"[" * 100_000),
        answer(b'{"code": 0, "data": {"n": NaN}}'),
        answer(b'{"code": 0, "data": {"n": 1e999}}'),
        answer(b'{"code": 0, "data": ' + b"9" * 5000 + b"}"),
        answer({"code": "odd", "data": {}}),
        answer({"code": True, "data": {}}),
        answer({"code": [0], "data": {}}),
    ],
)
def test_what_is_none_of_the_shapes_is_told(got: Answer) -> None:
    with pytest.raises(UnreadableAnswer):
        unwrap(got)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (1001, TokenRejected),
        (401, TokenRejected),
        (1002, SessionGone),
        (2001, OutOfCredits),
        (4001, UnsupportedMedia),
        (415, UnsupportedMedia),
        (4002, MediaTooLarge),
        (413, MediaTooLarge),
        (400, BackendRefused),
        (402, PlanBlocksExport),
        (403, BackendRefused),
        (404, BackendRefused),
        (429, RateLimited),
        (500, BackendDown),
        (504, BackendDown),
        (599, BackendDown),
        (600, BackendRefused),
        (3003, BackendRefused),
        (None, BackendRefused),
    ],
)
def test_every_code_has_its_error(code: int | None, kind: type[BackendError]) -> None:
    error = error_for(code, "words")
    assert type(error) is kind
    assert error.code == code
    assert str(error) == "words"


def test_a_missing_client_id_is_one_only_on_the_token_call() -> None:
    assert type(error_for(400, token_call=True)) is ClientIdMissing
    assert type(error_for(400)) is BackendRefused


def test_the_agents_own_server_says_that_a_session_is_gone_in_words() -> None:
    assert type(error_for(404, "Session not found: 17")) is SessionGone


def test_errors_carry_what_their_reader_needs() -> None:
    unsupported, too_large = error_for(4001), error_for(4002)
    assert isinstance(unsupported, UnsupportedMedia)
    assert {"mp4", "jpg", "aac"} <= set(unsupported.accepted)
    assert isinstance(too_large, MediaTooLarge)
    assert too_large.limit == 200 * 1024 * 1024
    limited = error_for(429, retry_after=4.0)
    assert isinstance(limited, RateLimited)
    assert limited.retry_after == 4.0


def test_the_backends_words_lose_their_secrets() -> None:
    words = "abc123 and nmv_usr_x-1, clm_Y; Bearer q.w.e!"
    with pytest.raises(BackendRefused) as caught:
        unwrap(answer({"code": 9, "message": words}), secret=SecretStr("abc123"))
    assert str(caught.value) == "[…] and […], […]; Bearer […]"


def test_a_page_of_words_is_cut() -> None:
    with pytest.raises(BackendRefused) as caught:
        unwrap(answer({"code": 9, "message": "x" * 10_000}))
    assert len(str(caught.value)) == 500


NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "pause"),
    [
        ("", None),
        ("0", 0.0),
        ("17", 17.0),
        (" 17 ", 17.0),
        ("9" * 400, 999_999_999.0),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(NOW - timedelta(seconds=90), usegmt=True), 0.0),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("Mon, 99 Foo 2026 99:99:99 GMT", None),
        ("٣", None),
    ],
)
def test_how_long_to_wait(said: str, pause: float | None) -> None:
    assert retry_after({"retry-after": said}, NOW.timestamp()) == pause


def test_no_header_is_no_wait() -> None:
    assert retry_after({}, 0.0) is None


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=12,
)

KEYS = (
    "code", "success", "data", "error", "message", "detail", "token", "user_id", "expires_at",
    "state", "draft", "t", "sg", "tt", "video_infos", "canvas_config", "width", "height", "ratio",
    "generated_media", "turns", "id", "status", "files", "filename", "duration", "fps",
    "progress", "output", "url", "outputUrl", "size", "session_state_applied",
)  # fmt: skip

WORDS = ("completed", "failed", "running", "0", "1001", "2026-01-01", "a" * 5, "")

SHAPED = st.recursive(
    JSON | st.sampled_from(WORDS),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=25,
)

PARSERS: tuple[Callable[[Any], object], ...] = (
    anonymous_grant,
    parse_state,
    parse_upload,
    parse_render_status,
)


@settings(max_examples=100, deadline=None)
@given(SHAPED, st.sampled_from(PARSERS))
def test_any_json_is_a_value_or_our_error(value: Json, parse: Callable[[Json], object]) -> None:
    with contextlib.suppress(UnreadableAnswer):
        parse(value)


@settings(max_examples=100, deadline=None)
@given(SHAPED)
def test_any_draft_is_judged(value: Json) -> None:
    draft = value if isinstance(value, dict) else {"t": value}
    assert is_exportable(draft) in (True, False)


@settings(max_examples=100, deadline=None)
@given(SHAPED, st.sampled_from([200, 201, 302, 400, 401, 404, 429, 500, 503]))
def test_any_envelope_is_a_value_or_our_error(value: Json, status: int) -> None:
    try:
        unwrap(Answer(status, json_bytes(value)))
    except BackendError:
        return
    assert status < 400


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60), st.sampled_from([200, 500]))
def test_any_bytes_are_a_value_or_our_error(body: bytes, status: int) -> None:
    with contextlib.suppress(BackendError):
        unwrap(Answer(status, body))


@settings(max_examples=100, deadline=None)
@given(JSON)
def test_a_draft_is_sent_back_as_it_came(value: Json) -> None:
    again = parse_json(json_bytes(value))
    assert again == value
    assert json_bytes(again) == json_bytes(value)


def test_half_a_surrogate_pair_is_sent_back_too() -> None:
    assert parse_json(json_bytes({"title": "\ud83d"})) == {"title": "\ud83d"}


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("2026-03-01T12:00:00Z", NOW.timestamp()),
        ("2026-03-01T13:00:00+01:00", NOW.timestamp()),
        ("2026-03-01T12:00:00", NOW.timestamp()),
        (NOW.timestamp(), NOW.timestamp()),
        (NOW.timestamp() * 1000, NOW.timestamp()),
        ("next week", None),
        ("0001-01-01T00:00:00+14:00", -62135647200.0),
        (None, None),
        (-5, None),
        (True, None),
    ],
)
def test_when_a_token_expires(said: Json, moment: float | None) -> None:
    assert anonymous_grant({"token": "nmv_usr_1", "expires_at": said}).expires_at == moment


@pytest.mark.parametrize("token", [None, "", "two words", "line\nbreak", "émile", 7])
def test_a_token_that_no_header_can_carry_is_none(token: Json) -> None:
    with pytest.raises(UnreadableAnswer):
        anonymous_grant({"token": token})
