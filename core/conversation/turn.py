"""One turn as a value that moves from phase to phase; nothing here waits or talks."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from core.backend import Draft, RenderStatus, Session, SessionState
from core.conversation.seam import ACCOMPANY, Attachment, ChatRef, MessageRef, Video
from core.media import Prepared


class Phase(Enum):
    """What is to be done next. The order is that of architecture.md, "Durable turns".

    A turn that is found in ``FOLLOW`` or ``POLL`` may have sent or submitted, or was about to:
    that is looked up, never repeated.
    """

    FETCH = "fetch"
    UPLOAD = "upload"
    SEND = "send"
    FOLLOW = "follow"
    REPORT = "report"
    SUBMIT = "submit"
    POLL = "poll"
    DOWNLOAD = "download"
    DELIVER = "deliver"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything known of a turn so far; a step answers with the next value.

    ``text`` is what goes to the agent; ``baseline`` the state before the agent saw it, against
    which a silent edit is told; ``answer`` the agent's words fit for people; ``summary`` the
    timeline in a line. ``render_id``, ``submitted_at`` and ``deadline`` (seconds since the epoch)
    are set before the export is submitted, for the ``attempt``-th time; the deadline is one for
    all attempts. ``status`` is the message that shows the turn, ``heading`` its first line.
    """

    id: str
    chat: ChatRef
    text: str
    language: str
    attachments: tuple[Attachment, ...] = ()
    links: tuple[str, ...] = ()
    heading: str = ""
    status: MessageRef | None = None
    phase: Phase = Phase.FETCH
    session: Session | None = None
    files: tuple[Prepared, ...] = ()
    baseline: SessionState = field(default_factory=SessionState)
    answer: str = ""
    summary: str = ""
    draft: Draft | None = None
    attempt: int = 1
    render_id: str | None = None
    submitted_at: float | None = None
    deadline: float | None = None
    rendered: RenderStatus | None = None
    video: Video | None = None

    @property
    def made_of(self) -> str:
        """The name of the first picture or clip, else of the first file or link."""
        names = [one.name for one in self.attachments if one.kind not in ACCOMPANY]
        names += [PurePosixPath(urlsplit(link).path).name for link in self.links]
        names += [one.name for one in self.attachments]
        return next(iter(names), "")
