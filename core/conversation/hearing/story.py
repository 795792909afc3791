"""What a video was made of, and by which words in turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.conversation.deliveries import delivery_from
from core.conversation.hearing.occasion import Occasion
from core.conversation.material import BatchPlace, Held, Material
from core.conversation.projects import project_from, told
from core.conversation.turn import Phase, Turn, TurnKind
from core.conversation.turn_rows import from_row

TIMELINE_MADE: Final = (Phase.SUBMIT, Phase.POLL, Phase.DOWNLOAD, Phase.DELIVER)
"""The words were heeded; what is left is the video."""

_LOOKED_AT: Final = 100
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
    record = await occasion.room.store.read(lambda tx: tx.deliveries.get(turn_id))
    if record is None or record.chat != occasion.key:
        return None
    delivery = delivery_from(record)
    return Story(
        turn=turn_id,
        project=delivery.project,
        words=delivery.words,
        materials=_materials(delivery.pictures),
        links=delivery.links,
        language=delivery.language,
        backend=delivery.backend,
    )


async def story_of_turn(occasion: Occasion, turn: Turn) -> Story:
    """How far a turn's project had come, with what the turn itself was to do."""
    record = await occasion.room.store.read(lambda tx: tx.projects.get(turn.project))
    project = None if record is None else project_from(record)
    held = () if project is None else project.held
    links = () if project is None else project.links
    words = () if project is None else project.words
    uploaded = {one.hash for one in held}
    missing = not turn.files or not uploaded.issuperset(one.hash for one in turn.files)
    heeded = turn.kind is TurnKind.EXPORT or turn.phase in TIMELINE_MADE
    return Story(
        turn=turn.id,
        project=turn.project,
        words=told(words if heeded else (*words, turn.text)),
        materials=(*_materials(held), *(turn.materials if missing else ())),
        links=tuple(dict.fromkeys((*links, *turn.links))),
        language=turn.language,
        backend=turn.backend,
        batch=turn.batch,
    )


async def is_newest(occasion: Occasion, story: Story) -> bool:
    """Whether it is what its project shows now."""
    key = occasion.key
    latest = await occasion.room.store.read(lambda tx: tx.deliveries.latest(key, _LOOKED_AT))
    newest = next((one.turn for one in latest if one.project == story.project), story.turn)
    return newest == story.turn


def _materials(held: Sequence[Held]) -> tuple[Material, ...]:
    return tuple(one.as_material() for one in held)
