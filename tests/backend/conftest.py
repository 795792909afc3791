"""A scripted cloud on loopback, a clock that runs ahead, and a client between them."""

import random
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from core.backend import AnonymousToken, Backend, ConfiguredToken, Timing
from core.backend.models import Attribution, Session
from tests.peers.clock import FakeClock
from tests.peers.cloud import Cloud
from tests.peers.server import serving

JIGGLE = Attribution("image-to-video-jiggle", "1.0.0", "unknown")
DOCUMENTED = Timing()
SESSION = Session("1234567890123456789", "task-1")


@dataclass(frozen=True)
class Scene:
    """A scripted cloud, the way to it, and what a test needs to make clients of it."""

    cloud: Cloud
    url: str
    clock: FakeClock
    backend: Backend
    make: Callable[..., Backend]


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncGenerator[Scene]:
    cloud = Cloud()
    clock = FakeClock(auto=True)
    made: list[Backend] = []

    async with serving(cloud.app()) as url:

        def make(
            *,
            token: str | None = "nmv_usr_configured",
            user_id: str | None = None,
            client_id: str | None = None,
            folder: Path = tmp_path,
            base_url: str = url,
            timing: Timing = DOCUMENTED,
        ) -> Backend:
            credentials = (
                AnonymousToken(folder / "credentials.json", clock=clock, client_id=client_id)
                if token is None
                else ConfiguredToken(SecretStr(token), user_id=user_id)
            )
            backend = Backend(
                base_url,
                credentials,
                JIGGLE,
                clock=clock,
                random=random.Random(1),
                trust_env=False,
                timing=timing,
            )
            made.append(backend)
            return backend

        yield Scene(cloud, url, clock, make(), make)
        for backend in made:
            await backend.aclose()
