from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.store import Store
from tests.peers.stores import open_copy


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_copy(tmp_path / "store.db") as opened:
        yield opened
