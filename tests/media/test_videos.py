from pathlib import Path

import av
import pytest
from PIL import Image

from core.errors import MediaError, MediaUnreadable, PictureTooBig, UnsupportedMedia
from core.media import MediaKind, MediaLimits, prepare, probe_video, thumbnail
from tests.media import makers


@pytest.mark.parametrize("extension", ["mp4", "mov", "avi", "webm", "mkv"])
def test_videos_go_as_they_are_and_are_measured(
    extension: str, real_files: dict[str, Path], tmp_path: Path
) -> None:
    prepared = prepare(real_files[extension], "clip", dest=tmp_path)
    assert (prepared.kind, prepared.converted) == (MediaKind.VIDEO, False)
    assert prepared.name == f"clip.{extension}"
    assert (prepared.width, prepared.height) == (64, 48)
    assert prepared.duration_s == pytest.approx(1.0, abs=0.11)


@pytest.mark.parametrize("extension", ["mp3", "wav", "m4a", "aac"])
def test_sounds_go_as_they_are_and_are_measured(
    extension: str, real_files: dict[str, Path], tmp_path: Path
) -> None:
    prepared = prepare(real_files[extension], "song", dest=tmp_path)
    assert (prepared.kind, prepared.converted) == (MediaKind.AUDIO, False)
    assert prepared.content_type.startswith("audio/")
    assert (prepared.width, prepared.height) == (None, None)
    assert prepared.duration_s == pytest.approx(1.0, abs=0.1)


def test_an_mp4_of_sound_alone_is_an_m4a(tmp_path: Path) -> None:
    path = makers.sound(tmp_path / "a.mp4", "aac", file_format="mp4")
    prepared = prepare(path, "memo.mp4", dest=tmp_path)
    assert (prepared.kind, prepared.name) == (MediaKind.AUDIO, "memo.m4a")
    assert prepared.content_type == "audio/mp4"


def test_a_cover_picture_does_not_make_a_song_a_video(tmp_path: Path) -> None:
    path = makers.sound(
        tmp_path / "a.mp3", "libmp3lame", file_format="mp3", cover=[makers.picture()]
    )
    with av.open(str(path)) as container:
        assert container.streams.video  # the cover is really in it
    prepared = prepare(path, "a.mp3", dest=tmp_path)
    assert (prepared.kind, prepared.width) == (MediaKind.AUDIO, None)


@pytest.mark.parametrize("extension", ["wav", "mp3", "mp4"])
def test_a_tag_in_another_encoding_does_not_spoil_a_file(
    extension: str, real_files: dict[str, Path], tmp_path: Path
) -> None:
    content = real_files[extension].read_bytes()
    assert b"Lavf" in content  # the tag of the writing program
    path = tmp_path / "a"
    path.write_bytes(content.replace(b"Lavf", b"\xe9t\xe9!"))
    assert prepare(path, "a", dest=tmp_path).duration_s


def test_a_fragmented_mp4_is_whole(tmp_path: Path) -> None:
    options = {"movflags": "frag_keyframe+empty_moov"}
    path = makers.video(tmp_path / "a.mp4", "libx264", options=options)
    assert prepare(path, "a.mp4", dest=tmp_path).width == 64


def test_the_length_of_a_live_recording_is_counted(tmp_path: Path) -> None:
    path = makers.video(tmp_path / "a.webm", "libvpx", frames=20, options={"live": "1"})
    with av.open(str(path)) as container:
        assert container.duration is None  # as browsers write it
    assert prepare(path, "a.webm", dest=tmp_path).duration_s == pytest.approx(2.0, abs=0.11)


@pytest.mark.parametrize("faststart", [True, False])
@pytest.mark.parametrize("share", [0.3, 0.7, 0.99])
def test_an_mp4_that_is_cut_off_is_refused(share: float, faststart: bool, tmp_path: Path) -> None:
    options = {"movflags": "+faststart"} if faststart else {}
    path = makers.video(tmp_path / "a.mp4", "libx264", frames=30, options=options)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(MediaUnreadable):
        prepare(path, "a.mp4", dest=tmp_path)


@pytest.mark.parametrize("extension", ["avi", "webm", "mkv", "mp3", "wav"])
def test_others_are_refused_when_only_their_header_is_left(
    extension: str, real_files: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "a"
    path.write_bytes(real_files[extension].read_bytes()[:40])
    with pytest.raises((MediaUnreadable, UnsupportedMedia)):
        prepare(path, "a", dest=tmp_path)


def test_frames_of_too_many_pixels_are_refused(real_files: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(PictureTooBig):
        prepare(real_files["mp4"], "a.mp4", dest=tmp_path, limits=MediaLimits(max_pixels=3071))


def test_a_playlist_behind_a_video_header_opens_nothing_else(tmp_path: Path) -> None:
    """What FFmpeg would follow by itself never gets to its playlist readers."""
    path = tmp_path / "a.mp4"
    path.write_bytes(
        b"\0\0\0\x10ftypisom\0\0\0\0" + b"#EXTM3U\n#EXTINF:1\nfile:///etc/passwd\n" * 20
    )
    with pytest.raises(MediaUnreadable):
        prepare(path, "a.mp4", dest=tmp_path)


def test_a_finished_video_is_probed(tmp_path: Path) -> None:
    path = makers.video(tmp_path / "a.mp4", "libx264", sound="aac", size=(96, 64))
    facts = probe_video(path)
    assert (facts.width, facts.height, facts.has_audio) == (96, 64, True)
    assert facts.duration_s == pytest.approx(1.0, abs=0.05)


def test_a_sound_or_a_picture_is_no_finished_video(real_files: dict[str, Path]) -> None:
    for extension in ("wav", "m4a", "png"):
        with pytest.raises(MediaError):
            probe_video(real_files[extension])
        with pytest.raises(MediaError):
            thumbnail(real_files[extension], real_files[extension].parent / "t.jpg")


@pytest.mark.parametrize("size", [(640, 360), (360, 640), (128, 128)])
def test_a_thumbnail_is_a_small_jpeg_of_the_same_shape(
    size: tuple[int, int], tmp_path: Path
) -> None:
    path = makers.video(tmp_path / "a.mp4", "libx264", size=size)
    still = thumbnail(path, tmp_path / "t.jpg")
    with Image.open(still) as opened:
        assert opened.format == "JPEG"
        assert max(opened.size) == min(320, max(size))
        assert opened.width / opened.height == pytest.approx(size[0] / size[1], rel=0.01)
    assert still.stat().st_size < 200_000


def test_a_thumbnail_is_not_taken_from_the_dark_start(tmp_path: Path) -> None:
    def shade(number: int) -> int:
        return 0 if number < 12 else 200

    path = makers.video(tmp_path / "a.mp4", "libx264", frames=30, shade=shade)
    still = thumbnail(path, tmp_path / "t.jpg")
    assert makers.corners(still)[0][0] > 150


def test_a_dark_video_has_a_thumbnail_all_the_same(tmp_path: Path) -> None:
    path = makers.video(tmp_path / "a.mp4", "libx264", shade=lambda _: 0)
    assert thumbnail(path, tmp_path / "t.jpg").exists()
