"""The agent's part of a turn: its message is sent once, followed, and told."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from core.backend import NeverArrived, TurnEvent, is_exportable
from core.conversation.answers import credits_line
from core.conversation.desk import Desk, known
from core.conversation.gui_phrases import Shortcut, translate_gui
from core.conversation.listening import Listener, speaks_of_change
from core.conversation.timeline import summarise, summary_line
from core.conversation.timeline_diff import describe, diff
from core.conversation.turn import Phase, Turn
from core.errors import BackendDown


async def send_step(desk: Desk, turn: Turn) -> Turn:
    """Send the message and go on following; a turn that stops in between is looked up."""
    sent = replace(turn, sent_at=desk.room.clock.time(), phase=Phase.FOLLOW)
    await desk.keeper.save(sent, progress=False)
    try:
        return await _hear(
            desk,
            sent,
            desk.backend.run_turn(desk.session(), turn.text, turn.id, baseline=turn.baseline),
        )
    except BackendDown:  # what may have arrived was looked up: this did not
        await desk.keeper.save(turn, progress=False)
        raise


async def follow_step(desk: Desk, turn: Turn) -> Turn:
    """Look up a turn that was sent before a restart, or was about to be."""
    events = desk.backend.resume_turn(desk.session(), turn.id, baseline=turn.baseline)
    try:
        return await _hear(desk, turn, events)
    except NeverArrived:
        return replace(turn, phase=Phase.SEND)


async def _hear(desk: Desk, turn: Turn, saying: AsyncGenerator[TurnEvent]) -> Turn:
    listener = Listener(desk.surface.limits.streams_text)
    sent_at = known(turn.sent_at, turn)
    desk.show(listener.stage)
    async with aclosing(saying) as events:
        async for event in events:
            listener = listener.hear(event)
            elapsed = max(desk.room.clock.time() - sent_at, 0.0)
            desk.show(replace(listener.stage, elapsed_s=elapsed))
    return replace(turn, answer=listener.answer, phase=Phase.REPORT)


async def report_step(desk: Desk, turn: Turn) -> Turn:
    """Find out what changed, and say it where the agent did not."""
    translated = translate_gui(turn.answer)
    said = translated.text
    state = await desk.backend.settled_state(
        desk.session(), turn.baseline, expect_change=not said or speaks_of_change(said)
    )
    changes = diff(turn.baseline.draft, state.draft)
    if not said:
        said = describe(changes, desk.speaker)
    if Shortcut.SHOW_CREDITS in translated.actions:
        balance = credits_line(await desk.backend.credits(), desk.speaker)
        said = f"{said}\n\n{balance}".strip()
    summary = summary_line(summarise(state.draft), desk.speaker) if state.draft else ""
    told = replace(turn, answer=said, summary=summary, draft=state.draft)
    wanted = changes or Shortcut.EXPORT in translated.actions
    if wanted and is_exportable(state.draft):
        return replace(told, phase=Phase.SUBMIT)
    return replace(told, phase=Phase.DONE)
