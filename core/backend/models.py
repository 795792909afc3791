"""What crosses the seam between the backend client and its callers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Annotated, TypeAlias

from pydantic import SkipValidation

from core.values import Json

Draft: TypeAlias = Annotated[Mapping[str, Json], SkipValidation]
"""A timeline as the backend keeps it: short keys, unknown ones kept verbatim.

Whoever stores one need not look into it again: JSON is all that it ever holds.
"""


@dataclass(frozen=True, slots=True)
class Attribution:
    """The three ``X-Skill-*`` headers; exports fail with 402 when one is missing."""

    source: str
    version: str
    platform: str


@dataclass(frozen=True, slots=True)
class Session:
    """One project at the backend. All ids are opaque strings."""

    session_id: str
    task_id: str | None = None
    user_id: str | None = None


@dataclass(frozen=True, slots=True)
class Credits:
    """A balance; ``frozen`` is reserved by running work."""

    available: float
    frozen: float
    total: float


@dataclass(frozen=True, slots=True)
class UploadFile:
    """A local file to upload, under the name the backend shall know it by."""

    path: Path
    name: str
    content_type: str


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """A file the backend holds. Any member but ``filename`` may be unknown."""

    filename: str
    kind: str | None = None
    cdn_url: str | None = None
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None
    fps: float | None = None
    content_hash: str | None = None


@dataclass(frozen=True, slots=True)
class UploadResult:
    """What an upload call answered; ``files`` can be empty on older deployments."""

    files: tuple[MediaInfo, ...] = ()
    state_applied: bool = False


class TurnStatus(Enum):
    """How far a turn is (studio extension)."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """A turn the backend knows by our own id (studio extension)."""

    turn_id: str
    status: TurnStatus


@dataclass(frozen=True, slots=True)
class Canvas:
    """The frame of the project; pixels."""

    width: int | None = None
    height: int | None = None
    ratio: str | None = None


@dataclass(frozen=True, slots=True)
class SessionState:
    """``…/latest``. ``draft`` is None where it is null or empty.

    ``turns`` is None where the backend lacks the studio extension (the cloud): only then does
    the slow recovery of a lost stream apply.
    """

    draft: Draft | None = None
    media: tuple[MediaInfo, ...] = ()
    canvas: Canvas | None = None
    generated: tuple[Mapping[str, Json], ...] = ()
    turns: tuple[TurnRecord, ...] | None = None
    user_id: str | None = None


class RenderPhase(Enum):
    """Where an export stands."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class RenderStatus:
    """One answer about an export. ``progress`` 0–1, ``duration_s`` in s, ``size`` in bytes."""

    phase: RenderPhase
    progress: float | None = None
    url: str | None = None
    duration_s: float | None = None
    size: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class RenderOutput:
    """What the exported file shall be. ``resolution`` e.g. ``1080p``; None: as the draft says."""

    format: str = "mp4"
    quality: str = "high"
    resolution: str | None = None
    fps: int | None = None
