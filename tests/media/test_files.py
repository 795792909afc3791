import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

import core
from core.errors import (
    DiskFull,
    MediaEmpty,
    MediaError,
    MediaTooLarge,
    MediaUnreadable,
    UnsupportedMedia,
)
from core.media import ACCEPTED, MediaLimits, prepare
from core.media.files import write_whole
from tests.media import makers

_FULL_DISK = """
import resource, sys
from pathlib import Path
from core.errors import DiskFull
from core.media import prepare
resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))
try:
    prepare(Path(sys.argv[1]), "a.bmp", dest=Path(sys.argv[2]))
except DiskFull:
    print("full")
"""


def _refused(path: Path, dest: Path, **limits: int) -> Exception:
    with pytest.raises((MediaError, UnsupportedMedia, MediaTooLarge)) as caught:
        prepare(path, "their name.png", dest=dest, limits=MediaLimits(**limits))
    assert caught.value.name == "their name.png"
    assert str(path.parent) not in str(caught.value)
    return caught.value


def test_zero_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.touch()
    assert isinstance(_refused(path, tmp_path), MediaEmpty)


def test_a_missing_file(tmp_path: Path) -> None:
    assert isinstance(_refused(tmp_path / "none.png", tmp_path), MediaUnreadable)


def test_a_folder(tmp_path: Path) -> None:
    problem = _refused(tmp_path, tmp_path)
    assert isinstance(problem, MediaUnreadable)
    assert "folder" in str(problem)


def test_a_pipe_without_a_writer_holds_nobody_up(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    os.mkfifo(path)
    assert isinstance(_refused(path, tmp_path), MediaUnreadable)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_not_read(device: str, tmp_path: Path) -> None:
    with pytest.raises(MediaUnreadable):
        prepare(Path(device), "a.png", dest=tmp_path)


@pytest.fixture
def nobody() -> Iterator[None]:
    """For a while not root, who may read everything."""
    me = os.geteuid()
    if me == 0:
        os.seteuid(65_534)
    yield
    os.seteuid(me)


def test_a_file_that_may_not_be_read(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    path = tmp_path / "a.png"
    makers.picture().save(path)
    path.chmod(0)
    request.getfixturevalue("nobody")
    assert "permission" in str(_refused(path, tmp_path))


def test_a_link_to_a_picture_is_followed(tmp_path: Path) -> None:
    makers.picture().save(tmp_path / "a.png")
    link = tmp_path / "link.png"
    link.symlink_to("a.png")
    assert prepare(link, "link.png", dest=tmp_path).width == 64


def test_links_to_nothing_and_to_themselves(tmp_path: Path) -> None:
    for target in ("nothing.png", "link.png"):
        link = tmp_path / "link.png"
        link.symlink_to(target)
        assert isinstance(_refused(link, tmp_path), MediaUnreadable)
        link.unlink()


def test_a_path_with_a_nul(tmp_path: Path) -> None:
    with pytest.raises(MediaUnreadable):
        prepare(Path("a\0.png"), "a.png", dest=tmp_path)


def test_a_name_that_is_no_unicode_is_opened_all_the_same(tmp_path: Path) -> None:
    strange = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe: http:.mp4"))
    makers.video(tmp_path / "a.mp4", "libx264").rename(strange)
    assert prepare(strange, "a.mp4", dest=tmp_path).width == 64


def test_a_zip_an_svg_and_a_text_are_of_no_use(tmp_path: Path) -> None:
    for name, content in (("a.svg", "<svg/>"), ("a.png", "not a picture\n")):
        (tmp_path / name).write_text(content)
        problem = _refused(tmp_path / name, tmp_path)
        assert isinstance(problem, UnsupportedMedia)
        assert set(ACCEPTED) < set(problem.accepted)
    with zipfile.ZipFile(tmp_path / "a.jpg", "w") as archive:
        archive.writestr("a", "b")
    assert isinstance(_refused(tmp_path / "a.jpg", tmp_path), UnsupportedMedia)


def test_a_byte_more_than_the_limit_is_too_much_before_anything_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    makers.picture().save(path)
    os.truncate(path, 200 * 1024 * 1024 + 1)
    problem = _refused(path, tmp_path)
    assert isinstance(problem, MediaTooLarge)
    assert (problem.limit, problem.size) == (200 * 1024 * 1024, 200 * 1024 * 1024 + 1)


def test_a_conversion_that_becomes_too_large_is_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "a.avif"
    makers.picture(640, 480).save(path, quality=30)
    size = path.stat().st_size
    assert isinstance(_refused(path, tmp_path, max_bytes=size), MediaTooLarge)


def test_a_full_disk_is_told_from_a_bad_picture(tmp_path: Path) -> None:
    path, dest = tmp_path / "a.bmp", tmp_path / "dest"
    dest.mkdir()
    Image.effect_noise((200, 200), 60).convert("RGB").save(path)
    run = subprocess.run(
        [sys.executable, "-c", _FULL_DISK, path, dest],
        cwd=Path(core.__file__).parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "full\n"
    assert not list(dest.iterdir())


def test_other_troubles_of_writing_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(MediaUnreadable):
        write_whole(tmp_path / "no such folder" / "a", b"content", "a")
    full = tmp_path / "full"
    full.symlink_to("/dev/full")
    with pytest.raises(DiskFull):
        write_whole(full, b"content", "a")
    assert not full.is_symlink()
