import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.media import ACCEPTED, CONVERTED, HEAD_BYTES, MediaKind, sniff
from tests.media import makers

_STARTS = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"GIF89a",
    b"RIFF\0\0\0\0WEBP",
    b"RIFF\0\0\0\0AVI ",
    b"\0\0\0\x18ftypmif1",
    b"\0\0\0\x18ftypisom",
    b"\x1a\x45\xdf\xa3\x42\x82",
    b"BM",
    b"II*\0",
    b"ID3",
    b"\xff\xfb",
    b"\xff\xf1",
)


def _brands(major: bytes, *compatible: bytes) -> bytes:
    box = b"ftyp" + major + bytes(4) + b"".join(compatible)
    return (len(box) + 4).to_bytes(4, "big") + box + bytes(64)


@pytest.mark.parametrize("extension", [*ACCEPTED, *CONVERTED])
def test_every_type_is_known_by_the_content_of_a_real_file(
    extension: str, real_files: dict[str, Path]
) -> None:
    found = sniff(real_files[extension].read_bytes()[:HEAD_BYTES])
    assert found is not None
    assert found.extension == extension
    assert found.accepted is (extension in ACCEPTED)


@pytest.mark.parametrize(
    ("head", "extension"),
    [
        (_brands(b"mif1", b"mif1", b"heic"), "heic"),
        (_brands(b"mif1", b"mif1", b"avif", b"miaf"), "avif"),
        (_brands(b"heix", b"mif1"), "heic"),
        (_brands(b"avis", b"msf1", b"avif"), "avif"),
        (_brands(b"mp42", b"isom", b"M4A "), "mp4"),
        (_brands(b"M4A ", b"mp42", b"isom"), "m4a"),
        (_brands(b"qt  ", b"qt  "), "mov"),
        (_brands(b"abcd", b"iso6"), "mp4"),
        (b"\0\0\0\x08wide\0\0\1\0mdat" + bytes(20), "mov"),
        (b"II+\0\x08\0\0\0" + bytes(20), "tiff"),
        (b"\xff\xfb\x90\x64" + bytes(60), "mp3"),
        (b"\xff\xf9\x50\x80" + bytes(60), "aac"),
    ],
)
def test_brands_and_bare_frames_are_read_closely(head: bytes, extension: str) -> None:
    found = sniff(head)
    assert found is not None
    assert found.extension == extension


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"BMW builds cars and has done so for a long time.",
        b"this is a text that calls itself a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"#EXTM3U\nhttp://127.0.0.1/secret\n",
        b"%PDF-1.7 and so on",
        b"\xff\xfb\0\0" + bytes(60),
        b"RIFF\0\0\0\0ACON" + bytes(60),
        b"\x1a\x45\xdf\xa3 but no document type",
        b"fLaC" + bytes(60),
        b"OggS" + bytes(60),
        _brands(b"abcd", b"efgh"),
        _brands(b"3gp4"),
    ],
)
def test_what_can_neither_go_out_nor_be_converted_has_no_type(head: bytes) -> None:
    assert sniff(head) is None


def test_a_zip_is_no_picture_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "holiday.jpg"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a", "b")
    assert sniff(path.read_bytes()) is None


def test_a_picture_is_one_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    makers.picture().save(path, "PNG")
    found = sniff(path.read_bytes())
    assert found is not None
    assert found.kind is MediaKind.PICTURE


def test_every_reader_is_one_that_pillow_or_ffmpeg_has(real_files: dict[str, Path]) -> None:
    Image.init()
    for path in real_files.values():
        found = sniff(path.read_bytes())
        assert found is not None
        if found.kind is MediaKind.PICTURE and found.extension != "heic":
            assert found.reader in Image.OPEN


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.sampled_from((b"", *_STARTS)))
def test_any_bytes_have_a_type_or_none(rest: bytes, start: bytes) -> None:
    found = sniff(start + rest)
    assert found is None or found.extension in (*ACCEPTED, *CONVERTED)
