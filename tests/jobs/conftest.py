from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from core.store import Store, open_store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    async with open_store(tmp_path / "store.sqlite3") as opened:
        yield opened
