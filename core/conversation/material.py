"""Files as turns and deliveries remember them: never with their bytes, nor where they lie."""

from __future__ import annotations

from dataclasses import dataclass

from core.conversation.seam import Attachment, AttachmentKind
from core.media import MediaKind


@dataclass(frozen=True, slots=True)
class Material:
    """A file that somebody sent; ``size`` in bytes where the place says it.

    Found again by ``reference`` (``Surface.resolve``), or in the library by ``hash``: one of both
    is never "".
    """

    kind: AttachmentKind
    name: str
    reference: str = ""
    content_type: str | None = None
    size: int | None = None
    hash: str = ""

    @classmethod
    def of(cls, attachment: Attachment) -> Material:
        """What is remembered of an attachment."""
        return cls(
            attachment.kind,
            attachment.name,
            attachment.reference,
            attachment.content_type,
            attachment.size,
        )


@dataclass(frozen=True, slots=True)
class Held:
    """A file in the library as backends take it. ``size`` in bytes."""

    hash: str
    name: str
    content_type: str
    kind: MediaKind
    size: int

    def as_material(self) -> Material:
        """The same file, to be used again."""
        kind = {
            MediaKind.PICTURE: AttachmentKind.PICTURE,
            MediaKind.ANIMATION: AttachmentKind.PICTURE,
            MediaKind.VIDEO: AttachmentKind.VIDEO,
            MediaKind.AUDIO: AttachmentKind.AUDIO,
        }[self.kind]
        return Material(kind, self.name, "", self.content_type, self.size, self.hash)


@dataclass(frozen=True, slots=True)
class BatchPlace:
    """Which of a message's videos a turn makes, and the name of its picture."""

    number: int
    total: int
    name: str


@dataclass(frozen=True, slots=True)
class FinishedVideo:
    """A video in the library. Pixels, seconds, bytes; ``thumbnail`` is a hash as well.

    ``made_of``: the name of its first picture.
    """

    hash: str
    width: int
    height: int
    duration_s: float
    size: int
    name: str
    thumbnail: str = ""
    made_of: str = ""
