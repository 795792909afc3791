"""Deleting all that is kept of a chat."""

from __future__ import annotations

from core.conversation.hearing.occasion import Occasion
from core.conversation.policy import DAY_S
from core.conversation.seam import Action, ActionKind, Button, Reply

_STOPPED_WITHIN_S = 10.0
_LOOK_S = 0.1


async def ask_to_forget(occasion: Occasion) -> None:
    """Ask whether everything shall really go."""
    if not _may(occasion):
        await occasion.say(occasion.text("forget-not-yours"))
        return
    button = Button(occasion.text("button-forget"), Action(ActionKind.FORGET))
    await occasion.say(Reply(occasion.text("forget-sure"), buttons=(button,), final=True))


async def forget(occasion: Occasion) -> None:
    """Stop what the chat has running, then delete it all."""
    if not _may(occasion):
        await occasion.say(occasion.text("forget-not-yours"))
        return
    for turn in await occasion.unfinished():
        await occasion.worker.cancel(turn.id)
    # what runs at the backend is stopped before its row is gone; a stop takes a second at most,
    # and what is said meanwhile waits: it shall not be forgotten too
    until = occasion.room.clock.monotonic() + _STOPPED_WITHIN_S
    while await occasion.unfinished() and occasion.room.clock.monotonic() < until:
        await occasion.room.clock.sleep(_LOOK_S)
    key = occasion.key
    day = occasion.now - DAY_S
    await occasion.room.store.write(lambda tx: tx.forget(key, counted_since=day))
    await occasion.room.library.remove_unused()
    await occasion.say(occasion.text("forgotten"))


def _may(occasion: Occasion) -> bool:
    return not occasion.heard.shared or occasion.author.may_manage
