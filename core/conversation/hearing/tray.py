"""Pictures that came without words, until there are some."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pydantic import TypeAdapter, ValidationError

from core.conversation.material import Material
from core.conversation.seam import MessageRef
from core.store import TrayRecord

MOST: Final = 50
"""Pictures of one author that wait."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A file or a link that somebody sent in ``message``, with its own words.

    ``asked``: our message that asks what shall be done with it.
    """

    message: str
    material: Material | None = None
    link: str = ""
    caption: str = ""
    asked: MessageRef | None = None


_PICTURE: Final = TypeAdapter(Picture)


def encode_picture(picture: Picture) -> str:
    """As JSON text."""
    return _PICTURE.dump_json(picture, exclude_defaults=True).decode()


def decode_picture(record: TrayRecord) -> Picture:
    """The inverse of ``encode_picture``.

    Raises:
        ValueError: it is none.
    """
    try:
        return _PICTURE.validate_json(record.body)
    except ValidationError as exc:
        # no cause: it would quote what somebody sent
        raise ValueError(f"picture {record.seq} can't be read: {exc.error_count()}") from None
