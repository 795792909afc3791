"""What a chat chooses: skill, language, settings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from babel import Locale

from core.conversation.hearing.occasion import Occasion
from core.conversation.language import has_han
from core.conversation.seam import Action, ActionKind, Button, MessageRef, Reply
from core.skills import Skill

_ON, _OFF = "on", "off"


async def choose_skill(occasion: Occasion, arguments: str) -> None:
    """Show the skills, or switch to the one that is named."""
    words = arguments.casefold()
    names = skill_names(_skills(occasion))
    whole = {names[name] for name in names if name in words}
    found = whole or _alluded(words, _skills(occasion))
    if len(found) == 1:
        occasion.choose(skill=found.pop())
    await occasion.say(_skills_reply(occasion))


async def take_skill(occasion: Occasion, name: str, shown: MessageRef) -> None:
    """Switch to the skill of a button."""
    if name not in [skill.name for skill in _skills(occasion)]:
        await occasion.say(occasion.text("skill-gone"))
        return
    occasion.choose(skill=name)
    await occasion.show(shown, _skills_reply(occasion))


def _skills(occasion: Occasion) -> tuple[Skill, ...]:
    return occasion.room.skills.visible(occasion.room.policy.hidden_skills)


def skill_names(skills: Sequence[Skill]) -> dict[str, str]:
    """What people may call each, in lower case: its name, its titles, and its part of the name."""
    words = Counter(word for skill in skills for word in skill.name.split("-"))
    names: dict[str, str] = {}
    for skill in skills:
        own = (word for word in skill.name.split("-") if words[word] == 1 and len(word) > 2)
        titles = (skill.title[language].casefold() for language in skill.title.languages)
        names.update(dict.fromkeys((skill.name, *titles, *own), skill.name))
    return names


def _alluded(words: str, skills: Sequence[Skill]) -> set[str]:
    """The skills of whose titles two letters of Chinese are said that no other title has."""
    pairs = [
        (a + b, skill.name)
        for skill in skills
        for a, b in pairwise(skill.title["zh"])
        if has_han(a) and has_han(b)
    ]
    common = Counter(pair for pair, _ in pairs)
    return {name for pair, name in pairs if common[pair] == 1 and pair in words}


def _skills_reply(occasion: Occasion) -> Reply:
    language, active = occasion.speaker.language, occasion.skill
    lines = [occasion.text("skills")]
    buttons: list[Button] = []
    for skill in sorted(_skills(occasion), key=lambda one: one.name != active.name):
        title = skill.title[language]
        mark = "✓" if skill.name == active.name else "•"
        lines.append(
            occasion.text(
                "skill-line", mark=mark, title=title, description=skill.description[language]
            )
        )
        if skill.name != active.name:
            buttons.append(Button(title, Action(ActionKind.SKILL, value=skill.name)))
    lines.append(f"\n💡 {active.tip[language]}")
    return Reply("\n".join(lines), buttons=tuple(buttons), final=True)


async def choose_language(occasion: Occasion, arguments: str) -> None:
    """Show the languages, or switch to the one that is named."""
    named = _named_language(occasion, arguments)
    if named is not None:
        _switch(occasion, named)
    await occasion.say(_languages_reply(occasion))


async def take_language(occasion: Occasion, language: str, shown: MessageRef) -> None:
    """Switch to the language of a button."""
    if language in occasion.room.texts.languages:
        _switch(occasion, language)
    await occasion.show(shown, _languages_reply(occasion))


def _switch(occasion: Occasion, language: str) -> None:
    occasion.choose(language=language)
    occasion.speaker = occasion.room.texts.for_locale(language)


def _languages_reply(occasion: Occasion) -> Reply:
    active = occasion.speaker.language
    buttons = tuple(
        Button(_own_name(language), Action(ActionKind.LANGUAGE, value=language))
        for language in occasion.room.texts.languages
        if language != active
    )
    text = occasion.text("language-now", language=_own_name(active))
    return Reply(text, buttons=buttons, final=True)


def _named_language(occasion: Occasion, words: str) -> str | None:
    """The language whose name, in any of ours, or code stands in the words."""
    said = words.lower()
    languages = occasion.room.texts.languages
    if said.strip() in languages:
        return said.strip()
    for language in languages:
        locale = Locale.parse(language)
        names = {(locale.get_display_name(other) or "").lower() for other in languages}
        if any(name and name in said for name in names | _OTHER_NAMES.get(language, set())):
            return language
    return None


_OTHER_NAMES = {"en": {"英语", "英文"}, "zh": {"汉语", "普通话", "国语", "mandarin"}}
"""What people call them besides."""


def _own_name(language: str) -> str:
    name = Locale.parse(language).get_display_name(language) or language
    return name[:1].upper() + name[1:]


async def show_settings(occasion: Occasion) -> None:
    """What is chosen, with buttons to choose otherwise."""
    await occasion.say(_settings_reply(occasion))


async def take_auto_export(occasion: Occasion, value: str, shown: MessageRef) -> None:
    """Switch the automatic export on or off."""
    occasion.choose(auto_export=value != _OFF)
    await occasion.show(shown, _settings_reply(occasion))


def _settings_reply(occasion: Occasion) -> Reply:
    choices, language = occasion.choices, occasion.speaker.language
    export = "settings-export-on" if choices.auto_export else "settings-export-off"
    lines = (
        occasion.text("settings"),
        occasion.text(export),
        occasion.text("settings-skill", skill=occasion.skill.title[language]),
        occasion.text("settings-language", language=_own_name(language)),
    )
    switch = "button-export-off" if choices.auto_export else "button-export-on"
    value = _OFF if choices.auto_export else _ON
    button = Button(occasion.text(switch), Action(ActionKind.AUTO_EXPORT, value=value))
    return Reply("\n".join(lines), buttons=(button,), final=True)
