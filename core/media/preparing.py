"""From a file that somebody sent to one that the backend takes."""

from __future__ import annotations

import asyncio
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PIL import Image, ImageOps

from core.errors import MediaEmpty, MediaTooLarge, MediaUnreadable, UnsupportedMedia
from core.media.kinds import ACCEPTED, JPEG, MediaKind, MediaType
from core.media.names import upload_name
from core.media.sniffing import HEAD_BYTES, sniff


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """What is too much: bytes of a file, pixels of a picture."""

    max_bytes: int = 200_000_000
    max_pixels: int = 89_000_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file ready to go out.

    ``path`` is the file as it came, or a new one in the folder for converted files
    (``converted``). ``width`` and ``height`` in px as seen upright, ``size`` in bytes.
    """

    path: Path
    name: str
    content_type: str
    kind: MediaKind
    size: int
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None
    converted: bool = False


def prepare(path: Path, name: str, *, dest: Path, limits: MediaLimits | None = None) -> Prepared:
    """Check ``path`` and convert it where the backend would not take it. Blocks.

    ``name`` is what the sender called it; ``dest`` an existing folder for a converted file.

    Raises:
        MediaEmpty, MediaTooLarge, UnsupportedMedia, MediaUnreadable, PictureTooBig, DiskFull.
    """
    limits = limits or MediaLimits()
    kind, size = _look(path, name, limits)
    if kind.kind is not MediaKind.PICTURE:
        return Prepared(path, upload_name(name, kind.extension), kind.content_type, kind.kind, size)
    if kind.accepted:
        with Image.open(path, formats=[kind.reader]) as picture:
            picture.load()
            return Prepared(
                path,
                upload_name(name, kind.extension),
                kind.content_type,
                MediaKind.ANIMATION if getattr(picture, "is_animated", False) else kind.kind,
                size,
                picture.width,
                picture.height,
            )
    new_name = upload_name(name, JPEG.extension)
    target = dest / f"{path.stem}.jpg"
    if kind.reader == "HEIF":
        import pillow_heif  # noqa: PLC0415 - 80 ms that only HEIC pictures need

        picture = pillow_heif.open_heif(path).to_pillow()
    else:
        picture = Image.open(path, formats=[kind.reader])
    with picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
        upright.save(target, "JPEG", quality=95)
    return Prepared(
        target,
        new_name,
        JPEG.content_type,
        MediaKind.PICTURE,
        target.stat().st_size,
        upright.width,
        upright.height,
        converted=True,
    )


def _look(path: Path, name: str, limits: MediaLimits) -> tuple[MediaType, int]:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise MediaUnreadable("not a file", name=name)
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            head = stream.read(HEAD_BYTES)
    except OSError as exc:
        raise MediaUnreadable("can't be opened", name=name) from exc
    if not size:
        raise MediaEmpty(name=name)
    if size > limits.max_bytes:
        raise MediaTooLarge(name=name, limit=limits.max_bytes, size=size)
    kind = sniff(head)
    if kind is None:
        raise UnsupportedMedia(name=name, accepted=ACCEPTED)
    return kind, size


class Preparer:
    """Prepares files off the event loop. Close it on shutdown."""

    def __init__(self, limits: MediaLimits | None = None, *, workers: int = 2) -> None:
        self._limits = limits or MediaLimits()
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="media")

    async def prepare(self, path: Path, name: str, *, dest: Path) -> Prepared:
        """As ``prepare`` of this module."""
        job = partial(prepare, path, name, dest=dest, limits=self._limits)
        return await asyncio.get_running_loop().run_in_executor(self._threads, job)

    async def aclose(self) -> None:
        """Let go of everything."""
        self._threads.shutdown(wait=False, cancel_futures=True)
