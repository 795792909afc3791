"""Links to files in what somebody wrote."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

_LINK: Final = re.compile(r"https?://[^\s<>\"'`|，。、！？；：（）【】《》“”]+", re.IGNORECASE)
_TRAILING: Final = ".,;:!?)]}*_"
_PICTURES: Final = (
    "jpg",
    "jpeg",
    "png",
    "webp",
    "gif",
    "bmp",
    "tif",
    "tiff",
    "heic",
    "heif",
    "avif",
)
_VIDEOS: Final = ("mp4", "mov", "avi", "webm", "mkv", "m4v")
_SOUNDS: Final = ("mp3", "wav", "m4a", "aac", "flac", "ogg", "opus")
_MEDIA: Final = frozenset((*_PICTURES, *_VIDEOS, *_SOUNDS))


def without_links(text: str, *, any_file: bool = False) -> tuple[str, tuple[str, ...]]:
    """The words, and the links to pictures, videos and sounds among them, each once.

    Other links stay in the words: they are what somebody speaks of. ``any_file``: a link that was
    given as what to work on counts, whatever its name says.
    """
    links: list[str] = []

    def take(found: re.Match[str]) -> str:
        link = found[0].rstrip(_TRAILING)
        if not (_is_media(link) or (any_file and _has_host(link))):
            return found[0]
        links.append(link)
        return " " + found[0][len(link) :]

    words = _LINK.sub(take, text)
    if not links:
        return text, ()
    tidy = "\n".join(" ".join(line.split()) for line in words.splitlines()).strip()
    return tidy if any(map(str.isalnum, tidy)) else "", tuple(dict.fromkeys(links))


def _is_media(link: str) -> bool:
    try:
        path = urlsplit(link).path
    except ValueError:
        return False
    return _has_host(link) and PurePosixPath(path).suffix.lower().lstrip(".") in _MEDIA


def _has_host(link: str) -> bool:
    try:
        return bool(urlsplit(link).hostname)
    except ValueError:
        return False
