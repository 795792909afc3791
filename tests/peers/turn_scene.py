"""A client on a hand-turned clock in front of a byte-for-byte backend, to try turns with."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from pydantic import SecretStr

from core.backend import AnonymousToken, Backend, ConfiguredToken, Timing
from core.backend.events import TurnEvent
from core.backend.models import Attribution, Session, SessionState
from tests.peers.clock import FakeClock
from tests.peers.stream_server import StreamServer, event, state, stream_server

SESSION = Session("1234567890123456789")
STATE = "/api/state/nemo_agent/me/1234567890123456789/latest"
SKILL = Attribution("image-to-video-jiggle", "1.0.0", "unknown")
DOCUMENTED = Timing()


def told(*parts: object, **keys: object) -> bytes:
    """An event of the agent's kit; a ``str`` is a text part."""
    made = [{"text": part} if isinstance(part, str) else part for part in parts]
    return event({"content": {"role": "model", "parts": made}, **keys})


@dataclass
class Following:
    """A turn that is followed in a task; ``seen`` grows while it goes on."""

    task: asyncio.Task[None]
    seen: list[TurnEvent] = field(default_factory=list[TurnEvent])

    async def until_seen(self, event: TurnEvent, count: int = 1) -> None:
        await until(lambda: self.seen.count(event) >= count)


@dataclass
class TurnScene:
    server: StreamServer
    clock: FakeClock
    backend: Backend
    _slept: int = 0

    async def run(self, text: str = "slower") -> list[TurnEvent]:
        before = SessionState()
        return [
            one async for one in self.backend.run_turn(SESSION, text, "turn-1", baseline=before)
        ]

    def begin(self, baseline: SessionState | None = None) -> Following:
        before = baseline or SessionState()
        return _following(self.backend.run_turn(SESSION, "slower", "turn-1", baseline=before))

    def resume(self, baseline: SessionState | None = None) -> Following:
        before = baseline or SessionState()
        return _following(self.backend.resume_turn(SESSION, "turn-1", baseline=before))

    async def sleep_through(self, *pauses: float) -> None:
        """Let the client fall asleep for each of these, in turn, and sleep it out."""
        slept = self.clock.slept
        for pause in pauses:
            await until(lambda pause=pause: pause in slept[self._slept :])
            self._slept = slept.index(pause, self._slept) + 1
            await self.clock.advance(pause)


def _following(events: AsyncGenerator[TurnEvent]) -> Following:
    seen: list[TurnEvent] = []

    async def follow() -> None:
        async with aclosing(events):
            async for one in events:
                seen.append(one)  # noqa: PERF401 - tests look at it while it grows

    return Following(asyncio.create_task(follow()), seen)


async def until(true: Callable[[], bool]) -> None:
    """Let tasks and loopback I/O go on until something holds; pytest's time-out is the bound."""
    while not true():  # noqa: ASYNC110 - what is waited for is not ours to signal
        await asyncio.sleep(0)


@asynccontextmanager
async def turn_scene(
    anonymous: Path | None = None, timing: Timing = DOCUMENTED
) -> AsyncGenerator[TurnScene]:
    """``anonymous``: where the credentials of a free account are kept, instead of a set token."""
    clock = FakeClock()
    credentials = (
        AnonymousToken(anonymous, clock=clock)
        if anonymous
        else ConfiguredToken(SecretStr("secret-token"))
    )
    async with stream_server() as server:
        server.on(STATE, state())
        backend = Backend(
            server.url,
            credentials,
            SKILL,
            clock=clock,
            random=Random(0),
            trust_env=False,
            timing=timing,
        )
        try:
            yield TurnScene(server, clock, backend)
        finally:
            await backend.aclose()
