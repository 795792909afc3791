"""The embedded studio: run beside the program, or served by itself. Only this file starts it."""

from __future__ import annotations

import asyncio
import importlib.util
import random
import secrets
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bots.settings import Settings
from core.backend import Attribution, Backend, ConfiguredToken, Timing
from core.clock import SystemClock
from core.errors import StillmotionError, StudioMissing

if TYPE_CHECKING:
    from core.studio import Quirk


class SecretMissing(StillmotionError):
    """The studio would be open to everybody."""


@asynccontextmanager
async def embedded(
    settings: Settings, attribution: Attribution, folder: Path
) -> AsyncGenerator[Backend]:
    """The studio's client; the studio runs as long as it is open."""
    secret = SecretStr(secrets.token_urlsafe(32))
    rng = random.Random()  # noqa: S311 - spreads retries, guards nothing
    async with AsyncExitStack() as stack:
        url = await _studio(settings, secret, folder, stack)
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
        tell(address.url)
        await asyncio.Event().wait()


def quirks_of(settings: Settings) -> frozenset[Quirk]:
    """The backend's oddities that the studio shall show.

    Raises:
        core.studio.UnknownQuirk: a name is not one of them.
    """
    from core.studio import parse_quirks  # noqa: PLC0415 - as above

    return parse_quirks(",".join(settings.studio_quirks))


def studio_installed() -> bool:
    """Whether the studio's extra is there; finds the packages without importing them."""
    return all(importlib.util.find_spec(name) is not None for name in ("cv2", "numpy"))
