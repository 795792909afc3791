"""What was asked for on the command line."""

from __future__ import annotations

from dataclasses import dataclass

from core.conversation import Attachment
from core.skills import Skill


@dataclass(frozen=True, slots=True)
class Request:
    """What `stillmotion animate` was asked for."""

    prompt: str
    attachments: tuple[Attachment, ...]
    links: tuple[str, ...]
    skill: Skill
    locale: str | None
