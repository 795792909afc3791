"""Composition root: from settings to a running backend, engine and place of conversation."""

from __future__ import annotations

import asyncio
import math
import random
import secrets
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import structlog

from bots.backends import Opener, ProgramBackends
from bots.embedded import embedded
from bots.garbage import collect_garbage
from bots.installed import studio_installed
from bots.scratch import scratch_folder
from bots.settings import Settings, choose_backend
from bots.terminal import CHAT, Request, TerminalSurface
from core.backend import (
    AnonymousToken,
    Attribution,
    Backend,
    ConfiguredToken,
    Credentials,
    skill_platform,
)
from core.clock import SystemClock
from core.conversation import (
    CLOUD,
    STUDIO,
    Author,
    Engine,
    Incoming,
    Left,
    MessageRef,
    Policy,
    Room,
)
from core.folder_lock import held
from core.locales import load_texts
from core.media import MediaFiles, Preparer, Retention
from core.skills import load_skills
from core.store import ChatRecord, Store, open_store

T = TypeVar("T")

if TYPE_CHECKING:
    from core.studio.rendering import RenderPool

_DATABASE: Final = "stillmotion.sqlite3"


async def animate(
    settings: Settings,
    request: Request,
    surface: TerminalSurface,
    pool: RenderPool | None = None,
) -> None:
    """Hold one conversation turn; what comes of it shows on the surface.

    Args:
        settings: The program's.
        request: What was asked for.
        surface: Where it shows.
        pool: The studio's render processes, where they were started ahead.

    Raises:
        StudioMissing: there is nothing that could make a video.
        CancelledError: after the backend was told.
    """
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(scratch_folder())
        preparer = await stack.enter_async_context(_preparer())
        await preparer.warm()  # starts beside the backend
        backends = await stack.enter_async_context(_backends(settings, folder, pool))
        opening = backends.of(backends.default, request.skill)
        opened = await stack.enter_async_context(_beside(opening, "backend"))
        store = await stack.enter_async_context(open_store(folder / _DATABASE))
        await opened
        collect_garbage()
        me = Author("terminal", "terminal", may_manage=True)
        policy = replace(
            _policy(settings),
            admins=frozenset({f"{CHAT.platform}:{me.id}"}),
            notify_after=math.inf,
            patience=2,  # whoever waits at a terminal tries again sooner than they wait
        )
        room = _room(folder, store, backends, preparer, policy)
        room = replace(room, places={CHAT.platform: surface})
        engine = Engine(room)
        await stack.enter_async_context(_running(engine))
        # the one who typed the command needs no greeting
        chosen = ChatRecord(str(CHAT), skill=request.skill.name, greeted=True)
        await store.write(lambda tx: tx.chats.put(chosen))
        incoming = Incoming(
            chat=CHAT,
            author=me,
            message=MessageRef(CHAT, "1"),
            text=request.prompt,
            attachments=request.attachments,
            links=request.links,
            locale=request.locale,
        )
        try:
            await engine.hear(incoming)
            await engine.idle(CHAT)
        except asyncio.CancelledError:
            await asyncio.shield(_give_up(engine))
            raise


async def _give_up(engine: Engine) -> None:
    """Stop all that the command has begun, at the backend too."""
    await engine.hear(Left(CHAT))
    await engine.idle(CHAT)


async def demo(settings: Settings, *, host: str, port: int, tell: Callable[[str], None]) -> None:
    """Serve the web chat until cancelled; ``tell`` gets the address to open.

    Raises:
        DataDirBusy, DataDirUnusable: another process works in ``DATA_DIR``, or it can't be used.
        StoreTooNew, StoreUnusable: the database there can't be used.
        AddressTaken: it can't listen there.
    """
    # the page's server is nothing that `animate` needs
    from bots.web.access import Access  # noqa: PLC0415
    from bots.web.app import Web  # noqa: PLC0415
    from bots.web.feed import Feed  # noqa: PLC0415
    from bots.web.server import access_token, run_web  # noqa: PLC0415
    from bots.web.surface import PLATFORM, WebSurface  # noqa: PLC0415

    data = settings.data_dir.expanduser()
    async with AsyncExitStack() as stack:
        stack.enter_context(held(data, "stillmotion.lock", "stillmotion demo"))
        preparer = await stack.enter_async_context(_preparer())
        backends = await stack.enter_async_context(_backends(settings, data))
        store = await stack.enter_async_context(open_store(data / _DATABASE))
        room = _room(data, store, backends, preparer, _policy(settings))
        surface = WebSurface(
            store=store, library=room.library, feed=Feed(), clock=room.clock, new_id=room.new_id
        )
        room = replace(room, places={PLATFORM: surface})
        engine = Engine(room)
        await stack.enter_async_context(_running(engine))
        retention = Retention(
            store, room.library, clock=room.clock, keep_days=settings.keep_days, work=room.folder
        )
        await stack.enter_async_context(_beside(retention.run(), "retention"))
        access = Access(host=host, token=access_token(host))
        web = Web(
            engine=engine,
            surface=surface,
            texts=room.texts,
            skill=room.skill(None),
            access=access,
            clock=room.clock,
            folder=data / "arriving",
            may_manage=access.token is None,  # else it is not only the operator's own page
            min_free_disk=settings.min_free_disk,
        )
        collect_garbage()
        await run_web(web, port=port, tell=tell)


