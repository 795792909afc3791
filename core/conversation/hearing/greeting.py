"""The first words to a chat, help, and things to try."""

from __future__ import annotations

import dataclasses

from core.conversation.error_texts import describe_error
from core.conversation.hearing.occasion import Occasion
from core.conversation.hearing.requests import new_project, tray_of
from core.conversation.projects import project_row
from core.conversation.seam import Action, ActionKind, Button, Reply
from core.errors import StillmotionError
from core.store import Transaction


def suggestions(occasion: Occasion) -> tuple[Button, ...]:
    """Three things to try with the chat's skill."""
    skill = occasion.skill
    said = skill.suggestions[occasion.speaker.language]
    return tuple(
        Button(words, Action(ActionKind.SUGGESTION, value=f"{skill.name}:{number}"))
        for number, words in enumerate(said, 1)
    )


def suggestion_of(occasion: Occasion, value: str) -> str | None:
    """The words of a suggestion's button; None when there are none such any more."""
    name, _, number = value.rpartition(":")
    skill = occasion.room.skills.get(name)
    if skill is None or not number.isdecimal():
        return None
    said = skill.suggestions[occasion.speaker.language]
    return said[int(number) - 1] if 0 < int(number) <= len(said) else None


async def ask_what(occasion: Occasion) -> None:
    """Ask what shall be done with pictures that came without words."""
    if occasion.choices.greeted:
        text = occasion.text("ask-what-to-do")
        await occasion.say(Reply(text, buttons=suggestions(occasion), final=True))
    else:
        greet_later(occasion, "ask-what-to-do")


async def show_help(occasion: Occasion) -> None:
    """What the bot is for, and what it understands."""
    skill, language = occasion.skill, occasion.speaker.language
    parts = [skill.greeting[language], skill.tip[language], occasion.text("help-commands")]
    if occasion.operator:
        parts.append(occasion.text("help-operator"))
    await occasion.say(Reply("\n\n".join(parts), buttons=suggestions(occasion), final=True))


def greet_later(occasion: Occasion, then: str = "") -> None:
    """Connect to the backend and greet, beside what comes next; ``then``: what else is said."""

    async def greet() -> None:
        await _greet(occasion, then)

    occasion.later = greet


async def _greet(occasion: Occasion, then: str) -> None:
    message = await occasion.say(Reply(occasion.text("status-connecting")))
    try:
        await _connect(occasion)
    except StillmotionError as exc:
        backends = occasion.room.backends
        told = describe_error(
            exc,
            occasion.speaker,
            may_see_links=occasion.operator,
            web_url=backends.web_url(backends.default),
        )
        reply = Reply(told.text, final=True)
    else:
        occasion.choose(greeted=True)
        words = occasion.skill.greeting[occasion.speaker.language]
        if then and await tray_of(occasion):
            words = f"{words}\n\n{occasion.text(then)}"
        reply = Reply(words, buttons=suggestions(occasion), final=True)
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
