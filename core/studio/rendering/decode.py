"""Pictures from foreign files: upright, sRGB, 8 bit, never more pixels than are safe."""

from __future__ import annotations

import warnings
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image
from PIL.ExifTags import Base as ExifTag

from core.media.colours import drawn_anew
from core.studio.rendering.jobs import RenderError
from core.studio.rendering.opencv import Bytes, Floats, resized

MAX_PIXELS: Final = 120_000_000
"""As ``core.media`` accepts them; a decoded picture takes 3-4 bytes for each."""

FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP", "TIFF")
"""Pillow's readers that may run; others start programs (EPS) or are rarely looked after."""

LIGHT: Final = (250, 250, 250)
DARK: Final = (22, 24, 30)

_SMALL: Final = 256

_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING: Final = (5, 6, 7, 8)
_PRESCALABLE: Final = ("L", "RGB", "CMYK")  # modes whose samples may be averaged as they are


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture, upright: samples (height, width) or (height, width, channels).

    It may have fewer pixels than the file (a decoder that shrinks as it goes saves most of the
    time). ``mode`` and ``profile`` are Pillow's. ``backdrop`` (RGB) is what transparent parts are
    laid on; None without any; with it the samples are premultiplied RGBA.
    """

    samples: Bytes
    mode: str
    profile: object
    backdrop: tuple[int, int, int] | None

    @property
    def width(self) -> int:
        return self.samples.shape[1]

    @property
    def height(self) -> int:
        return self.samples.shape[0]

    def cut(self, box: tuple[int, int, int, int], width: int, height: int) -> Bytes:
        """RGB (height, width, 3) of the part inside ``box`` (left, top, right, bottom; px)."""
        left, top, right, bottom = box
        return self._in_rgb(resized(self.samples[top:bottom, left:right], width, height))

    def small(self) -> Bytes:
        """The whole picture as RGB of at most ``_SMALL`` px a side, to look at."""
        scale = min(1.0, _SMALL / max(self.width, self.height))
        size = max(1, round(self.width * scale)), max(1, round(self.height * scale))
        # every n-th sample first: averaging them all takes longer than looking at the result
        skip = max(1, int(1 / (4 * scale)))
        return self._in_rgb(resized(self.samples[::skip, ::skip], *size))

    def _in_rgb(self, samples: Bytes) -> Bytes:
        if self.backdrop is not None:
            return _laid_on(samples, self.backdrop)
        if self.mode == "RGB" and not self.profile:
            return samples
        # a colour profile costs far more for each px than averaging, so it comes after
        return np.asarray(drawn_anew(Image.fromarray(samples, self.mode), self.profile))


def guard_decoders() -> None:
    """Make Pillow refuse, in this process, whatever claims more than ``MAX_PIXELS``."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)


def upright_size(path: Path, name: str) -> tuple[int, int]:
    """Width and height of the picture as it is seen; only the file's head is read.

    Raises:
        RenderError: it is no picture.
    """
    try:
        with Image.open(path, formats=FORMATS) as image:
            width, height = image.size
            return (height, width) if _orientation(image) in _LYING else (width, height)
    # decoders fed with foreign bytes raise whatever their authors did not foresee
    except Exception as exc:
        raise unreadable(name) from exc


def decode(path: Path, name: str, least: tuple[int, int]) -> Picture:
    """Decode a picture; at least ``least`` px (as seen upright), where the file has as many.

    Raises:
        RenderError: it is damaged, truncated, too large or no picture; it names the picture.
    """
    try:
        with Image.open(path, formats=FORMATS) as image:
            turn = _orientation(image)
            across, down = least
            image.draft(None, (down, across) if turn in _LYING else (across, down))
            image.load()
            upright = image.transpose(_TURNS[turn]) if turn in _TURNS else image
            return picture_of(upright)
    except Exception as exc:  # as above
        raise unreadable(name) from exc


def picture_of(image: Image.Image) -> Picture:
    """A loaded image's samples, in a form whose neighbours may be averaged."""
    profile = image.info.get("icc_profile")
    if image.mode in _PRESCALABLE and not image.has_transparency_data:
        return Picture(np.asarray(image), image.mode, profile, None)
    drawn = drawn_anew(image, profile)
    if drawn.mode != "RGBA":
        return Picture(np.asarray(drawn.convert("RGB")), "RGB", None, None)
    return Picture(np.asarray(drawn.convert("RGBa")), "RGBa", None, _backdrop(drawn))


def unreadable(name: str) -> RenderError:
    """The error that names a damaged file."""
    return RenderError(f"the file {name!r} can't be read; it may be damaged")


def _orientation(image: Image.Image) -> int:
    value: object = 1
    # a picture is not unreadable because its metadata is; Pillow warns or raises as it pleases
    with suppress(Exception), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = image.getexif().get(ExifTag.Orientation, 1)
    return value if isinstance(value, int) else 1


def _backdrop(image: Image.Image) -> tuple[int, int, int]:
    """Light, or dark where what is seen is light itself (a white logo)."""
    small = image.convert("RGBa").reduce(max(1, max(image.size) // 256))
    samples = np.asarray(small, np.float32)
    seen = float(samples[..., 3].sum())
    bright = float(samples[..., :3].mean(axis=2).sum()) / seen if seen else 0.0
    return DARK if bright > 0.78 else LIGHT


def _laid_on(premultiplied: Bytes, backdrop: tuple[int, int, int]) -> Bytes:
    rest: Floats = (255 - premultiplied[..., 3:].astype(np.float32)) / 255
    laid = premultiplied[..., :3] + rest * np.array(backdrop, np.float32)
    return np.clip(np.rint(laid), 0, 255).astype(np.uint8)
