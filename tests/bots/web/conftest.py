from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bots.web.place import Place, running_place


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with running_place(tmp_path) as running:
        yield running
