"""Foreign files are decoded in a process of their own, one per file."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import structlog

import core.errors
from core.errors import (
    DiskFull,
    MediaEmpty,
    MediaTooLarge,
    MediaUnreadable,
    MediaWorkerMissing,
    PictureTooBig,
    StillmotionError,
    UnsupportedMedia,
)
from core.media.facts import Prepared, VideoFacts
from core.media.files import MediaLimits, examine
from core.media.kinds import JPEG, PNG, MediaKind

_ROOT = Path(core.errors.__file__).parent.parent
_KEPT_ENVIRONMENT = ("LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "TMPDIR")
_ERRORS = {
    error.__name__: error
    for error in (
        DiskFull,
        MediaEmpty,
        MediaTooLarge,
        MediaUnreadable,
        PictureTooBig,
        UnsupportedMedia,
    )
}


class Preparer:
    """Prepares files off the event loop. Close it on shutdown.

    Each file gets a process that lives as long as its decoding takes and has nothing to lose: no
    tokens in its environment, bounded memory and time, and when a codec crashes on crafted bytes
    one file is refused and the bot goes on. Such a process starts in about 0.06 s (0.1 s
    with PyAV); threads would save that and share their crashes and their memory (a picture of
    120 megapixels takes 0.5 to 1.8 GB for a moment) with every chat.
    At most ``parallel`` of them run at once. One that can't be started, or dies before it looked at
    the file, says nothing of the file: MediaWorkerMissing.
    """

    def __init__(self, limits: MediaLimits | None = None, *, parallel: int = 2) -> None:
        self._limits = limits or MediaLimits()
        self._places = asyncio.Semaphore(parallel)
        self._running: set[asyncio.subprocess.Process] = set()
        self._spare: asyncio.subprocess.Process | None = None
        self._warming = asyncio.Lock()
        self._closed = False
        self._log = structlog.get_logger(__name__)

    async def warm(self) -> None:
        """Start a process for a file that is about to come; it waits for that one.

        One waits at a time, however often it is asked for. None where it can't be started: the file
        will tell.
        """
        async with self._warming:
            spare = self._spare
            if self._closed or (spare is not None and spare.returncode is None):
                return
            if spare is not None:
                self._running.discard(spare)
            try:
                self._spare = await self._start()
            except MediaWorkerMissing as exc:
                self._spare = None
                self._log.warning("no media worker started ahead", reason=str(exc))

    async def prepare(self, path: Path, name: str, *, dest: Path | None) -> Prepared:
        """Check a file and convert it where the backend would not take it.

        As ``core.media.prepare``, with the same errors; a decoder that crashes, takes too much
        memory or too long is MediaUnreadable too. Cancelling leaves no process and no file.

        Raises:
            MediaWorkerMissing: Nobody could look at it.
        """
        # what is no file, empty, too large or of no use needs no process to be refused
        await asyncio.to_thread(examine, path, name, self._limits)
        stem = uuid4().hex
        try:
            answer = await self._ask(
                {
                    "job": "prepare",
                    "path": str(path),
                    "name": name,
                    "dest": "" if dest is None else str(dest),
                    "stem": stem,
                }
            )
        except BaseException:
            for made in (JPEG, PNG):
                if dest is not None:
                    (dest / f"{stem}.{made.extension}").unlink(missing_ok=True)
            raise
        # where the file is was decided here: a worker gone bad can't have another one sent
        here = path
        if dest is not None and answer["converted"]:
            made = JPEG if answer["content_type"] == JPEG.content_type else PNG
            here = dest / f"{stem}.{made.extension}"
        answer |= {"path": here, "kind": MediaKind(answer["kind"])}
        return Prepared(**answer)

    async def video(self, path: Path, *, thumbnail: Path | None = None) -> VideoFacts:
        """Size and length of a finished video; a still of it goes to ``thumbnail``.

        Raises:
            MediaError, UnsupportedMedia, DiskFull: As ``core.media.probe_video``, ``thumbnail``.
            MediaWorkerMissing: Nobody could look at it.
        """
        still = "" if thumbnail is None else str(thumbnail)
        return VideoFacts(
            **await self._ask(
                {"job": "video", "path": str(path), "name": path.name, "still": still}
            )
        )

    async def aclose(self) -> None:
        """End what still runs; whoever waits for it gets MediaWorkerMissing."""
        self._closed = True
        for process in tuple(self._running):
            await self._end(process)

    async def _ask(self, request: dict[str, str]) -> dict[str, Any]:
        async with self._places:
            if self._closed:
                raise MediaWorkerMissing("shutting down")
            whole = request | {"limits": asdict(self._limits)}
            spare, self._spare = self._spare, None
            output, status = await self._run(spare or await self._start(), whole)
            if spare is not None and not output and status is not None:
                # it may have died while it waited, which is no fault of the file
                output, status = await self._run(await self._start(), whole)
        try:
            answer = cast("dict[str, Any]", json.loads(output))
        except ValueError as exc:
            self._log.warning("media worker gave no answer", status=status)
            if self._closed or (not output and status is not None):
                raise MediaWorkerMissing("it ended before it looked at the file") from exc
            raise MediaUnreadable("its decoder failed", name=request["name"]) from exc
        if "error" in answer:
            raise _error(answer)
        return answer

    async def _run(
        self, process: asyncio.subprocess.Process, request: Mapping[str, object]
    ) -> tuple[bytes, int | None]:
        """What the worker wrote, and its exit status (None: it was stopped for taking too long)."""
        try:
            async with asyncio.timeout(self._limits.max_seconds):
                output, _ = await process.communicate(json.dumps(request).encode())
        except TimeoutError:
            return b"", None
        finally:
            await self._end(process)
        return output, process.returncode

    async def _start(self) -> asyncio.subprocess.Process:
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "core.media.worker"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=_environment(),
            )
        except OSError as exc:  # too many processes or open files, no memory
            raise MediaWorkerMissing(exc.strerror or type(exc).__name__) from exc
        self._running.add(process)
        if self._closed:  # while it started
            await self._end(process)
        return process

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        with suppress(ProcessLookupError):  # it may have ended by itself
            process.kill()
        await process.wait()
        self._running.discard(process)


def _error(answer: dict[str, Any]) -> StillmotionError:
    attributes: dict[str, Any] = answer["attributes"]
    if "accepted" in attributes:  # JSON has no tuples
        attributes["accepted"] = tuple(attributes["accepted"])
    return _ERRORS[answer["error"]](answer["message"], **attributes)


def _environment() -> dict[str, str]:
    kept = {key: os.environ[key] for key in _KEPT_ENVIRONMENT if key in os.environ}
    paths = [str(_ROOT), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
