"""What follows from an error: another try, a new session, or one clear message with buttons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

import core.errors
from core.backend import SessionState
from core.conversation.backends import STUDIO
from core.conversation.error_texts import ErrorText, describe_error
from core.conversation.projects import Project
from core.conversation.seam import Action, ActionKind, Button, Reply
from core.conversation.turn import Phase, Turn, TurnKind
from core.errors import (
    BackendDown,
    BackendFull,
    DeliveryFailed,
    MediaWorkerMissing,
    OutOfCredits,
    PlanBlocksExport,
    RateLimited,
    RenderTimedOut,
    SessionGone,
    StillmotionError,
    StoreFull,
    StoreUnusable,
    TokenRefused,
    TransferFailed,
    TurnLost,
    TurnTimedOut,
    UnreadableAnswer,
)
from core.locales import Speaker

_MOST_RESTARTS = 2
"""How often a turn goes on in a new session, before that is taken for an illness."""

_BEFORE_SUBMIT = (Phase.UPLOAD, Phase.SEND, Phase.FOLLOW, Phase.REPORT, Phase.SUBMIT)

_WORTH_PATIENCE = (Phase.REPORT, Phase.POLL, Phase.DOWNLOAD)
"""The agent's work is done: an answer that makes no sense shall not lose it."""


class Remedy(Enum):
    """What is done about an error."""

    LATER = "later"
    """The same step again after a pause: nothing was charged that it would charge again."""
    NEW_SESSION = "new session"
    TELL = "tell"


def remedy(error: StillmotionError, turn: Turn) -> Remedy:
    """What to do about an error that a step ended with.

    Each step may be repeated when its error says that it is a passing one: what must not happen
    twice was looked up before, or is known not to have happened.
    """
    match error:
        case SessionGone():
            lost = turn.kind is TurnKind.EXPORT or turn.phase not in _BEFORE_SUBMIT
            return Remedy.TELL if lost or turn.restarts >= _MOST_RESTARTS else Remedy.NEW_SESSION
        case BackendDown() | RateLimited() | TransferFailed() | StoreFull() | StoreUnusable():
            return Remedy.LATER
        case MediaWorkerMissing():
            return Remedy.LATER
        case UnreadableAnswer() if turn.phase in _WORTH_PATIENCE:
            return Remedy.LATER
        case DeliveryFailed(passing=True):
            return Remedy.LATER
        case _:
            return Remedy.TELL


def leaves_work(error: StillmotionError) -> bool:
    """Whether the backend may still be at what is given up: it would hold up the next turn."""
    return isinstance(error, TurnLost | TurnTimedOut | RenderTimedOut)


def restarted(turn: Turn, project: Project) -> tuple[Turn, Project]:
    """Both before a new session is begun, into which goes all that the project holds."""
    added = turn.phase is Phase.UPLOAD  # else it is among what the project holds
    fresh = replace(
        turn,
        phase=Phase.UPLOAD,
        files=turn.files if added else (),
        links=turn.links if added else (),
        baseline=SessionState(),
        restarts=turn.restarts + 1,
        sent_at=None,
        answer="",
        summary="",
        draft=None,
        clip=None,
        attempt=1,
        deadline=None,
    )
    return fresh, without_session(project)


def without_session(project: Project) -> Project:
    """The project when its session is gone, and all that was asked of it."""
    return replace(project, session=None, words=(), unsettled=False)


def left_behind(turn: Turn, project: Project, *, stopped: bool) -> Project:
    """The project when a turn ends early; ``stopped``: nothing of it goes on at the backend.

    A new session that did not get all of it is none: the next turn uploads it to another.
    """
    if turn.phase is Phase.UPLOAD and turn.restarts and project.session is not None:
        return replace(without_session(project), held=turn.files, links=turn.links)
    return project if stopped else replace(project, unsettled=True)


def given_up(reason: str) -> StillmotionError | None:
    """The error of that name, of which too many came in a row; None: a defect of ours."""
    kind = getattr(core.errors, reason, None)
    if not (isinstance(kind, type) and issubclass(kind, StillmotionError)):
        return None
    return kind() if issubclass(kind, _NAMELESS) else None


_NAMELESS = (
    BackendDown,
    RateLimited,
    TransferFailed,
    UnreadableAnswer,
    DeliveryFailed,
    StoreFull,
    MediaWorkerMissing,
)
"""Errors that say enough without what they carry."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is told. ``operator``: runs the bot, and reads it alone."""

    speaker: Speaker
    operator: bool
    web_url: str | None
    studio: bool
    """The studio can be offered."""


def failure_reply(error: StillmotionError | None, turn: Turn, reader: Reader) -> Reply:
    """The one message about an error (None: a defect of ours), with what can be done by a tap."""
    speaker = reader.speaker
    if error is None:
        told = ErrorText(speaker.format("error-defect"), retry=True)
    else:
        told = describe_error(error, speaker, may_see_links=reader.operator, web_url=reader.web_url)
    buttons: list[Button] = []
    if told.retry:
        action = Action(ActionKind.RETRY, turn.id)
        buttons.append(Button(speaker.format("button-retry"), action))
    if reader.studio and turn.backend != STUDIO and _helped_by_studio(error):
        action = Action(ActionKind.STUDIO, turn.id)
        buttons.append(Button(speaker.format("button-studio"), action))
    if turn.owes_export:
        action = Action(ActionKind.EXPORT, turn.id)
        buttons.append(Button(speaker.format("button-export"), action))
    return Reply(told.text, buttons=tuple(buttons), final=True)


def waiting_reply(error: StillmotionError, turn: Turn, speaker: Speaker) -> Reply:
    """What is shown until the next try, with the button that stops the turn."""
    key = "status-waiting" if isinstance(error, BackendDown) else "status-waiting-otherwise"
    cancel = Button(speaker.format("button-cancel"), Action(ActionKind.CANCEL, turn.id))
    return Reply(speaker.format(key), buttons=(cancel,))


def _helped_by_studio(error: StillmotionError | None) -> bool:
    passing = OutOfCredits, PlanBlocksExport, BackendDown, BackendFull, RateLimited, TokenRefused
    return isinstance(error, passing)
