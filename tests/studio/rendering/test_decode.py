"""Pictures as they come, and as they must not."""

import io
import struct
import tempfile
import warnings
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.studio.rendering.decode import DARK, LIGHT, decode, guard_decoders, upright_size
from core.studio.rendering.jobs import RenderError
from tests.studio.rendering.drawing import CHELSEA

BIG = (10_000, 10_000)


_UNDO = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def _rgb(path: Path, least: tuple[int, int] = BIG) -> np.ndarray:
    picture = decode(path, path.name, least)
    return picture.cut((0, 0, picture.width, picture.height), picture.width, picture.height)


def _quadrants(path: Path, orientation: int) -> Path:
    """Red, green / blue, white, as a viewer shall see them, stored under an EXIF orientation."""
    upright = np.zeros((40, 60, 3), np.uint8)
    upright[:20, :30], upright[:20, 30:] = (255, 0, 0), (0, 255, 0)
    upright[20:, :30], upright[20:, 30:] = (0, 0, 255), (255, 255, 255)
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = Image.fromarray(upright)
    stored = picture.transpose(_UNDO[orientation]) if orientation in _UNDO else picture
    stored.save(path, exif=exif)
    return path


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_stand_upright(tmp_path: Path, orientation: int) -> None:
    path = _quadrants(tmp_path / "turned.png", orientation)
    assert upright_size(path, "turned") == (60, 40)
    rgb = _rgb(path)
    assert rgb.shape == (40, 60, 3)
    assert [tuple(rgb[y, x]) for y in (5, 35) for x in (5, 55)] == [
        (255, 0, 0),
        (0, 255, 0),
        (0, 0, 255),
        (255, 255, 255),
    ]


def test_a_jpeg_is_shrunk_while_it_is_decoded_but_not_below_what_is_needed() -> None:
    assert decode(CHELSEA, "cat", (200, 100)).width == 226
    assert decode(CHELSEA, "cat", (300, 100)).width == 451


def test_a_colour_profile_is_applied(tmp_path: Path) -> None:
    wide = _display_p3()
    path = tmp_path / "p3.png"
    Image.new("RGB", (8, 8), (200, 100, 50)).save(path, icc_profile=wide)
    red, green, _ = (int(v) for v in _rgb(path)[4, 4])
    assert red > 205  # the same number means a stronger red in Display P3
    assert green < 99
    path = tmp_path / "wrong.png"  # a profile that is none is ignored
    Image.new("RGB", (8, 8), (200, 100, 50)).save(path, icc_profile=wide[:300])
    assert tuple(_rgb(path)[4, 4]) == (200, 100, 50)


