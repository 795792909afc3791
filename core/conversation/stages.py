"""How far a turn is, and how that looks in the one message that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, assert_never

from core.conversation.seam import Reply
from core.locales import Speaker


@dataclass(frozen=True, slots=True)
class Received:
    """It was understood that something shall be done."""


@dataclass(frozen=True, slots=True)
class Connecting:
    """Token and session are being had."""


@dataclass(frozen=True, slots=True)
class Checking:
    """Files are fetched, looked at and converted."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Uploading:
    """``done`` and ``total`` in bytes, of ``count`` files."""

    count: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Working:
    """The agent is at it. ``text``: its words so far; ``tool``: what it does just now."""

    text: str = ""
    tool: str | None = None
    elapsed_s: float = 0.0
    quiet: bool = False
    """Nothing was heard for two minutes."""
    lost: bool = False
    """The stream broke; the outcome is being looked up."""


@dataclass(frozen=True, slots=True)
class FirstStage:
    """The clip is there; what the backend adds to it by itself is awaited."""

    summary: str


@dataclass(frozen=True, slots=True)
class Rendering:
    """``summary``: what the timeline is now; ``fraction`` 0–1 where the backend says it."""

    summary: str
    fraction: float | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Fetching:
    """The finished file comes from the backend; bytes."""

    summary: str
    done: int = 0
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Sending:
    """The video goes to the chat."""

    summary: str


Stage: TypeAlias = (
    Received
    | Connecting
    | Checking
    | Uploading
    | Working
    | FirstStage
    | Rendering
    | Fetching
    | Sending
)

_MOST_SHOWN = 600
"""Characters of the agent's words that a status message shows: the newest matter."""


def reply_for(stage: Stage, speaker: Speaker) -> Reply:
    """The status message at this stage."""
    match stage:
        case Received():
            return Reply(speaker.format("status-received"))
        case Connecting():
            return Reply(speaker.format("status-connecting"))
        case Checking(done, total):
            text = speaker.format("status-checking", current=min(done + 1, total), total=total)
            return Reply(text)
        case Uploading(count, done, total):
            text = speaker.format("status-uploading", count=count)
            return Reply(text, progress=done / total if total else None)
        case Working():
            return _working(stage, speaker)
        case FirstStage(summary):
            return Reply(_lines(summary, speaker.format("status-first-stage")))
        case Rendering(summary, fraction, again):
            key = "status-rendering-again" if again else "status-rendering"
            return Reply(_lines(summary, speaker.format(key)), progress=fraction or 0.0)
        case Fetching(summary, done, total):
            text = _lines(summary, speaker.format("status-fetching"))
            return Reply(text, progress=done / total if total else None)
        case Sending(summary):
            return Reply(_lines(summary, speaker.format("status-sending")))
        case _:
            assert_never(stage)


def _working(stage: Working, speaker: Speaker) -> Reply:
    if stage.lost:
        state = speaker.format("status-reconnecting")
    elif stage.quiet:
        state = speaker.format("status-still-working")
    elif stage.tool is not None:
        state = speaker.format("status-tool", tool=_verb(stage.tool, speaker))
    else:
        state = speaker.format("status-working")
    shown = stage.text.strip()
    if len(shown) > _MOST_SHOWN:
        shown = "…" + shown[-_MOST_SHOWN:]
    return Reply(_lines(shown, state), elapsed_s=stage.elapsed_s)


_VERBS = (
    ("title", "tool-title"),
    ("text", "tool-title"),
    ("music", "tool-music"),
    ("audio", "tool-music"),
    ("bgm", "tool-music"),
    ("transition", "tool-transition"),
    ("motion", "tool-motion"),
    ("generat", "tool-generate"),
    ("analy", "tool-look"),
    ("edit", "tool-edit"),
    ("timeline", "tool-edit"),
)


def _verb(tool: str, speaker: Speaker) -> str:
    """A short verb for a tool's name; names themselves are the backend's own affair."""
    name = tool.lower()
    key = next((key for part, key in _VERBS if part in name), "tool-other")
    return speaker.format(key)


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
