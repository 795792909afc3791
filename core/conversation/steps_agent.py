"""The agent's part of a turn: its message is sent once, followed, and told."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

import structlog

from core.backend import NeverArrived, SessionState, TurnEvent, is_exportable
from core.conversation.answers import credits_line, summary_of
from core.conversation.desk import Desk, known
from core.conversation.gui_phrases import GuiAction, SendEdit, Shortcut, translate_gui
from core.conversation.listening import Listener, speaks_of_change
from core.conversation.stages import FirstStage
from core.conversation.timeline import TrackKind, summarise
from core.conversation.timeline_diff import describe, diff
from core.conversation.turn import Phase, Turn
from core.errors import BackendDown, BackendError, RateLimited


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
    except (BackendDown, RateLimited):  # what may have arrived was looked up: this did not
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
    turn, state = await _whole(desk, turn, state)
    changes = diff(turn.baseline.draft, state.draft)
    if not said:
        said = describe(changes, desk.speaker)
    if Shortcut.SHOW_CREDITS in translated.actions:
        said = f"{said}\n\n{await _balance(desk)}".strip()
    told = replace(
        turn, answer=said, summary=summary_of(state.draft, desk.speaker), draft=state.draft
    )
    wanted = bool(changes) or turn.owes_export or Shortcut.EXPORT in translated.actions
    after = _towards(told, translated.actions, wanted=wanted and is_exportable(state.draft))
    if changes and not turn.follow_up:
        project = desk.keeper.project
        await desk.keeper.save(after, replace(project, words=(*project.words, turn.text)))
    return after


async def _balance(desk: Desk) -> str:
    try:
        return credits_line(await desk.backend.credits(), desk.speaker)
    except BackendError as exc:  # the edit is done, whatever is left
        log = structlog.get_logger(__name__)
        log.info("no balance shown", turn=desk.keeper.turn.id, error=type(exc).__name__)
        return ""


def _towards(turn: Turn, actions: tuple[GuiAction, ...], *, wanted: bool) -> Turn:
    """Where a turn goes on after the agent: to a follow-up, an export, or its last word."""
    edits = [action.instruction for action in actions if isinstance(action, SendEdit)]
    if edits and not turn.follow_up:
        return replace(turn, asks="\n".join(edits), owes_export=wanted, phase=Phase.DONE)
    if wanted and turn.auto_export:
        return replace(turn, phase=Phase.SUBMIT)
    return replace(turn, offers_export=wanted, phase=Phase.DONE)


async def _whole(desk: Desk, turn: Turn, state: SessionState) -> tuple[Turn, SessionState]:
    """The state with the second stage of a generation, where there is one.

    The first is told at once, and kept as ``Turn.clip`` before it may be gone.
    """
    if turn.clip is None:
        if not (desk.backend.may_add and is_first_stage(turn.baseline, state)):
            return turn, state
        turn = replace(turn, clip=state.draft)
        await desk.keeper.save(turn, progress=False)
    if state.draft == turn.clip:
        desk.show(FirstStage(summary_of(state.draft, desk.speaker)))
        state = await desk.backend.second_stage(desk.session(), state)
    return (turn if state.draft != turn.clip else replace(turn, clip=None)), state


def is_first_stage(before: SessionState, after: SessionState) -> bool:
    """Whether a first timeline has nothing but pictures, so that the rest may come by itself.

    It comes after generations only. A backend that lists its turns (the studio) also lists what it
    generated; of others nobody knows how soon they do.
    """
    if is_exportable(before.draft) or not is_exportable(after.draft):
        return False
    if after.turns is not None and after.generated == before.generated:
        return False
    return {track.kind for track in summarise(after.draft or {}).tracks} == {TrackKind.VIDEO}
