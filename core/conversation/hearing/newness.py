"""Beginning anew."""

from __future__ import annotations

from core.conversation.hearing.occasion import Occasion
from core.conversation.hearing.stopping import stop_own
from core.conversation.seam import Action, ActionKind, Button, Reply


async def begin_new(occasion: Occasion) -> None:
    """Forget what the next words would be about; ask first where something runs for it."""
    running = [
        turn
        for turn in await occasion.unfinished()
        if not occasion.heard.shared or turn.author == occasion.person
    ]
    if not running:
        await _anew(occasion, "new-begun")
        return
    buttons = (
        Button(
            occasion.text("button-stop-for-new"), Action(ActionKind.STOP_FOR_NEW, running[-1].id)
        ),
        Button(occasion.text("button-new-afterwards"), Action(ActionKind.NEW_AFTERWARDS)),
    )
    text = occasion.text("new-while-running", count=len(running))
    await occasion.say(Reply(text, buttons=buttons, final=True))


async def stop_for_new(occasion: Occasion, newest: str) -> None:
    """Stop what ran when that was asked, up to its newest turn, and begin anew."""
    await stop_own(occasion, newest)
    await _anew(occasion, "new-begun")


async def new_afterwards(occasion: Occasion) -> None:
    """Let what runs and waits be finished; what is said from now on is about something new."""
    await _anew(occasion, "new-begun-afterwards" if await occasion.unfinished() else "new-begun")


def leave_present(occasion: Occasion) -> None:
    """What the author says next is about nothing that there is yet."""
    chat, person = occasion.key, occasion.person
    occasion.change(lambda tx: tx.tray.clear(chat, person))
    occasion.emptied = True
    occasion.point_at(None)


async def _anew(occasion: Occasion, key: str) -> None:
    leave_present(occasion)
    await occasion.say(occasion.text(key))
