import asyncio
import os
import resource
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from core.errors import (
    MediaEmpty,
    MediaTooLarge,
    MediaUnreadable,
    MediaWorkerMissing,
    PictureTooBig,
    StillmotionError,
    UnsupportedMedia,
)
from core.media import ACCEPTED, CONVERTED, MediaLimits, Preparer, prepare
from tests.media import makers


async def _until(happened: Callable[[], object]) -> None:
    while not happened():  # noqa: ASYNC110 - what other processes do fires no event
        await asyncio.sleep(0)


def _files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def _environment_of_worker(child: int) -> bytes:
    with suppress(FileNotFoundError, ProcessLookupError):
        place = Path(f"/proc/{child}")
        if b"core.media.worker" in (place / "cmdline").read_bytes():  # it is one by now
            return (place / "environ").read_bytes()
    return b""


def _has_open(child: int, path: Path) -> bool:
    with suppress(FileNotFoundError, PermissionError, ProcessLookupError):
        return any(link.readlink() == path for link in Path(f"/proc/{child}/fd").iterdir())
    return False


def _children() -> set[int]:
    listed = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text(encoding="ascii")
    return {int(number) for number in listed.split()}


@pytest.mark.parametrize("extension", ["jpg", "heic", "gif", "mp4", "m4a"])
async def test_a_process_of_its_own_finds_what_this_one_does(
    extension: str, real_files: dict[str, Path], tmp_path: Path
) -> None:
    preparer = Preparer()
    here = prepare(real_files[extension], "夏.x", dest=tmp_path, stem="here")
    there = await preparer.prepare(real_files[extension], "夏.x", dest=tmp_path)
    await preparer.aclose()
    assert there.path.read_bytes() == here.path.read_bytes()
    assert [getattr(there, field) for field in ("name", "kind", "size", "width", "converted")] == [
        getattr(here, field) for field in ("name", "kind", "size", "width", "converted")
    ]
    assert there.duration_s == here.duration_s


async def test_errors_keep_what_they_carry(real_files: dict[str, Path], tmp_path: Path) -> None:
    cut = tmp_path / "cut.jpg"
    cut.write_bytes(real_files["jpg"].read_bytes()[:300])
    empty = tmp_path / "empty"
    empty.touch()
    text = tmp_path / "text"
    text.write_text("words")
    caught: dict[str, StillmotionError] = {}
    small = Preparer(MediaLimits(max_pixels=100, max_bytes=100_000))
    for name, path in (
        ("pixels", real_files["png"]),
        ("cut", cut),
        ("empty", empty),
        ("text", text),
    ):
        with pytest.raises(StillmotionError) as info:
            await small.prepare(path, f"{name} 图", dest=tmp_path)
        caught[name] = info.value
        assert getattr(info.value, "name", "") == f"{name} 图"
    await small.aclose()
    assert isinstance(caught["pixels"], PictureTooBig)
    assert caught["pixels"].limit == 100
    assert isinstance(caught["cut"], MediaUnreadable)
    assert isinstance(caught["empty"], MediaEmpty)
    assert isinstance(caught["text"], UnsupportedMedia)
    assert caught["text"].accepted == ACCEPTED + CONVERTED


async def test_lists_come_back_as_tuples(real_files: dict[str, Path]) -> None:
    preparer = Preparer()
    with pytest.raises(UnsupportedMedia) as info:
        await preparer.prepare(real_files["heic"], "a", dest=None)
    await preparer.aclose()
    assert info.value.accepted == ACCEPTED


async def test_a_conversion_that_grew_too_large_leaves_no_file(tmp_path: Path) -> None:
    path, dest = tmp_path / "a.avif", tmp_path / "dest"
    dest.mkdir()
    makers.picture(640, 480).save(path, quality=30)
    preparer = Preparer(MediaLimits(max_bytes=path.stat().st_size))
    with pytest.raises(MediaTooLarge):
        await preparer.prepare(path, "a.avif", dest=dest)
    await preparer.aclose()
    assert not _files(dest)


async def test_memory_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "a.bmp"
    Image.new("RGB", (9000, 9000)).save(path)
    preparer = Preparer(MediaLimits(max_memory=300 * 1024**2, max_bytes=2**31))
    with pytest.raises((PictureTooBig, MediaUnreadable)):
        await preparer.prepare(path, "a.bmp", dest=tmp_path)
    await preparer.aclose()


async def test_time_is_bounded(real_files: dict[str, Path], tmp_path: Path) -> None:
    before = _children()
    preparer = Preparer(MediaLimits(max_seconds=0.005))
    with pytest.raises(MediaUnreadable):
        await preparer.prepare(real_files["heic"], "a.heic", dest=tmp_path)
    assert _children() == before
    assert not _files(tmp_path)
    await preparer.aclose()


async def test_a_decoder_that_crashes_costs_one_file(
    real_files: dict[str, Path], tmp_path: Path
) -> None:
    before = _children()
    path = tmp_path / "a.bmp"
    Image.effect_noise((2000, 1500), 60).save(path)
    preparer = Preparer()
    waiting = asyncio.create_task(preparer.prepare(path, "a.bmp", dest=tmp_path))
    await _until(lambda: any(_has_open(child, path) for child in _children() - before))
    os.kill((_children() - before).pop(), signal.SIGSEGV)
    with pytest.raises(MediaUnreadable):
        await waiting
    assert (await preparer.prepare(real_files["jpg"], "a.jpg", dest=tmp_path)).width == 64
    await preparer.aclose()


