"""What goes into a render and what comes out: plain values that cross to a worker process.

Nothing here imports OpenCV, NumPy or PyAV, so the server's process may.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.prompts.vocabulary import BEDS, MOTIONS, TRANSITIONS
from core.studio.timeline import Timeline

MAX_SIDE: Final = 4096
"""px; H.264 level 5.1 ends there, and so does what chats play."""

MAX_PIXELS: Final = 3840 * 2160

MAX_FPS: Final = 60

MAX_DURATION_MS: Final = 10 * 60 * 1000

MIN_DURATION_MS: Final = 100

MAX_SHOTS: Final = 200


class RenderError(Exception):
    """A render did not work out; ``reason`` is one plain sentence for the render's status.

    It stays inside the studio: its server turns it into the status that a client reads.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class OutputSpec:
    """Size, pace and quality of the file.

    Attributes:
        width: px, even.
        height: px, even.
        fps: whole frames per second, constant.
        crf: x264's constant rate factor; smaller is better and larger.
        preset: x264's preset.
        x264_params: x264's own options on top of the preset. ``superfast`` with macroblock
            trees matches ``veryfast`` in PSNR and size for 60 % of its CPU time.
        audio_rate: samples per second.
        audio_bitrate: bits per second.
    """

    width: int
    height: int
    fps: int = 30
    crf: int = 19
    preset: str = "superfast"
    x264_params: str = "mbtree=1:rc-lookahead=10"
    audio_rate: int = 48_000
    audio_bitrate: int = 160_000

    @classmethod
    def of(cls, timeline: Timeline) -> OutputSpec:
        """The timeline's own size and pace."""
        return cls(width=timeline.width, height=timeline.height, fps=timeline.fps)


@dataclass(frozen=True, slots=True)
class RenderJob:
    """A timeline, where its files are, and where the video goes.

    ``media`` maps the ids that shots and sounds name to files. ``output`` appears only when the
    video is whole; until then ``part_path(output)`` grows beside it.
    """

    timeline: Timeline
    media: Mapping[str, Path]
    output: Path
    spec: OutputSpec


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A finished video. ``size`` in bytes."""

    path: Path
    width: int
    height: int
    duration_s: float
    size: int


def part_path(output: Path) -> Path:
    """Where the unfinished file of ``output`` grows; a server may sweep ``*.part`` at start."""
    return output.with_name(f".{output.name}.part")


def check_job(job: RenderJob) -> None:
    """Refuse what can't or should not be rendered.

    Raises:
        RenderError: the size, pace, length or number of shots is out of bounds, a motion,
            transition or bed is unknown, or a file that a shot or sound names is missing.
    """
    spec, timeline = job.spec, job.timeline
    _check_size(spec)
    if not 1 <= spec.fps <= MAX_FPS:
        raise RenderError(f"{spec.fps} frames per second is outside 1–{MAX_FPS}")
    if not timeline.shots:
        raise RenderError("the timeline has no picture or clip")
    if len(timeline.shots) > MAX_SHOTS:
        raise RenderError(f"{len(timeline.shots)} shots are more than {MAX_SHOTS}")
    if any(shot.duration_ms <= 0 for shot in timeline.shots):
        raise RenderError("every shot needs a length above zero")
    if not MIN_DURATION_MS <= timeline.duration_ms <= MAX_DURATION_MS:
        raise RenderError(
            f"{timeline.duration_ms / 1000:g} s is outside "
            f"{MIN_DURATION_MS / 1000:g}–{MAX_DURATION_MS // 1000} s"
        )
    _check_names(timeline)
    wanted = {shot.media: shot.name for shot in timeline.shots}
    wanted |= {sound.media: sound.name for sound in timeline.sounds if sound.media is not None}
    for media, name in wanted.items():
        if media not in job.media:
            raise RenderError(f"the file {name!r} of the timeline is not among the media")


def _check_names(timeline: Timeline) -> None:
    entered = [shot.transition for shot in timeline.shots if shot.transition is not None]
    named = {
        "motion": ({shot.motion.type for shot in timeline.shots}, MOTIONS),
        "transition": ({transition.type for transition in entered}, TRANSITIONS),
        "bed": ({sound.bed for sound in timeline.sounds if sound.bed is not None}, BEDS),
    }
    for what, (names, known) in named.items():
        if unknown := sorted(names - set(known)):
            raise RenderError(f"there is no {what} called {unknown[0]!r}")


def _check_size(spec: OutputSpec) -> None:
    sides = (spec.width, spec.height)
    if min(sides) < 16 or max(sides) > MAX_SIDE or spec.width * spec.height > MAX_PIXELS:
        raise RenderError(f"{spec.width}×{spec.height} px is not a size this renderer makes")
    if any(side % 2 for side in sides):
        raise RenderError(f"{spec.width}×{spec.height} px: both sides must be even")


def frame_count(timeline: Timeline, fps: int) -> int:
    """How many frames the video has: its length to the nearest frame, at least one."""
    return max(1, round(timeline.duration_ms * fps / 1000))
