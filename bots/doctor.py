"""`stillmotion doctor`: is everything configured right and within reach?"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TextIO

import httpx
from pydantic import SecretStr

from bots.app import reach_backend, studio_installed
from bots.settings import (
    BackendKind,
    Settings,
    SettingsInvalid,
    choose_backend,
    load_settings,
    suspicious_names,
)
from core.errors import StillmotionError
from core.skills import load_skills

_PATIENCE = 10.0
"""Seconds that a service has to answer."""


class Verdict(Enum):
    """How a check went; the value is the mark before its line."""

    GOOD = "✓"
    WARNING = "!"
    BAD = "✗"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; ``mend`` says what to do where something is wrong."""

    verdict: Verdict
    text: str
    mend: str = ""


def examine(stream: TextIO, *, env_file: Path = Path(".env")) -> int:
    """Write the report as it comes; 0 when nothing is bad, 1 otherwise."""

    def tell(finding: Finding) -> bool:
        print(f"{finding.verdict.value} {finding.text}", file=stream, flush=True)
        if finding.mend:
            print(f"    {finding.mend}", file=stream, flush=True)
        return finding.verdict is Verdict.BAD

    try:
        settings = load_settings(env_file)
    except SettingsInvalid as exc:
        for problem in exc.problems:
            tell(Finding(Verdict.BAD, problem, "Change it in .env or in the environment."))
        return 1
    return int(asyncio.run(_examine(settings, env_file, tell)))


async def _examine(settings: Settings, env_file: Path, tell: Callable[[Finding], bool]) -> bool:
    bad = tell(Finding(Verdict.GOOD, "All settings are valid."))
    for name in suspicious_names(os.environ, env_file):
        tell(Finding(Verdict.WARNING, f"{name} is set but is no setting of Stillmotion."))
    for check in (_skills, _disk):
        bad |= tell(check(settings))
    async for finding in _services(settings):
        bad |= tell(finding)
    return bad


def _skills(settings: Settings) -> Finding:
    skills = load_skills()
    for name in (settings.default_skill, *settings.hidden_skills):
        if name not in skills:
            return Finding(
                Verdict.BAD, f"There is no skill {name!r}.", f"There are: {', '.join(skills)}."
            )
    if settings.default_skill in settings.hidden_skills:
        return Finding(
            Verdict.BAD,
            f"DEFAULT_SKILL {settings.default_skill} is in HIDDEN_SKILLS.",
            "Take it out of one of them.",
        )
    return Finding(Verdict.GOOD, f"Default skill: {settings.default_skill}.")


def _disk(settings: Settings) -> Finding:
    folder = settings.data_dir.expanduser()
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK):
        return Finding(
            Verdict.BAD, f"DATA_DIR {folder} can't be written to.", "Choose another folder."
        )
    used = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    free = shutil.disk_usage(existing).free
    text = f"Data in {folder}: {_mib(used)} used, {_mib(free)} free."
    if free < settings.min_free_disk:
        return Finding(Verdict.BAD, text, "Free some space, or lower MIN_FREE_DISK.")
    return Finding(Verdict.GOOD, text)


def _mib(size: int) -> str:
    return f"{size / 2**20:,.0f} MiB"


async def _services(settings: Settings) -> AsyncIterator[Finding]:
    async with httpx.AsyncClient(timeout=_PATIENCE) as http:
        yield await _backend(settings, http)
        if settings.telegram_bot_token is not None:
            yield await _telegram(settings, settings.telegram_bot_token, http)
        if settings.discord_bot_token is not None:
            yield await _discord(settings, settings.discord_bot_token, http)


async def _backend(settings: Settings, http: httpx.AsyncClient) -> Finding:
    choice = choose_backend(settings)
    where = f"Backend: {choice.url or 'the embedded studio'} ({choice.why})"
    if choice.kind is BackendKind.STUDIO and not studio_installed():
        return Finding(
            Verdict.BAD,
            f"{where}, but OpenCV and NumPy are missing.",
            "Install stillmotion[studio], or set NEMO_TOKEN to use the cloud.",
        )
    if choice.url is not None and settings.nemo_token is None:
        return await _cloud(choice.url, where, http)
    try:
        said = await reach_backend(settings)
    except StillmotionError as exc:
        return Finding(
            Verdict.BAD,
            f"{where}: {type(exc).__name__}.",
            "Check NEMO_TOKEN and NEMO_API_URL, and that this computer is online.",
        )
    return Finding(Verdict.GOOD, f"{where}: {said}.")


async def _cloud(url: str, where: str, http: httpx.AsyncClient) -> Finding:
    """Whether anything answers: an anonymous account is scarce, and not made just to look."""
    try:
        await http.get(url)
    except (httpx.HTTPError, httpx.InvalidURL):
        return Finding(
            Verdict.BAD, f"{where}: out of reach.", "Check the network, proxy and NEMO_API_URL."
        )
    return Finding(Verdict.GOOD, f"{where}: it answers.")


async def _telegram(settings: Settings, token: SecretStr, http: httpx.AsyncClient) -> Finding:
    base = settings.telegram_api_url or "https://api.telegram.org"
    try:
        answer = await http.get(f"{base}/bot{token.get_secret_value()}/getMe")
    except (httpx.HTTPError, httpx.InvalidURL):
        # the exception's text would have the address, and with it the token
        return Finding(
            Verdict.BAD, f"Telegram at {base} is out of reach.", "Check the network, proxy and URL."
        )
    if answer.is_success:
        return Finding(Verdict.GOOD, f"Telegram at {base} knows the bot.")
    return Finding(
        Verdict.BAD,
        f"Telegram refuses TELEGRAM_BOT_TOKEN (HTTP {answer.status_code}).",
        "Copy the token from @BotFather again.",
    )


async def _discord(settings: Settings, token: SecretStr, http: httpx.AsyncClient) -> Finding:
    base = settings.discord_api_url or "https://discord.com/api/v10"
    headers = {"Authorization": f"Bot {token.get_secret_value()}"}
    try:
        answer = await http.get(f"{base}/users/@me", headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL):
        return Finding(
            Verdict.BAD, f"Discord at {base} is out of reach.", "Check the network, proxy and URL."
        )
    if answer.is_success:
        return Finding(Verdict.GOOD, f"Discord at {base} knows the bot.")
    return Finding(
        Verdict.BAD,
        f"Discord refuses DISCORD_BOT_TOKEN (HTTP {answer.status_code}).",
        "Copy the token from the developer portal again.",
    )
