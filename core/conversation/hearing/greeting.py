"""The first words to a chat, help, and things to try."""

from __future__ import annotations

import dataclasses
from typing import Final

from core.conversation.hearing.occasion import Occasion
from core.conversation.hearing.requests import new_project, tray_of
from core.conversation.projects import project_row
from core.conversation.seam import Action, ActionKind, Button, Command, MessageRef, Reply
from core.errors import StillmotionError
from core.skills import Skill
from core.store import Transaction

_ASKED: Final = (
    (Command.STATUS, "button-status"),
    (Command.HISTORY, "button-history"),
    (Command.CREDITS, "button-credits"),
    (Command.SKILL, "button-skill"),
    (Command.SETTINGS, "button-settings"),
    (Command.LANGUAGE, "button-language"),
)
"""What help offers as buttons."""


def suggestions(occasion: Occasion, pictures: int = 0) -> tuple[Button, ...]:
    """Three things to try with the chat's skill, and with so many pictures where there are some."""
    skill, every = occasion.skill, _every(occasion.skill, occasion.speaker.language)
    return tuple(
        Button(
            words,
            Action(ActionKind.SUGGESTION, value=f"{skill.name}:{every.index(words) + 1}"),
        )
        for words in skill.suggested(pictures)[occasion.speaker.language]
    )


def _every(skill: Skill, language: str) -> tuple[str, ...]:
    """All that a skill may suggest; buttons carry the number."""
    more = () if skill.otherwise is None else skill.otherwise[language]
    return (*skill.suggestions[language], *more)


def suggestion_of(occasion: Occasion, value: str) -> str | None:
    """The words of a suggestion's button; None when there are none such any more."""
    name, _, number = value.rpartition(":")
    skill = occasion.room.skills.get(name)
    if skill is None or not number.isdecimal():
        return None
    said = _every(skill, occasion.speaker.language)
    return said[int(number) - 1] if 0 < int(number) <= len(said) else None


async def ask_what(occasion: Occasion, waiting: int) -> MessageRef | None:
    """Ask what shall be done with pictures that came without words; the message that asks.

    None where the greeting will.
    """
    if not occasion.choices.greeted:
        occasion.later = lambda: _greet(occasion)
        return None
    text = occasion.text("ask-what-to-do", count=waiting)
    return await occasion.say(Reply(text, buttons=suggestions(occasion, waiting), final=True))


async def show_help(occasion: Occasion) -> None:
    """What the bot is for, and what it understands."""
    skill, language = occasion.skill, occasion.speaker.language
    parts = [skill.greeting[language], skill.tip[language], occasion.text("help-commands")]
    if occasion.named:  # who uses it on a machine of their own has nobody to let in
        parts.append(occasion.text("help-operator"))
    asked = tuple(
        Button(occasion.text(key), Action(ActionKind.ASK, value=command.value))
        for command, key in _ASKED
    )
    buttons = (*suggestions(occasion), *asked)
    await occasion.say(Reply("\n\n".join(parts), buttons=buttons, final=True))


async def start(occasion: Occasion) -> None:
    """Greet; a chat that was connected before is not connected once more."""
    if occasion.choices.greeted and occasion.pointer.project is not None:
        words = occasion.skill.greeting[occasion.speaker.language]
        await occasion.say(Reply(words, buttons=suggestions(occasion), final=True))
    else:
        occasion.later = lambda: _greet(occasion)


async def _greet(occasion: Occasion) -> None:
    """Connect to the backend, beside what comes next, and greet."""
    message = await occasion.say(Reply(occasion.text("status-connecting")))
    try:
        await _connect(occasion)
    except StillmotionError as exc:
        reply = Reply(occasion.told(exc), final=True)
    else:
        occasion.choose(greeted=True)
        words = occasion.skill.greeting[occasion.speaker.language]
        waiting = await tray_of(occasion)
        if waiting:
            words = f"{words}\n\n{occasion.text('ask-what-to-do', count=len(waiting))}"
        reply = Reply(words, buttons=suggestions(occasion, len(waiting)), final=True)
    if message is None:
        await occasion.say(reply)
    else:
        await occasion.show(message, reply)


async def _connect(occasion: Occasion) -> None:
    """Have a token and a session; the first video is made in it if the language is the same."""
    name = occasion.room.backends.default
    backend = await occasion.backend(name)
    project = new_project(occasion, occasion.speaker.language, name)
    project = dataclasses.replace(project, session=await backend.create_session(project.language))
    key, now = occasion.pointer.chat, occasion.now

    async def keep(tx: Transaction) -> None:
        chosen = await tx.chats.get(key)
        if chosen.project is None:
            await tx.projects.add(project_row(project, now=now))
            await tx.chats.put(dataclasses.replace(chosen, project=project.id))

    occasion.change(keep)
