"""The one message that lists what waits, for each author of a chat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import structlog

from core.conversation.hearing.occasion import Occasion
from core.conversation.reasons import one_line
from core.conversation.room import Room
from core.conversation.seam import Action, ActionKind, Button, MessageRef, Reply
from core.conversation.timeline import enumeration, seconds_text
from core.conversation.turn import Turn, TurnKind
from core.conversation.turn_rows import from_row
from core.errors import PromptError, StillmotionError
from core.locales import Speaker
from core.prompts import JsonPrompt, find_prompt, parse_prompt
from core.store import TurnRecord

_LONGEST = 80
"""Characters of what somebody said."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A request and its place: so many others of the chat come before it, one of them runs."""

    place: int
    turn: Turn
    videos: int


async def note(
    occasion: Occasion, cause: str, turns: Sequence[Turn], unfinished: Sequence[TurnRecord]
) -> MessageRef | None:
    """List the request with the author's others that wait, in one message; that message."""
    queued = [(record.cause, from_row(record)) for record in unfinished]
    queue = _queue([*queued, *((cause, turn) for turn in turns)])
    own = [waiting for waiting in queue if waiting.turn.person == occasion.person]
    reply = _reply(own, occasion.speaker)
    noted = next((one.turn.noted for one in reversed(own) if one.turn.noted is not None), None)
    if noted is None:
        return await occasion.say(reply)
    await occasion.show(noted, reply)
    return noted


async def refresh(room: Room, record: TurnRecord) -> None:
    """Have the message that lists a turn, if one does, show what still waits."""
    noted = from_row(record).noted
    surface = room.places.get("" if noted is None else noted.chat.platform)
    if noted is None or surface is None:
        return
    unfinished = await room.store.read(lambda tx: tx.turns.of_chat(record.chat))
    queue = _queue((one.cause, from_row(one)) for one in unfinished)
    own = [waiting for waiting in queue if waiting.turn.noted == noted]
    try:
        if own:
            speaker = room.texts.for_locale(own[0].turn.interface)
            await surface.update(noted, _reply(own, speaker))
        else:
            await surface.remove(noted)
    except StillmotionError as exc:
        structlog.get_logger(__name__).info("not changed", error=type(exc).__name__)


def wording(turn: Turn, speaker: Speaker) -> str:
    """What a turn is about, in a few words."""
    if turn.kind is TurnKind.EXPORT:
        return speaker.format("wants-export")
    prompt = _prompt_in(turn.text)
    if prompt is not None:
        return speaker.format("wants-prompt", what=_contents(prompt, speaker))
    return one_line(turn.text, _LONGEST) or speaker.format("wants-file")


def _prompt_in(text: str) -> JsonPrompt | None:
    try:
        found = find_prompt(text)
        return None if found is None else parse_prompt(found)
    except PromptError:
        return None


def _contents(prompt: JsonPrompt, speaker: Speaker) -> str:
    """``2 shots, 15 s, 16:9``."""
    parts: list[str] = []
    if prompt.scenes:
        parts.append(speaker.format("change-shots", count=len(prompt.scenes)))
    elif prompt.motion is not None:
        parts.append(speaker.format(f"motion-{prompt.motion.type}"))
    if prompt.duration is not None:
        seconds = seconds_text(round(prompt.duration * 1000))
        parts.append(speaker.format("prompt-seconds", seconds=seconds))
    if prompt.aspect is not None:
        parts.append(prompt.aspect)
    return enumeration(parts, speaker)


def _queue(turns: Iterable[tuple[str, Turn]]) -> list[_Waiting]:
    """What waits, by request; the first turn of all runs."""
    found: dict[str, list[Turn]] = {}
    running = ""
    for number, (cause, turn) in enumerate(turns):
        if number == 0:
            running = cause
        found.setdefault(cause, []).append(turn)
    found.pop(running, None)
    return [_Waiting(place, those[0], len(those)) for place, those in enumerate(found.values(), 1)]


def _reply(waiting: Sequence[_Waiting], speaker: Speaker) -> Reply:
    lines = [speaker.format("noted")]
    for one in waiting:
        words = wording(one.turn, speaker)
        if one.videos > 1:
            words = speaker.format("noted-batch", words=words, count=one.videos)
        lines.append(f"{one.place}. {words}")
    buttons = tuple(
        Button(
            speaker.format("button-cancel-place", place=one.place),
            Action(ActionKind.CANCEL, one.turn.id),
        )
        for one in waiting
    )
    return Reply("\n".join(lines), buttons=buttons)
