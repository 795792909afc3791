"""Pictures: whether they decode, and a JPEG or PNG in their place where one is needed.

What goes out as it is: JPEG, PNG, GIF and WEBP that stand upright and whose colours are sRGB.
What is drawn anew, and why:

- HEIC, AVIF, TIFF, BMP: the backend does not list them.
- A picture whose EXIF says that it lies on its side: whether the cloud honours that is unknown,
  and a video of a sideways portrait is useless. Pillow can't rotate a JPEG without decoding it;
  at quality 95 with the file's own chroma resolution the loss is far below what the video's
  encoder does to it later.
- CMYK, and colour profiles that are not sRGB (newer phones and screens write Display P3):
  encoders of video ignore profiles, so the colours would turn out wrong.

Animations are sent untouched: each of these would lose their frames.
"""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, cast

from PIL import Image
from PIL.ExifTags import Base as ExifTag
from PIL.JpegImagePlugin import get_sampling

from core.errors import MediaUnreadable, PictureTooBig
from core.media.colours import drawn_anew, flattened, is_srgb
from core.media.files import MediaLimits, write_whole
from core.media.kinds import HEIF, JPEG, PNG, MediaKind, MediaType

_JPEG_QUALITY = 95
_FULL_CHROMA, _HALF_CHROMA = 0, 2  # Pillow's numbers for 4:4:4 and 4:2:0
_JPEG_MAX_EDGE = 65_500  # libjpeg: JPEG_MAX_DIMENSION
_PNG_EFFORT = 3  # of 9; 6 takes three times as long for 5 % less
_FRAME_BUDGET = 240_000_000  # px of an animation that are decoded to see whether it is sound

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What became of a picture: size in px as seen upright, length in s of an animation.

    ``converted`` is the new file, None when the picture can go out as it is.
    """

    type: MediaType
    kind: MediaKind
    width: int
    height: int
    duration_s: float | None = None
    converted: Path | None = None


def prepare_picture(
    path: Path, kind: MediaType, name: str, *, target: Path | None, limits: MediaLimits
) -> PictureFacts:
    """Decode the picture at ``path`` and convert it where it can't go out as it is.

    A converted picture is written to ``target`` with ``.jpg`` or ``.png`` appended; with None
    the picture is only looked at.

    Raises:
        MediaUnreadable: It does not decode.
        PictureTooBig: It has more than ``limits.max_pixels``, or takes more memory than there is.
        DiskFull: There is no room for the converted one.
    """
    try:
        with _opened(path, kind) as picture:
            if picture.width * picture.height > limits.max_pixels:
                return _refuse(name, limits)
            if kind.accepted and _frames(picture, kind) > 1:
                return _animation(picture, kind)
            picture.load()
            turn = _UPRIGHT.get(_orientation(picture))
            upright = picture if turn is None else picture.transpose(turn)
            if target is None or (kind.accepted and turn is None and is_srgb(picture)):
                return PictureFacts(kind, MediaKind.PICTURE, upright.width, upright.height)
            sampling = get_sampling(picture) if kind is JPEG else _FULL_CHROMA
            drawn = drawn_anew(upright, picture.info.get("icc_profile"))
    except (MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning) as exc:
        _refuse(name, limits, exc)
    except PictureTooBig:
        raise
    # Decoders fed with foreign bytes raise whatever their authors did not foresee (struct.error,
    # IndexError, SyntaxError, zlib.error …); all of it means the same.
    except Exception as exc:
        raise MediaUnreadable("it does not decode", name=name) from exc
    return _save(drawn, kind, sampling, name, target)


def _refuse(name: str, limits: MediaLimits, cause: BaseException | None = None) -> NoReturn:
    text = f"more than {limits.max_pixels} pixels"
    raise PictureTooBig(text, name=name, limit=limits.max_pixels) from cause


def _opened(path: Path, kind: MediaType) -> Image.Image:
    """Open with the reader of ``kind`` and no other; only the header is read."""
    if kind is HEIF:
        # 80 ms that only HEIC pictures need
        from pillow_heif import HeifImageFile  # noqa: PLC0415

        return cast("Image.Image", HeifImageFile(path))
    return Image.open(path, formats=[kind.reader])


def _frames(picture: Image.Image, kind: MediaType) -> int:
    """Frames of an animation. Several pictures in one JPEG or TIFF are none: the first counts."""
    return 1 if kind is JPEG else int(getattr(picture, "n_frames", 1))


def _animation(picture: Image.Image, kind: MediaType) -> PictureFacts:
    """Decode frame by frame, as far as the budget goes; the length is the sum of the frames'."""
    size, frames = picture.size, _frames(picture, kind)
    sound = min(frames, max(1, _FRAME_BUDGET // (size[0] * size[1])))
    milliseconds = 0.0
    for index in range(sound):
        picture.seek(index)
        picture.load()
        milliseconds += float(picture.info.get("duration", 0) or 0)
    duration_s = milliseconds / 1000 if sound == frames and milliseconds else None
    return PictureFacts(kind, MediaKind.ANIMATION, *size, duration_s)


def _orientation(picture: Image.Image) -> int:
    """The EXIF orientation; 1 also where the tag, or all of the EXIF, is broken."""
    value: object = 1
    # a picture is not unreadable because its metadata is
    with suppress(Exception):
        value = picture.getexif().get(ExifTag.Orientation, 1)
    return value if isinstance(value, int) else 1


def _save(
    picture: Image.Image, kind: MediaType, sampling: int, name: str, target: Path
) -> PictureFacts:
    """PNG stays PNG, and accepted pictures keep their transparency; all else becomes JPEG."""
    keep_alpha = kind.accepted and picture.mode == "RGBA"
    new = PNG if kind is PNG or keep_alpha else JPEG
    written = target.with_name(f"{target.name}.{new.extension}")
    encoded = io.BytesIO()
    if new is PNG:
        picture.save(encoded, "PNG", compress_level=_PNG_EFFORT)
    else:
        picture = flattened(picture)
        picture.thumbnail((_JPEG_MAX_EDGE, _JPEG_MAX_EDGE))
        chroma = _FULL_CHROMA if sampling == _FULL_CHROMA else _HALF_CHROMA
        picture.save(encoded, "JPEG", quality=_JPEG_QUALITY, subsampling=chroma)
    write_whole(written, encoded.getbuffer(), name)
    return PictureFacts(new, MediaKind.PICTURE, picture.width, picture.height, converted=written)
