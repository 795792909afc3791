"""Exports: queued as they come, rendered in processes of their own, finished after a restart."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog

from core.errors import DiskFull
from core.studio.draft import DraftInvalid, from_draft, to_draft
from core.studio.output import output_spec, wanted
from core.studio.refusals import conflict, malformed, too_many, unknown
from core.studio.rendering import RenderedFile, RenderError, RenderJob
from core.studio.rendering.jobs import check_job, part_path
from core.studio.storage import Database, renders, sessions
from core.studio.storage.folders import Folders
from core.studio.storage.renders import RenderState, StoredRender
from core.tracing import where

if TYPE_CHECKING:
    from core.studio.config import Renderer, StudioConfig
    from core.studio.storage.accounts import Account
    from core.studio.timeline import Timeline
    from core.values import Json

_RETRY_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Order:
    """What a client asks to export. ``draft`` and ``output`` are foreign JSON values."""

    render_id: str
    session_id: str
    draft: Json
    output: Json


@dataclass(frozen=True, slots=True)
class Standing:
    """How an export stands now; ``progress`` 0–100."""

    render: StoredRender
    progress: float


class Renders:
    """The queue: one export at a time in a session, ``max_renders`` in all, in order."""

    def __init__(
        self, config: StudioConfig, database: Database, folders: Folders, renderer: Renderer
    ) -> None:
        self._config = config
        self._database = database
        self._folders = folders
        self._renderer = renderer
        self._waiting: list[StoredRender] = []
        self._active: dict[tuple[str, str], _Active] = {}
        self._unkept: dict[tuple[str, str], StoredRender] = {}  # ended, while the disk was full
        self._closing = False
        self._log = structlog.get_logger(__name__)

    async def submit(self, account: Account, order: Order) -> Standing:
        """Take an export. The same order under the same id again changes nothing.

        Raises:
            Refused: 1002; 422 for a draft or output that can't be made; 409 when the id means
                another export; 429 when too many wait.
            DiskFull: There is no room for a video.
        """
        timeline = _timeline_of(order.draft)
        output_spec(order.output, timeline)
        await self._folders.ensure_space()
        render = StoredRender(
            user_id=account.user_id,
            id=order.render_id,
            session_id=order.session_id,
            draft=json.dumps(to_draft(timeline), ensure_ascii=False),
            output=json.dumps(wanted(order.output)),
        )
        kept = await self._database.transact(lambda rows: self._keep(rows, render))
        if kept is render:
            self._waiting.append(render)
            self._pump()
        return self._standing(kept)

    def _keep(self, rows: sqlite3.Connection, render: StoredRender) -> StoredRender:
        now = self._config.clock.time()
        sessions.find(rows, render.session_id, render.user_id, now)
        known = renders.find(rows, *render.key)
        if known is not None:
            same = (render.session_id, render.draft, render.output)
            if (known.session_id, known.draft, known.output) != same:
                raise conflict("this render id belongs to another export")
            return known
        try:
            check_job(self._job(rows, render, Path()))
        except RenderError as exc:
            raise malformed(exc.reason) from exc
        if len(self._waiting) >= self._config.limits.renders_waiting:
            raise too_many("too many exports are waiting", _RETRY_S)
        renders.add(rows, render, now, self._config.limits)
        sessions.touch(rows, render.session_id, now)
        return render

    def _job(self, rows: sqlite3.Connection, render: StoredRender, output: Path) -> RenderJob:
        timeline = from_draft(json.loads(render.draft))
        held = sessions.media_of(rows, render.session_id)
        return RenderJob(
            timeline=timeline,
            media={file.id: self._folders.media / file.file for file in held},
            output=output,
            spec=output_spec(json.loads(render.output), timeline),
        )

    async def status(self, user_id: str, render_id: str) -> Standing:
        """How an export stands.

        Raises:
            Refused: 404.
        """
        render = await self._database.transact(lambda rows: renders.find(rows, user_id, render_id))
        if render is None:
            raise unknown("render")
        return self._standing(render)

    def _standing(self, kept: StoredRender) -> Standing:
        render = self._unkept.get(kept.key, kept)
        active = self._active.get(render.key)
        if render.state is RenderState.COMPLETED:
            return Standing(render, 100.0)
        return Standing(render, 0.0 if active is None else round(active.fraction * 100, 1))

    async def cancel(self, user_id: str, render_id: str) -> Standing:
        """Stop an export; its file is gone when this returns. A finished one stays.

        Raises:
            Refused: 404.
        """
        standing = await self.status(user_id, render_id)
        key = standing.render.key
        active = self._active.get(key)
        if active is not None:
            active.task.cancel()
            await asyncio.wait({active.task})
        self._waiting = [one for one in self._waiting if one.key != key]
        after = await self.status(user_id, render_id)
        if not after.render.state.is_final:  # it had not begun
            await self._end(replace(after.render, state=RenderState.CANCELLED))
        return await self.status(user_id, render_id)

    async def file(self, user_id: str, render_id: str) -> Path:
        """The finished video of an export.

        Raises:
            Refused: 404; 409 while there is no file.
        """
        render = (await self.status(user_id, render_id)).render
        if render.file is None:
            raise conflict("there is no file: the export is not completed")
        return self._folders.renders / render.file

    async def resume(self) -> int:
        """Queue again what the last run of the studio did not finish; answers how many."""
        self._waiting += await self._database.transact(renders.unfinished)
        waiting = len(self._waiting)
        self._pump()
        return waiting

    async def sweep(self) -> None:
        """Remove files that no row points to any more; then write what had no room before.

        The order matters: what is listed and no longer being made has its row by then.

        Raises:
            DiskFull: There is still no room.
        """
        found = await self._folders.listed(self._folders.renders)
        making = {active.output for active in self._active.values()}
        wanted = making | await self._database.transact(renders.files_in_use)
        wanted |= {part_path(Path(name)).name for name in making}
        await self._folders.remove([path for path in found if path.name not in wanted])
        for render in tuple(self._unkept.values()):
            await self._keep_end(render)

    async def aclose(self) -> None:
        """Stop rendering. What is not finished stays so in the rows, for the next start."""
        self._closing = True
        tasks = {active.task for active in self._active.values()}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        await self._renderer.aclose()

    def _pump(self) -> None:
        """Start what may start, in order."""
        for render in list(self._waiting):
            if self._closing or len(self._active) >= self._config.max_renders:
                return
            if any(active.session_id == render.session_id for active in self._active.values()):
                continue
            self._waiting.remove(render)
            output = self._folders.new_render()
            task = asyncio.create_task(self._run(render, output), name=f"render {render.id}")
            self._active[render.key] = _Active(render.session_id, output.name, task)
            task.add_done_callback(lambda _, key=render.key: self._ended(key))

    def _ended(self, key: tuple[str, str]) -> None:
        self._active.pop(key, None)
        self._pump()

    async def _run(self, render: StoredRender, output: Path) -> None:
        try:
            await self._save(replace(render, state=RenderState.PROCESSING))
            await self._save(await self._made(render, output))
        except asyncio.CancelledError:
            if not self._closing:
                await self._end(replace(render, state=RenderState.CANCELLED), output)
            raise
        except Exception as exc:  # noqa: BLE001 - whatever breaks ends one export only
            reason = self._reason(render, exc)
            await self._end(replace(render, state=RenderState.FAILED, reason=reason), output)

    async def _made(self, render: StoredRender, output: Path) -> StoredRender:
        job = await self._database.transact(lambda rows: self._job(rows, render, output))
        made = await self._renderer.render(job, lambda part: self._progress(render, part))
        await self._folders.run(lambda: _settle(made.path))
        return _completed(render, made)

    def _reason(self, render: StoredRender, problem: Exception) -> str:
        match problem:
            case RenderError():
                return problem.reason
            case DiskFull():
                return "the studio's disk is full"
            case _:
                name = type(problem).__name__
                self._log.error("render failed", render=render.id, error=name, where=where(problem))
                return "the studio could not make this video"

    async def _end(self, render: StoredRender, *files: Path) -> None:
        """Keep that there will be no video: in the rows, or here until they can be written."""
        try:
            try:
                await self._folders.remove(files)
            finally:  # only now may anybody read that it is over
                self._unkept[render.key] = render
            await self._keep_end(render)
        except (DiskFull, OSError, sqlite3.Error) as exc:
            self._log.error("render not kept", render=render.id, error=type(exc).__name__)

    async def _keep_end(self, render: StoredRender) -> None:
        await self._save(render)
        self._unkept.pop(render.key, None)

    def _progress(self, render: StoredRender, fraction: float) -> None:
        active = self._active.get(render.key)
        if active is not None:
            active.fraction = max(active.fraction, min(fraction, 1.0))

    async def _save(self, render: StoredRender) -> None:
        await self._database.transact(lambda rows: renders.save(rows, render))


@dataclass(slots=True)
class _Active:
    """An export that is being rendered; ``output`` is its file's name, ``fraction`` 0–1."""

    session_id: str
    output: str
    task: asyncio.Task[None]
    fraction: float = 0.0


def _completed(render: StoredRender, made: RenderedFile) -> StoredRender:
    return replace(
        render,
        state=RenderState.COMPLETED,
        file=made.path.name,
        width=made.width,
        height=made.height,
        duration_s=made.duration_s,
        size=made.size,
    )


def _timeline_of(draft: Json) -> Timeline:
    try:
        return from_draft(draft)
    except DraftInvalid as exc:
        raise malformed(f"draft {exc}") from exc


def _settle(path: Path) -> None:
    """A finished video is on the disk before its row says so."""
    for target, flags in ((path, os.O_RDONLY), (path.parent, os.O_RDONLY | os.O_DIRECTORY)):
        handle = os.open(target, flags)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
