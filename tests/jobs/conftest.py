from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from core.store import Store
from tests.peers.stores import open_copy


@pytest.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    async with open_copy(tmp_path / "store.sqlite3") as opened:
        yield opened
