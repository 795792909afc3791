"""The embedded studio: run beside the program, or served by itself. Only this file starts it."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bots.checked_settings import quirks_of
from bots.garbage import collect_garbage
from bots.installed import studio_installed
from bots.rendering import render_pool
from bots.settings import Settings
from core.backend import Attribution, Backend, ConfiguredToken, Timing
from core.clock import SystemClock
from core.errors import StillmotionError, StudioMissing

if TYPE_CHECKING:
    from core.studio.rendering import RenderPool


class SecretMissing(StillmotionError):
    """The studio would be open to everybody."""


@asynccontextmanager
async def embedded(
    settings: Settings, attribution: Attribution, folder: Path, pool: RenderPool | None = None
) -> AsyncGenerator[Backend]:
    """The studio's client; the studio runs, and has the pool, as long as it is open."""
    secret = SecretStr(secrets.token_urlsafe(32))
    rng = random.Random()  # noqa: S311 - spreads retries, guards nothing
    async with AsyncExitStack() as stack:
        url = await _studio(settings, secret, folder, pool, stack)
        backend = Backend(
            url,
            ConfiguredToken(secret),
            attribution,
            clock=SystemClock(),
            random=rng,
            trust_env=False,
            timing=_loopback_timing(settings),
        )
        stack.push_async_callback(backend.aclose)
        yield backend


def _loopback_timing(settings: Settings) -> Timing:
    """A look at the studio costs nothing, and its state never lags unless a quirk makes it."""
    timing = Timing(render_floor=0.15)
    return timing if settings.studio_quirks else replace(timing, settle=(), second_stage=())


async def _studio(
    settings: Settings,
    secret: SecretStr,
    folder: Path,
    pool: RenderPool | None,
    stack: AsyncExitStack,
) -> str:
    """Run the studio for this process alone, until the stack closes; its address."""
    if not studio_installed():
        raise StudioMissing
    if pool is None:
        pool = await stack.enter_async_context(render_pool(settings))
    from core.studio import StudioConfig, serve  # noqa: PLC0415 - loads beside that process

    config = StudioConfig(
        renderer=lambda: pool,
        data_dir=folder,
        secret=secret,
        public_url=settings.studio_public_url,
        credits=settings.studio_credits,
        quirks=quirks_of(settings),
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
        quirks=quirks_of(settings),
        max_renders=settings.max_renders,
        keep_days=settings.keep_days,
        min_free_disk=settings.min_free_disk,
    )
    async with serve(config) as address:
        collect_garbage()
        tell(address.url)
        await asyncio.Event().wait()
