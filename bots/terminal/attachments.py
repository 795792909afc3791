"""Arguments of the command line as what somebody attached: files and links."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from bots.local_file import LocalFile
from core.conversation import Attachment, AttachmentKind

_WEB = ("http://", "https://")


def sort_arguments(arguments: tuple[str, ...]) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    """Tell files from links. Whether a file is there, and usable, shows when it is opened."""
    links = tuple(given for given in arguments if given.lower().startswith(_WEB))
    files = tuple(
        Attachment(
            _kind(given),
            Path(given).name,
            LocalFile(Path(given), Path(given).name),
            reference=str(Path(given).absolute()),
        )
        for given in arguments
        if given not in links
    )
    return files, links


def _kind(name: str) -> AttachmentKind:
    """What a file's name says it is; a picture where it says nothing."""
    guessed, _ = mimetypes.guess_type(name)
    match (guessed or "").partition("/")[0]:
        case "audio":
            return AttachmentKind.AUDIO
        case "video":
            return AttachmentKind.VIDEO
        case "application" | "text":
            return AttachmentKind.DOCUMENT
        case _:
            return AttachmentKind.PICTURE
