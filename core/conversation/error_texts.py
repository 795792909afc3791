"""What a person reads when something failed: the one place that turns errors into texts.

A text says what happened, what was already tried and what the reader can do. It never shows a
trace, a bare code, a token or raw JSON, and links to the bot's account only to whoever may see
them: who opens one may take over the one account that all chats of the bot share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never
from urllib.parse import quote

from core.conversation.reasons import one_line, presentable
from core.errors import (
    BackendDown,
    BackendError,
    BackendFull,
    BackendRefused,
    Cancelled,
    ClientIdMissing,
    DeliveryFailed,
    DeliveryUnknown,
    DiskFull,
    MediaEmpty,
    MediaError,
    MediaTooLarge,
    MediaUnreadable,
    MediaWorkerMissing,
    OutOfCredits,
    PictureTooBig,
    PlanBlocksExport,
    PromptError,
    PromptProblem,
    RateLimited,
    RenderFailed,
    RenderTimedOut,
    SessionGone,
    StillmotionError,
    StoreTooNew,
    StoreUnusable,
    StudioMissing,
    TokenRefused,
    TokenRejected,
    TransferFailed,
    TurnFailed,
    TurnLost,
    TurnTimedOut,
    UnreadableAnswer,
    UnsupportedMedia,
)
from core.locales import Speaker

_MOST_PROBLEMS: Final = 8  # of a JSON prompt: more fill a screen and help nobody
_LONGEST_NAME: Final = 60
_WORTH_WAITING_S: Final = 900.0


@dataclass(frozen=True, slots=True)
class ErrorText:
    """``retry``: doing the same again may well succeed, so that a button for it makes sense."""

    text: str
    retry: bool = False


@dataclass(frozen=True, slots=True)
class _Reader:
    """Whom a text is for. ``operator``: may see links to the account and names of settings."""

    speaker: Speaker
    operator: bool
    web_url: str | None

    def told(self, key: str, *, retry: bool = False, **arguments: str | float) -> ErrorText:
        return ErrorText(self.speaker.format(key, **arguments), retry)

    def by_role(self, key: str, *, retry: bool = False, **arguments: str | float) -> ErrorText:
        """The operator's variant of a text to the operator, the plain one to everybody else."""
        return self.told(f"{key}-operator" if self.operator else key, retry=retry, **arguments)

    def with_reason(self, key: str, reason: str, *, retry: bool = False) -> ErrorText:
        """The text with the other side's own words, where these can be shown to people."""
        words = presentable(reason)
        if words is None:
            return self.told(key, retry=retry)
        return self.told(f"{key}-reason", retry=retry, reason=words)

    def wait(self, seconds: float | None, *, otherwise: str) -> str:
        if seconds is None:
            return self.speaker.format(otherwise)
        return self.speaker.format("error-wait-span", span=self.speaker.span(seconds))

    def file(self, name: str) -> str:
        if not name:
            return self.speaker.format("error-some-file")
        return self.speaker.format("error-named-file", name=one_line(name, _LONGEST_NAME))


def describe_error(
    error: StillmotionError, speaker: Speaker, *, may_see_links: bool, web_url: str | None = None
) -> ErrorText:
    """The text for an error of ``core.errors``, in the speaker's language.

    Args:
        error: What failed.
        speaker: The reader's language.
        may_see_links: The reader runs the bot (or is alone with it, as on a terminal): shown are
            links that take over its account, and the settings that mend it.
        web_url: The backend's site for people, without a slash at its end; None where there is
            none.
    """
    reader = _Reader(speaker, may_see_links, (web_url or "").rstrip("/") or None)
    match error:
        case Cancelled():
            return reader.told("error-cancelled")
        case PromptError():
            return _about_prompt(error, reader)
        case MediaError() | UnsupportedMedia() | MediaTooLarge():
            return _about_file(error, reader)
        case TokenRejected() | TokenRefused() | ClientIdMissing() | StudioMissing():
            return _about_access(error, reader)
        case OutOfCredits():
            return _about_credits(error, reader)
        case PlanBlocksExport():
            return _about_plan(reader)
        case (
            DiskFull()
            | StoreTooNew()
            | StoreUnusable()
            | MediaWorkerMissing()
            | DeliveryFailed()
            | DeliveryUnknown()
        ):
            return _about_ourselves(error, reader)
        case TurnFailed() | TurnTimedOut() | TurnLost() | RenderFailed() | RenderTimedOut():
            return _about_work(error, reader)
        case BackendError():
            return _about_service(error, reader)
        case _:
            return reader.told("error-unexpected", retry=True)


def _about_access(
    error: TokenRejected | TokenRefused | ClientIdMissing | StudioMissing, reader: _Reader
) -> ErrorText:
    match error:
        case TokenRejected(configured=True):
            return reader.by_role("error-token-configured")
        case TokenRejected():
            return reader.told("error-token-rejected", retry=True)
        case TokenRefused(code=401 | 403 | 1001):  # it wants a token, and gives none
            return reader.by_role("error-token-needed")
        case TokenRefused(retry_after=seconds):
            wait = reader.wait(seconds, otherwise="error-wait-some-days")
            soon = seconds is not None and seconds <= _WORTH_WAITING_S
            return reader.by_role("error-token-refused", retry=soon, wait=wait)
        case ClientIdMissing():
            return reader.told("error-client-id", retry=True)
        case StudioMissing():
            return reader.by_role("error-studio-missing")
        case _:
            assert_never(error)


