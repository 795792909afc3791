"""Files that people send: what they are, and in which form they go on."""

from core.media.kinds import ACCEPTED, CONVERTED, MediaKind, MediaType
from core.media.names import upload_name
from core.media.preparing import MediaLimits, Prepared, Preparer, prepare
from core.media.sniffing import HEAD_BYTES, sniff
from core.media.videos import VideoFacts, probe_video, thumbnail

__all__ = [
    "ACCEPTED",
    "CONVERTED",
    "HEAD_BYTES",
    "MediaKind",
    "MediaLimits",
    "MediaType",
    "Prepared",
    "Preparer",
    "VideoFacts",
    "prepare",
    "probe_video",
    "sniff",
    "thumbnail",
    "upload_name",
]
