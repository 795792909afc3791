"""Puts the studio together and gives it its addresses."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Final

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from core.errors import StillmotionError
from core.folder_lock import held
from core.locales import load_texts
from core.studio.agent_turns import Turns
from core.studio.claim import Claims
from core.studio.endpoints import ROUTES, FrontDoor, Studio, no_such_address
from core.studio.fetching import Fetcher
from core.studio.links import Links
from core.studio.rendering import RenderPool
from core.studio.renders import Renders
from core.studio.storage import Database, sessions, settings
from core.studio.storage.folders import Folders
from core.studio.uploads import Uploads

if TYPE_CHECKING:
    from core.studio.config import Renderer, StudioConfig

_TIDY_S: Final = 3_600.0
_DAY_S: Final = 86_400.0


def create_app(config: StudioConfig) -> Starlette:
    """The studio as an ASGI app; its lifespan opens and closes everything.

    Raises (from the lifespan):
        DataDirBusy, DataDirUnusable: The folder is not ours to write.
        DatabaseTooNew, DatabaseDamaged: Its rows can't be read.
        DiskFull: There is no room to begin.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        async with open_studio(config) as studio:
            app.state.studio = studio
            yield

    app = Starlette(
        routes=ROUTES,
        lifespan=lifespan,
        middleware=[Middleware(FrontDoor, config=config)],
        exception_handlers={HTTPException: no_such_address},
    )
    app.router.redirect_slashes = False  # a client that follows would send its body twice
    return app


@asynccontextmanager
async def open_studio(config: StudioConfig) -> AsyncGenerator[Studio]:
    """Everything behind the addresses: opened, resumed, and closed in the end."""
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(held(config.data_dir, "studio.lock"))
        folders = Folders(config.data_dir, min_free=config.min_free_disk)
        stack.push_async_callback(folders.aclose)
        await folders.open()
        database = Database(config.data_dir / "studio.sqlite3")
        stack.push_async_callback(database.aclose)
        await database.open()
        key = await database.transact(
            lambda rows: settings.kept(rows, "link-key", lambda: secrets.token_bytes(32))
        )
        texts = load_texts()
        studio = Studio(
            config=config,
            database=database,
            folders=folders,
            links=Links(key, config.limits.link_s),
            fetcher=Fetcher(config.guard, folders, config.limits),
            uploads=Uploads(database, folders, config.limits, config.clock),
            turns=Turns(config, database, texts),
            renders=Renders(config, database, folders, _renderer(config)),
            claims=Claims(config, database),
            texts=texts,
        )
        stack.push_async_callback(studio.uploads.aclose)
        stack.push_async_callback(studio.turns.aclose)
        stack.push_async_callback(studio.renders.aclose)
        await _tidy(studio)
        await studio.turns.resume()
        await studio.renders.resume()
        tidying = asyncio.create_task(_keep_tidy(studio))
        try:
            yield studio
        finally:
            tidying.cancel()
            await asyncio.wait({tidying})


def _renderer(config: StudioConfig) -> Renderer:
    if config.renderer is not None:
        return config.renderer()
    return RenderPool(workers=config.max_renders)


async def _keep_tidy(studio: Studio) -> None:
    while True:
        await studio.config.clock.sleep(_TIDY_S)
        await _tidy(studio)


async def _tidy(studio: Studio) -> None:
    """Forget what is too old, and remove files that nothing points to; never fails.

    Forgetting needs some space itself: a disk that is full is no reason not to start, nor not to
    sweep.
    """
    for work in (partial(_forget_old, studio), studio.uploads.sweep, studio.renders.sweep):
        try:
            await work()
        except (StillmotionError, OSError, sqlite3.Error) as exc:
            structlog.get_logger(__name__).warning("not tidied", error=type(exc).__name__)


async def _forget_old(studio: Studio) -> None:
    now = studio.config.clock.time()
    before = now - studio.config.keep_days * _DAY_S
    await studio.database.transact(lambda rows: sessions.forget_old(rows, before, now))
