from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from core.media.library import MediaFiles
from core.store import Store
from tests.conversation.scene import Scene, a_scene
from tests.conversation.suite.places import PLACES
from tests.conversation.suite.witness import Witness
from tests.peers.clock import FakeClock
from tests.peers.surface import RecordingSurface


@pytest.fixture(params=sorted(PLACES))
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Scene]:
    """A conversation in each of the places."""
    known = PLACES[request.param]

    def opens(
        folder: Path, store: Store, library: MediaFiles, clock: FakeClock
    ) -> RecordingSurface:
        return Witness(folder, inner=known.open(folder, store, library, clock))

    async with a_scene(tmp_path, chat=known.chat, opens=opens) as made:
        yield made
