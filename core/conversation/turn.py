"""One turn as a value that moves from phase to phase; nothing here waits or talks."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from core.backend import Draft, RenderStatus, SessionState
from core.conversation.backends import CLOUD
from core.conversation.material import BatchPlace, FinishedVideo, Held, Material
from core.conversation.seam import ACCOMPANY, Author, ChatRef, MessageRef


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


class TurnKind(Enum):
    """What is asked of the backend: to change the timeline, or only to render it."""

    EDIT = "edit"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything known of a turn so far; a step answers with the next value.

    What was asked for: ``text`` goes to the agent, in ``project``, whose session speaks
    ``language`` from its first turn on; ``materials`` and ``links`` are uploaded before.
    ``message`` is what the status message answers, ``interface`` the language tag it speaks.
    ``parent`` is the turn whose video or failure this one came from; ``follow_up``: the backend
    asked for it, not a person. ``owes_export``: the project has changes that no video shows yet.
    ``noted`` is the message that says that it waits for others. An ``EXPORT`` renders ``draft``,
    or without one what the project has now. ``asked_at`` is in seconds since the epoch.

    What was found out: ``baseline`` is the state before the agent saw the text, against which a
    silent edit is told; ``answer`` the agent's words fit for people; ``summary`` the timeline in
    a line; ``clip`` the timeline before the backend added the rest of a generation by itself.
    ``asks`` is what the backend would have a person do, which a follow-up does. ``offers_export``:
    there are changes that shall not be exported without being asked for.
    ``sent_at``, ``render_id``, ``submitted_at`` and ``deadline`` (seconds since the epoch) are set
    before the effect; a render is submitted for the ``attempt``-th time, and the deadline is one
    for all attempts. ``restarts`` counts new sessions after one was gone. ``status`` is the
    message that shows the turn.
    """

    id: str
    chat: ChatRef
    author: Author
    text: str = ""
    language: str = "en"
    interface: str | None = None
    message: MessageRef | None = None
    shared: bool = False
    skill: str = ""
    backend: str = CLOUD
    project: str = ""
    kind: TurnKind = TurnKind.EDIT
    auto_export: bool = True
    asked_at: float = 0.0
    materials: tuple[Material, ...] = ()
    links: tuple[str, ...] = ()
    batch: BatchPlace | None = None
    parent: str | None = None
    follow_up: bool = False
    owes_export: bool = False
    noted: MessageRef | None = None

    begun_at: float | None = None
    """Seconds since the epoch when it got its own message, or was about to."""
    status: MessageRef | None = None
    phase: Phase = Phase.FETCH
    files: tuple[Held, ...] = ()
    baseline: SessionState = field(default_factory=SessionState)
    restarts: int = 0
    sent_at: float | None = None
    answer: str = ""
    summary: str = ""
    draft: Draft | None = None
    clip: Draft | None = None
    asks: str = ""
    offers_export: bool = False
    attempt: int = 1
    render_id: str | None = None
    submitted_at: float | None = None
    deadline: float | None = None
    rendered: RenderStatus | None = None
    video: FinishedVideo | None = None
    delivering: bool = False
    """The video was handed over, or was about to be."""

    @property
    def waits(self) -> bool:
        """Whether it is behind others, and has no message of its own yet."""
        later = self.batch is not None and self.batch.number > 1
        begun = self.status is not None or self.begun_at is not None
        return not begun and (self.noted is not None or later)

    @property
    def person(self) -> str:
        """Who asked, as the store names people: ``<platform>:<id>``."""
        return f"{self.chat.platform}:{self.author.id}"

    @property
    def made_of(self) -> str:
        """The name of the first picture or clip, else of the first file or link."""
        names = [one.name for one in self.materials if one.kind not in ACCOMPANY]
        names += [PurePosixPath(urlsplit(link).path).name for link in self.links]
        names += [one.name for one in self.materials]
        return next(iter(names), "")
