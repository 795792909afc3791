"""Client of the video backend: the contract of its HTTP and SSE endpoints."""

from core.backend.client import PRODUCTION_URL, Backend
from core.backend.credentials import AnonymousToken, ConfiguredToken, Credentials
from core.backend.envelopes import ACCEPTED_EXTENSIONS, LARGEST_UPLOAD
from core.backend.skill_platform import skill_platform
from core.backend.state import is_exportable
from core.backend.timing import Timing

__all__ = [
    "ACCEPTED_EXTENSIONS",
    "LARGEST_UPLOAD",
    "PRODUCTION_URL",
    "AnonymousToken",
    "Backend",
    "ConfiguredToken",
    "Credentials",
    "Timing",
    "is_exportable",
    "skill_platform",
]
