"""Renders that run on a fake clock only, and what watching one of them costs and notices."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import TypeAlias

from core.backend import Timing
from core.backend.renders import watch_render
from core.backend.transport import Glance
from tests.peers.clock import FakeClock

Curve: TypeAlias = Callable[[float], float | None]
"""The progress reported (0-1) at a share (0-1) of a render's time; None: none at all."""


def curves(random: Random) -> dict[str, Curve]:
    """How backends report progress, each a little different every time."""
    stall, queue = random.uniform(0.2, 0.7), random.uniform(0.05, 0.3)
    return {
        "linear": lambda share: share,
        "no progress": lambda _: None,
        "steps of 10 %": lambda share: math.floor(share * 10) / 10,
        "stalled, then a jump": lambda share: min(share, stall),
        "99 % at half time": lambda share: min(2 * share, 0.99),
        "queued first": lambda share: max(share - queue, 0.0) / (1 - queue),
        "fast, then slow": lambda share: share**0.5,
        "slow, then fast": lambda share: share**2,
    }


@dataclass
class SimulatedRender:
    """A ``RenderView`` of one render that takes ``seconds``."""

    clock: FakeClock
    seconds: float
    curve: Curve
    timing: Timing = field(default_factory=Timing)
    looks: int = 0

    def __post_init__(self) -> None:
        self.began = self.clock.now

    async def look(self, path: str) -> Glance:
        assert path.endswith("/render_1")
        self.looks += 1
        share = (self.clock.now - self.began) / self.seconds
        if share >= 1:
            return Glance({"status": "completed", "output": {"url": "/f"}})
        progress = self.curve(share)
        if progress is None:
            return Glance({"status": "processing"})
        return Glance({"status": "processing", "progress": math.floor(progress * 100)})


@dataclass(frozen=True, slots=True)
class Watched:
    """``notice`` in s from a render's end to its being seen; ``looks`` it took in all."""

    notice: float
    looks: int


async def watched(seconds: float, curve: Curve, timing: Timing) -> Watched:
    """Watch one simulated render to its end."""
    clock = FakeClock(auto=True)
    render = SimulatedRender(clock, seconds, curve, timing)
    began = clock.now
    async for _ in watch_render(render, "render_1", started_at=began, deadline=began + 900):
        pass
    return Watched(clock.now - began - seconds, render.looks)