def _about_credits(error: OutOfCredits, reader: _Reader) -> ErrorText:
    if not reader.operator:
        return reader.told("error-credits")
    if error.registered:
        if reader.web_url is None:
            return reader.told("error-credits-top-up-anywhere", retry=True)
        return reader.told("error-credits-top-up", retry=True, link=reader.web_url)
    if reader.web_url is None or not error.user_id:
        return reader.told("error-credits-register-anywhere")
    link = f"{reader.web_url}/register?bind={quote(error.user_id, safe='')}"
    return reader.told("error-credits-register", retry=True, link=link)


def _about_plan(reader: _Reader) -> ErrorText:
    if not reader.operator:
        return reader.told("error-plan")
    if reader.web_url is None:
        return reader.told("error-plan-operator-anywhere", retry=True)
    return reader.told("error-plan-operator", retry=True, link=reader.web_url)


def _about_service(error: BackendError, reader: _Reader) -> ErrorText:
    match error:
        case SessionGone():
            return reader.told("error-session-gone", retry=True)
        case RateLimited(retry_after=seconds):
            wait = reader.wait(seconds, otherwise="error-wait-a-moment")
            return reader.told("error-rate-limited", retry=True, wait=wait)
        case BackendDown(sent=False):
            return reader.by_role("error-unreachable", retry=True)
        case BackendDown():
            return reader.told("error-down", retry=True)
        case BackendFull():
            return reader.by_role("error-full", retry=True)
        case BackendRefused():
            return reader.with_reason("error-refused", str(error))
        case UnreadableAnswer():
            return reader.by_role("error-unreadable", retry=True)
        case TransferFailed():
            return reader.told("error-transfer", retry=True)
        case _:
            return reader.told("error-service", retry=True)


def _about_work(
    error: TurnFailed | TurnTimedOut | TurnLost | RenderFailed | RenderTimedOut, reader: _Reader
) -> ErrorText:
    match error:
        case TurnFailed(reason=reason):
            return reader.with_reason("error-turn-failed", reason, retry=True)
        case TurnTimedOut(after=seconds):
            span = reader.speaker.span(seconds)
            return reader.told("error-turn-timed-out", retry=True, span=span)
        case TurnLost():
            return reader.told("error-turn-lost", retry=True)
        case RenderFailed(reason=reason):
            return reader.with_reason("error-render-failed", reason, retry=True)
        case RenderTimedOut(after=seconds):
            span = reader.speaker.span(seconds)
            return reader.told("error-render-timed-out", retry=True, span=span)
        case _:
            assert_never(error)


_OurTrouble: TypeAlias = (
    DiskFull | StoreTooNew | StoreUnusable | MediaWorkerMissing | DeliveryFailed | DeliveryUnknown
)


def _about_ourselves(error: _OurTrouble, reader: _Reader) -> ErrorText:
    match error:
        case DiskFull():
            return reader.by_role("error-disk-full", retry=True)
        case StoreTooNew():
            return reader.by_role("error-store-too-new")
        case StoreUnusable():
            return reader.by_role("error-store-unusable", retry=True)
        case MediaWorkerMissing():
            return reader.told("error-media-worker", retry=True)
        case DeliveryFailed(reason=reason):
            return reader.with_reason("error-delivery", reason, retry=True)
        case DeliveryUnknown():
            return reader.told("error-delivery-unknown")
        case _:
            assert_never(error)


def _about_file(error: MediaError | UnsupportedMedia | MediaTooLarge, reader: _Reader) -> ErrorText:
    name = reader.file(error.name)
    match error:
        case MediaEmpty():
            return reader.told("error-file-empty", name=name)
        case MediaUnreadable():
            return reader.told("error-file-unreadable", name=name)
        case PictureTooBig(limit=pixels):
            return reader.told(
                "error-picture-too-big", name=name, pixels=reader.speaker.amount(pixels)
            )
        case UnsupportedMedia(accepted=accepted) if accepted:
            kinds = reader.speaker.listing([kind.removeprefix(".").upper() for kind in accepted])
            return reader.told("error-file-unsupported", name=name, accepted=kinds)
        case MediaTooLarge():
            return _about_size(error, name, reader)
        case _:
            return reader.told("error-file", name=name)


def _about_size(error: MediaTooLarge, name: str, reader: _Reader) -> ErrorText:
    if error.limit is None:
        return reader.told("error-file-too-large-limitless", name=name)
    limit = reader.speaker.size(error.limit)
    size = None if error.size is None else reader.speaker.size(error.size)
    if size is None or size == limit:  # a few bytes over: "200 MB, and at most 200 MB" helps nobody
        return reader.told("error-file-too-large", name=name, limit=limit)
    return reader.told("error-file-too-large-size", name=name, size=size, limit=limit)


def _about_prompt(error: PromptError, reader: _Reader) -> ErrorText:
    say = reader.speaker.format
    count = len(error.problems)
    lines = [_problem(problem, reader.speaker) for problem in error.problems[:_MOST_PROBLEMS]]
    if count > _MOST_PROBLEMS:
        lines.append(say("error-prompt-more", count=count - _MOST_PROBLEMS))
    return ErrorText("\n".join([say("error-prompt", count=count), *lines]))


def _problem(problem: PromptProblem, speaker: Speaker) -> str:
    if not problem.expected:
        return speaker.format("error-prompt-twice", path=problem.path)
    if problem.line is None or problem.column is None:
        return speaker.format("error-prompt-problem", path=problem.path, expected=problem.expected)
    return speaker.format(
        "error-prompt-syntax",
        line=problem.line,
        column=problem.column,
        expected=problem.expected,
    )
