"""`stillmotion doctor`: is everything configured right and within reach?"""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TextIO

import httpx
from pydantic import SecretStr

from bots.app import reach_backend
from bots.checked_settings import checked_settings
from bots.installed import studio_installed
from bots.logs import set_up_logs
from bots.settings import (
    BackendKind,
    Settings,
    SettingsInvalid,
    choose_backend,
    suspicious_names,
)
from core.errors import StillmotionError

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

    set_up_logs("WARNING", "text")
    for name in suspicious_names(os.environ, env_file):
        tell(Finding(Verdict.WARNING, f"{name} is set but is no setting of Stillmotion."))
    try:
        settings = checked_settings(env_file)
    except SettingsInvalid as exc:
        for problem in exc.problems:
            tell(Finding(Verdict.BAD, problem, "Change it in .env or in the environment."))
        return 1
    return int(asyncio.run(_examine(settings, tell)))


async def _examine(settings: Settings, tell: Callable[[Finding], bool]) -> bool:
    bad = tell(Finding(Verdict.GOOD, "All settings are valid."))
    bad |= tell(_disk(settings))
    async for finding in _services(settings):
        bad |= tell(finding)
    return bad


def _disk(settings: Settings) -> Finding:
    folder = settings.data_dir.expanduser()
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not _writable(existing):
        return Finding(
            Verdict.BAD, f"DATA_DIR {folder} can't be written to.", "Choose another folder."
        )
    used = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    free = shutil.disk_usage(existing).free
    text = f"Data in {folder}: {_mib(used)} used, {_mib(free)} free."
    if free < settings.min_free_disk:
        return Finding(Verdict.BAD, text, "Free some space, or lower MIN_FREE_DISK.")
    return Finding(Verdict.GOOD, text)


def _writable(folder: Path) -> bool:
    """Tried, not looked up: permissions say nothing of /proc or a read-only disk, least to root."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError as exc:
        return exc.errno in {errno.ENOSPC, errno.EDQUOT}  # told by its free space


def _mib(size: int) -> str:
    return f"{size / 2**20:,.0f} MiB"


async def _services(settings: Settings) -> AsyncIterator[Finding]:
    try:
        client = httpx.AsyncClient(timeout=_PATIENCE)
    except (ImportError, ValueError, OSError):  # a SOCKS or malformed proxy, no such certificates
        yield Finding(
            Verdict.BAD,
            "The proxy or certificate settings of the environment can't be used.",
            "Look at HTTPS_PROXY, ALL_PROXY and SSL_CERT_FILE; SOCKS proxies are not supported.",
        )
        return
    async with client as http:
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
    request = http.build_request("GET", f"{base}/bot{token.get_secret_value()}/getMe")
    return await _bot("Telegram", base, "Copy TELEGRAM_BOT_TOKEN from @BotFather.", http, request)


async def _discord(settings: Settings, token: SecretStr, http: httpx.AsyncClient) -> Finding:
    base = settings.discord_api_url or "https://discord.com/api/v10"
    headers = {"Authorization": f"Bot {token.get_secret_value()}"}
    request = http.build_request("GET", f"{base}/users/@me", headers=headers)
    mend = "Copy DISCORD_BOT_TOKEN from the developer portal."
    return await _bot("Discord", base, mend, http, request)


async def _bot(
    place: str, base: str, mend: str, http: httpx.AsyncClient, request: httpx.Request
) -> Finding:
    """Whether a platform knows the bot. The request, and so its errors, may hold the token."""
    try:
        answer = await http.send(request)
    except httpx.HTTPError:
        return Finding(
            Verdict.BAD, f"{place} at {base} is out of reach.", "Check the network, proxy and URL."
        )
    if answer.is_success:
        return Finding(Verdict.GOOD, f"{place} at {base} knows the bot.")
    return Finding(Verdict.BAD, f"{place} refuses the token (HTTP {answer.status_code}).", mend)
