"""The first look at a file: is it one, how large is it, what is in it."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import (
    DiskFull,
    MediaEmpty,
    MediaTooLarge,
    MediaUnreadable,
    UnsupportedMedia,
    is_disk_full,
)
from core.media.kinds import ACCEPTED, CONVERTED, MediaType
from core.media.sniffing import HEAD_BYTES, sniff

if TYPE_CHECKING:
    from typing_extensions import Buffer  # collections.abc has it from 3.12


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """What is too much.

    ``max_bytes`` of a file (nemo-api: 200 MB), ``max_pixels`` of a picture or a video's frame,
    ``max_seconds`` and ``max_memory`` (bytes) for the process that looks at one file.
    """

    max_bytes: int = 200 * 1024 * 1024
    max_pixels: int = 120_000_000
    max_seconds: float = 60.0
    max_memory: int = 2 * 1024**3


def examine(path: Path, name: str, limits: MediaLimits) -> tuple[MediaType, int]:
    """Type and size in bytes of the file at ``path``; ``name`` goes into errors.

    Links are followed: whoever may name a path may name a link. Only regular files are opened,
    so that a pipe without a writer can't hold anybody up.

    Raises:
        MediaUnreadable: It is missing, no regular file, or may not be read.
        MediaEmpty: It has zero bytes.
        MediaTooLarge: It has more than ``limits.max_bytes``.
        UnsupportedMedia: Its content is nothing that can go out or be converted.
    """
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise MediaUnreadable(
                "a folder, not a file" if stat.S_ISDIR(mode) else "no regular file", name=name
            )
        # O_NONBLOCK: the path may have become a pipe since the look at it
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            head = stream.read(HEAD_BYTES)
    except FileNotFoundError as exc:
        raise MediaUnreadable("no such file", name=name) from exc
    except PermissionError as exc:
        raise MediaUnreadable("no permission to read it", name=name) from exc
    except (OSError, ValueError) as exc:  # ValueError: a NUL in the path
        raise MediaUnreadable("it can't be read", name=name) from exc
    if not head:
        raise MediaEmpty("zero bytes", name=name)
    check_size(size, name, limits)
    kind = sniff(head)
    if kind is None:
        raise UnsupportedMedia("none of the known types", name=name, accepted=ACCEPTED + CONVERTED)
    return kind, size


def check_size(size: int, name: str, limits: MediaLimits) -> None:
    """Raise MediaTooLarge when ``size`` bytes are too many."""
    if size > limits.max_bytes:
        raise MediaTooLarge(
            f"{size} of at most {limits.max_bytes} bytes",
            name=name,
            limit=limits.max_bytes,
            size=size,
        )


def write_whole(path: Path, content: Buffer, name: str) -> None:
    """Write a file, or leave none.

    Pillow must not write to disk itself: it takes no notice when a write on a nearly full disk
    ends early, and the file is cut off without an error.

    Raises:
        DiskFull: There is no room for it.
        MediaUnreadable: It can't be written for another reason.
    """
    try:
        path.write_bytes(content)
    except OSError as exc:
        path.unlink(missing_ok=True)
        if is_disk_full(exc):
            raise DiskFull("no space left for a converted file") from exc
        raise MediaUnreadable("it can't be converted", name=name) from exc
