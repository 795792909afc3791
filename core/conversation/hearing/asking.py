"""What is asked for by name, by words or by a button, and needs no words of its own."""

from __future__ import annotations

from typing import assert_never

from core.conversation.hearing.again import export, redo_latest
from core.conversation.hearing.choosing import choose_language, choose_skill, show_settings
from core.conversation.hearing.forgetting import ask_to_forget
from core.conversation.hearing.glance import show_credits, show_history, show_status
from core.conversation.hearing.greeting import show_help, start
from core.conversation.hearing.managing import allow, deny, set_quota, show_stats
from core.conversation.hearing.newness import begin_new
from core.conversation.hearing.occasion import Occasion
from core.conversation.hearing.stopping import cancel_running
from core.conversation.intents import Intent
from core.conversation.seam import Command, MessageRef


async def answer(  # noqa: C901, PLR0912 - a case per command
    occasion: Occasion,
    wanted: Command | Intent,
    arguments: str = "",
    reply_to: MessageRef | None = None,
) -> None:
    """Answer beside the running turns. ``arguments``: what was said with it, or all that was."""
    match wanted:
        case Command.START:
            await start(occasion)
        case Command.HELP:
            await show_help(occasion)
        case Command.NEW:
            await begin_new(occasion)
        case Command.CANCEL:
            await cancel_running(occasion, reply_to, arguments)
        case Command.EXPORT:
            await export(occasion, reply_to)
        case Command.STATUS:
            await show_status(occasion, reply_to)
        case Command.CREDITS:
            show_credits(occasion)
        case Command.HISTORY:
            show_history(occasion, arguments)
        case Command.SKILL:
            await choose_skill(occasion, arguments)
        case Command.SETTINGS:
            await show_settings(occasion)
        case Command.LANGUAGE:
            await choose_language(occasion, arguments)
        case Command.FORGET:
            await ask_to_forget(occasion)
        case Command.ALLOW:
            await allow(occasion, arguments)
        case Command.DENY:
            await deny(occasion, arguments)
        case Command.QUOTA:
            await set_quota(occasion, arguments)
        case Command.STATS:
            await show_stats(occasion)
        case Intent.REDO:
            await redo_latest(occasion, reply_to)
        case Command.ANIMATE | Intent():
            await occasion.say(occasion.text("ask-for-picture"))
        case _:
            assert_never(wanted)
