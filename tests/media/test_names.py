import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.media import upload_name


@pytest.mark.parametrize(
    ("name", "extension", "sent"),
    [
        ("photo.JPG", "jpg", "photo.jpg"),
        ("IMG_0001.HEIC", "jpg", "IMG_0001.jpg"),
        ("夏天 的照片.png", "png", "夏天 的照片.png"),
        ("../../etc/passwd", "png", "passwd.png"),
        ("C:\\Users\\me\\cat.bmp", "jpg", "cat.jpg"),
        ("a\r\nX-Header: b.png", "png", "a X-Header_ b.png"),
        ('he said "hi".gif', "gif", "he said _hi_.gif"),
        ("evil\u202egnp.exe", "png", "evilgnp.png"),
        ("no extension", "webp", "no extension.webp"),
        ("version 2.0 final cut", "mp4", "version 2.0 final cut.mp4"),
        (".png", "png", "file.png"),
        ("...", "png", "file.png"),
        ("", "wav", "file.wav"),
        ("/", "wav", "file.wav"),
        ("x" * 500 + ".jpg", "jpg", "x" * 80 + ".jpg"),
    ],
)
def test_names_are_made_safe_and_keep_what_they_say(name: str, extension: str, sent: str) -> None:
    assert upload_name(name, extension) == sent


@given(st.text(max_size=300))
def test_any_name_becomes_one_that_can_be_sent(name: str) -> None:
    sent = upload_name(name, "jpg")
    stem = sent.removesuffix(".jpg")
    assert stem
    assert len(sent) <= 84
    assert len(sent.encode()) <= 204
    assert not set(sent) & set('/\\"<>|:?*\r\n\t\0')
    assert not any(unicodedata.category(c)[0] == "C" for c in sent)
    assert stem == stem.strip()
    assert upload_name(sent, "jpg") == sent
