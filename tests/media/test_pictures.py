import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms

from core.errors import MediaUnreadable, PictureTooBig, UnsupportedMedia
from core.media import MediaKind, MediaLimits, Prepared, prepare
from tests.media import makers

_TURNED = {  # where an upright picture's quadrants lie, per EXIF orientation
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def _exif(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif.tobytes()


def _prepared(path: Path) -> Prepared:
    return prepare(path, path.name, dest=path.parent, stem="new")


def _assert_upright(path: Path) -> None:
    for seen, meant in zip(makers.corners(path), makers.QUADRANTS, strict=True):
        assert makers.alike(seen, meant), (seen, meant)


@pytest.mark.parametrize("extension", ["heic", "avif", "tiff", "bmp"])
def test_what_the_backend_does_not_take_becomes_a_jpeg(
    extension: str, real_files: dict[str, Path], tmp_path: Path
) -> None:
    prepared = prepare(real_files[extension], f"My pic.{extension.upper()}", dest=tmp_path)
    assert (prepared.name, prepared.content_type) == ("My pic.jpg", "image/jpeg")
    assert prepared.converted
    assert prepared.path.parent == tmp_path
    assert prepared.size == prepared.path.stat().st_size
    assert (prepared.width, prepared.height) == (64, 48)
    with Image.open(prepared.path) as opened:
        assert (opened.format, opened.mode, opened.size) == ("JPEG", "RGB", (64, 48))
        assert not opened.getexif()
    _assert_upright(prepared.path)


@pytest.mark.parametrize("extension", ["jpg", "png", "gif", "webp"])
def test_a_sound_accepted_picture_goes_as_it_is(
    extension: str, real_files: dict[str, Path], tmp_path: Path
) -> None:
    prepared = prepare(real_files[extension], "a", dest=tmp_path)
    assert prepared.path == real_files[extension]
    assert not prepared.converted
    assert prepared.kind is MediaKind.PICTURE
    assert (prepared.width, prepared.height) == (64, 48)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("orientation", range(2, 9))
@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "tiff"])
def test_a_picture_that_lies_on_its_side_is_set_upright(
    extension: str, orientation: int, tmp_path: Path
) -> None:
    path = tmp_path / f"turned.{extension}"
    exact: dict[str, Any] = {"jpg": {"quality": 95}, "webp": {"lossless": True}}.get(extension, {})
    turned = makers.picture().transpose(_TURNED[orientation])
    turned.save(path, exif=_exif(orientation), **exact)
    prepared = _prepared(path)
    assert prepared.converted
    assert (prepared.width, prepared.height) == (64, 48)
    assert prepared.content_type == ("image/png" if extension == "png" else "image/jpeg")
    _assert_upright(prepared.path)


def test_a_heic_is_turned_once_not_twice(tmp_path: Path) -> None:
    sideways = makers.picture().transpose(_TURNED[6])
    path = makers.heic(tmp_path / "a.heic", sideways, exif=_exif(6))
    _assert_upright(_prepared(path).path)


def test_an_avif_is_turned_once_not_twice(tmp_path: Path) -> None:
    path = tmp_path / "a.avif"
    makers.picture().transpose(_TURNED[6]).save(path, exif=_exif(6), quality=95)
    _assert_upright(_prepared(path).path)


def test_orientation_one_and_nonsense_leave_a_jpeg_alone(tmp_path: Path) -> None:
    for number in (0, 1, 9, 77):
        path = tmp_path / f"{number}.jpg"
        path.write_bytes(makers.jpeg_bytes(exif=_exif(number)))
        assert not _prepared(path).converted


