"""Client of the video backend: the contract of its HTTP and SSE endpoints."""

from core.backend.client import Backend
from core.backend.credentials import AnonymousToken, ConfiguredToken, Credentials
from core.backend.envelopes import ACCEPTED_EXTENSIONS, LARGEST_UPLOAD
from core.backend.events import (
    AgentEvent,
    Ended,
    Failed,
    Heartbeat,
    Reconnecting,
    StillWorking,
    Text,
    TextDelta,
    ToolActivity,
    ToolPhase,
    TurnEvent,
)
from core.backend.models import (
    Attribution,
    Canvas,
    Credits,
    Draft,
    Json,
    MediaInfo,
    RenderOutput,
    RenderPhase,
    RenderStatus,
    Session,
    SessionState,
    TurnRecord,
    TurnStatus,
    UploadFile,
    UploadResult,
)
from core.backend.skill_platform import skill_platform
from core.backend.state import is_exportable
from core.backend.timing import Timing
from core.backend.turn_recovery import NeverArrived

__all__ = [
    "ACCEPTED_EXTENSIONS",
    "LARGEST_UPLOAD",
    "AgentEvent",
    "AnonymousToken",
    "Attribution",
    "Backend",
    "Canvas",
    "ConfiguredToken",
    "Credentials",
    "Credits",
    "Draft",
    "Ended",
    "Failed",
    "Heartbeat",
    "Json",
    "MediaInfo",
    "NeverArrived",
    "Reconnecting",
    "RenderOutput",
    "RenderPhase",
    "RenderStatus",
    "Session",
    "SessionState",
    "StillWorking",
    "Text",
    "TextDelta",
    "Timing",
    "ToolActivity",
    "ToolPhase",
    "TurnEvent",
    "TurnRecord",
    "TurnStatus",
    "UploadFile",
    "UploadResult",
    "is_exportable",
    "skill_platform",
]
