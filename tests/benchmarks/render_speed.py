"""How fast the studio renders, as ratios: against encoding alone, and against MoviePy.

    python -m tests.benchmarks.render_speed [--rounds 3] [--no-moviepy]

Both sides of a ratio run in turn, in the same minutes, on the same machine. Without MoviePy only
the project's own dependencies are needed; with it, uv makes an isolated environment for it.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from PIL import Image

from core.studio.rendering import OutputSpec, RenderJob
from core.studio.rendering.decode import guard_decoders
from core.studio.rendering.encode import Encoder
from core.studio.rendering.mix import mix
from core.studio.rendering.opencv import single_threaded
from core.studio.rendering.planes import views_of
from core.studio.rendering.render import render
from core.studio.rendering.story import Story
from core.studio.timeline import Motion, Shot, Sound, Timeline, Title, Transition

_PHOTOS = Path(__file__).parents[1] / "photos"
_NAMES = ("astronaut", "chelsea", "coffee")
_SIZE = (4000, 3000)


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of a run: on the wall, and of the processors."""

    wall: float
    cpu: float


def main() -> None:
    """Measure and print both ratios."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--no-moviepy", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        photos = [_large(Path(folder), name, turn) for turn in range(2) for name in _NAMES]
        story_against_encoding(photos, Path(folder), chosen.rounds)
        if not chosen.no_moviepy:
            zoom_against_moviepy(photos[0], Path(folder), chosen.rounds)


def _large(folder: Path, name: str, turn: int) -> Path:
    """A photo of 12 megapixels with the grain of a camera, which a mere enlargement would lack."""
    with Image.open(_PHOTOS / f"{name}.jpg") as photo:
        upright = photo.convert("RGB")
    large = upright.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if turn else upright
    pixels = np.asarray(large.resize(_SIZE, Image.Resampling.LANCZOS)).astype(np.float32)
    grain = np.random.default_rng(turn).normal(0, 5, (*pixels.shape[:2], 1))
    path = folder / f"{name}-{turn}.jpg"
    Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8)).save(path, quality=92)
    return path


def story_against_encoding(photos: list[Path], folder: Path, rounds: int) -> None:
    """30 s at 1080p30: six photos, five crossfades, a title, music."""
    shots = tuple(
        Shot(
            path.name,
            path.name,
            5000,
            motion=Motion("ken-burns"),
            transition=Transition("crossfade", 800) if index else None,
        )
        for index, path in enumerate(photos)
    )
    timeline = Timeline(
        shots,
        titles=(Title("A summer to remember", 500, 4500),),
        sounds=(Sound("calm", 0, 30_000, bed="calm"),),
    )
    media = {path.name: path for path in photos}
    spec = OutputSpec.of(timeline)
    job = RenderJob(timeline, media, folder / "story.mp4", spec)
    frames = _drawn(job)
    sound = list(mix(timeline, media, spec.audio_rate))

    def whole() -> None:
        render(job, lambda _: None)

    def encoding() -> None:
        encoder = Encoder(folder / "encoded.mp4", spec, len(frames), iter(sound))
        for frame in frames:
            encoder.write(frame)
        encoder.close()

    ours, alone = _in_turn(rounds, whole, encoding)
    _report("30 s story", "encoding alone", ours, alone)
    share = 100 * _median(alone).wall / _median(ours).wall
    print(f"  end to end reaches {share:.0f} % of the speed of encoding alone")


def _drawn(job: RenderJob) -> list[av.VideoFrame]:
    """All frames of the job, in memory (2.8 GB for 30 s at 1080p)."""
    single_threaded()
    guard_decoders()
    story = Story(job)
    frames: list[av.VideoFrame] = []
    for number in range(story.frames):
        frame = av.VideoFrame(job.spec.width, job.spec.height, "yuv420p")
        story.draw(number, views_of(frame))
        frames.append(frame)
    story.close()
    return frames


def zoom_against_moviepy(photo: Path, folder: Path, rounds: int) -> None:
    """One photo of 12 megapixels, 5 s of Ken Burns at 1080p30, the same x264 preset."""
    timeline = Timeline((Shot("photo", photo.name, 5000, motion=Motion("ken-burns")),))
    spec = OutputSpec.of(timeline)
    job = RenderJob(timeline, {"photo": photo}, folder / "zoom.mp4", spec)
    script = Path(__file__).parent / "moviepy_zoom.py"
    command = ["uv", "run", "--isolated", "--no-project", "--with", "moviepy==2.2.1"]
    command += ["python", str(script), str(photo), str(folder / "moviepy.mp4")]
    command += [spec.preset, str(spec.crf), spec.x264_params]
    subprocess.run([*command, "--warm"], check=True)  # downloads are not timed

    def whole() -> None:
        render(job, lambda _: None)

    ours: list[Took] = []
    theirs: list[Took] = []
    for _ in range(rounds):
        ours.append(_took(whole))
        # it times itself, so that starting Python and importing are not held against it
        out = subprocess.run(command, check=True, capture_output=True, text=True)
        wall, cpu = map(float, out.stdout.split()[-2:])
        theirs.append(Took(wall, cpu))
    _report("5 s Ken Burns", "MoviePy 2.2.1", ours, theirs)
    times = _median(theirs).wall / _median(ours).wall
    print(f"  {times:.1f} times as fast as MoviePy")


def _in_turn(
    rounds: int, first: Callable[[], None], second: Callable[[], None]
) -> tuple[list[Took], list[Took]]:
    pairs = [(_took(first), _took(second)) for _ in range(rounds)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def _took(work: Callable[[], None]) -> Took:
    wall, cpu = time.perf_counter(), _cpu()
    work()
    return Took(time.perf_counter() - wall, _cpu() - cpu)


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _median(runs: list[Took]) -> Took:
    return Took(
        statistics.median(run.wall for run in runs), statistics.median(run.cpu for run in runs)
    )


def _report(what: str, against: str, ours: list[Took], theirs: list[Took]) -> None:
    for name, runs in ((what, ours), (against, theirs)):
        each = "  ".join(f"{run.wall:.2f}" for run in runs)
        print(
            f"{name:16} wall {_median(runs).wall:6.2f} s, CPU {_median(runs).cpu:6.2f} s  ({each})"
        )


if __name__ == "__main__":
    main()
