"""Files kept by content: stored once, whole or not at all, and gone when nobody needs them."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.errors import DiskFull, MediaTooLarge, MediaUnreadable, StoreUnusable
from core.media import MediaFiles
from core.store import Store, Transaction, open_store
from tests.peers.clock import FakeClock


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(tmp_path / "store.db") as opened:
        yield opened


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def library(tmp_path: Path, store: Store, clock: FakeClock) -> MediaFiles:
    return MediaFiles(tmp_path / "media", store, clock=clock, max_bytes=3_000_000)


def a_file(folder: Path, content: bytes, name: str = "picture.png") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "media").rglob("*") if path.is_file())


async def test_a_file_is_found_by_its_content(tmp_path: Path, library: MediaFiles) -> None:
    content = os.urandom(2_500_000)
    source = a_file(tmp_path, content)
    digest = await library.put(source)
    assert digest == hashlib.sha256(content).hexdigest()
    source.write_bytes(b"the original may change")
    assert library.path(digest).read_bytes() == content
    assert library.path(digest) == tmp_path / "media" / digest[:2] / digest


async def test_the_same_content_is_kept_once(
    tmp_path: Path, library: MediaFiles, store: Store
) -> None:
    one, two = a_file(tmp_path, b"same"), a_file(tmp_path, b"same", "other.png")
    digests = await asyncio.gather(*(library.put(path) for path in [one, two] * 10))
    assert len(set(digests)) == 1
    assert kept(tmp_path) == [digests[0]]
    assert await store.read(lambda tx: tx.media.total()) == 4


async def test_only_hashes_are_paths(library: MediaFiles) -> None:
    for text in ("", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 63 + "/"):
        with pytest.raises(ValueError, match="not a hash"):
            library.path(text)


async def test_what_is_too_large_or_unreadable_leaves_nothing(
    tmp_path: Path, library: MediaFiles
) -> None:
    with pytest.raises(MediaTooLarge) as caught:
        await library.put(a_file(tmp_path, b"x" * 3_000_001))
    assert caught.value.limit == 3_000_000
    for path in (tmp_path / "missing", tmp_path):
        with pytest.raises(MediaUnreadable):
            await library.put(path)
    assert kept(tmp_path) == []


async def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, store: Store) -> None:
    a_file(tmp_path, b"in the way", "media")
    library = MediaFiles(tmp_path / "media", store)
    with pytest.raises(StoreUnusable):
        await library.put(a_file(tmp_path, b"x"))


async def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, library: MediaFiles) -> None:
    resource = pytest.importorskip("resource")
    signal = pytest.importorskip("signal")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    source = a_file(tmp_path, os.urandom(2_500_000))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, hard))
    try:
        with pytest.raises(DiskFull):
            await library.put(source)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert kept(tmp_path) == []


async def test_a_cancelled_copy_leaves_nothing(tmp_path: Path, library: MediaFiles) -> None:
    source = a_file(tmp_path, os.urandom(2_900_000))
    for pause in (0.0, 0.001, 0.003):
        task = asyncio.create_task(library.put(source))
        await asyncio.sleep(pause)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await library.sweep()
    assert set(kept(tmp_path)) <= {hashlib.sha256(source.read_bytes()).hexdigest()}


async def test_the_sweep_takes_what_nobody_uses_after_an_hour(
    tmp_path: Path, library: MediaFiles, store: Store, clock: FakeClock
) -> None:
    used = await library.put(a_file(tmp_path, b"used"))
    unused = await library.put(a_file(tmp_path, b"unused"))
    await store.write(lambda tx: tx.media.use(used, "turn:1"))
    assert await library.sweep() == 0
    await clock.advance(3601)
    young = await library.put(a_file(tmp_path, b"young"))
    assert await library.sweep() == 1
    assert kept(tmp_path) == sorted([used, young])
    assert not library.path(unused).exists()
    await store.write(lambda tx: tx.media.release("turn:1"))
    assert await library.sweep() == 1
    assert kept(tmp_path) == [young]


async def test_putting_a_file_again_gives_it_another_hour(
    tmp_path: Path, library: MediaFiles, clock: FakeClock
) -> None:
    digest = await library.put(a_file(tmp_path, b"x"))
    await clock.advance(3601)
    assert await library.put(a_file(tmp_path, b"x")) == digest
    assert await library.sweep() == 0
    assert kept(tmp_path) == [digest]


async def test_the_sweep_takes_what_a_killed_process_left(
    tmp_path: Path, library: MediaFiles
) -> None:
    digest = await library.put(a_file(tmp_path, b"x"))
    stray = hashlib.sha256(b"stray").hexdigest()
    for name in (f"{stray[:2]}/{stray}", f"{digest[:2]}/nonsense", "parts/0"):
        path = tmp_path / "media" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"left")
    assert await library.sweep() == 3
    assert kept(tmp_path) == [digest]


async def test_sweeping_beside_storing_never_takes_a_stored_file(
    tmp_path: Path, store: Store, clock: FakeClock
) -> None:
    library = MediaFiles(tmp_path / "media", store, clock=clock)
    sources = [a_file(tmp_path, b"%d" % number, f"{number}") for number in range(8)]
    for _ in range(5):
        swept = asyncio.create_task(library.sweep())
        digests = await asyncio.gather(*(library.put(source) for source in sources))
        await swept
        for digest in digests:
            assert library.path(digest).is_file()
        await clock.advance(3601)


async def test_many_files_are_swept_in_small_transactions(
    library: MediaFiles, store: Store, clock: FakeClock
) -> None:
    async def rows(tx: Transaction) -> None:
        for number in range(600):
            await tx.media.add(hashlib.sha256(b"%d" % number).hexdigest(), 1, now=clock.time())

    await store.write(rows)
    await clock.advance(3601)
    assert await library.sweep() == 600


async def test_the_room_on_the_disk_is_known(library: MediaFiles) -> None:
    assert await library.free() > 0
