"""One job from timeline to file, in this process: what a worker runs."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Final

import av

from core.studio.rendering.decode import guard_decoders, unreadable
from core.studio.rendering.encode import Encoder
from core.studio.rendering.jobs import RenderedFile, RenderJob, check_job, part_path
from core.studio.rendering.mix import AudioUnreadable, mix
from core.studio.rendering.opencv import single_threaded
from core.studio.rendering.planes import views_of
from core.studio.rendering.story import Story

Progress = Callable[[float], None]

_AHEAD: Final = 6  # frames drawn before the encoder takes them; each is 3 MB at 1080p
_POLL_S: Final = 0.2

_FINER_LOOP: Final = 3
"""How much smaller a loop's rate factor is: across its seam the encoder's noise changes at once."""


def render(job: RenderJob, on_progress: Progress) -> RenderedFile:
    """Render, and put the file in its place when it is whole.

    ``on_progress`` gets fractions 0-1.

    Raises:
        RenderError: with the reason in plain words; no part of a file stays behind.
    """
    part = part_path(job.output)
    try:
        made = write(job, part, on_progress)
        part.replace(job.output)
    finally:
        part.unlink(missing_ok=True)
    return RenderedFile(job.output, made.width, made.height, made.duration_s, made.size)


def write(job: RenderJob, path: Path, on_progress: Progress) -> RenderedFile:
    """Render into ``path``; what is there after an error is the caller's to remove."""
    check_job(job)
    single_threaded()
    guard_decoders()
    spec = job.spec
    if job.timeline.loop:
        spec = replace(spec, crf=max(0, spec.crf - _FINER_LOOP))
    with ExitStack() as stack:
        story = stack.enter_context(closing(Story(job)))
        drawing = stack.enter_context(closing(_Drawing(story, job)))
        sound = None
        if job.timeline.sounds:
            sound = stack.enter_context(closing(mix(job.timeline, job.media, spec.audio_rate)))
        encoder = Encoder(path, spec, story.frames, sound)
        stack.callback(encoder.discard)
        try:
            for number, frame in enumerate(drawing, 1):
                encoder.write(frame)
                on_progress(number / story.frames)
        except AudioUnreadable as exc:
            raise unreadable(exc.name) from exc
        encoder.close()
    duration_s = story.frames / spec.fps
    return RenderedFile(path, spec.width, spec.height, duration_s, path.stat().st_size)


class _Drawing:
    """Draws frames in a thread of its own; iterating gives them in order."""

    def __init__(self, story: Story, job: RenderJob) -> None:
        self._story, self._spec = story, job.spec
        self._drawn: queue.Queue[av.VideoFrame | BaseException | None] = queue.Queue(_AHEAD)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="draw", daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[av.VideoFrame]:
        while (drawn := self._drawn.get()) is not None:
            if isinstance(drawn, BaseException):
                raise drawn
            yield drawn

    def close(self) -> None:
        """Stop drawing, whatever is left."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            for number in range(self._story.frames):
                frame = av.VideoFrame(self._spec.width, self._spec.height, "yuv420p")
                self._story.draw(number, views_of(frame))
                self._put(frame)
                if self._stopped.is_set():
                    return
        except Exception as exc:  # noqa: BLE001  # it goes on in the thread that encodes
            self._put(exc)
        else:
            self._put(None)

    def _put(self, item: av.VideoFrame | BaseException | None) -> None:
        while not self._stopped.is_set():
            try:
                self._drawn.put(item, timeout=_POLL_S)
            except queue.Full:
                continue
            return
