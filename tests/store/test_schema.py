"""New databases, older ones, newer ones, broken ones."""

import asyncio
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

import core.store
from core.errors import StoreTooNew, StoreUnusable
from core.store import DeliveryRecord, ProjectRecord, Transaction, open_store
from core.store.schema import HEAD, migrate, version_of
from core.store.sqlite import check_foreign_keys, migrating_engine

MIGRATIONS = Path(core.store.__file__).with_name("migrations")
ROOT = Path(core.store.__file__).parents[2]
NEXT = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "next", "{head}"

def upgrade():
    op.create_table("more", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("UPDATE projects SET body = 'migrated'")
    with op.batch_alter_table("projects") as projects:
        projects.add_column(sa.Column("mood", sa.String, server_default="calm"))
        projects.alter_column("author", new_column_name="maker")
    {end}
"""


def schema(path: Path) -> list[tuple[str, ...]]:
    """What SQLite itself says the tables are, spaces aside."""
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    return sorted(tuple(" ".join(str(part).split()) for part in row) for row in rows)


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(query).fetchall()


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def execute(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute(statement)
        database.commit()


def with_another_migration(folder: Path, end: str) -> Path:
    """A copy of the migrations with one more, whose last line is ``end``."""
    copy = folder / "migrations"
    shutil.copytree(MIGRATIONS, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "versions" / "next.py").write_text(NEXT.format(head=HEAD, end=end))
    return copy


async def fill(path: Path) -> None:
    async def work(tx: Transaction) -> None:
        await tx.projects.add(ProjectRecord("p", "web:1", "ann", "studio", "{}", 1))
        await tx.deliveries.add(DeliveryRecord("t", "web:1", "ann", "p", "1", "2", "{}", 1))

    async with open_store(path) as store:
        await store.write(work)


async def migrated(path: Path, version: str | None, migrations: Path = MIGRATIONS) -> None:
    engine = migrating_engine(path)
    try:
        await migrate(engine, version, check=check_foreign_keys, migrations=migrations)
    finally:
        await engine.dispose()


def test_the_newest_migration_is_the_one_named() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


async def test_migrating_from_nothing_gives_what_a_new_database_has(tmp_path: Path) -> None:
    async with open_store(tmp_path / "new.db"):
        pass
    await migrated(tmp_path / "old.db", None)
    assert schema(tmp_path / "old.db") == schema(tmp_path / "new.db")
    assert rows(tmp_path / "old.db", "SELECT * FROM alembic_version") == [(HEAD,)]
    assert rows(tmp_path / "new.db", "SELECT * FROM alembic_version") == [(HEAD,)]


async def test_a_database_from_before_the_first_migration_keeps_what_it_has(
    tmp_path: Path,
) -> None:
    path = tmp_path / "store.db"
    execute(path, "CREATE TABLE somebodys (id INTEGER)")
    execute(path, "INSERT INTO somebodys VALUES (7)")
    await migrated(path, None)
    async with open_store(path) as store:
        await store.write(lambda tx: tx.transcript.put("web:1", "a", "{}", now=1))
    assert rows(path, "SELECT id FROM somebodys") == [(7,)]


async def test_a_later_migration_keeps_the_rows_and_their_links(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    await fill(path)
    await migrated(path, HEAD, with_another_migration(tmp_path, "pass"))
    assert rows(path, "SELECT id, maker, mood, body FROM projects") == [
        ("p", "ann", "calm", "migrated")
    ]
    assert rows(path, "SELECT turn, project FROM deliveries") == [("t", "p")]
    assert rows(path, "SELECT * FROM alembic_version") == [("next",)]


@pytest.mark.parametrize(
    "end",
    [
        pytest.param("raise ZeroDivisionError", id="an error"),
        pytest.param("op.execute('nonsense')", id="a wrong statement"),
        pytest.param("op.execute('DELETE FROM projects')", id="a link that leads nowhere"),
    ],
)
async def test_a_migration_that_fails_half_way_leaves_everything(tmp_path: Path, end: str) -> None:
    path = tmp_path / "store.db"
    await fill(path)
    before = schema(path)
    with pytest.raises(Exception, match=r"nonsense|missing|^$"):
        await migrated(path, HEAD, with_another_migration(tmp_path, end))
    assert schema(path) == before
    assert rows(path, "SELECT id, author, body FROM projects") == [("p", "ann", "{}")]
    async with open_store(path) as store:
        assert await store.read(lambda tx: tx.deliveries.get("t")) is not None


async def test_a_process_killed_while_it_migrates_leaves_everything(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    await fill(path)
    before = schema(path)
    migrations = with_another_migration(tmp_path, "import os; os.kill(os.getpid(), 9)")
    script = (
        "import asyncio, sys; from pathlib import Path; from tests.store.test_schema import *;"
        "asyncio.run(migrated(Path(sys.argv[1]), HEAD, Path(sys.argv[2])))"
    )
    killed = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        script,
        str(path),
        str(migrations),
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    assert await killed.wait() == -9
    assert schema(path) == before
    await migrated(path, HEAD, with_another_migration(tmp_path / "again", "pass"))
    assert rows(path, "SELECT maker FROM projects") == [("ann",)]


async def test_a_database_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    await fill(path)
    execute(path, "UPDATE alembic_version SET version_num = 'next'")
    before = schema(path)
    with pytest.raises(StoreTooNew) as caught:
        async with open_store(path):
            pass
    assert caught.value.version == "next"
    assert "newer than this program" in str(caught.value)
    assert schema(path) == before


async def test_opening_and_closing_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    await fill(path)
    before = schema(path)
    engine = migrating_engine(path)
    assert await version_of(engine) == HEAD
    await engine.dispose()
    async with open_store(path) as store:
        assert await store.read(lambda tx: tx.projects.get("p")) is not None
    assert schema(path) == before


def test_alembic_is_not_loaded_where_there_is_nothing_to_migrate(tmp_path: Path) -> None:
    script = (
        "import asyncio, sys; from pathlib import Path; from core.store import open_store\n"
        "async def main():\n"
        "    for _ in range(2):\n"
        "        async with open_store(Path(sys.argv[1])): pass\n"
        "asyncio.run(main()); sys.exit('alembic' in sys.modules)"
    )
    command = [sys.executable, "-c", script, tmp_path / "a.db"]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 0


async def test_what_cannot_be_opened_is_said_plainly(tmp_path: Path) -> None:
    async def reason(path: Path) -> str:
        with pytest.raises(StoreUnusable) as caught:
            async with open_store(path):
                pass
        return caught.value.reason

    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"no database at all " * 500)
    assert await reason(tmp_path / "folder") == "Is a directory"
    assert await reason(tmp_path / "missing" / "store.db") == "No such file or directory"
    assert await reason(tmp_path / "file") == "it is no database, or damaged"


async def test_a_damaged_database_is_said_plainly(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    await fill(path)
    content = bytearray(path.read_bytes())
    for start in range(4096, len(content), 4096):
        content[start : start + 200] = b"\xff" * 200
    path.write_bytes(content)
    with pytest.raises(StoreUnusable) as caught:
        async with open_store(path) as store:
            await store.read(lambda tx: tx.projects.get("p"))
    assert caught.value.reason == "it is damaged"


async def test_another_process_that_holds_the_database_is_said_plainly(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    await fill(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        async with open_store(path, busy_s=0.1) as store:
            other.execute("BEGIN IMMEDIATE")
            assert await store.read(lambda tx: tx.projects.get("p")) is not None

            async def impatient(tx: Transaction) -> None:
                await tx.projects.save("p", "{}", now=2)

            orders = [asyncio.create_task(store.write(impatient)) for _ in range(20)]
            outcomes = await asyncio.gather(*orders, return_exceptions=True)
            reasons = {exc.reason for exc in outcomes if isinstance(exc, StoreUnusable)}
            assert reasons == {"another process is using it"}
            other.execute("ROLLBACK")
            await store.write(impatient)


async def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    umask = os.umask(0)
    try:
        async with open_store(path) as store:
            await store.write(lambda tx: tx.projects.save("p", "{}", now=1))
            modes = [stat.S_IMODE(file.stat().st_mode) for file in files_in(tmp_path)]
            assert modes == [0o600] * 3
    finally:
        os.umask(umask)


async def test_what_people_said_is_in_no_error(tmp_path: Path) -> None:
    async with open_store(tmp_path / "store.db") as store:
        secret = ProjectRecord("p", "web:1", "ann", "studio", "a secret", 1)
        await store.write(lambda tx: tx.projects.add(secret))
        with pytest.raises(Exception, match="UNIQUE") as caught:
            await store.write(lambda tx: tx.projects.add(secret))
        assert "secret" not in str(caught.value)
