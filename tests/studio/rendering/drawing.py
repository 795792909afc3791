"""Small timelines, their raw frames, and what a player would see of a file."""

from __future__ import annotations

# pyright: reportUnknownMemberType=false
# PyAV's stubs leave the type parameters of containers and packets open.
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.studio.rendering.jobs import OutputSpec, RenderJob
from core.studio.rendering.planes import Planes, blank, views_of
from core.studio.rendering.story import Story
from core.studio.timeline import Motion, Shot, Timeline, Transition

PHOTOS = Path(__file__).parent.parent.parent / "photos"
ASTRONAUT, CHELSEA, COFFEE = (PHOTOS / f"{n}.jpg" for n in ("astronaut", "chelsea", "coffee"))
MEDIA: Mapping[str, Path] = {path.stem: path for path in (ASTRONAUT, CHELSEA, COFFEE)}

SMALL = (320, 180)


def shot(
    media: str = "chelsea",
    ms: int = 1000,
    motion: str = "zoom-in",
    transition: Transition | None = None,
) -> Shot:
    return Shot(media, f"{media}.jpg", ms, motion=Motion(motion), transition=transition)


def small(*shots: Shot, size: tuple[int, int] = SMALL, loop: bool = False) -> Timeline:
    return Timeline(shots, width=size[0], height=size[1], loop=loop)


def job(timeline: Timeline, output: Path, media: Mapping[str, Path] = MEDIA) -> RenderJob:
    return RenderJob(timeline, media, output, OutputSpec.of(timeline))


def raw_frames(
    timeline: Timeline, media: Mapping[str, Path] = MEDIA, only: Iterable[int] | None = None
) -> list[Planes]:
    """The frames as they go into the encoder; ``only`` some of them, in order."""
    story = Story(job(timeline, Path("unused.mp4"), media))
    frames: list[Planes] = []
    for number in range(story.frames) if only is None else only:
        frames.append(blank(timeline.width, timeline.height))
        story.draw(number, frames[-1])
    story.close()
    return frames


def plain(path: Path, color: tuple[int, ...], size: tuple[int, int] = (64, 36)) -> Path:
    Image.new("RGB" if len(color) == 3 else "RGBA", size, color).save(path)
    return path


def decoded(path: Path) -> list[Planes]:
    """Copies of a video's frames."""
    with av.open(str(path)) as container:
        return [
            Planes(*(plane.copy() for plane in views_of(frame).all()))
            for frame in container.decode(video=0)
        ]


def boxes(path: Path) -> list[str]:
    """Types of an MP4's outermost boxes, in order."""
    content, at, found = path.read_bytes(), 0, list[str]()
    while at < len(content):
        size, kind = struct.unpack(">I4s", content[at : at + 8])
        found.append(kind.decode())
        at += size
    return found


def psnr(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> float:
    difference = first.astype(np.float64) - second
    return float(10 * np.log10(255**2 / max(float((difference**2).mean()), 1e-9)))
