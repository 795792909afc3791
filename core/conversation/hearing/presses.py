"""Buttons."""

from __future__ import annotations

from typing import assert_never

from core.conversation.actions import encode_action
from core.conversation.hearing.again import (
    clip_only,
    export_of,
    keep_all,
    redo,
    remix,
    reshape,
    retry,
    to_the_studio,
)
from core.conversation.hearing.asking import answer
from core.conversation.hearing.choosing import take_auto_export, take_language, take_skill
from core.conversation.hearing.forgetting import forget
from core.conversation.hearing.greeting import suggestion_of
from core.conversation.hearing.newness import begin_new, new_afterwards, stop_for_new
from core.conversation.hearing.occasion import Occasion
from core.conversation.hearing.resending import send_again
from core.conversation.hearing.spoken import said
from core.conversation.hearing.stopping import cancel_turn
from core.conversation.seam import ActionKind, Command, Pressed


async def pressed(occasion: Occasion, press: Pressed) -> None:  # noqa: C901, PLR0912 - a case per kind
    """Do what a button means."""
    action, subject = press.action, press.action.subject
    cause = f"button:{encode_action(action)}"
    match action.kind:
        case ActionKind.CANCEL:
            await cancel_turn(occasion, subject)
        case ActionKind.RETRY:
            await retry(occasion, subject, cause)
        case ActionKind.REDO:
            await redo(occasion, subject, cause)
        case ActionKind.REMIX:
            await remix(occasion, subject)
        case ActionKind.FORMAT:
            await reshape(occasion, subject, action.value, cause)
        case ActionKind.NEW:
            await begin_new(occasion)
        case ActionKind.SUGGESTION:
            await _suggested(occasion, press, cause)
        case ActionKind.STUDIO:
            await to_the_studio(occasion, subject, cause)
        case ActionKind.EXPORT:
            await export_of(occasion, subject, cause)
        case ActionKind.KEEP_ALL:
            await keep_all(occasion, subject, cause)
        case ActionKind.CLIP_ONLY:
            await clip_only(occasion, subject, cause)
        case ActionKind.SEND_AGAIN:
            await send_again(occasion, subject)
        case ActionKind.STOP_FOR_NEW:
            await stop_for_new(occasion, subject)
        case ActionKind.NEW_AFTERWARDS:
            await new_afterwards(occasion)
        case ActionKind.SKILL:
            await take_skill(occasion, action.value, press.message)
        case ActionKind.LANGUAGE:
            await take_language(occasion, action.value, press.message)
        case ActionKind.AUTO_EXPORT:
            await take_auto_export(occasion, action.value, press.message)
        case ActionKind.FORGET:
            await forget(occasion)
        case ActionKind.ASK:
            await _asked(occasion, action.value)
        case _:
            assert_never(action.kind)


async def _asked(occasion: Occasion, name: str) -> None:
    try:
        command = Command(name)
    except ValueError:  # of another version
        await occasion.say(occasion.text("button-outlived"))
    else:
        await answer(occasion, command)


async def _suggested(occasion: Occasion, press: Pressed, cause: str) -> None:
    words = suggestion_of(occasion, press.action.value)
    if words is None:
        await occasion.say(occasion.text("button-outlived"))
        return
    # the same button serves everybody who reads it, each with pictures of their own
    await said(occasion, words, (), cause=f"{cause}:{press.message.message}:{occasion.person}")
