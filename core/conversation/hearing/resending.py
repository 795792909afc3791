"""A video of which nobody knows whether it arrived."""

from __future__ import annotations

from core.conversation.deliveries import delivery_from, delivery_of
from core.conversation.hearing.glance import send_once_more
from core.conversation.hearing.occasion import Occasion
from core.conversation.hearing.story import turn_by_id
from core.conversation.projects import Project, project_from
from core.conversation.turn import Turn


def _nothing(turn: Turn) -> Project:
    return Project(turn.project, str(turn.chat), turn.person, turn.backend, turn.language)


async def send_again(occasion: Occasion, turn_id: str) -> None:
    """Send the video of a turn, because somebody says that it did not arrive."""
    store = occasion.room.store
    record = await store.read(lambda tx: tx.deliveries.get(turn_id))
    turn = await turn_by_id(occasion, turn_id)
    if record is not None and record.chat == occasion.key:
        delivery = delivery_from(record)
    elif turn is not None and turn.video is not None:
        row = await store.read(lambda tx: tx.projects.get(turn.project))
        delivery = delivery_of(
            turn,
            _nothing(turn) if row is None else project_from(row),
            turn.video,
            turn.status or occasion.heard.message,
            caption="\n\n".join(part for part in (turn.answer, turn.summary) if part),
            file="",
            now=occasion.now,
        )
    else:
        await occasion.say(occasion.text("button-outlived"))
        return

    async def send() -> None:
        if not await send_once_more(occasion, delivery):
            await occasion.say(occasion.text("history-missing", count=1))

    occasion.later = send
