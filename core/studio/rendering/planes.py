"""Frames as three planes: BT.709 limited range, chroma at half size (4:2:0).

Everything is drawn on these planes, so that no frame is converted from RGB on its way to the
encoder. A frame's chroma samples are sited as H.264 has them by default (``left``): in a row on
every other luma sample, between two rows. A *canvas* keeps its chroma centred in 2×2 luma
samples, as averaging gives it; the affine maps account for both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import av
import numpy as np
from av.video.plane import VideoPlane

from core.studio.rendering.opencv import Bytes, resized, rounded, transformed

# ITU-R BT.709-6, items 3.2-3.4 and 4.6: Y' = 219 E + 16, C = 224 E + 128, for E from R'G'B' 0-1
_KR, _KG, _KB = 0.2126, 0.7152, 0.0722
RGB_TO_YUV = np.array(
    [
        [_KR * 219 / 255, _KG * 219 / 255, _KB * 219 / 255, 16.0],
        [
            -_KR / (2 * (1 - _KB)) * 224 / 255,
            -_KG / (2 * (1 - _KB)) * 224 / 255,
            0.5 * 224 / 255,
            128.0,
        ],
        [
            0.5 * 224 / 255,
            -_KG / (2 * (1 - _KR)) * 224 / 255,
            -_KB / (2 * (1 - _KR)) * 224 / 255,
            128.0,
        ],
    ],
    dtype=np.float32,
)
RGB_TO_YUV.setflags(write=False)

BLACK = (16, 128, 128)

_BAND = 64  # rows converted at a time: their floats stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Planes:
    """Luma (height, width) and two chroma planes (height/2, width/2), uint8."""

    y: Bytes
    u: Bytes
    v: Bytes

    @property
    def width(self) -> int:
        return self.y.shape[1]

    @property
    def height(self) -> int:
        return self.y.shape[0]

    def all(self) -> tuple[Bytes, Bytes, Bytes]:
        """The three, luma first."""
        return self.y, self.u, self.v

    def fill_from(self, other: Planes) -> None:
        """Copy the other's samples; both have the same size."""
        for mine, theirs in zip(self.all(), other.all(), strict=True):
            np.copyto(mine, theirs)

    def shrunk(self, box: tuple[int, int, int, int], size: tuple[int, int]) -> Planes:
        """The part inside ``box`` (left, top, right, bottom) at ``size``; for what gets blurred."""
        left, top, right, bottom = box
        half = (
            slice(top // 2, max(top // 2 + 1, bottom // 2)),
            slice(left // 2, max(left // 2 + 1, right // 2)),
        )
        width, height = size
        return Planes(
            resized(self.y[top:bottom, left:right], width, height),
            resized(self.u[half], width // 2, height // 2),
            resized(self.v[half], width // 2, height // 2),
        )


def blank(width: int, height: int) -> Planes:
    """New planes with undefined contents; both sides even."""
    half = (height // 2, width // 2)
    return Planes(
        np.empty((height, width), np.uint8), np.empty(half, np.uint8), np.empty(half, np.uint8)
    )


def views_of(frame: av.VideoFrame) -> Planes:
    """The frame's own memory as planes; padding at the ends of its lines is left out."""
    y, u, v = (_view_of(plane) for plane in frame.planes)
    return Planes(y, u, v)


def _view_of(plane: VideoPlane) -> Bytes:
    # bytes: the class has the buffer protocol, its stub does not say so
    samples = np.frombuffer(cast("bytes", plane), np.uint8)
    return samples.reshape(-1, plane.line_size)[: plane.height, : plane.width]


def from_rgb(rgb: Bytes) -> Planes:
    """Convert (height, width, 3) RGB, sides even; each value rounded once, from floats.

    Chroma is the mean of 2×2 samples, centred between them.
    """
    height, width = rgb.shape[:2]
    planes = blank(width, height)
    for top in range(0, height, _BAND):
        band = rgb[top : top + _BAND].astype(np.float32)
        yuv = transformed(band, RGB_TO_YUV)
        rows = slice(top // 2, top // 2 + band.shape[0] // 2)
        planes.y[top : top + _BAND] = rounded(yuv[..., 0])
        small = resized(yuv[..., 1:], width // 2, band.shape[0] // 2)
        planes.u[rows] = rounded(small[..., 0])
        planes.v[rows] = rounded(small[..., 1])
    return planes
