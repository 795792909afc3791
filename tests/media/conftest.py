from pathlib import Path

import pytest

from tests.media import makers


@pytest.fixture(scope="session")
def real_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One real file of every type, by the type's extension."""
    folder = tmp_path_factory.mktemp("real")
    files = {
        extension: folder / f"real.{extension}"
        for extension in ("jpg", "png", "gif", "webp", "avif", "tiff", "bmp")
    }
    for path in files.values():
        makers.picture().save(path)
    files["heic"] = makers.heic(folder / "real.heic")
    for extension, codec in (
        ("mp4", "libx264"),
        ("mov", "libx264"),
        ("avi", "mpeg4"),
        ("webm", "libvpx"),
        ("mkv", "libx264"),
    ):
        files[extension] = makers.video(folder / f"real.{extension}", codec)
    for extension, codec, file_format in (
        ("mp3", "libmp3lame", "mp3"),
        ("wav", "pcm_s16le", "wav"),
        ("m4a", "aac", "ipod"),
        ("aac", "aac", "adts"),
    ):
        path = folder / f"real.{extension}"
        files[extension] = makers.sound(path, codec, file_format=file_format)
    return files
