"""A disk that fills up in the middle of things: every one of them comes to an end that is told.

The bound is SQLite's own, set on the studio's connection: it gives the error of a full disk at
exactly the row that a trigger makes too long.
"""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import DiskFull
from core.studio import StudioConfig, create_app
from core.studio.storage import Database
from tests.peers.clock import FakeClock
from tests.peers.server import serving
from tests.studio.exporting import ended, made
from tests.studio.still_renderer import StillRenderer
from tests.studio.visitor import Visitor, events, picture, reaching


@asynccontextmanager
async def with_rows(config: StudioConfig) -> AsyncGenerator[tuple[Visitor, Database]]:
    """Somebody at a studio's door, and the rows behind it."""
    app = create_app(config)
    async with serving(app) as url, reaching(url) as visitor:
        await visitor.enter()
        yield visitor, app.state.studio.database


async def fill_up(database: Database, updated: str, states: tuple[str, ...] = ()) -> None:
    """From now on an update of that table or column finds no room; of a status, to ``states``."""
    condition = " OR ".join(f"NEW.status = '{state}'" for state in states) or "TRUE"

    def work(rows: sqlite3.Connection) -> None:
        rows.execute("CREATE TABLE filling (content BLOB)")
        rows.execute(
            f"CREATE TRIGGER full BEFORE UPDATE {updated} WHEN {condition}"
            " BEGIN INSERT INTO filling VALUES (zeroblob(1000000)); END"
        )
        (pages,) = rows.execute("PRAGMA page_count").fetchone()
        rows.execute(f"PRAGMA max_page_count = {pages + 20}")

    await database.transact(work)


async def free(database: Database) -> None:
    await database.transact(lambda rows: rows.execute("DROP TRIGGER full"))


def kept(config: StudioConfig) -> list[tuple[str, str | None]]:
    rows = sqlite3.connect(config.data_dir / "studio.sqlite3")
    found = rows.execute("SELECT status, reason FROM renders").fetchall()
    rows.close()
    return found


FULL = "the studio's disk is full"


@pytest.mark.parametrize(
    ("states", "left"),
    [
        (("processing", "failed"), "pending"),
        (("completed", "failed"), "processing"),
        (("completed",), "failed"),  # there is room again once the video is gone
    ],
)
async def test_an_export_fails_and_is_kept_when_there_is_room(
    config: StudioConfig, clock: FakeClock, states: tuple[str, ...], left: str
) -> None:
    async with with_rows(replace(config, clock=clock)) as (visitor, database):
        draft = await made(visitor)
        await fill_up(database, "ON renders", states)
        await visitor.submit("r1", draft)
        status = await ended(visitor, "r1")
        assert (status["status"], status["error"]) == ("failed", FULL)
        assert list((config.data_dir / "renders").iterdir()) == []
        again = await visitor.submit("r1", draft)
        assert again.json()["data"]["status"] == "failed"
        assert [state for state, _ in kept(config)] == [left]
        await clock.advance(3_600)  # tidying finds no room either
        assert (await visitor.render("r1"))["status"] == "failed"
        await free(database)
        await clock.advance(3_600)
        async with asyncio.timeout(5):
            while kept(config) != [("failed", FULL)]:  # noqa: ASYNC110 - tidying tells nobody
                await asyncio.sleep(0.01)
        assert (await visitor.render("r1"))["status"] == "failed"
        await visitor.submit("r2", draft)
        assert (await ended(visitor, "r2"))["status"] == "completed"


@pytest.mark.parametrize("render_id", ["running", "waiting"])
async def test_an_export_can_be_cancelled_all_the_same(
    config: StudioConfig, render_id: str
) -> None:
    renderer = StillRenderer(waits=True)
    async with with_rows(replace(config, renderer=lambda: renderer)) as (visitor, database):
        draft = await made(visitor)
        await visitor.submit("running", draft)
        await renderer.begun(1)
        await visitor.submit("waiting", draft)
        await fill_up(database, "ON renders")
        answer = await visitor.http.post(f"/api/render/proxy/lambda/{render_id}/cancel")
        assert answer.json()["data"] == {"id": render_id, "status": "cancelled"}
        assert (await visitor.render(render_id))["status"] == "cancelled"


@pytest.mark.parametrize(("language", "word"), [("en", "disk"), ("zh-CN", "磁盘")])
async def test_a_turn_says_that_there_is_no_room(
    config: StudioConfig, language: str, word: str
) -> None:
    async with with_rows(config) as (visitor, database):
        await visitor.begin(language)
        await visitor.upload(("photo.png", picture()))
        before = await visitor.balance()
        await fill_up(database, "OF draft ON sessions")
        told: list[str] = []
        for _ in range(2):  # the second time it is told from what was kept
            (event,) = events(await visitor.say("zoom in for 2 seconds", "turn-1"))
            assert event["errorCode"] == "AGENT_ERROR"
            told.append(event["errorMessage"])
        assert word in told[0]
        assert told[0] == told[1]
        assert await visitor.balance() == before
        await free(database)
        await visitor.say("zoom in for 2 seconds", "turn-2")
        assert (await visitor.state())["draft"]["d"] == 2000


async def test_what_is_no_full_disk_is_not_called_one(tmp_path: Path) -> None:
    """Python's own complaints about SQL have no error code of SQLite's."""
    database = Database(tmp_path / "rows.sqlite3")
    await database.open()
    try:
        with pytest.raises(sqlite3.ProgrammingError, match="bindings"):
            await database.transact(lambda rows: rows.execute("SELECT ?", ()))
        await fill_up(database, "ON settings")
        with pytest.raises(DiskFull):
            await database.transact(
                lambda rows: rows.execute("INSERT INTO filling VALUES (zeroblob(1000000))")
            )
    finally:
        await database.aclose()
