from pathlib import Path

import pytest

from bots.terminal import sort_arguments
from core.conversation import AttachmentKind
from core.errors import MediaUnreadable


async def content_of(path: Path) -> bytes:
    (attachment,), _ = sort_arguments((str(path),))
    async with attachment.source.open() as chunks:
        return b"".join([chunk async for chunk in chunks])


async def test_a_file_streams_whole_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"x" * 200_000)
    assert await content_of(path) == path.read_bytes()


async def test_a_file_that_can_not_be_read_is_an_error_of_ours(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.jpg"):
        with pytest.raises(MediaUnreadable) as caught:
            await content_of(path)
        assert caught.value.name == path.name


def test_names_tell_links_music_and_pictures_apart() -> None:
    files, links = sort_arguments(("a.heic", "HTTPS://x.example/b.jpg", "c.mp3", "d.json", "e"))
    assert links == ("HTTPS://x.example/b.jpg",)
    assert [file.kind for file in files] == [
        AttachmentKind.PICTURE,
        AttachmentKind.AUDIO,
        AttachmentKind.DOCUMENT,
        AttachmentKind.PICTURE,
    ]
