"""Files that people send: what they are, and in which form they go on."""

from importlib import import_module
from typing import TYPE_CHECKING

from core.media.files import MediaLimits
from core.media.kinds import ACCEPTED, CONVERTED, MediaKind, MediaType
from core.media.names import upload_name
from core.media.sniffing import HEAD_BYTES, sniff

if TYPE_CHECKING:
    from core.media.containers import first_sound, moving_picture, open_container
    from core.media.facts import Prepared, VideoFacts
    from core.media.isolation import Preparer
    from core.media.library import MediaFiles
    from core.media.preparing import prepare
    from core.media.retention import Retention
    from core.media.videos import probe_video, thumbnail

__all__ = [
    "ACCEPTED",
    "CONVERTED",
    "HEAD_BYTES",
    "MediaFiles",
    "MediaKind",
    "MediaLimits",
    "MediaType",
    "Prepared",
    "Preparer",
    "Retention",
    "VideoFacts",
    "first_sound",
    "moving_picture",
    "open_container",
    "prepare",
    "probe_video",
    "sniff",
    "thumbnail",
    "upload_name",
]

# Imported when first asked for. The process that decodes one picture comes through here as well
# and needs neither asyncio and structlog (85 ms) nor PyAV (40 ms): they would triple its start.
_LATER = {
    "Prepared": "core.media.facts",
    "MediaFiles": "core.media.library",
    "Preparer": "core.media.isolation",
    "Retention": "core.media.retention",
    "VideoFacts": "core.media.facts",
    "first_sound": "core.media.containers",
    "moving_picture": "core.media.containers",
    "open_container": "core.media.containers",
    "prepare": "core.media.preparing",
    "probe_video": "core.media.videos",
    "thumbnail": "core.media.videos",
}


def __getattr__(name: str) -> object:
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
