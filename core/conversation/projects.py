"""Projects: each one a video being made and refined in a session of a backend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import TypeAdapter, ValidationError

from core.backend import Session
from core.conversation.material import Held
from core.errors import PromptError
from core.prompts import find_prompt
from core.store import ProjectRecord


@dataclass(frozen=True, slots=True)
class Project:
    """``chat`` and ``author`` as the store names them.

    ``session`` is None until the first turn needs one, or after it was gone. ``held`` was uploaded
    to it, in this order, and ``links`` too: with them a new session can go on. ``words`` are those
    that changed it, one request each. ``unsettled``: a turn was cancelled that the backend may
    still finish.
    """

    id: str
    chat: str
    author: str
    backend: str
    language: str = "en"
    skill: str = ""
    session: Session | None = None
    held: tuple[Held, ...] = ()
    links: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    unsettled: bool = False


def told(requests: Sequence[str]) -> str:
    """All that was asked for, in order, as one request; a document says everything anew."""
    said = [one for one in requests if one]
    for number in range(len(said) - 1, 0, -1):
        if _is_prompt(said[number]):
            return "\n".join(said[number:])
    return "\n".join(said)


def _is_prompt(words: str) -> bool:
    try:
        return find_prompt(words) is not None
    except PromptError:
        return False


_PROJECT: Final = TypeAdapter(Project)


def project_row(project: Project, *, now: float) -> ProjectRecord:
    """As the store keeps it."""
    return ProjectRecord(
        id=project.id,
        chat=project.chat,
        author=project.author,
        backend=project.backend,
        body=_PROJECT.dump_json(project, exclude_defaults=True).decode(),
        used_at=now,
    )


def project_from(record: ProjectRecord) -> Project:
    """The project of a row.

    Raises:
        ValueError: its body is none of ours.
    """
    try:
        return _PROJECT.validate_json(record.body)
    except ValidationError as exc:
        raise ValueError(f"project {record.id} can't be read: {exc.error_count()}") from None
