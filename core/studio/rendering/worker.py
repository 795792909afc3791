"""The program of a render process: jobs come on standard input, events go to standard output.

A job is a pickle with its length in front; it comes from the process that started this one, over a
pipe nobody else holds. Events are JSON lines, never pickles: this process decodes foreign
files, so what it says must not be able to run anything in the server.

It never outlives its parent: the kernel signals the parent's death (Linux), and the end of
standard input means the same everywhere. Either way the unfinished file is removed first.
"""

from __future__ import annotations

import ctypes
import json
import os
import pickle
import queue
import signal
import struct
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

from core.studio.rendering.jobs import RenderError, RenderJob, part_path
from core.tracing import where

LENGTH: Final = struct.Struct("<I")

_PR_SET_PDEATHSIG: Final = 1
_PROGRESS_STEP: Final = 0.01


class _Leaving:
    """Ends the process when its parent is gone, without leaving a part of a file behind."""

    def __init__(self) -> None:
        self.part: Path | None = None

    def __call__(self, *_signal: object) -> None:
        part = self.part
        if part is not None:
            part.unlink(missing_ok=True)
        os._exit(0)


def main() -> None:
    """Serve jobs until standard input ends."""
    leaving = _Leaving()
    _die_with(int(sys.argv[1]), leaving)
    events = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not look like an event
    jobs: queue.SimpleQueue[RenderJob] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(sys.stdin.buffer, jobs, leaving), daemon=True).start()
    try:
        # imported here: OpenCV and PyAV take a while, and a failure must reach the server
        from core.studio.rendering.render import write  # noqa: PLC0415
    except ImportError as exc:
        _send(events, {"failed": f"the renderer can't start: {exc}"})
        return
    try:
        while True:
            _serve(jobs.get(), write, events, leaving)
    except BrokenPipeError:  # nobody listens any more
        leaving()


def _serve(
    job: RenderJob,
    write: Callable[[RenderJob, Path, Callable[[float], None]], object],
    events: BinaryIO,
    leaving: _Leaving,
) -> None:
    told = 0.0

    def on_progress(fraction: float) -> None:
        nonlocal told
        if fraction - told >= _PROGRESS_STEP:
            told = fraction
            _send(events, {"progress": fraction})

    leaving.part = part_path(job.output)
    try:
        write(job, leaving.part, on_progress)
    except RenderError as exc:
        _send(events, {"failed": exc.reason})
    except BrokenPipeError:
        raise
    except Exception as exc:  # noqa: BLE001  # the boundary of the process: the server logs it
        # no text of it, which may name a file or quote a title
        _send(events, {"broken": type(exc).__name__, "where": where(exc)})
    else:
        _send(events, {"done": True})
    leaving.part = None


def _send(events: BinaryIO, event: dict[str, object]) -> None:
    events.write(json.dumps(event).encode() + b"\n")
    events.flush()


def _read(
    source: BinaryIO, jobs: queue.SimpleQueue[RenderJob], leaving: Callable[[], None]
) -> None:
    try:
        while head := source.read(LENGTH.size):
            jobs.put(pickle.loads(source.read(LENGTH.unpack(head)[0])))  # noqa: S301  # see above
    finally:  # also when the parent was gone in the middle of a job's message
        leaving()


def _die_with(parent: int, leaving: _Leaving) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    signal.signal(signal.SIGTERM, leaving)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died before the request above took effect
        leaving()


if __name__ == "__main__":
    main()
