"""Deliveries: videos that stand in a chat, with all that their buttons need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pydantic import TypeAdapter, ValidationError

from core.backend import Draft
from core.conversation.material import FinishedVideo, Held
from core.conversation.projects import Project, told
from core.conversation.seam import MessageRef
from core.conversation.turn import Turn
from core.store import DeliveryRecord


@dataclass(frozen=True, slots=True)
class Delivery:
    """One video in a chat.

    ``words`` and ``pictures`` (with ``links``) are what it was made of, from the first request on;
    ``draft`` the timeline it
    shows, ``clip`` the one without what the backend added by itself. ``caption`` is what stands
    with it. ``message`` has the video, as the place's file ``file``; ``status`` showed its turn.
    """

    turn: str
    chat: str
    author: str
    project: str
    message: MessageRef
    status: MessageRef
    video: FinishedVideo
    words: str = ""
    pictures: tuple[Held, ...] = ()
    links: tuple[str, ...] = ()
    draft: Draft | None = None
    clip: Draft | None = None
    backend: str = ""
    skill: str = ""
    language: str = "en"
    caption: str = ""
    file: str = ""
    delivered_at: float = 0.0


_DELIVERY: Final = TypeAdapter(Delivery)


def delivery_of(
    turn: Turn,
    project: Project,
    video: FinishedVideo,
    message: MessageRef,
    *,
    caption: str,
    file: str,
    now: float,
) -> Delivery:
    """What is kept of a turn whose video arrived, and of its project."""
    return Delivery(
        turn=turn.id,
        chat=str(turn.chat),
        author=turn.person,
        project=turn.project,
        message=message,
        status=turn.status or message,
        video=video,
        words=told(project.words),
        pictures=project.held,
        links=project.links,
        draft=turn.draft,
        clip=turn.clip,
        backend=turn.backend,
        skill=turn.skill,
        language=turn.language,
        caption=caption,
        file=file,
        delivered_at=now,
    )


def delivery_row(delivery: Delivery) -> DeliveryRecord:
    """As the store keeps it. Messages are found by the id that their place gave them."""
    return DeliveryRecord(
        turn=delivery.turn,
        chat=delivery.chat,
        author=delivery.author,
        project=delivery.project or None,
        message=delivery.message.message,
        status=delivery.status.message,
        body=_DELIVERY.dump_json(delivery, exclude_defaults=True).decode(),
        created_at=delivery.delivered_at,
    )


def delivery_from(record: DeliveryRecord) -> Delivery:
    """The delivery of a row.

    Raises:
        ValueError: its body is none of ours.
    """
    try:
        return _DELIVERY.validate_json(record.body)
    except ValidationError as exc:
        raise ValueError(f"delivery {record.turn} can't be read: {exc.error_count()}") from None
