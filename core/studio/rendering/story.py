"""Draws a timeline frame by frame: shots, the transitions between them, titles on top."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

from core.studio.rendering.jobs import RenderJob, frame_count
from core.studio.rendering.overlay import Titles
from core.studio.rendering.planes import Planes, blank
from core.studio.rendering.schedule import Moment, Schedule, Visible
from core.studio.rendering.shots import ShotPainter, ShotSetting
from core.studio.rendering.transitions import TRANSITIONS


class Story:
    """The frames of a job; ``draw`` them in order, then ``close``.

    Each shot is decoded in a thread of its own while the one before it is still drawn.
    """

    def __init__(self, job: RenderJob) -> None:
        self._job = job
        self._schedule = Schedule(job.timeline)
        self._titles = Titles(job.timeline.titles, job.spec.width, job.spec.height)
        self._painters: dict[int, Future[ShotPainter]] = {}
        self._ahead = ThreadPoolExecutor(1, thread_name_prefix="decode")
        self._scratch = (
            blank(job.spec.width, job.spec.height),
            blank(job.spec.width, job.spec.height),
        )
        self.frames = frame_count(job.timeline, job.spec.fps)

    def draw(self, number: int, target: Planes) -> None:
        """Fill ``target`` with frame ``number``, counted from 0.

        Raises:
            RenderError: a file can't be read; it names the file.
        """
        ms = number * 1000 / self._job.spec.fps
        moment = self._schedule.at(ms)
        self._keep(moment)
        if moment.later is None:
            self._draw_shot(moment.earlier, target)
        else:
            first, second = self._scratch
            self._draw_shot(moment.earlier, first)
            self._draw_shot(moment.later, second)
            TRANSITIONS[moment.transition](moment.share, first, second, target)
        self._titles.draw(ms, target)

    def close(self) -> None:
        """Let go of all files."""
        self._ahead.shutdown(cancel_futures=True)
        for painter in self._painters.values():
            _close(painter)

    def _draw_shot(self, visible: Visible, target: Planes) -> None:
        self._painter(visible.shot).result().draw(visible.share, visible.since_ms, target)

    def _keep(self, moment: Moment) -> None:
        """Forget shots that are over, and begin to decode the one that comes next."""
        shown = {moment.earlier.shot} | ({moment.later.shot} if moment.later else set[int]())
        following = max(shown) + 1
        for shot in set(self._painters) - shown - {following}:
            _close(self._painters.pop(shot))
        for shot in shown:
            self._painter(shot)
        if following < len(self._schedule.spans):
            self._painter(following)

    def _painter(self, index: int) -> Future[ShotPainter]:
        if index not in self._painters:
            timeline, spec = self._job.timeline, self._job.spec
            shot = timeline.shots[index]
            setting = ShotSetting(
                spec.width,
                spec.height,
                spec.fps,
                self._schedule.spans[index].length_ms / 1000,
                timeline.loop and len(timeline.shots) == 1,
                index,
            )
            path = self._job.media[shot.media]
            self._painters[index] = self._ahead.submit(ShotPainter, shot, path, setting)
        return self._painters[index]


def _close(painter: Future[ShotPainter]) -> None:
    if not painter.cancel() and painter.exception() is None:
        painter.result().close()
