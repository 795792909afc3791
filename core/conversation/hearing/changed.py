"""Messages that are changed after they were sent."""

from __future__ import annotations

import dataclasses

from core.conversation.hearing.links import without_links
from core.conversation.hearing.noted import refresh
from core.conversation.hearing.occasion import Occasion
from core.conversation.hearing.requests import tray_of
from core.conversation.hearing.spoken import is_prompt, said
from core.conversation.seam import Incoming
from core.conversation.turn import Phase
from core.conversation.turn_rows import body_of, from_row
from core.store import Transaction


async def changed(occasion: Occasion, incoming: Incoming) -> None:
    """Take the new words for the old ones as long as nothing was done with those.

    Raises:
        PromptError: it has a JSON prompt that does not fit the schema.
    """
    document = is_prompt(incoming.text)
    message = incoming.message.message
    words = incoming.text if document else without_links(incoming.text)[0]
    mine = [turn for turn in await occasion.unfinished() if turn.cause == message]
    if not mine:
        if words.strip() and message in [one.message for one in await tray_of(occasion)]:
            await said(occasion, words, (), is_prompt=document)
        return
    turn = from_row(mine[0])
    if turn.text == words or not words.strip():
        return
    rewritten = dataclasses.replace(turn, text=words)

    async def rewrite(tx: Transaction) -> bool:
        return await tx.turns.rewrite(turn.id, body_of(rewritten), phase=Phase.FETCH.value)

    if len(mine) == 1 and await occasion.room.store.write(rewrite):
        await refresh(occasion.room, mine[0])
    else:
        await occasion.say(occasion.text("changed-too-late"))
