"""What kinds of files there are, and which of them the backend takes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class MediaKind(Enum):
    """What a file is to a video."""

    PICTURE = "picture"
    ANIMATION = "animation"  # a GIF, WEBP or PNG with more than one frame
    VIDEO = "video"
    AUDIO = "audio"


@dataclass(frozen=True, slots=True)
class MediaType:
    """A file format.

    ``extension`` has no dot. ``accepted``: the backend takes it as it is; otherwise it becomes a
    JPEG first. ``reader`` is Pillow's name of a picture's format, FFmpeg's name of the demuxer
    for everything else: files are opened with exactly that one, never with whatever claims them.
    """

    extension: str
    content_type: str
    kind: MediaKind
    reader: str
    accepted: bool = True


JPEG = MediaType("jpg", "image/jpeg", MediaKind.PICTURE, "JPEG")
PNG = MediaType("png", "image/png", MediaKind.PICTURE, "PNG")
GIF = MediaType("gif", "image/gif", MediaKind.PICTURE, "GIF")
WEBP = MediaType("webp", "image/webp", MediaKind.PICTURE, "WEBP")
HEIF = MediaType("heic", "image/heic", MediaKind.PICTURE, "HEIF", accepted=False)
AVIF = MediaType("avif", "image/avif", MediaKind.PICTURE, "AVIF", accepted=False)
TIFF = MediaType("tiff", "image/tiff", MediaKind.PICTURE, "TIFF", accepted=False)
BMP = MediaType("bmp", "image/bmp", MediaKind.PICTURE, "BMP", accepted=False)
MP4 = MediaType("mp4", "video/mp4", MediaKind.VIDEO, "mov")
MOV = MediaType("mov", "video/quicktime", MediaKind.VIDEO, "mov")
AVI = MediaType("avi", "video/x-msvideo", MediaKind.VIDEO, "avi")
WEBM = MediaType("webm", "video/webm", MediaKind.VIDEO, "matroska")
MKV = MediaType("mkv", "video/x-matroska", MediaKind.VIDEO, "matroska")
MP3 = MediaType("mp3", "audio/mpeg", MediaKind.AUDIO, "mp3")
WAV = MediaType("wav", "audio/wav", MediaKind.AUDIO, "wav")
M4A = MediaType("m4a", "audio/mp4", MediaKind.AUDIO, "mov")
AAC = MediaType("aac", "audio/aac", MediaKind.AUDIO, "aac")

ACCEPTED: tuple[str, ...] = tuple(
    kind.extension for kind in (MP4, MOV, AVI, WEBM, MKV, JPEG, PNG, GIF, WEBP, MP3, WAV, M4A, AAC)
)
"""Extensions the backend takes, in the order its documents list them."""

CONVERTED: tuple[str, ...] = tuple(kind.extension for kind in (HEIF, AVIF, TIFF, BMP))
"""Extensions of pictures that become a JPEG before they go out."""
