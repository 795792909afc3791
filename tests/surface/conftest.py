from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.surface.places import PLACES, Held


@pytest.fixture(params=PLACES)
async def held(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Held]:
    async with PLACES[request.param](tmp_path) as place:
        yield place
