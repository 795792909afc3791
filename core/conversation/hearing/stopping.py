"""Stopping turns."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import Final

from core.conversation.hearing.noted import wording
from core.conversation.hearing.occasion import Occasion
from core.conversation.hearing.story import TIMELINE_MADE
from core.conversation.projects import project_from
from core.conversation.seam import Action, ActionKind, Button, MessageRef, Reply
from core.conversation.turn import Turn
from core.conversation.turn_rows import from_row
from core.store import TurnRecord, TurnState

_ALL: Final = re.compile(r"\b(all|everything)\b|全部|所有|一切|都", re.IGNORECASE)


async def cancel_running(
    occasion: Occasion, reply_to: MessageRef | None = None, words: str = ""
) -> None:
    """Stop the turn whose message is replied to, else the oldest that the author may stop.

    Its own message says that it was stopped. With what waits too, where the ``words`` say all.
    """
    unfinished = await occasion.unfinished()
    if not unfinished:
        await occasion.say(occasion.text("nothing-to-cancel"))
        return
    own = [turn for turn in unfinished if _is_own(occasion, turn)]
    if own and _ALL.search(words):
        await stop_own(occasion, own[-1].id)
        return
    turn = _meant(unfinished, reply_to) or _oldest_own(occasion, unfinished)
    if turn is None or not may_stop(occasion, turn):
        await occasion.say(occasion.text("cancel-not-yours"))
        return
    await _stop(occasion, turn, unfinished)


async def cancel_turn(occasion: Occasion, turn_id: str) -> None:
    """Stop the turn of a button."""
    turn = await occasion.room.store.read(lambda tx: tx.turns.get(turn_id))
    if turn is None or turn.chat != occasion.key:
        await occasion.say(occasion.text("nothing-to-cancel"))
    elif not may_stop(occasion, turn):
        await occasion.say(occasion.text("cancel-not-yours"))
    elif turn.state in (TurnState.QUEUED, TurnState.CANCELLING):
        await _stop(occasion, turn, await occasion.unfinished())
    else:
        await occasion.say(occasion.text("cancel-too-late"))


async def _stop(occasion: Occasion, record: TurnRecord, unfinished: Sequence[TurnRecord]) -> None:
    """Stop a turn, and put aside what was to change a video that there is not yet."""
    bound = await _bound_to(occasion, record, unfinished)

    async def stop() -> None:
        for turn_id in (*(turn.id for turn in bound), record.id):  # none shall begin in between
            await occasion.worker.cancel(turn_id)

    async def tell() -> None:
        if bound:
            await occasion.say(_put_aside(occasion, bound))

    await asyncio.gather(stop(), tell())  # no slow message shall hold up a stop


def _put_aside(occasion: Occasion, turns: Sequence[Turn]) -> Reply:
    lines = [occasion.text("put-aside")]
    buttons: list[Button] = []
    for place, turn in enumerate(turns, 1):
        lines.append(f"{place}. {wording(turn, occasion.speaker)}")
        label = occasion.text("button-do-anyway", place=place)
        buttons.append(Button(label, Action(ActionKind.RETRY, turn.id)))
    return Reply("\n".join(lines), buttons=tuple(buttons), final=True)


async def _bound_to(
    occasion: Occasion, record: TurnRecord, unfinished: Sequence[TurnRecord]
) -> list[Turn]:
    """What waits for the first timeline of a project, which a turn was to make.

    All other requests go on without it: they have a video of their own, or one to change.
    """
    stopped = from_row(record)
    others = [(one, from_row(one)) for one in unfinished if one.id != record.id]
    same = [(one, turn) for one, turn in others if turn.project == stopped.project]
    bound = [turn for one, turn in same if one.state is TurnState.QUEUED]
    if not bound or stopped.phase in TIMELINE_MADE or any(one.seq < record.seq for one, _ in same):
        return []
    project = await occasion.room.store.read(lambda tx: tx.projects.get(stopped.project))
    begun = project is not None and bool(project_from(project).words)
    return [] if begun else bound


def may_stop(occasion: Occasion, turn: TurnRecord) -> bool:
    """Whoever started a turn, and those who manage the chat."""
    return turn.author == occasion.person or occasion.author.may_manage


async def stop_own(occasion: Occasion, newest: str) -> None:
    """Stop what runs or waits for the author, up to that turn; in a private chat for anybody."""
    named = await occasion.room.store.read(lambda tx: tx.turns.get(newest))
    until = 0 if named is None else named.seq
    for turn in await occasion.unfinished():
        if _is_own(occasion, turn) and turn.seq <= until:
            await occasion.worker.cancel(turn.id)


def _is_own(occasion: Occasion, turn: TurnRecord) -> bool:
    return not occasion.heard.shared or turn.author == occasion.person


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
