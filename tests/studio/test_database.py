import asyncio
import threading
from pathlib import Path

import pytest

from core.studio.storage import Database


async def test_an_opening_that_nobody_waits_for_any_more_is_closed_as_well(tmp_path: Path) -> None:
    database = Database(tmp_path / "studio.sqlite3")
    opening = asyncio.ensure_future(database.open())
    await asyncio.sleep(0)  # the thread has its work
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    await database.aclose()
    closed = await asyncio.to_thread(names_in, tmp_path)
    await asyncio.to_thread(wait_for_threads)
    assert await asyncio.to_thread(names_in, tmp_path) == closed
    assert closed in ([], ["studio.sqlite3"])


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def wait_for_threads() -> None:
    for thread in threading.enumerate():
        if thread.name.startswith("studio-db"):
            thread.join()
