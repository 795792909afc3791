"""The end of a turn: its video, or its words, stand in the chat."""

from __future__ import annotations

from dataclasses import replace

from core.conversation.bounded import UNDER_WAY, surely
from core.conversation.deliveries import delivery_of, delivery_row
from core.conversation.desk import Desk, known
from core.conversation.material import FinishedVideo
from core.conversation.notifying import notify
from core.conversation.seam import Action, ActionKind, Button, Delivered, Reply, Video
from core.conversation.stages import Sending
from core.conversation.turn import Phase, Turn
from core.conversation.turn_rows import to_row
from core.conversation.under_video import shape_of, stage_buttons, video_buttons
from core.errors import DeliveryUnknown
from core.store import Transaction, TurnState
from core.store.owners import delivery_owner


async def deliver_step(desk: Desk, turn: Turn) -> None:
    """Hand the video over, and end the turn."""
    desk.show(Sending(turn.summary))
    again = turn.delivering
    handing = replace(turn, delivering=True)
    await desk.keeper.save(handing, progress=False)
    await surely(_hand_over(desk, handing, again=again), desk.room.clock, at_most=UNDER_WAY)


async def _hand_over(desk: Desk, turn: Turn, *, again: bool) -> None:
    video = known(turn.video, turn)
    reply = _with_video(desk, turn, video)
    try:
        delivered = await desk.status.deliver(_on_disk(desk, video), reply, again=again)
    except DeliveryUnknown:
        delivered = Delivered(await desk.status.finish(_of_unknown_fate(desk, turn)))
    # a video that stands in the chat is delivered, also when its turn is cancelled this moment
    await surely(_delivered(desk, turn, delivered, reply.text), desk.room.clock)


async def tell_step(desk: Desk, turn: Turn) -> None:
    """End a turn that has no video with its words."""
    buttons: tuple[Button, ...] = ()
    if turn.offers_export:
        label = desk.speaker.format("button-export")
        export = Button(label, Action(ActionKind.EXPORT, turn.id))
        buttons = _stages(desk, turn) or (export,)
    lines = [turn.asks and desk.speaker.format("follow-up-next", instruction=turn.asks)]
    reply = replace(last_word(desk, turn, *lines), buttons=buttons)
    message = await desk.status.finish(reply)
    told = replace(turn, status=message)
    await surely(_told(desk, told), desk.room.clock)


async def _delivered(desk: Desk, turn: Turn, delivered: Delivered, caption: str) -> None:
    """Keep what the video's buttons need, in the transaction that ends the turn."""
    video, status = known(turn.video, turn), desk.status.message
    delivery = delivery_of(
        replace(turn, status=status),
        desk.keeper.project,
        video,
        delivered.message,
        caption=caption,
        file=delivered.file,
        now=desk.room.clock.time(),
    )
    kept = {held.hash for held in delivery.pictures} | {video.hash, video.thumbnail} - {""}

    async def also(tx: Transaction) -> None:
        await tx.deliveries.add(delivery_row(delivery))
        for digest in kept:
            await tx.media.use(digest, delivery_owner(turn.id))

    await desk.keeper.end(replace(turn, status=status), TurnState.DONE, also=also)
    await notify(desk.room, turn, desk.speaker.format("turn-ready"))


async def _told(desk: Desk, turn: Turn) -> None:
    follow_up = _follow_up(desk, turn) if turn.asks else None
    now = desk.room.clock.time()

    async def also(tx: Transaction) -> None:
        if follow_up is not None:
            await tx.turns.add(to_row(follow_up), now=now)

    await desk.keeper.end(turn, TurnState.DONE, also=also)
    if follow_up is None:
        await notify(desk.room, turn, desk.speaker.format("turn-ready"))


def _follow_up(desk: Desk, turn: Turn) -> Turn:
    """What the backend asked a person to do, as a turn of its own."""
    return Turn(
        id=desk.room.new_id(),
        chat=turn.chat,
        author=turn.author,
        text=turn.asks,
        language=turn.language,
        interface=turn.interface,
        message=turn.message,
        shared=turn.shared,
        skill=turn.skill,
        backend=turn.backend,
        project=turn.project,
        auto_export=turn.auto_export,
        asked_at=turn.asked_at,
        batch=turn.batch,
        parent=turn.id,
        follow_up=True,
        owes_export=turn.owes_export,
        phase=Phase.UPLOAD,
    )


def last_word(desk: Desk, turn: Turn, *more: str) -> Reply:
    """The answer, then the timeline."""
    reset = desk.speaker.format("project-reset") if turn.restarts else ""
    parts = (reset, turn.answer, turn.summary, *more)
    return Reply("\n\n".join(part for part in parts if part), final=True)


def _with_video(desk: Desk, turn: Turn, video: FinishedVideo) -> Reply:
    buttons = video_buttons(
        turn.id,
        desk.speaker,
        costs_credits=desk.room.backends.costs_credits(turn.backend),
        shape=shape_of(video.width, video.height),
    )
    return replace(last_word(desk, turn), buttons=(*_stages(desk, turn), *buttons))


def _stages(desk: Desk, turn: Turn) -> tuple[Button, ...]:
    if turn.clip is None:
        return ()
    costs = desk.room.backends.costs_credits(turn.backend)
    return stage_buttons(turn.id, desk.speaker, costs_credits=costs)


def _of_unknown_fate(desk: Desk, turn: Turn) -> Reply:
    label = desk.speaker.format("button-send-again")
    button = Button(label, Action(ActionKind.SEND_AGAIN, turn.id))
    reply = last_word(desk, turn, desk.speaker.format("delivery-unknown"))
    return replace(reply, buttons=(button,))


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
        made_of=video.made_of,
    )
