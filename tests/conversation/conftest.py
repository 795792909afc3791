from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.conversation.scene import Scene, a_scene


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncGenerator[Scene]:
    async with a_scene(tmp_path) as made:
        yield made
