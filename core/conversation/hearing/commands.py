"""Commands."""

from __future__ import annotations

from core.conversation.hearing.asking import answer
from core.conversation.hearing.newness import leave_present
from core.conversation.hearing.occasion import Occasion
from core.conversation.hearing.requests import keep
from core.conversation.hearing.spoken import pictures_of, worded
from core.conversation.seam import Asked, Command

_BEGINNINGS = (Command.START, Command.NEW)
"""With files these are about the files."""


async def asked(occasion: Occasion, command: Asked) -> None:
    """Do what a command asks for."""
    begins = command.command in _BEGINNINGS and bool(command.attachments)
    if command.command is not Command.ANIMATE and not begins:
        if command.attachments:
            keep(occasion, pictures_of(command.message, command.attachments, ()))
        await answer(occasion, command.command, command.arguments, command.reply_to)
        return
    if command.command is Command.NEW:
        leave_present(occasion)
    await worded(occasion, command, command.arguments, any_file=True)
