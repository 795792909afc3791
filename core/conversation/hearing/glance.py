"""What can be looked at: how things stand, credits, the last videos."""

from __future__ import annotations

from core.conversation.answers import credits_line
from core.conversation.backends import STUDIO
from core.conversation.deliveries import Delivery, delivery_from
from core.conversation.hearing.noted import wording
from core.conversation.hearing.occasion import Occasion
from core.conversation.hearing.requests import tray_of
from core.conversation.hearing.whose import spoken_of
from core.conversation.seam import Action, ActionKind, Button, MessageRef, Reply, Video
from core.conversation.turn import Phase, Turn
from core.conversation.turn_rows import from_row
from core.conversation.under_video import shape_of, video_buttons
from core.errors import StillmotionError
from core.store import Transaction

_SHOWN = 3
"""Videos of the history that are sent unless another number is asked for."""
_MOST_SHOWN = 10

_PREPARING = (Phase.FETCH, Phase.UPLOAD)
_THINKING = (Phase.SEND, Phase.FOLLOW, Phase.REPORT)
_RENDERING = (Phase.SUBMIT, Phase.POLL)


async def show_status(occasion: Occasion, reply_to: MessageRef | None) -> None:
    """What runs and waits, what the chat's video is, and how it is made."""
    lines = [_running(occasion, [from_row(one) for one in await occasion.unfinished()])]
    present = await spoken_of(occasion, reply_to)
    latest = await _latest(occasion, 1)
    if present.begun and latest and latest[0].caption:
        lines.append(occasion.text("status-last-video", said=latest[0].caption.splitlines()[-1]))
    waiting = await tray_of(occasion)
    if waiting:
        lines.append(occasion.text("status-tray", count=len(waiting)))
    lines.append(
        occasion.text("status-skill", skill=occasion.skill.title[occasion.speaker.language])
    )
    backend = occasion.room.backends.default
    if present.project is not None:
        backend = present.project.backend
    if backend == STUDIO and occasion.room.backends.default != STUDIO:
        lines.append(occasion.text("status-on-studio"))
    await occasion.say("\n".join(lines))


def _running(occasion: Occasion, turns: list[Turn]) -> str:
    if not turns:
        return occasion.text("status-idle")
    first = turns[0]
    words = wording(first, occasion.speaker)
    elapsed = occasion.speaker.span(max(occasion.now - first.asked_at, 1.0))
    lines = [occasion.text(_stage(first), words=words, elapsed=elapsed)]
    if len(turns) > 1:
        lines.append(occasion.text("status-queued", count=len(turns) - 1))
    return "\n".join(lines)


def _stage(turn: Turn) -> str:
    if turn.phase in _PREPARING:
        return "status-now-preparing"
    if turn.phase in _THINKING:
        return "status-now-working"
    if turn.phase in _RENDERING:
        return "status-now-rendering"
    return "status-now-sending"


def show_credits(occasion: Occasion) -> None:
    """The balance of the backend that the chat's video is made with; asked beside what follows."""

    async def ask() -> None:
        present = await spoken_of(occasion)
        name = occasion.room.backends.default
        if present.project is not None:
            name = present.project.backend
        backend = await occasion.backend(name)
        await occasion.say(credits_line(await backend.credits(), occasion.speaker))

    occasion.later = ask


def show_history(occasion: Occasion, arguments: str) -> None:
    """Send the chat's last videos once more, the newest last; nothing is rendered for it."""
    asked = int(arguments) if arguments.strip().isdecimal() else _SHOWN

    async def send() -> None:
        found = await _latest(occasion, max(1, min(asked, _MOST_SHOWN)))
        if not found:
            await occasion.say(occasion.text("history-empty"))
        missing = 0
        for delivery in reversed(found):
            if not await occasion.did(delivery.turn):
                missing += not await send_once_more(occasion, delivery)
                await occasion.note(delivery.turn)
        if missing:
            await occasion.say(occasion.text("history-missing", count=missing))

    occasion.later = send


async def send_once_more(occasion: Occasion, delivery: Delivery) -> bool:
    """Send a delivered video again, as a new message; False when that can't be done any more."""
    video = delivery.video
    path = occasion.room.library.path(video.hash)
    costs = occasion.room.backends.costs_credits(delivery.backend)
    reply = Reply(
        delivery.caption,
        buttons=video_buttons(
            delivery.turn,
            occasion.speaker,
            costs_credits=costs,
            shape=shape_of(video.width, video.height),
        ),
        final=True,
    )
    if not (delivery.file or path.exists()):
        return False
    message = await occasion.say(Reply(occasion.text("history-sending")), delivery.turn)
    if message is None:
        return False
    thumbnail = occasion.room.library.path(video.thumbnail) if video.thumbnail else None
    shown = Video(
        path=path,
        width=video.width,
        height=video.height,
        duration_s=video.duration_s,
        size=video.size,
        name=video.name,
        thumbnail=thumbnail,
        sent_as=delivery.file,
        made_of=video.made_of,
    )
    try:
        delivered = await occasion.surface.deliver(message, shown, reply)
    except StillmotionError:
        label = occasion.text("button-send-again")
        button = Button(label, Action(ActionKind.SEND_AGAIN, delivery.turn))
        failed = Reply(occasion.text("history-failed"), buttons=(button,), final=True)
        await occasion.show(message, failed)
    else:
        await _remember(occasion, delivery, {message.message, delivered.message.message})
    return True


async def _remember(occasion: Occasion, delivery: Delivery, messages: set[str]) -> None:
    """Have a reply to these messages be one to the video."""
    now = occasion.now

    async def remember(tx: Transaction) -> None:
        for message in messages:
            await tx.deliveries.sent_again(occasion.key, message, delivery.turn, now=now)

    await occasion.room.store.write(remember)


async def _latest(occasion: Occasion, most: int) -> list[Delivery]:
    async def look(tx: Transaction) -> list[Delivery]:
        return [delivery_from(one) for one in await tx.deliveries.latest(occasion.key, most)]

    return await occasion.room.store.read(look)
