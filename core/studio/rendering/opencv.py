"""The few OpenCV calls that drawing needs, typed.

OpenCV's own stubs say ``MatLike`` for every array, which forgets what it holds. Foreign files are
never decoded here (``cv2.imdecode`` takes any size of picture without a question).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import cv2
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from core.studio.rendering.geometry import Affine

Bytes = NDArray[np.uint8]
Floats = NDArray[np.floating[Any]]
"""float32 in fact; the stubs of NumPy can't tell once a Python number had part in it."""

Samples = TypeVar("Samples", Bytes, Floats)

_WARP: Final = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP


def single_threaded() -> None:
    """Keep OpenCV in the calling thread: the other core belongs to the encoder."""
    cv2.setNumThreads(1)


def resized(source: Samples, width: int, height: int) -> Samples:
    """``source`` at another size: by areas where it shrinks, by cubic curves where it grows."""
    if source.shape[:2] == (height, width):
        return source
    shrinks = width <= source.shape[1] and height <= source.shape[0]
    if not shrinks and (width < source.shape[1] or height < source.shape[0]):
        # areas only work both ways at once; first the side that shrinks
        source = resized(source, min(width, source.shape[1]), min(height, source.shape[0]))
    how = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return cast("Samples", cv2.resize(source, (width, height), interpolation=how))


def blurred(source: Samples, sigma: float) -> Samples:
    """A Gaussian blur; the edges go on as they end."""
    return cast("Samples", cv2.GaussianBlur(source, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE))


def warp(source: Bytes, affine: Affine, target: Bytes, *, mirrored: bool = False) -> None:
    """Fill ``target``: its sample at p is the one of ``source`` at ``affine`` p, linearly."""
    cv2.warpAffine(
        source,
        affine,
        (target.shape[1], target.shape[0]),
        dst=target,
        flags=_WARP,
        borderMode=cv2.BORDER_REFLECT_101 if mirrored else cv2.BORDER_REPLICATE,
    )


def bordered(source: Bytes, lead: int, tail: int) -> Bytes:
    """``source`` with ``lead`` samples before it and ``tail`` after it that repeat its edges."""
    return cast("Bytes", cv2.copyMakeBorder(source, lead, tail, lead, tail, cv2.BORDER_REPLICATE))


def scaled(source: Bytes, across: float, down: float) -> Bytes:
    """``source`` at exactly 1 / ``across`` and 1 / ``down`` of its size, linearly.

    The number of rows and columns is rounded, their distance is not.
    """
    return cast(
        "Bytes",
        cv2.resize(source, None, fx=1 / across, fy=1 / down, interpolation=cv2.INTER_LINEAR),
    )


def remap(source: Bytes, across: Floats, down: Floats, target: Bytes) -> None:
    """Fill ``target``: its sample at p is the one of ``source`` at (across[p], down[p])."""
    cv2.remap(source, across, down, cv2.INTER_LINEAR, dst=target, borderMode=cv2.BORDER_REPLICATE)


def weigh(target: Samples, first: Samples, share: float, second: Samples, other: float) -> None:
    """``target`` = ``first`` × ``share`` + ``second`` × ``other``, rounded once."""
    cv2.addWeighted(first, share, second, other, 0.0, dst=target)


def dim(plane: Bytes, share: float, toward: int) -> None:
    """Move every sample of ``plane`` to ``toward``; ``share`` 0-1 of its distance is left."""
    cv2.addWeighted(plane, share, plane, 0.0, toward * (1 - share), dst=plane)


def blend(target: Bytes, first: Bytes, of_first: Floats, second: Bytes, of_second: Floats) -> None:
    """``target`` = each sample of both by its weight; the weights of a place add up to 1."""
    cv2.blendLinear(first, second, of_first, of_second, dst=target)


def rounded(source: Floats) -> Bytes:
    """The nearest whole numbers 0-255 of values that are not negative."""
    return cast("Bytes", cv2.convertScaleAbs(source))


def transformed(source: Floats, matrix: Floats) -> Floats:
    """Each pixel's channels through ``matrix``."""
    return cast("Floats", cv2.transform(source, matrix))


def lab(rgb: Bytes) -> Floats:
    """CIE Lab in OpenCV's 8-bit scale."""
    return cast("Bytes", cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB)).astype(np.float32)


def ycrcb(rgb: Bytes) -> Floats:
    """Full-range Y, Cr, Cb after JPEG."""
    return cast("Bytes", cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb)).astype(np.float32)


def detail(source: Floats) -> Floats:
    """How fine the picture is at each place: the size of its second derivative."""
    return cast("Floats", np.abs(cv2.Laplacian(source, cv2.CV_32F)))
