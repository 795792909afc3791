"""Every error has a text in every language, fit to be read by whoever gets it."""

import inspect
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import errors
from core.backend.envelopes import error_for
from core.conversation.error_texts import ErrorText, describe_error
from core.conversation.reasons import presentable
from core.errors import (
    BackendDown,
    BackendError,
    BackendRefused,
    DeliveryFailed,
    LeaseLost,
    MediaEmpty,
    MediaTooLarge,
    MediaUnreadable,
    OutOfCredits,
    PictureTooBig,
    PlanBlocksExport,
    PromptError,
    PromptProblem,
    RateLimited,
    RenderFailed,
    RenderTimedOut,
    StillmotionError,
    StoreTooNew,
    StoreUnusable,
    TokenRefused,
    TokenRejected,
    TurnFailed,
    TurnTimedOut,
    UnsupportedMedia,
)
from core.locales import load_texts

TEXTS = load_texts()
LANGUAGES = TEXTS.languages
WEB = "https://nemovideo.com"
MIB = 1024**2

CODES = (400, 401, 402, 403, 404, 405, 409, 413, 415, 422, 429, 451, 500, 502, 503, 504, 507, 599)
BACKEND_CODES = (1, 1001, 1002, 2001, 4001, 4002, 9999, -1, None, *CODES)


def classes(root: type[StillmotionError]) -> Iterator[type[StillmotionError]]:
    yield root
    for child in root.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from classes(child)


CLASSES = tuple(classes(StillmotionError))


def simplest(kind: type[StillmotionError]) -> StillmotionError:
    """An error with nothing in it that it does not need."""
    if kind is PromptError:
        return PromptError((PromptProblem("$.duration", "number 0.5–600"),))
    if kind in (LeaseLost, StoreTooNew, StoreUnusable):
        return kind("7")
    return kind()


RICH: tuple[StillmotionError, ...] = (
    TokenRejected(configured=True),
    TokenRefused(retry_after=6 * 86400),
    OutOfCredits(registered=True, user_id="u_1"),
    OutOfCredits(user_id="anon_1"),
    RateLimited(retry_after=30),
    BackendDown(sent=False),
    BackendRefused("The clip is too short to be split"),
    TurnFailed(reason="The picture shows nothing that could move"),
    RenderFailed(reason="The music has ended before the video"),
    TurnTimedOut(after=900),
    RenderTimedOut(after=600),
    DeliveryFailed("Permission denied"),
    MediaEmpty(name="a.png"),
    MediaUnreadable(name="a.png"),
    PictureTooBig(name="a.png", limit=120_000_000),
    UnsupportedMedia(name="a.svg", accepted=("jpg", ".png")),
    MediaTooLarge(name="a.mp4", limit=200 * MIB, size=201 * MIB),
    MediaTooLarge(name="a.mp4", limit=200 * MIB),
)
EVERY_ERROR = (*(simplest(kind) for kind in CLASSES), *RICH)


def told(
    error: StillmotionError, language: str = "en", *, operator: bool = True, web: str | None = WEB
) -> ErrorText:
    return describe_error(error, TEXTS.for_locale(language), may_see_links=operator, web_url=web)


def id_of(error: object) -> str:
    return type(error).__name__


each_error = pytest.mark.parametrize("error", EVERY_ERROR, ids=id_of)
each_language = pytest.mark.parametrize("language", LANGUAGES)
each_reader = pytest.mark.parametrize(
    ("operator", "web"), [(True, WEB), (True, None), (False, WEB)], ids=["op", "no-web", "anybody"]
)


def test_the_walk_sees_the_whole_tree() -> None:
    defined = {
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, StillmotionError)
    }
    assert set(CLASSES) == defined


@each_error
@each_language
@each_reader
def test_every_error_says_something_to_do(
    error: StillmotionError, language: str, operator: bool, web: str | None
) -> None:
    text = told(error, language, operator=operator, web=web).text
    assert len(text) >= (4 if isinstance(error, errors.Cancelled) else 15)
    assert "error-" not in text
    assert not re.search(r"\{\s*\$?\w+\s*\}", text)


@each_error
@each_reader
def test_languages_do_not_share_a_text(
    error: StillmotionError, operator: bool, web: str | None
) -> None:
    said = [told(error, language, operator=operator, web=web).text for language in LANGUAGES]
    assert len(set(said)) == len(LANGUAGES)


@each_error
@each_language
def test_a_retry_is_a_retry_in_every_language(error: StillmotionError, language: str) -> None:
    assert told(error, language).retry == told(error).retry


