"""Projects: each one a video being made and refined in a session of a backend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pydantic import TypeAdapter, ValidationError

from core.backend import Session
from core.conversation.material import Held
from core.store import ProjectRecord


@dataclass(frozen=True, slots=True)
class Project:
    """``chat`` and ``author`` as the store names them.

    ``session`` is None until the first turn needs one, or after it was gone. ``held`` was uploaded
    to it, in this order, and ``links`` too: with them a new session can go on. ``unsettled``: a
    turn was cancelled that the backend may still finish.
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
    unsettled: bool = False


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