async def test_a_process_that_dies_before_it_looked_says_nothing_of_the_file(
    real_files: dict[str, Path], tmp_path: Path
) -> None:
    before = _children()
    preparer = Preparer()
    waiting = asyncio.create_task(preparer.prepare(real_files["jpg"], "a.jpg", dest=tmp_path))
    await _until(lambda: _children() - before)
    os.kill((_children() - before).pop(), signal.SIGKILL)
    with pytest.raises(MediaWorkerMissing):
        await waiting
    await preparer.aclose()
    assert not _files(tmp_path)


async def test_a_process_that_can_t_be_started_says_nothing_of_the_file(
    real_files: dict[str, Path],
) -> None:
    preparer = Preparer()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
    try:
        await preparer.warm()
        with pytest.raises(MediaWorkerMissing):
            await preparer.video(real_files["mp4"])
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert (await preparer.video(real_files["mp4"])).width == 64
    await preparer.aclose()


async def test_cancelling_leaves_neither_process_nor_file(tmp_path: Path) -> None:
    path, dest = tmp_path / "a.bmp", tmp_path / "dest"
    dest.mkdir()
    Image.effect_noise((3000, 2000), 60).save(path)
    before = _children()
    preparer = Preparer()
    waiting = asyncio.create_task(preparer.prepare(path, "a.bmp", dest=dest))
    await _until(lambda: _children() - before)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert _children() == before
    assert not _files(dest)
    await preparer.aclose()


async def test_closing_ends_what_runs_and_starts_nothing_new(
    real_files: dict[str, Path], tmp_path: Path
) -> None:
    before = _children()
    preparer = Preparer(parallel=1)
    jobs = [
        asyncio.create_task(preparer.prepare(real_files["png"], "a.png", dest=tmp_path))
        for _ in range(3)
    ]
    await _until(lambda: _children() - before)
    await preparer.aclose()
    results = await asyncio.gather(*jobs, return_exceptions=True)
    assert all(isinstance(result, MediaWorkerMissing) for result in results)
    assert _children() == before


async def test_no_more_than_so_many_run_at_once(
    real_files: dict[str, Path], tmp_path: Path
) -> None:
    before = _children()
    preparer = Preparer(parallel=2)
    jobs = asyncio.gather(
        *(preparer.prepare(real_files["jpg"], f"{n}.jpg", dest=tmp_path) for n in range(6))
    )
    most = 0
    while not jobs.done():
        most = max(most, len(_children() - before))
        await asyncio.sleep(0)
    assert [prepared.name for prepared in await jobs] == [f"{n}.jpg" for n in range(6)]
    assert most == 2
    await preparer.aclose()


async def test_the_loop_goes_on_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "a.tiff"
    Image.effect_noise((2000, 1500), 60).convert("RGB").save(path)
    preparer = Preparer()
    waiting = asyncio.create_task(preparer.prepare(path, "a.tiff", dest=tmp_path))
    longest, last = 0.0, time.perf_counter()
    while not waiting.done():
        await asyncio.sleep(0)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    assert (await waiting).converted
    assert longest < 0.1
    await preparer.aclose()


async def test_secrets_of_the_environment_stay_here(
    real_files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEMO_TOKEN", "planted-secret")
    before = _children()
    preparer = Preparer()
    waiting = asyncio.create_task(preparer.prepare(real_files["jpg"], "a.jpg", dest=tmp_path))
    seen = b""
    while not waiting.done():
        for child in _children() - before:
            seen = _environment_of_worker(child) or seen
        await asyncio.sleep(0)
    await waiting
    await preparer.aclose()
    assert b"PYTHONPATH=" in seen
    assert b"planted-secret" not in seen


async def test_a_finished_video_and_its_thumbnail_in_one_go(
    real_files: dict[str, Path], tmp_path: Path
) -> None:
    preparer = Preparer(MediaLimits(max_bytes=100))  # of what somebody sends
    facts = await preparer.video(real_files["mp4"], thumbnail=tmp_path / "t.jpg")
    assert (facts.width, facts.height) == (64, 48)
    assert (tmp_path / "t.jpg").exists()
    with pytest.raises(MediaUnreadable):
        await preparer.video(real_files["png"])
    await preparer.aclose()


async def test_a_process_started_ahead_takes_the_next_file(
    real_files: dict[str, Path], tmp_path: Path
) -> None:
    before = _children()
    preparer = Preparer()
    await asyncio.gather(preparer.warm(), preparer.warm())
    spare = _children() - before
    assert len(spare) == 1
    waiting = asyncio.create_task(preparer.prepare(real_files["jpg"], "a.jpg", dest=tmp_path))
    seen = set[int]()
    while not waiting.done():
        seen |= _children() - before
        await asyncio.sleep(0)
    assert (await waiting).width == 64
    assert seen == spare
    assert _children() == before  # it is used once
    await preparer.warm()
    await preparer.aclose()
    assert _children() == before
    await preparer.warm()
    assert _children() == before


@pytest.mark.parametrize("again", [False, True])
async def test_a_spare_that_died_costs_nothing(
    real_files: dict[str, Path], tmp_path: Path, again: bool
) -> None:
    before = _children()
    preparer = Preparer()
    await preparer.warm()
    (spare,) = _children() - before
    os.kill(spare, signal.SIGKILL)
    await _until(lambda: _children() == before)
    while again and not _children() - before:  # asyncio hears of the death a moment later
        await preparer.warm()
        await asyncio.sleep(0)
    prepared = await preparer.prepare(real_files["jpg"], "a.jpg", dest=tmp_path)
    assert prepared.width == 64
    await preparer.aclose()
    assert _children() == before


async def test_closing_does_not_mind_a_spare_that_died() -> None:
    before = _children()
    preparer = Preparer()
    await preparer.warm()
    os.kill((_children() - before).pop(), signal.SIGKILL)
    await _until(lambda: _children() == before)
    await preparer.aclose()
