"""Prepares files in the test's own process: the same work, without a process for each file."""

import asyncio
from pathlib import Path

from core.media import Prepared, Preparer, VideoFacts, prepare, probe_video, thumbnail


class DirectPreparer(Preparer):
    """For tests that are about conversations, with files that harm nobody."""

    async def warm(self) -> None:
        pass

    async def prepare(self, path: Path, name: str, *, dest: Path | None) -> Prepared:
        return await asyncio.to_thread(prepare, path, name, dest=dest)

    async def video(self, path: Path, *, thumbnail: Path | None = None) -> VideoFacts:
        return await asyncio.to_thread(_video, path, thumbnail)


def _video(path: Path, still: Path | None) -> VideoFacts:
    facts = probe_video(path)
    if still is not None:
        thumbnail(path, still)
    return facts
