"""Settings that hold against what is there: skills, the studio's quirks."""

from __future__ import annotations

from pathlib import Path

from bots.settings import Settings, SettingsInvalid, load_settings
from core.skills import SkillsInvalid, load_skills
from core.studio import Quirk, UnknownQuirk, parse_quirks


def checked_settings(env_file: Path | None = Path(".env")) -> Settings:
    """The settings, where also everything is there that they name.

    Raises:
        SettingsInvalid: with every problem of both kinds.
    """
    try:
        settings = load_settings(env_file)
    except SettingsInvalid as exc:
        missing = () if exc.rest is None else _missing(exc.rest)
        raise SettingsInvalid(exc.problems + missing) from None
    if missing := _missing(settings):
        raise SettingsInvalid(missing)
    return settings


def _missing(settings: Settings) -> tuple[str, ...]:
    """What the settings name that is not there, each in a plain line."""
    try:
        skills = load_skills()
    except SkillsInvalid as exc:
        return (str(exc),)
    found = [
        f"There is no skill {name!r}; there are: {', '.join(skills)}."
        for name in (settings.default_skill, *settings.hidden_skills)
        if name not in skills
    ]
    if settings.default_skill in settings.hidden_skills:
        found.append(f"DEFAULT_SKILL {settings.default_skill} is in HIDDEN_SKILLS.")
    try:
        quirks_of(settings)
    except UnknownQuirk as exc:
        found.append(f"STUDIO_QUIRKS: {exc}.")
    return tuple(found)


def quirks_of(settings: Settings) -> frozenset[Quirk]:
    """The backend's oddities that the studio shall show.

    Raises:
        UnknownQuirk: a name is not one of them.
    """
    return parse_quirks(",".join(settings.studio_quirks))