@each_language
def test_different_errors_have_different_texts(language: str) -> None:
    plain = [simplest(kind) for kind in CLASSES]
    said = {told(error, language).text: type(error) for error in plain}
    assert len(said) == len(plain) - len(SAME_AS_ANOTHER)


# nobody is told of a lost lease; UnsupportedMedia without a name and a list is a MediaError; for
# whoever reads of it a full store is a full disk
SAME_AS_ANOTHER = (LeaseLost, UnsupportedMedia, errors.StoreFull)


@pytest.mark.parametrize("code", BACKEND_CODES)
@each_language
def test_every_code_of_the_backend_has_a_text(code: int | None, language: str) -> None:
    for token_call in (False, True):
        error = error_for(code, token_call=token_call)
        text = told(error, language).text
        assert text
        assert str(code) not in text
        assert type(error) is not BackendError


@each_language
@each_reader
def test_a_plan_that_blocks_exports_is_never_about_credits(
    language: str, operator: bool, web: str | None
) -> None:
    text = told(PlanBlocksExport(code=402), language, operator=operator, web=web).text
    assert not re.search(r"(?i)credit|积分|余额|402", text)


def test_an_anonymous_account_is_bound_by_registering() -> None:
    text = told(OutOfCredits(user_id="anon_7/ä&x=1"), operator=True).text
    assert text.endswith("https://nemovideo.com/register?bind=anon_7%2F%C3%A4%26x%3D1")


def test_a_registered_account_is_topped_up() -> None:
    text = told(OutOfCredits(registered=True, user_id="u_1"), operator=True).text
    assert "Top" in text
    assert text.endswith(WEB)
    assert "bind" not in text


@pytest.mark.parametrize(
    "error",
    [OutOfCredits(user_id="anon_7"), OutOfCredits(registered=True), PlanBlocksExport()],
    ids=["anonymous", "registered", "plan"],
)
@each_language
def test_nobody_else_sees_a_link_to_the_account(error: StillmotionError, language: str) -> None:
    text = told(error, language, operator=False).text
    assert "http" not in text
    assert "anon_7" not in text
    assert ("operator" if language == "en" else "管理者") in text


@each_error
@each_language
def test_nobody_but_the_operator_reads_names_of_settings(
    error: StillmotionError, language: str
) -> None:
    text = told(error, language, operator=False).text
    assert not re.search(r"NEMO_|DATA_DIR|pip install|http", text)


@each_error
@each_language
def test_a_missing_site_leaves_no_hole(error: StillmotionError, language: str) -> None:
    text = told(error, language, web=None).text
    assert "None" not in text
    assert not text.endswith((":", "：", " "))


@pytest.mark.parametrize("web", ["https://nemovideo.com/", "https://nemovideo.com"])
def test_a_slash_at_the_sites_end_does_no_harm(web: str) -> None:
    text = told(OutOfCredits(user_id="anon_1"), web=web).text
    assert "https://nemovideo.com/register?bind=anon_1" in text


def test_sizes_and_times_are_in_human_units() -> None:
    assert "201 MB" in told(MediaTooLarge(name="a", limit=200 * MIB, size=201 * MIB)).text
    assert "200 MB" in told(MediaTooLarge(name="a", limit=200 * MIB)).text
    assert "15 minutes" in told(TurnTimedOut(after=900)).text
    assert "15分钟" in told(TurnTimedOut(after=900), "zh").text
    assert "6 days" in told(TokenRefused(retry_after=6 * 86400)).text
    assert "30 seconds" in told(RateLimited(retry_after=30)).text
    assert "120 million" in told(PictureTooBig(name="a", limit=120_000_000)).text


@pytest.mark.parametrize("code", [401, 403, 1001])
def test_a_backend_that_gives_no_tokens_is_not_said_to_have_run_out_of_them(code: int) -> None:
    error = TokenRefused("the token is missing", code=code)
    assert "NEMO_TOKEN" in told(error).text
    assert "no more" not in told(error).text
    assert not told(error).retry


def test_a_file_one_byte_over_the_limit_is_not_said_to_have_the_limits_size() -> None:
    text = told(MediaTooLarge(name="a", limit=200 * MIB, size=200 * MIB + 1)).text
    assert text.count("200 MB") == 1


def test_an_unsupported_file_lists_what_works() -> None:
    text = told(UnsupportedMedia(name="x.svg", accepted=(".jpg", "png", ".mp4"))).text
    assert "x.svg" in text
    assert "JPG, PNG, and MP4" in text


def test_a_long_or_broken_file_name_stays_on_one_short_line() -> None:
    text = told(MediaEmpty(name="a\n" + "b" * 300)).text
    assert "\n" not in text
    assert len(text) < 200


