"""Stopping turns."""

from __future__ import annotations

from collections.abc import Sequence

from core.conversation.hearing.occasion import Occasion
from core.conversation.seam import MessageRef
from core.conversation.turn_rows import from_row
from core.store import TurnRecord, TurnState


async def cancel_running(occasion: Occasion, reply_to: MessageRef | None = None) -> None:
    """Stop the turn whose message is replied to, else the oldest that the author may stop.

    Its own message says that it was stopped.
    """
    unfinished = await occasion.unfinished()
    if not unfinished:
        await occasion.say(occasion.text("nothing-to-cancel"))
        return
    turn = _meant(unfinished, reply_to) or _oldest_own(occasion, unfinished)
    if turn is None or not may_stop(occasion, turn):
        await occasion.say(occasion.text("cancel-not-yours"))
        return
    await occasion.worker.cancel(turn.id)


async def cancel_turn(occasion: Occasion, turn_id: str) -> None:
    """Stop the turn of a button."""
    turn = await occasion.room.store.read(lambda tx: tx.turns.get(turn_id))
    if turn is None or turn.chat != occasion.key:
        await occasion.say(occasion.text("nothing-to-cancel"))
    elif not may_stop(occasion, turn):
        await occasion.say(occasion.text("cancel-not-yours"))
    elif turn.state in (TurnState.QUEUED, TurnState.CANCELLING):
        await occasion.worker.cancel(turn.id)
    else:
        await occasion.say(occasion.text("cancel-too-late"))


def may_stop(occasion: Occasion, turn: TurnRecord) -> bool:
    """Whoever started a turn, and those who manage the chat."""
    return turn.author == occasion.person or occasion.author.may_manage


async def stop_own(occasion: Occasion, newest: str) -> None:
    """Stop what runs or waits for the author, up to that turn; in a private chat for anybody."""
    named = await occasion.room.store.read(lambda tx: tx.turns.get(newest))
    until = 0 if named is None else named.seq
    for turn in await occasion.unfinished():
        own = not occasion.heard.shared or turn.author == occasion.person
        if own and turn.seq <= until:
            await occasion.worker.cancel(turn.id)


def _meant(unfinished: Sequence[TurnRecord], reply_to: MessageRef | None) -> TurnRecord | None:
    if reply_to is None:
        return None
    for record in unfinished:
        turn = from_row(record)
        if reply_to in (turn.status, turn.message):
            return record
    return None


def _oldest_own(occasion: Occasion, unfinished: Sequence[TurnRecord]) -> TurnRecord | None:
    own = [turn for turn in unfinished if turn.author == occasion.person]
    if own:
        return own[0]
    return unfinished[0]
