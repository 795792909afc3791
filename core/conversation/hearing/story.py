"""What a video was made of, and by which words in turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.conversation.deliveries import Delivery, delivery_from
from core.conversation.hearing.occasion import Occasion
from core.conversation.material import BatchPlace, Held, Material
from core.conversation.projects import project_from
from core.conversation.turn import Turn
from core.conversation.turn_rows import from_row
from core.errors import PromptError
from core.prompts import find_prompt
from core.store import Transaction

_LOOKED_AT = 100
"""Deliveries of a chat among which those of a project are looked for."""


@dataclass(frozen=True, slots=True)
class Story:
    """``words`` are those of the first request and of all changes after it, a line each."""

    turn: str
    project: str
    words: str
    materials: tuple[Material, ...]
    links: tuple[str, ...]
    language: str
    backend: str
    batch: BatchPlace | None = None


async def turn_by_id(occasion: Occasion, turn_id: str) -> Turn | None:
    """A turn of this chat, as it was left."""
    record = await occasion.room.store.read(lambda tx: tx.turns.get(turn_id))
    return None if record is None or record.chat != occasion.key else from_row(record)


async def story_of_delivery(occasion: Occasion, turn_id: str) -> Story | None:
    """How the video of a turn came about; None when it is kept no longer."""
    key = occasion.key

    async def look(tx: Transaction) -> tuple[Delivery, list[Delivery], tuple[str, ...]] | None:
        record = await tx.deliveries.get(turn_id)
        if record is None or record.chat != key:
            return None
        delivery = delivery_from(record)
        project = await tx.projects.get(delivery.project)
        links = delivery.links if project is None else project_from(project).links
        return delivery, await _of_project(tx, key, delivery.project), links

    found = await occasion.room.store.read(look)
    if found is None:
        return None
    delivery, others, links = found
    earlier = [one for one in others if one.delivered_at < delivery.delivered_at]
    return Story(
        turn=turn_id,
        project=delivery.project,
        words=_joined([*(one.words for one in earlier), delivery.words]),
        materials=_materials(delivery.pictures),
        links=links,
        language=delivery.language,
        backend=delivery.backend,
    )


async def story_of_turn(occasion: Occasion, turn: Turn) -> Story:
    """How far a turn's project had come, with what the turn itself was to do."""
    key = occasion.key

    async def look(tx: Transaction) -> Story:
        record = await tx.projects.get(turn.project)
        project = None if record is None else project_from(record)
        held = () if project is None else project.held
        links = () if project is None else project.links
        uploaded = {one.hash for one in held}
        missing = not turn.files or not uploaded.issuperset(one.hash for one in turn.files)
        others = [one.words for one in await _of_project(tx, key, turn.project)]
        return Story(
            turn=turn.id,
            project=turn.project,
            words=_joined([*others, turn.text]),
            materials=(*_materials(held), *(turn.materials if missing else ())),
            links=tuple(dict.fromkeys((*links, *turn.links))),
            language=turn.language,
            backend=turn.backend,
            batch=turn.batch,
        )

    return await occasion.room.store.read(look)


async def is_newest(occasion: Occasion, story: Story) -> bool:
    """Whether it is what its project shows now."""
    key = occasion.key
    others = await occasion.room.store.read(lambda tx: _of_project(tx, key, story.project))
    return not others or others[-1].turn == story.turn


async def _of_project(tx: Transaction, chat: str, project: str) -> list[Delivery]:
    """The videos of a project, oldest first."""
    latest = await tx.deliveries.latest(chat, _LOOKED_AT)
    return [delivery_from(one) for one in reversed(latest) if one.project == project]


def _materials(held: Sequence[Held]) -> tuple[Material, ...]:
    return tuple(one.as_material() for one in held)


def _joined(words: Sequence[str]) -> str:
    """What was said, in order; a document says all anew."""
    said = [one for one in words if one]
    for number in range(len(said) - 1, -1, -1):
        if _is_prompt(said[number]):
            return said[number] if number == len(said) - 1 else "\n".join(said[number:])
    return "\n".join(said)


def _is_prompt(words: str) -> bool:
    try:
        return find_prompt(words) is not None
    except PromptError:
        return False