def _room(
    folder: Path, store: Store, backends: ProgramBackends, preparer: Preparer, policy: Policy
) -> Room:
    """What the conversations share; its places are still to come."""
    clock = SystemClock()
    return Room(
        store=store,
        backends=backends,
        preparer=preparer,
        library=MediaFiles(folder / "media", store, clock=clock),
        texts=load_texts(),
        skills=load_skills(),
        places={},
        policy=policy,
        clock=clock,
        new_id=lambda: secrets.token_hex(8),
        rng=random.Random(),  # noqa: S311 - spreads retries, guards nothing
        folder=folder / "turns",
    )


def _policy(settings: Settings) -> Policy:
    return Policy(
        default_skill=settings.default_skill,
        open_to_all=settings.access == "open",
        allowed=frozenset(settings.allowed),
        admins=frozenset(settings.admins),
        hidden_skills=frozenset(settings.hidden_skills),
        user_daily=settings.user_daily,
        chat_daily=settings.chat_daily,
        queue_per_chat=settings.queue_per_chat,
        most_turns=settings.max_turns,
        notify_after=settings.notify_after,
        min_free_disk=settings.min_free_disk,
    )


@asynccontextmanager
async def _preparer() -> AsyncGenerator[Preparer]:
    preparer = Preparer()
    try:
        yield preparer
    finally:
        await preparer.aclose()


@asynccontextmanager
async def _running(engine: Engine) -> AsyncGenerator[None]:
    """Have the engine work; in the end short steps finish, the rest waits for the next start."""
    async with _beside(engine.run(), "engine"):
        try:
            yield
        finally:
            await engine.stop()


@asynccontextmanager
async def _backends(
    settings: Settings, folder: Path, pool: RenderPool | None = None
) -> AsyncGenerator[ProgramBackends]:
    """The backends that these settings allow; the studio keeps its files in ``folder``."""
    choice = choose_backend(settings)
    structlog.get_logger(__name__).info("backend", kind=choice.kind.value, why=choice.why)
    openers: dict[str, Opener] = {}
    if studio_installed():
        openers[STUDIO] = lambda attribution: embedded(
            settings, attribution, folder / "studio", pool
        )
    if choice.url is not None:
        url = choice.url
        openers[CLOUD] = lambda attribution: _remote(settings, attribution, url)
    default = STUDIO if choice.url is None else CLOUD
    backends = ProgramBackends(
        openers,
        default=default,
        platform=settings.skill_source or skill_platform(Path(__file__)),
        web_url=settings.nemo_web_url,
    )
    try:
        yield backends
    finally:
        await backends.aclose()


@asynccontextmanager
async def _remote(
    settings: Settings, attribution: Attribution, url: str
) -> AsyncGenerator[Backend]:
    rng = random.Random()  # noqa: S311 - spreads retries, guards nothing
    backend = Backend(url, _credentials(settings), attribution, clock=SystemClock(), random=rng)
    try:
        yield backend
    finally:
        await backend.aclose()


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, T], name: str) -> AsyncGenerator[asyncio.Task[T]]:
    """Have it run for as long as this is open."""
    task = asyncio.create_task(work, name=name)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _credentials(settings: Settings) -> Credentials:
    if settings.nemo_token is not None:
        return ConfiguredToken(settings.nemo_token)
    return AnonymousToken(
        settings.data_dir.expanduser() / "credentials.json",
        clock=SystemClock(),
        client_id=settings.nemo_client_id,
    )


async def reach_backend(settings: Settings) -> str:
    """Make sure that the chosen backend answers; what it said, in a few words.

    Raises:
        BackendError: it is out of reach or refuses the token.
        StudioMissing: the studio is chosen and not installed.
    """
    skill = next(iter(load_skills().values()))  # any will do to look at a balance
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(scratch_folder())
        backends = await stack.enter_async_context(_backends(settings, folder))
        backend = await backends.of(backends.default, skill)
        balance = await backend.credits()
        return f"it answers, {balance.available:g} credits left"
