import random
import tracemalloc
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.prompts.vocabulary import BEDS
from core.studio.rendering.beds import bed_loop
from core.studio.rendering.mix import AudioUnreadable, mix
from core.studio.timeline import Shot, Sound, Timeline
from tests.media import makers

_RATE = 48_000

Samples = NDArray[np.float32]


def _timeline(*sounds: Sound, milliseconds: int = 3000) -> Timeline:
    return Timeline(shots=(Shot("p", "p", milliseconds),), sounds=sounds)


def _whole(timeline: Timeline, **media: Path) -> Samples:
    return np.concatenate(list(mix(timeline, media)))


_FILE = Sound("song.wav", 0, 3000, media="song", volume=1.0, fade_in_ms=0, fade_out_ms=0)
_BED = Sound("calm", 0, 3000, bed="calm", volume=1.0, fade_in_ms=0, fade_out_ms=0)


def _level(samples: Samples) -> float:
    return float(np.sqrt(np.mean(samples.astype(np.float64) ** 2)))


@pytest.fixture(scope="module")
def tone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2 s of 440 Hz at half of full scale."""
    return makers.sound(tmp_path_factory.mktemp("sound") / "tone.wav", "pcm_s16le", seconds=2.0)


@pytest.mark.parametrize("milliseconds", [1, 999, 1000, 3001, 4333])
def test_the_mix_is_exactly_as_long_as_the_video(milliseconds: int, tone: Path) -> None:
    timeline = _timeline(_FILE, milliseconds=milliseconds)
    mixed = _whole(timeline, song=tone)
    assert mixed.shape == (round(milliseconds * 48), 2)
    assert mixed.dtype == np.float32


def test_without_sounds_there_is_silence() -> None:
    assert not _whole(_timeline()).any()


@pytest.mark.parametrize(
    "codec", [("pcm_s16le", "wav"), ("libmp3lame", "mp3"), ("aac", "ipod"), ("aac", "adts")]
)
@pytest.mark.parametrize("shape", [(48_000, 2), (44_100, 1), (22_050, 2)])
def test_every_format_is_heard_at_its_pitch_and_level(
    codec: tuple[str, str], shape: tuple[int, int], tmp_path: Path
) -> None:
    (encoder, file_format), (rate, channels) = codec, shape
    path = makers.sound(
        tmp_path / "a",
        encoder,
        seconds=2.0,
        rate=rate,
        channels=channels,
        file_format=file_format,
    )
    heard = _whole(_timeline(_FILE, milliseconds=1800), song=path)[9600:-9600]
    assert _level(heard) == pytest.approx(0.5 / 2**0.5, rel=0.06)
    spectrum = np.abs(np.fft.rfft(heard[:, 0]))
    assert np.argmax(spectrum) * _RATE / len(heard) == pytest.approx(440, abs=1)
    assert np.array_equal(heard[:, 0], heard[:, 1]) or channels == 2


def test_the_sound_of_a_video_will_do(tmp_path: Path) -> None:
    path = makers.video(tmp_path / "a.mp4", "libx264", frames=20, sound="aac")
    heard = _whole(_timeline(_FILE, milliseconds=1500), song=path)
    assert _level(heard[9600:]) == pytest.approx(0.5 / 2**0.5, rel=0.06)


def test_volume_and_place_are_obeyed(tone: Path) -> None:
    sound = replace(_FILE, start_ms=500, duration_ms=1000, volume=0.35)
    mixed = _whole(_timeline(sound), song=tone)
    assert not mixed[:24_000].any()
    assert not mixed[72_000:].any()
    assert _level(mixed[24_000:72_000]) == pytest.approx(0.35 * 0.5 / 2**0.5, rel=0.01)


def test_a_sound_of_no_volume_is_not_even_opened() -> None:
    assert not _whole(_timeline(replace(_FILE, volume=0.0)), song=Path("/nowhere")).any()


def test_fades_are_eased_and_end_in_silence(tone: Path) -> None:
    sound = replace(_FILE, fade_in_ms=500, fade_out_ms=1000)
    mixed = np.abs(_whole(_timeline(sound), song=tone))[:, 0]
    assert mixed[0] == 0
    assert mixed[-1] == 0

    def peak(at_ms: int) -> float:
        return float(mixed[(at_ms - 5) * 48 : (at_ms + 5) * 48].max())

    assert peak(250) == pytest.approx(0.25, abs=0.02)
    assert [peak(ms) for ms in (550, 1500, 1950)] == pytest.approx([0.5] * 3, abs=0.01)
    assert peak(2500) == pytest.approx(0.25, abs=0.02)
    assert peak(125) < 0.125  # slower at the start than a straight line


def test_a_sound_that_outlasts_the_video_fades_out_at_its_end(tone: Path) -> None:
    mixed = _whole(_timeline(replace(_FILE, duration_ms=60_000, fade_out_ms=500)), song=tone)
    assert _level(mixed[-480:]) < 0.01
    assert _level(mixed[-48_000:-24_000]) > 0.3


def test_fades_longer_than_the_sound_share_it(tone: Path) -> None:
    sound = replace(_FILE, duration_ms=600, fade_in_ms=1000, fade_out_ms=3000)
    mixed = np.abs(_whole(_timeline(sound), song=tone))[:, 0]
    assert mixed.max() > 0.45
    assert np.argmax(mixed) == pytest.approx(150 * 48, abs=20 * 48)


def test_a_short_file_goes_on_without_a_click(tone: Path) -> None:
    mixed = _whole(_timeline(replace(_FILE, duration_ms=9000), milliseconds=9000), song=tone)
    seconds = [_level(mixed[s * _RATE : (s + 1) * _RATE]) for s in range(9)]
    assert min(seconds) > 0.3
    # 440 Hz at half of full scale moves 0.029 from one sample to the next, and no more
    assert np.abs(np.diff(mixed, axis=0)).max() < 0.06


@pytest.mark.parametrize("milliseconds", [1, 10, 100, 990])
def test_even_a_blink_of_a_sound_fills_its_time(milliseconds: int, tmp_path: Path) -> None:
    path = makers.sound(tmp_path / "a.wav", "pcm_s16le", seconds=milliseconds / 1000)
    mixed = _whole(_timeline(_FILE), song=path)
    assert mixed.shape == (144_000, 2)
    assert _level(mixed[-24_000:]) > 0.1


def test_a_bed_is_mixed_as_it_is_synthesised() -> None:
    mixed = _whole(_timeline(replace(_BED, volume=0.3), milliseconds=20_000))
    assert np.allclose(mixed[:144_000], bed_loop("calm")[:144_000] * np.float32(0.3), atol=1e-6)


@pytest.mark.parametrize("name", BEDS)
def test_music_is_well_heard_at_the_usual_volume_and_does_not_clip_at_the_full_one(
    name: str,
) -> None:
    usual = Sound(name, 0, 20_000, bed=name, fade_in_ms=0, fade_out_ms=0)
    full = replace(usual, volume=1.0)
    heard, loudest = (_whole(_timeline(one, milliseconds=20_000)) for one in (usual, full))
    assert 20 * np.log10(_level(heard)) == pytest.approx(-20, abs=1)
    assert 20 * np.log10(_level(loudest)) == pytest.approx(-11, abs=1)
    assert np.abs(loudest).max() < 1.0


def test_sounds_add_up_and_never_clip(tone: Path) -> None:
    many = tuple(_FILE for _ in range(4))
    mixed = _whole(_timeline(*many, _BED), song=tone)
    assert 0.9 < np.abs(mixed).max() < 1.0


@pytest.mark.parametrize("content", [b"", b"not a sound", b"ID3" + bytes(500), b"RIFF....WAVEfmt "])
def test_a_damaged_file_is_named(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(content)
    with pytest.raises(AudioUnreadable) as caught:
        _whole(_timeline(_FILE), song=path)
    assert caught.value.name == "song.wav"
    assert str(tmp_path) not in str(caught.value)


def test_pictures_silent_videos_and_missing_files_are_no_sound(
    tmp_path: Path,
) -> None:
    picture = tmp_path / "a.png"
    makers.picture().save(picture)
    silent = makers.video(tmp_path / "a.mp4", "libx264")
    for media in ({"song": picture}, {"song": silent}, {"song": tmp_path / "none"}, {}):
        with pytest.raises(AudioUnreadable):
            _whole(_timeline(_FILE), **media)


def test_a_file_damaged_in_the_middle_plays_on(tmp_path: Path) -> None:
    path = makers.sound(tmp_path / "a.mp3", "libmp3lame", seconds=4.0, file_format="mp3")
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 600] = bytes(600)
    path.write_bytes(content)
    mixed = _whole(_timeline(replace(_FILE, duration_ms=3500), milliseconds=3500), song=path)
    assert _level(mixed[:48_000]) > 0.3
    assert _level(mixed[-36_000:]) > 0.3


def test_memory_does_not_grow_with_the_files_length(tmp_path: Path) -> None:
    path = makers.sound(tmp_path / "a.mp3", "libmp3lame", seconds=60.0, file_format="mp3")
    blocks = mix(_timeline(replace(_FILE, duration_ms=60_000), milliseconds=60_000), {"song": path})
    next(blocks)
    tracemalloc.start()
    heard = sum(len(block) for block in blocks)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert heard == 59 * _RATE
    assert most < 8 * 1024**2  # all of it would be 23 MB


def test_stopping_half_way_closes_the_file(tone: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    blocks = mix(_timeline(_FILE), {"song": tone})
    assert len(list(islice(blocks, 1))) == 1
    blocks.close()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_an_unknown_bed_is_an_error() -> None:
    with pytest.raises(ValueError, match="polka"):
        _whole(_timeline(Sound("p", 0, 1000, bed="polka")))


@pytest.fixture(scope="module")
def small_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, ...]:
    folder = tmp_path_factory.mktemp("small")
    kinds = (("pcm_s16le", "wav"), ("libmp3lame", "mp3"), ("aac", "ipod"), ("aac", "adts"))
    return tuple(
        makers.sound(folder / file_format, codec, seconds=0.4, file_format=file_format).read_bytes()
        for codec, file_format in kinds
    )


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(which=st.integers(0, 3), seed=st.integers(0, 2**32), hits=st.integers(1, 20))
def test_whatever_is_damaged_the_mix_is_whole_or_says_so(
    which: int, seed: int, hits: int, small_files: tuple[bytes, ...], tmp_path: Path
) -> None:
    dice, content = random.Random(seed), bytearray(small_files[which])
    for _ in range(hits):
        end = len(content) if dice.random() < 0.5 else 300
        content[dice.randrange(end)] = dice.randrange(256)
    path = tmp_path / "a"
    path.write_bytes(content)
    try:
        mixed = _whole(_timeline(_FILE, milliseconds=700), song=path)
    except AudioUnreadable:
        return
    assert mixed.shape == (33_600, 2)
    assert np.isfinite(mixed).all()
    assert np.abs(mixed).max() < 1
