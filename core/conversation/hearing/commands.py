"""Commands."""

from __future__ import annotations

from core.conversation.hearing.asking import answer
from core.conversation.hearing.links import without_links
from core.conversation.hearing.newness import leave_present
from core.conversation.hearing.occasion import Occasion
from core.conversation.hearing.requests import keep
from core.conversation.hearing.spoken import pictures_of, said
from core.conversation.seam import Asked, Command
from core.prompts import find_prompt, parse_prompt

_BEGINNINGS = (Command.START, Command.NEW)
"""With files these are about the files."""


async def asked(occasion: Occasion, command: Asked) -> None:
    """Do what a command asks for.

    Raises:
        PromptError: it has a JSON prompt that does not fit the schema.
    """
    begins = command.command in _BEGINNINGS and bool(command.attachments)
    if command.command is not Command.ANIMATE and not begins:
        if command.attachments:
            keep(occasion, pictures_of(command.message, command.attachments, ()))
        await answer(occasion, command.command, command.arguments, command.reply_to)
        return
    if command.command is Command.NEW:
        leave_present(occasion)
    prompt = find_prompt(command.arguments)
    if prompt is not None:
        parse_prompt(prompt)
        words, links = command.arguments, ()
    else:
        words, links = without_links(command.arguments, any_file=True)
    pictures = pictures_of(command.message, command.attachments, links)
    await said(occasion, words, pictures, reply_to=command.reply_to, is_prompt=prompt is not None)
