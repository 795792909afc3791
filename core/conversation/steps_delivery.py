"""The end of a turn: its video, or its words, stand in the chat."""

from __future__ import annotations

from dataclasses import replace

from core.conversation.deliveries import delivery_of, delivery_row
from core.conversation.desk import Desk, known
from core.conversation.material import FinishedVideo
from core.conversation.seam import Reply, Video
from core.conversation.turn import Turn
from core.store import Transaction, TurnState
from core.store.owners import delivery_owner


async def deliver_step(desk: Desk, turn: Turn) -> None:
    """Hand the video over, and end the turn."""
    video = known(turn.video, turn)
    again = turn.delivering
    handing = replace(turn, delivering=True)
    await desk.keeper.save(handing, progress=False)
    reply = last_word(turn)
    delivered = await desk.status.deliver(_on_disk(desk, video), reply, again=again)
    room, project = desk.room, desk.keeper.project
    delivery = delivery_of(
        replace(handing, status=desk.status.message),
        project.held,
        video,
        delivered.message,
        caption=reply.text,
        file=delivered.file,
        now=room.clock.time(),
    )

    async def also(tx: Transaction) -> None:
        await tx.deliveries.add(delivery_row(delivery))
        for held in (*(one.hash for one in delivery.pictures), video.hash, video.thumbnail):
            await tx.media.use(held, delivery_owner(turn.id))

    await desk.keeper.end(handing, TurnState.DONE, also=also)


async def tell_step(desk: Desk, turn: Turn) -> None:
    """End a turn that has no video with its words."""
    await desk.status.finish(last_word(turn))
    await desk.keeper.end(turn, TurnState.DONE)


def last_word(turn: Turn) -> Reply:
    """The answer, then the timeline."""
    return Reply("\n\n".join(part for part in (turn.answer, turn.summary) if part), final=True)


def _on_disk(desk: Desk, video: FinishedVideo) -> Video:
    library = desk.room.library
    return Video(
        path=library.path(video.hash),
        width=video.width,
        height=video.height,
        duration_s=video.duration_s,
        size=video.size,
        name=video.name,
        thumbnail=library.path(video.thumbnail) if video.thumbnail else None,
    )
