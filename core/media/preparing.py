"""From a file that somebody sent to one that the backend takes."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from core.errors import UnsupportedMedia
from core.media.facts import Prepared
from core.media.files import MediaLimits, check_size, examine
from core.media.kinds import ACCEPTED, MediaKind, MediaType
from core.media.names import upload_name
from core.media.pictures import prepare_picture


def prepare(
    path: Path,
    name: str,
    *,
    dest: Path | None,
    limits: MediaLimits | None = None,
    stem: str | None = None,
) -> Prepared:
    """Check the file at ``path`` and convert it where the backend would not take it. Blocks.

    Decodes foreign bytes in this very process: ``Preparer`` does the same in one of its own.
    ``name`` is what the sender called it. ``dest`` is an existing folder for a converted file,
    which is called ``stem`` and an extension; with None nothing is converted: what needs to be
    of another type is UnsupportedMedia, what only has other colours or lies on its side passes.

    Raises:
        MediaEmpty, MediaTooLarge, UnsupportedMedia, MediaUnreadable, PictureTooBig, DiskFull:
            As ``core.errors`` tells them apart.
    """
    limits = limits or MediaLimits()
    found, size = examine(path, name, limits)
    if found.kind is not MediaKind.PICTURE:
        return _prepare_container(path, name, found, size, limits)
    if dest is not None:
        target = dest / (stem or uuid4().hex)
    elif found.accepted:
        target = None
    else:
        raise UnsupportedMedia(f"{found.extension} is not taken", name=name, accepted=ACCEPTED)
    picture = prepare_picture(path, found, name, target=target, limits=limits)
    if picture.converted is not None:
        size = picture.converted.stat().st_size
        check_size(size, name, limits)
    return Prepared(
        picture.converted or path,
        upload_name(name, picture.type.extension),
        picture.type.content_type,
        picture.kind,
        size,
        picture.width,
        picture.height,
        picture.duration_s,
        converted=picture.converted is not None,
    )


def _prepare_container(
    path: Path, name: str, found: MediaType, size: int, limits: MediaLimits
) -> Prepared:
    from core.media.containers import probe  # noqa: PLC0415 - 40 ms that pictures do without

    facts = probe(path, found, name, limits)
    return Prepared(
        path,
        upload_name(name, facts.type.extension),
        facts.type.content_type,
        facts.kind,
        size,
        facts.width,
        facts.height,
        facts.duration_s,
    )
