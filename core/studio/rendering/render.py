"""One job from timeline to file, in this process: what a worker runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import av
import cv2
import numpy as np
from PIL import Image, ImageOps

from core.studio.rendering.encode import Encoder
from core.studio.rendering.jobs import (
    RenderedFile,
    RenderError,
    RenderJob,
    check_job,
    frame_count,
    part_path,
)
from core.studio.rendering.planes import Planes, from_rgb, views_of

Progress = Callable[[float], None]


def render(job: RenderJob, on_progress: Progress) -> RenderedFile:
    """Render and put the file in its place at once when it is whole.

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
    cv2.setNumThreads(1)
    spec = job.spec
    total = frame_count(job.timeline, spec.fps)
    encoder = Encoder(path, spec)
    try:
        for number, frame in enumerate(_frames(job, total), 1):
            encoder.write(frame)
            on_progress(number / total)
        encoder.close()
    except BaseException:
        encoder.discard()
        raise
    return RenderedFile(path, spec.width, spec.height, total / spec.fps, path.stat().st_size)


def _frames(job: RenderJob, total: int) -> Iterator[av.VideoFrame]:
    width, height = job.spec.width, job.spec.height
    ends = np.cumsum([shot.duration_ms for shot in job.timeline.shots])
    current, planes = -1, None
    for number in range(total):
        ms = number * 1000 / job.spec.fps
        index = min(int(np.searchsorted(ends, ms, side="right")), len(ends) - 1)
        shot = job.timeline.shots[index]
        if index != current or planes is None:
            current, planes = index, _picture(job.media[shot.media], shot.name, width, height)
        t = (ms - (ends[index] - shot.duration_ms)) / shot.duration_ms
        frame = av.VideoFrame(width, height, "yuv420p")
        _zoom(planes, views_of(frame), 1 + 0.25 * t)
        yield frame


def _picture(path: Path, name: str, width: int, height: int) -> Planes:
    try:
        with Image.open(path) as image:
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except OSError as exc:
        raise RenderError(f"the picture {name!r} can't be read") from exc
    size = (round(width * 1.4) // 2 * 2, round(height * 1.4) // 2 * 2)
    return from_rgb(np.asarray(ImageOps.fit(upright, size, Image.Resampling.LANCZOS)))


def _zoom(canvas: Planes, target: Planes, zoom: float) -> None:
    for source, plane in zip(canvas.all(), target.all(), strict=True):
        height, width = plane.shape
        scale = source.shape[1] / width / zoom
        matrix = np.array(
            [
                [scale, 0, (source.shape[1] - width * scale) / 2],
                [0, scale, (source.shape[0] - height * scale) / 2],
            ]
        )
        cv2.warpAffine(
            source,
            matrix,
            (width, height),
            dst=plane,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
