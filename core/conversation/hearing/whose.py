"""Which video somebody speaks of."""

from __future__ import annotations

from dataclasses import dataclass

from core.conversation.hearing.occasion import Occasion
from core.conversation.projects import Project, project_from
from core.conversation.seam import MessageRef
from core.conversation.turn_rows import from_row
from core.store import Transaction


@dataclass(frozen=True, slots=True)
class Present:
    """The project that is spoken of. ``begun``: there is, or will be, something to change."""

    project: Project | None = None
    begun: bool = False


async def spoken_of(occasion: Occasion, reply_to: MessageRef | None = None) -> Present:
    """The project of the message replied to; else the one the author spoke of last.

    In a private chat that is the chat's (product.md, "Whose").
    """

    async def look(tx: Transaction) -> Present:
        named = None if reply_to is None else await _of_message(tx, occasion.key, reply_to)
        return await _present(tx, occasion.key, named or occasion.pointer.project)

    return await occasion.room.store.read(look)


async def project_present(occasion: Occasion, project: str) -> Present:
    """A project by its id, where it is still kept."""
    return await occasion.room.store.read(lambda tx: _present(tx, occasion.key, project))


async def _of_message(tx: Transaction, chat: str, message: MessageRef) -> str | None:
    """The project of the video that a message shows, or of the turn whose status it is."""
    delivery = await tx.deliveries.by_message(chat, message.message)
    if delivery is not None and delivery.project is not None:
        return delivery.project
    for record in await tx.turns.of_chat(chat):
        turn = from_row(record)
        if message in (turn.status, turn.message):
            return turn.project
    return None


async def _present(tx: Transaction, chat: str, project: str | None) -> Present:
    record = None if project is None else await tx.projects.get(project)
    if record is None or record.chat != chat:
        return Present()
    found = project_from(record)
    begun = bool(found.held or found.links)
    if not begun:
        begun = any(from_row(turn).project == found.id for turn in await tx.turns.of_chat(chat))
    return Present(found, begun)
