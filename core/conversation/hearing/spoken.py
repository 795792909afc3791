"""What is said in words, with files or without."""

from __future__ import annotations

from core.conversation.hearing.asking import answer
from core.conversation.hearing.choosing import skill_names
from core.conversation.hearing.disk import is_short_of_space
from core.conversation.hearing.greeting import ask_what
from core.conversation.hearing.links import without_links
from core.conversation.hearing.newness import leave_present
from core.conversation.hearing.occasion import Occasion
from core.conversation.hearing.requests import (
    Wish,
    is_prompt_file,
    keep,
    refuse,
    request,
    tray_of,
)
from core.conversation.hearing.tray import MOST, Picture
from core.conversation.hearing.whose import spoken_of
from core.conversation.intents import Intent, intent_of
from core.conversation.material import Material
from core.conversation.seam import Asked, Attachment, Command, Incoming, MessageRef
from core.errors import PromptError
from core.prompts import find_prompt, parse_prompt

_ABOUT_THE_FILE = (Intent.UPLOAD, Intent.CANCEL, Intent.NEW, Intent.SETTINGS, Intent.FORGET)
"""With a file these are no commands: what shall be done with it is asked."""


async def spoken(occasion: Occasion, incoming: Incoming) -> None:
    """Do what a message asks for."""
    await worded(occasion, incoming, incoming.text, incoming.links)


async def worded(
    occasion: Occasion,
    heard: Incoming | Asked,
    text: str,
    links: tuple[str, ...] = (),
    *,
    any_file: bool = False,
) -> None:
    """Do what a text asks for, with the files of its message.

    ``any_file``: links in it count as such, see ``without_links``.
    """
    try:
        document = is_prompt(text)
    except PromptError as exc:
        await refuse(
            occasion, occasion.told(exc), pictures_of(heard.message, heard.attachments, links)
        )
        return
    words, found = (text, ()) if document else without_links(text, any_file=any_file)
    links = tuple(dict.fromkeys((*links, *found)))
    pictures = pictures_of(heard.message, heard.attachments, links)
    await said(occasion, words, pictures, reply_to=heard.reply_to, is_prompt=document)


def is_prompt(text: str) -> bool:
    """Whether a text has a JSON prompt.

    Raises:
        PromptError: it has one that does not fit the schema.
    """
    prompt = find_prompt(text)
    if prompt is not None:
        parse_prompt(prompt)
    return prompt is not None


async def said(
    occasion: Occasion,
    words: str,
    pictures: tuple[Picture, ...],
    *,
    reply_to: MessageRef | None = None,
    is_prompt: bool = False,
    cause: str = "",
) -> None:
    """Words and files, whichever way they came; ``cause``: the button that says them."""
    captions = [one.caption for one in pictures if one.caption]
    if not words.strip() and len(captions) == 1:
        words = captions[0]
    if pictures and await is_short_of_space(occasion):
        return
    held = await tray_of(occasion) if pictures else ()
    by_file = any(is_prompt_file(one) for one in (*held, *pictures))
    many = len(captions) > 1
    intent = Intent.EDIT
    if not (is_prompt or (not words.strip() and (by_file or many))):
        names = skill_names(occasion.room.skills.visible(occasion.room.policy.hidden_skills))
        intent = intent_of(words, has_attachment=bool(pictures), skills=names)
    if intent is Intent.EDIT and (words.strip() or pictures):
        present = await spoken_of(occasion, reply_to)
        wish = Wish(cause or occasion.heard.message.message, words, pictures, is_prompt)
        await request(occasion, wish, present)
    elif pictures or intent is Intent.EDIT:
        await _wait(occasion, pictures, intent, words, reply_to)
    elif intent is Intent.UPLOAD:
        await occasion.say(occasion.text("ask-for-file"))
    else:
        await answer(occasion, command_of(intent), words, reply_to)


async def _wait(
    occasion: Occasion,
    pictures: tuple[Picture, ...],
    intent: Intent,
    words: str,
    reply_to: MessageRef | None,
) -> None:
    """Lay pictures into the tray, until somebody says what shall be done with them."""
    if intent is Intent.NEW:
        leave_present(occasion)
    waiting = await tray_of(occasion)
    count = len(waiting) + len(pictures)
    if count > MOST:
        await occasion.say(occasion.text("tray-full", count=MOST))
    elif not count:
        await occasion.say(occasion.text("ask-for-picture"))
    elif intent is Intent.EDIT or intent in _ABOUT_THE_FILE:
        asked = await ask_what(occasion, count)
        keep(occasion, pictures, asked)
        earlier = {one.asked for one in waiting if one.asked is not None}
        for message in earlier - {asked}:
            await occasion.remove(message)
    else:
        keep(occasion, pictures, None)
        await answer(occasion, command_of(intent), words, reply_to)


def command_of(intent: Intent) -> Command | Intent:
    """The command that means the same; some intents have none."""
    return intent if intent is Intent.REDO else Command(intent.value)


def pictures_of(
    message: MessageRef, attachments: tuple[Attachment, ...], links: tuple[str, ...]
) -> tuple[Picture, ...]:
    """What came with a message, as it is kept."""
    files = (
        Picture(message.message, Material.of(one), caption=one.caption.strip())
        for one in attachments
    )
    return (*files, *(Picture(message.message, link=link) for link in links))