def _display_p3() -> bytes:
    """The profile of newer phones' pictures, from its published primaries (D50-adapted)."""

    def number(value: float) -> bytes:
        return struct.pack(">i", round(value * 65536))

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(map(number, values))

    curve = b"para\0\0\0\0\0\3\0\0" + b"".join(
        map(number, (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045))
    )
    text = b"desc\0\0\0\0" + struct.pack(">I", 3) + b"P3\0" + bytes(78)
    tags = {
        b"desc": text,
        b"cprt": b"text\0\0\0\0CC0\0",
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": xyz(0.51512, 0.2412, -0.00105),
        b"gXYZ": xyz(0.29198, 0.69225, 0.04189),
        b"bXYZ": xyz(0.1571, 0.06657, 0.78407),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, content, at = struct.pack(">I", len(tags)), b"", 132 + 12 * len(tags)
    for name, body in tags.items():
        padded = body + bytes(-len(body) % 4)
        table += name + struct.pack(">II", at + len(content), len(body))
        content += padded
    head = struct.pack(">I4xI", at + len(content), 0x02400000) + b"mntrRGB XYZ "
    head += bytes(12) + b"acsp" + bytes(28) + number(0.9642) + number(1.0) + number(0.8249)
    return (head + bytes(128 - len(head))) + table + content


@pytest.mark.parametrize(
    ("mode", "color", "wanted"),
    [
        ("L", 90, (90, 90, 90)),
        ("1", 1, (255, 255, 255)),
        ("LA", (90, 255), (90, 90, 90)),
        ("P", 0, (0, 0, 0)),
        ("RGBA", (10, 20, 30, 255), (10, 20, 30)),
        ("I;16", 257 * 40, (40, 40, 40)),
    ],
)
def test_every_kind_of_samples_becomes_rgb(
    tmp_path: Path, mode: str, color: int, wanted: tuple[int, int, int]
) -> None:
    Image.new(mode, (8, 6), color).save(tmp_path / "x.png")
    assert tuple(_rgb(tmp_path / "x.png")[3, 3]) == wanted


def test_cmyk_is_seen_as_it_was_meant(tmp_path: Path) -> None:
    Image.new("CMYK", (16, 16), (0, 255, 255, 0)).save(tmp_path / "x.jpg", quality=95)
    red, green, blue = (int(v) for v in _rgb(tmp_path / "x.jpg")[8, 8])
    assert red > 240
    assert max(green, blue) < 15


def test_transparent_parts_lie_on_a_light_ground(tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    logo = np.zeros((20, 20, 4), np.uint8)
    logo[5:15, 5:15] = (200, 0, 0, 255)
    Image.fromarray(logo).save(path)
    rgb = _rgb(path)
    assert tuple(rgb[0, 0]) == LIGHT
    assert tuple(rgb[10, 10]) == (200, 0, 0)


def test_what_is_white_itself_lies_on_a_dark_ground(tmp_path: Path) -> None:
    logo = np.zeros((20, 20, 4), np.uint8)
    logo[5:15, 5:15] = 255
    Image.fromarray(logo).save(tmp_path / "white.png")
    assert tuple(_rgb(tmp_path / "white.png")[0, 0]) == DARK


def test_shrinking_lets_no_hidden_colour_leak_out_of_transparent_parts(tmp_path: Path) -> None:
    hidden = np.zeros((40, 40, 4), np.uint8)
    hidden[..., 1] = 255  # green, but fully transparent
    hidden[::2, :] = (200, 0, 0, 255)
    Image.fromarray(hidden).save(tmp_path / "x.png")
    picture = decode(tmp_path / "x.png", "x", BIG)
    small = picture.cut((0, 0, 40, 40), 10, 10)
    assert small[..., 1].max() < 130
    assert abs(int(small[5, 5, 0]) - 225) < 3


def test_a_part_is_cut_out(tmp_path: Path) -> None:
    rgb = np.zeros((20, 30, 3), np.uint8)
    rgb[5:10, 20:30] = (9, 8, 7)
    Image.fromarray(rgb).save(tmp_path / "x.png")
    picture = decode(tmp_path / "x.png", "x", BIG)
    assert np.unique(picture.cut((20, 5, 30, 10), 20, 10).reshape(-1, 3), axis=0).tolist() == [
        [9, 8, 7]
    ]


def _claiming(width: int, height: int) -> bytes:
    """A few bytes of PNG that claim to be a huge picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes(4096))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.fixture
def guarded() -> Iterator[None]:
    before = Image.MAX_IMAGE_PIXELS
    with warnings.catch_warnings():
        guard_decoders()
        yield
    Image.MAX_IMAGE_PIXELS = before


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize("side", [11_000, 20_000, 60_000])
def test_a_bomb_is_refused_by_its_head(tmp_path: Path, side: int) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(_claiming(side, side))
    with pytest.raises(RenderError, match=r"bomb\.png"):
        upright_size(path, path.name)
    with pytest.raises(RenderError, match=r"bomb\.png"):
        decode(path, path.name, (100, 100))


@pytest.mark.parametrize(
    "content",
    [b"", b"no picture at all", CHELSEA.read_bytes()[:9000], b"<svg/>", b"%!PS-Adobe EPSF\n"],
    ids=["empty", "text", "truncated", "svg", "eps"],
)
def test_what_is_no_whole_picture_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "holiday.jpg"
    path.write_bytes(content)
    with pytest.raises(RenderError, match=r"holiday\.jpg"):
        decode(path, "holiday.jpg", (100, 100))


def _complaint(path: Path) -> str | None:
    try:
        decode(path, path.name, (40, 30))
    except RenderError as error:
        return error.reason
    return None


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["PNG", "JPEG", "GIF", "WEBP"]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=8),
)
def test_damage_anywhere_is_either_survived_or_named(
    kind: str, damage: list[tuple[float, int]]
) -> None:
    whole = io.BytesIO()
    Image.new("RGB", (40, 30), (1, 200, 30)).save(whole, kind)
    content = bytearray(whole.getvalue())
    for place, value in damage:
        content[int(place * len(content))] = value
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "damaged"
        path.write_bytes(content)
        complaint = _complaint(path)
    assert complaint is None or "damaged" in complaint
