"""One turn as a value that moves from phase to phase; nothing here waits or talks."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from core.backend import Draft, RenderStatus, Session, SessionState
from core.conversation.seam import Attachment, ChatRef, Video
from core.media import Prepared


class Phase(Enum):
    """What is to be done next. The order is that of architecture.md, "Durable turns"."""

    FETCH = "fetch"
    UPLOAD = "upload"
    SEND = "send"
    REPORT = "report"
    EXPORT = "export"
    DOWNLOAD = "download"
    DELIVER = "deliver"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything known of a turn so far; a step answers with the next value.

    ``text`` is what goes to the agent; ``baseline`` the state before the agent saw it, against
    which a silent edit is told; ``answer`` the agent's words fit for people; ``summary`` the
    timeline in a line; ``render_id`` is set before the export is submitted.
    """

    id: str
    chat: ChatRef
    text: str
    language: str
    attachments: tuple[Attachment, ...] = ()
    links: tuple[str, ...] = ()
    phase: Phase = Phase.FETCH
    session: Session | None = None
    files: tuple[Prepared, ...] = ()
    baseline: SessionState = field(default_factory=SessionState)
    answer: str = ""
    summary: str = ""
    draft: Draft | None = None
    render_id: str | None = None
    rendered: RenderStatus | None = None
    video: Video | None = None