@pytest.mark.parametrize(
    "exif", [b"Exif\0\0garbage", b"Exif\0\0MM\0*\xff\xff\xff\xff", b"Exif\0\0"]
)
@pytest.mark.filterwarnings("ignore:Corrupt EXIF")  # what it is about
def test_broken_metadata_does_not_spoil_a_picture(exif: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(makers.jpeg_bytes(exif=exif))
    assert not _prepared(path).converted


def test_colours_of_a_wide_profile_are_brought_to_srgb(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(
        makers.jpeg_bytes(
            Image.new("RGB", (32, 32), (200, 100, 100)), icc_profile=makers.display_p3()
        )
    )
    prepared = _prepared(path)
    assert prepared.converted
    with Image.open(prepared.path) as opened:
        assert "icc_profile" not in opened.info
    # by the published matrices, P3 (200, 100, 100) is about (212, 95, 97) in sRGB
    assert makers.alike(makers.corners(prepared.path)[0], (212, 95, 97), within=4)


def test_a_profile_that_says_srgb_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(makers.jpeg_bytes(icc_profile=makers.srgb()))
    assert not _prepared(path).converted


def test_a_broken_profile_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(makers.jpeg_bytes(icc_profile=b"not a profile at all" * 20))
    assert not _prepared(path).converted


def test_a_wide_png_stays_a_png_with_its_transparency(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    drawn = makers.picture()
    drawn.putalpha(Image.linear_gradient("L").resize(drawn.size))
    drawn.save(path, icc_profile=makers.display_p3())
    prepared = _prepared(path)
    assert (prepared.converted, prepared.content_type) == (True, "image/png")
    with Image.open(prepared.path) as opened:
        assert opened.mode == "RGBA"
        assert opened.getchannel("A").tobytes() == drawn.getchannel("A").tobytes()


@pytest.mark.parametrize("extension", ["jpg", "tiff"])
def test_cmyk_becomes_srgb(extension: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{extension}"
    makers.picture().convert("CMYK").save(path)
    prepared = _prepared(path)
    assert prepared.converted
    with Image.open(prepared.path) as opened:
        assert opened.mode == "RGB"
    for seen, meant in zip(makers.corners(prepared.path), makers.QUADRANTS, strict=True):
        assert makers.alike(seen, meant, within=30)


def test_a_lab_tiff_becomes_srgb(tmp_path: Path) -> None:
    path = tmp_path / "a.tiff"
    lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - untyped in Pillow
    transform = ImageCms.buildTransform(srgb, lab, "RGB", "LAB")  # pyright: ignore[reportUnknownArgumentType] - the same
    changed = ImageCms.applyTransform(makers.picture(), transform)
    assert changed is not None
    changed.save(path)
    for seen, meant in zip(makers.corners(_prepared(path).path), makers.QUADRANTS, strict=True):
        assert makers.alike(seen, meant, within=12)


@pytest.mark.parametrize(
    ("mode", "value", "grey"),
    [
        ("I;16", 0, 0),
        ("I;16", 32_896, 128),
        ("I;16", 65_535, 255),
        ("I", 32_896, 128),
        ("F", 0.5, 128),
    ],
)
def test_deep_greys_are_scaled_not_clipped(
    mode: str, value: float, grey: int, tmp_path: Path
) -> None:
    path = tmp_path / "a.tiff"
    Image.new(mode, (16, 16), value).save(path)
    assert makers.alike(makers.corners(_prepared(path).path)[0], (grey,) * 3, within=1)


def test_the_first_page_of_a_tiff_counts(tmp_path: Path) -> None:
    path = tmp_path / "a.tiff"
    pages = [makers.picture(), Image.new("RGB", (10, 10)), Image.new("RGB", (20, 20))]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    prepared = _prepared(path)
    assert (prepared.width, prepared.height) == (64, 48)
    _assert_upright(prepared.path)


@pytest.mark.parametrize(("ink", "ground"), [((200, 20, 20), 255), ((255, 255, 255), 0)])
def test_transparency_becomes_a_ground_that_the_ink_stands_out_from(
    ink: tuple[int, int, int], ground: int, tmp_path: Path
) -> None:
    path = tmp_path / "a.tiff"
    drawn = Image.new("RGBA", (64, 64))
    drawn.paste((*ink, 255), (0, 0, 32, 32))
    drawn.save(path)
    seen = makers.corners(_prepared(path).path)
    assert makers.alike(seen[0], ink)
    assert makers.alike(seen[3], (ground,) * 3)


@pytest.mark.parametrize("extension", ["gif", "webp", "png"])
def test_animations_go_as_they_are(extension: str, tmp_path: Path) -> None:
    path = makers.animation(tmp_path / f"a.{extension}")
    prepared = _prepared(path)
    assert (prepared.kind, prepared.converted) == (MediaKind.ANIMATION, False)
    assert prepared.path == path
    assert prepared.duration_s == pytest.approx(0.6, abs=0.01)


def test_two_pictures_in_one_jpeg_are_no_animation(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    makers.picture().save(path, "MPO", save_all=True, append_images=[makers.picture()])
    assert _prepared(path).kind is MediaKind.PICTURE


@pytest.mark.parametrize("extension", ["jpg", "png", "gif", "webp", "avif", "tiff", "bmp", "heic"])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_picture_that_is_cut_off_is_refused(extension: str, share: float, tmp_path: Path) -> None:
    path = tmp_path / f"a.{extension}"
    noisy = Image.effect_noise((96, 96), 80).convert("RGB")
    if extension == "heic":
        makers.heic(path, noisy)
    else:
        noisy.save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(MediaUnreadable) as caught:
        _prepared(path)
    assert caught.value.name == path.name


def test_an_animation_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    noisy = [Image.effect_noise((96, 96), 60).convert("P") for _ in range(4)]
    noisy[0].save(path, save_all=True, append_images=noisy[1:], duration=100)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * 0.6)])
    with pytest.raises(MediaUnreadable):
        _prepared(path)


def _bomb_png(path: Path, width: int, height: int) -> None:
    def chunk(kind: bytes, content: bytes) -> bytes:
        framed = kind + content
        return struct.pack(">I", len(content)) + framed + struct.pack(">I", zlib.crc32(framed))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width // 8 + 1) * min(height, 64)))
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


_GIF_FRAME = b"\x2c" + bytes(4) + b"\1\0\1\0\0" + b"\2\2\x44\1\0;"


def _bomb_gif(path: Path, width: int, height: int) -> None:
    path.write_bytes(b"GIF89a" + struct.pack("<HHBBB", width, height, 0, 0, 0) + _GIF_FRAME)


def _bomb_bmp(path: Path, width: int, height: int) -> None:
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 1, 0, 0, 0, 0, 2, 0)
    path.write_bytes(b"BM" + struct.pack("<IHHI", 200, 0, 0, 62) + info + bytes(8 + 100))


@pytest.mark.parametrize(
    ("make", "width", "height"),
    [
        (_bomb_png, 40_000, 40_000),  # more than Pillow opens
        (_bomb_png, 12_000, 10_000),  # more than Pillow opens without a warning
        (_bomb_gif, 65_535, 65_535),
        (_bomb_bmp, 30_000, 30_000),
    ],
)
def test_a_decompression_bomb_is_refused_by_its_header(
    make: Callable[[Path, int, int], None], width: int, height: int, tmp_path: Path
) -> None:
    path = tmp_path / "bomb"
    make(path, width, height)
    with pytest.raises(PictureTooBig) as caught:
        prepare(path, "bomb.png", dest=tmp_path, limits=MediaLimits(max_pixels=100_000_000))
    assert (caught.value.limit, caught.value.name) == (100_000_000, "bomb.png")


def test_the_limit_of_pixels_is_the_callers(real_files: dict[str, Path], tmp_path: Path) -> None:
    for extension in ("jpg", "heic", "tiff", "webp"):
        with pytest.raises(PictureTooBig):
            prepare(real_files[extension], "a", dest=tmp_path, limits=MediaLimits(max_pixels=3071))
    assert not list(tmp_path.iterdir())


def test_only_looking_converts_nothing(real_files: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(makers.jpeg_bytes(makers.picture(64, 48), exif=_exif(6)))
    seen = prepare(path, "a.jpg", dest=None)
    assert (seen.path, seen.converted, seen.width, seen.height) == (path, False, 48, 64)
    with pytest.raises(UnsupportedMedia):
        prepare(real_files["heic"], "a.heic", dest=None)
    assert list(tmp_path.iterdir()) == [path]
