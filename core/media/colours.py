"""The colours of a picture: 8 bits, sRGB, and no transparency where there can be none."""

from __future__ import annotations

import io
from typing import Literal, cast

from PIL import Image, ImageCms, ImageStat

_SAME_COLOUR = 3  # of 255: a profile that moves no colour further is sRGB for the eye


def is_srgb(picture: Image.Image) -> bool:
    """Whether the picture's numbers mean (nearly) the same colours in sRGB.

    Asked of the profile itself, by what it does to a cube of colours; its name says little.
    """
    if picture.mode == "CMYK":
        return False
    profile = picture.info.get("icc_profile")
    mode = "L" if picture.mode in ("L", "LA", "1", "I;16", "I") else "RGB"
    steps = range(0, 256, 51)
    cube = (
        bytes(range(256))
        if mode == "L"
        else bytes(v for r in steps for g in steps for b in steps for v in (r, g, b))
    )
    before = Image.frombytes(mode, (len(cube) // len(mode), 1), cube)
    after = _through_profile(before, profile)
    if after is None:
        return True
    moved = zip(before.convert("RGB").tobytes(), after.tobytes(), strict=True)
    return all(abs(old - new) <= _SAME_COLOUR for old, new in moved)


def _through_profile(picture: Image.Image, profile: object) -> Image.Image | None:
    """``picture`` in sRGB; None when the profile is missing, broken or for another mode."""
    if not isinstance(profile, bytes) or not profile:
        return None
    try:
        return ImageCms.profileToProfile(
            picture,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            _built_in("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


def _built_in(space: Literal["LAB", "sRGB"]) -> ImageCms.ImageCmsProfile:
    # Pillow leaves the type of a built-in profile open
    return ImageCms.ImageCmsProfile(ImageCms.createProfile(space))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]


def drawn_anew(picture: Image.Image, profile: object) -> Image.Image:
    """``picture`` as RGB, or RGBA where parts of it are transparent, in sRGB, 8 bit."""
    picture = _eight_bit(picture)
    alpha = None
    if picture.has_transparency_data:
        picture = picture if picture.mode == "RGBA" else picture.convert("RGBA")
        alpha = picture.getchannel("A")
        if cast("tuple[int, int]", alpha.getextrema())[0] == 255:
            alpha = None
    if picture.mode == "LAB":
        colours = cast(
            "Image.Image",  # None only when done in place
            ImageCms.profileToProfile(
                picture, _built_in("LAB"), _built_in("sRGB"), outputMode="RGB"
            ),
        )
    else:
        # a copy less is 4 bytes less for each pixel
        plain = picture if picture.mode in ("RGB", "L", "CMYK") else picture.convert("RGB")
        colours = _through_profile(plain, profile)
        if colours is None:
            colours = plain if plain.mode == "RGB" else plain.convert("RGB")
    if alpha is not None:
        colours.putalpha(alpha)
    return colours


def _eight_bit(picture: Image.Image) -> Image.Image:
    """Deep greys (16 bit, 32 bit, floating point) scaled to 8 bit, which Pillow would clip."""
    if not picture.mode.startswith(("I", "F")):
        return picture
    deep = picture.convert("F")
    low, high = cast("tuple[float, float]", deep.getextrema())
    if picture.mode.startswith("I") and low >= 0 and high <= 65_535:
        low, high = 0.0, 65_535.0  # a 16-bit scale, however little of it is used
    elif picture.mode == "F" and low >= 0 and high <= 1:
        low, high = 0.0, 1.0
    scale = 255 / ((high - low) or 1.0)
    return deep.point(lambda value: value * scale - low * scale + 0.5).convert("L")


def flattened(picture: Image.Image) -> Image.Image:
    """Without transparency: on white, or on black where what is seen is nearly white itself."""
    if picture.mode != "RGBA":
        return picture
    alpha = picture.getchannel("A")
    seen = ImageStat.Stat(picture.convert("L"), alpha.point([0] * 128 + [255] * 128))
    bright = bool(seen.count[0]) and seen.mean[0] > 230
    ground = Image.new("RGB", picture.size, "black" if bright else "white")
    ground.paste(picture, mask=alpha)
    return ground