@pytest.mark.parametrize(("seconds", "retry"), [(None, False), (30.0, True), (6 * 86400.0, False)])
def test_a_retry_is_offered_only_where_it_may_help_soon(seconds: float | None, retry: bool) -> None:
    assert told(TokenRefused(retry_after=seconds)).retry is retry


@pytest.mark.parametrize(
    ("kind", "retry"),
    [
        (errors.BackendDown, True),
        (errors.BackendFull, True),
        (errors.TurnLost, True),
        (errors.RenderFailed, True),
        (errors.TransferFailed, True),
        (errors.Cancelled, False),
        (errors.MediaUnreadable, False),
        (errors.PromptError, False),
        (errors.BackendRefused, False),
    ],
)
def test_retrying_is_offered_where_it_makes_sense(
    kind: type[StillmotionError], retry: bool
) -> None:
    assert told(simplest(kind)).retry is retry


def test_a_prompts_problems_are_listed_by_path() -> None:
    error = PromptError(
        (
            PromptProblem("$.scenes[0].motion.type", "zoom-in | zoom-out"),
            PromptProblem("$.duration", "number 0.5–600"),
        )
    )
    lines = told(error).text.splitlines()
    assert lines[1:] == [
        "• $.scenes[0].motion.type – expected: zoom-in | zoom-out",
        "• $.duration – expected: number 0.5–600",
    ]
    assert "2 things" in lines[0]


def test_a_key_that_stands_twice_is_told_in_words() -> None:
    error = PromptError((PromptProblem("$.duration", ""),))
    assert "$.duration – this key stands more than once" in told(error).text
    assert "写了不止一次" in told(error, "zh").text


def test_a_broken_document_is_told_by_line_and_column() -> None:
    error = PromptError((PromptProblem("$", '"key"', line=1200, column=7),))
    assert 'line 1200, column 7 – this is no valid JSON; expected: "key"' in told(error).text
    assert "第 1200 行第 7 列" in told(error, "zh").text


def test_a_hundred_problems_do_not_fill_the_screen() -> None:
    error = PromptError(tuple(PromptProblem(f"$.k{n}", "key duration") for n in range(100)))
    lines = told(error).text.splitlines()
    assert len(lines) == 10
    assert lines[-1] == "… and 92 more"
    assert "100" in lines[0]


@pytest.mark.parametrize(
    "reason",
    [
        "",
        "RESOURCE_EXHAUSTED",
        "500",
        "Error 500",
        "BackendRefused",
        '{"detail": "not found here"}',
        "Traceback (most recent call last): File x",
        "<html><body>Bad Gateway here</body></html>",
        "ValueError: the clip is too short",
        "the token nmv_usr_abc is not valid",
        "open /var/lib/things/x.mp4 failed to start",
        r"the file C:\Users\x could not be read",
        "see https://example.com/x for more of it",
        "session 1234567890123456789 is gone now",
        "request 5f2a9c0d1e4b failed for good",
        "null is not an object here",
        "google.adk.runners failed to run",
        "Expecting value: line 1\\n column 1",
        "\u0000\ud800",
    ],
)
def test_a_machines_own_words_are_not_shown(reason: str) -> None:
    assert presentable(reason) is None
    for kind in (TurnFailed, RenderFailed):
        assert told(kind(reason=reason)).text == told(kind()).text


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("The clip is too short.", "The clip is too short"),
        ("  Not enough\n  memory left  ", "Not enough memory left"),
        ("画面尺寸不支持。", "画面尺寸不支持"),
        ("Permission denied", "Permission denied"),
        ("word " * 100, "word " * 39 + "word…"),
    ],
)
def test_a_sentence_meant_for_people_is_shown(reason: str, shown: str) -> None:
    assert presentable(reason) == shown
    assert shown in told(TurnFailed(reason=reason)).text
    assert shown in told(RenderFailed(reason=reason), "zh").text


@given(st.text(st.characters(exclude_categories=()), max_size=300))
@settings(max_examples=150, deadline=None)
def test_whatever_the_backend_says_one_bounded_line_comes_of_it(reason: str) -> None:
    text = told(TurnFailed(reason=reason)).text
    text.encode()
    assert "\n" not in text
    assert len(text) < 400
    assert not re.search(r"[{}<>]", text)


@given(st.text(st.characters(exclude_categories=()), max_size=300))
@settings(max_examples=100, deadline=None)
def test_whatever_a_file_is_called_its_text_can_be_sent(name: str) -> None:
    text = told(MediaUnreadable(name=name)).text
    text.encode()
    assert "\n" not in text
