"""Lets what is old go: rows first, then the files that nobody needs any more."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import structlog

from core.clock import Clock
from core.media.library import MediaFiles
from core.store import Store
from core.tracing import where

_DAY_S = 86_400.0
_PAUSE_S = 3600.0


class Retention:
    """Ages out rows and files, each hour.

    Unfinished turns, and what belongs to them, are never touched. Killed at any moment it leaves
    only what its next run removes.

    Args:
        store: The rows.
        library: The files.
        work: Has a folder for each unfinished turn, named by its id.
        keep_days: Of what is done with.
        clock: Time.
    """

    def __init__(
        self, store: Store, library: MediaFiles, work: Path, *, keep_days: float, clock: Clock
    ) -> None:
        self._store = store
        self._library = library
        self._work = work
        self._keep_s = keep_days * _DAY_S
        self._clock = clock
        self._log = structlog.get_logger(__name__)

    async def run(self) -> None:
        """Tidy up now and each hour, until cancelled."""
        while True:
            try:
                await self.tidy()
            except Exception as exc:  # noqa: BLE001 - it may work in an hour, and nobody waits for it
                self._log.warning("not tidied up", error=type(exc).__name__, where=where(exc))
            await self._clock.sleep(_PAUSE_S)

    async def tidy(self) -> None:
        """Remove what is old, what nobody uses, and what killed processes left.

        Raises:
            DiskFull, StoreUnusable: The store failed.
        """
        rows = await self._store.age_out(self._clock.time() - self._keep_s)
        files = await self._library.sweep()
        folders = await self._remove_left_work()
        if rows or files or folders:
            self._log.info("tidied up", rows=rows, files=files, folders=folders)

    async def _remove_left_work(self) -> int:
        # a turn's row is there before its folder: what is listed now and has none later is left
        folders = await asyncio.to_thread(_folders, self._work)
        unfinished = await self._store.read(lambda tx: tx.turns.unfinished())
        left = [folder for folder in folders if folder.name not in unfinished]
        for folder in left:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        return len(left)


def _folders(work: Path) -> list[Path]:
    return [entry for entry in work.iterdir() if entry.is_dir()] if work.is_dir() else []
