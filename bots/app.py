"""Composition root: from settings to a running backend, engine and place of conversation."""

from __future__ import annotations

import asyncio
import importlib.util
import random
import secrets
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from pydantic import SecretStr

from bots.scratch import scratch_folder
from bots.settings import Settings, SettingsInvalid, choose_backend, load_settings
from bots.terminal import CHAT, TerminalSurface
from core.backend import (
    AnonymousToken,
    Attribution,
    Backend,
    ConfiguredToken,
    Credentials,
    Timing,
    skill_platform,
)
from core.clock import SystemClock
from core.conversation import Attachment, Author, Engine, Incoming, MessageRef
from core.errors import StillmotionError, StudioMissing
from core.locales import load_texts
from core.media import Preparer
from core.skills import Skill, SkillsInvalid, load_skills

if TYPE_CHECKING:
    from core.studio import Quirk


class SecretMissing(StillmotionError):
    """The studio would be open to everybody."""


@dataclass(frozen=True, slots=True)
class Request:
    """What `stillmotion animate` was asked for."""

    prompt: str
    attachments: tuple[Attachment, ...]
    links: tuple[str, ...]
    skill: Skill
    locale: str | None


async def animate(settings: Settings, request: Request, surface: TerminalSurface) -> None:
    """Hold one conversation turn; what comes of it shows on the surface.

    Raises:
        StudioMissing: there is nothing that could make a video.
        CancelledError: after the backend was told.
    """
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(scratch_folder())
        preparer = Preparer()
        stack.push_async_callback(preparer.aclose)
        await preparer.warm()  # starts beside the backend
        backend = await stack.enter_async_context(
            _backend(settings, _attribution(settings, request.skill), folder)
        )
        engine = Engine(
            backend=backend,
            preparer=preparer,
            texts=load_texts(),
            skill=request.skill,
            web_url=settings.nemo_web_url,
            folder=folder / "turns",
            clock=SystemClock(),
            new_id=lambda: secrets.token_hex(8),
        )
        incoming = Incoming(
            chat=CHAT,
            author=Author("terminal", "terminal", may_manage=True),
            message=MessageRef(CHAT, "1"),
            text=request.prompt,
            attachments=request.attachments,
            links=request.links,
            locale=request.locale,
        )
        await engine.take(incoming, surface)


@asynccontextmanager
async def _backend(
    settings: Settings, attribution: Attribution, folder: Path
) -> AsyncGenerator[Backend]:
    """The chosen backend's client; the embedded studio runs as long as it is open."""
    choice = choose_backend(settings)
    structlog.get_logger(__name__).info("backend", kind=choice.kind.value, why=choice.why)
    clock = SystemClock()
    rng = random.Random()  # noqa: S311 - spreads retries, guards nothing
    async with AsyncExitStack() as stack:
        if choice.url is None:
            secret = SecretStr(secrets.token_urlsafe(32))
            url = await _studio(settings, secret, folder / "studio", stack)
            backend = Backend(
                url,
                ConfiguredToken(secret),
                attribution,
                clock=clock,
                random=rng,
                trust_env=False,
                timing=_loopback_timing(settings),
            )
        else:
            backend = Backend(
                choice.url, _credentials(settings), attribution, clock=clock, random=rng
            )
        stack.push_async_callback(backend.aclose)
        yield backend


def _loopback_timing(settings: Settings) -> Timing:
    """A look at the studio costs nothing, and its state never lags unless a quirk makes it."""
    timing = Timing(render_floor=0.15)
    return timing if settings.studio_quirks else replace(timing, settle=(), second_stage=())


def _attribution(settings: Settings, skill: Skill) -> Attribution:
    platform = settings.skill_source or skill_platform(Path(__file__))
    return Attribution(skill.name, skill.version, platform)


def _credentials(settings: Settings) -> Credentials:
    if settings.nemo_token is not None:
        return ConfiguredToken(settings.nemo_token)
    return AnonymousToken(
        settings.data_dir.expanduser() / "credentials.json",
        clock=SystemClock(),
        client_id=settings.nemo_client_id,
    )


async def _studio(
    settings: Settings, secret: SecretStr, folder: Path, stack: AsyncExitStack
) -> str:
    """Run the studio for this process alone, until the stack closes; its address."""
    if not studio_installed():
        raise StudioMissing
    # the one place that starts the studio; a bot on the cloud never loads it
    from core.studio.rendering import RenderPool  # noqa: PLC0415

    pool = RenderPool(workers=settings.max_renders)
    stack.push_async_callback(pool.aclose)  # also when it ends before the studio could take it
    await pool.warm()  # a render process takes as long to start as all that comes before it
    from core.studio import StudioConfig, serve  # noqa: PLC0415 - loads beside that process

    config = StudioConfig(
        renderer=lambda: pool,
        data_dir=folder,
        secret=secret,
        public_url=settings.studio_public_url,
        credits=settings.studio_credits,
        quirks=_quirks(settings),
        max_renders=settings.max_renders,
        min_free_disk=settings.min_free_disk,
    )
    return (await stack.enter_async_context(serve(config))).url


async def serve_studio(
    settings: Settings, host: str, port: int, tell: Callable[[str], None]
) -> None:
    """Run the studio as a server of its own until cancelled; ``tell`` gets its address.

    Raises:
        StudioMissing: its extra is not installed.
        SecretMissing: others could come in without one.
    """
    if not studio_installed():
        raise StudioMissing
    from core.studio import StudioConfig, is_loopback, serve  # noqa: PLC0415 - as above

    if settings.nemo_token is None and not is_loopback(host):
        raise SecretMissing(
            f"listening on {host} lets others in, so it wants a secret: set NEMO_TOKEN here and "
            "where it is used"
        )
    config = StudioConfig(
        data_dir=settings.data_dir.expanduser() / "studio",
        secret=settings.nemo_token,
        host=host,
        port=port,
        public_url=settings.studio_public_url,
        credits=settings.studio_credits,
        quirks=_quirks(settings),
        max_renders=settings.max_renders,
        keep_days=settings.keep_days,
        min_free_disk=settings.min_free_disk,
    )
    async with serve(config) as address:
        tell(address.url)
        await asyncio.Event().wait()


def _quirks(settings: Settings) -> frozenset[Quirk]:
    from core.studio import parse_quirks  # noqa: PLC0415 - as above

    return parse_quirks(",".join(settings.studio_quirks))


async def reach_backend(settings: Settings) -> str:
    """Make sure that the chosen backend answers; what it said, in a few words.

    Raises:
        BackendError: it is out of reach or refuses the token.
        StudioMissing: the studio is chosen and not installed.
    """
    skill = next(iter(load_skills().values()))  # any will do to look at a balance
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(scratch_folder())
        backend = await stack.enter_async_context(
            _backend(settings, _attribution(settings, skill), folder)
        )
        balance = await backend.credits()
        return f"it answers, {balance.available:g} credits left"


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
    from core.studio import UnknownQuirk  # noqa: PLC0415 - as above

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
        _quirks(settings)
    except UnknownQuirk as exc:
        found.append(f"STUDIO_QUIRKS: {exc}.")
    return tuple(found)


def studio_installed() -> bool:
    """Whether the studio's extra is there; finds the packages without importing them."""
    return all(importlib.util.find_spec(name) is not None for name in ("cv2", "numpy"))
