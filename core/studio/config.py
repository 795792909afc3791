"""What the studio is told at its start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pydantic import SecretStr

from core.clock import Clock, SystemClock
from core.studio.limits import Limits
from core.studio.net_guard import AddressGuard
from core.studio.quirks import Quirk

if TYPE_CHECKING:
    from core.studio.rendering import RenderedFile, RenderJob


class Renderer(Protocol):
    """What draws: the pool of rendering processes."""

    async def render(
        self, job: RenderJob, on_progress: Callable[[float], None]
    ) -> RenderedFile: ...

    async def aclose(self) -> None: ...


@dataclass(frozen=True, slots=True)
class StudioConfig:
    """Everything that can be set.

    Args:
        data_dir: The studio's own folder; made when absent.
        secret: The only bearer token that is accepted (embedded studio); no anonymous tokens
            are given then. None: anonymous tokens only.
        host: Where to listen. On a loopback address only requests to loopback names and to
            ``public_url`` are answered (DNS rebinding).
        port: 0 takes a free one.
        public_url: The base of links; None: the address by which the client came.
        credits: What an account may use up; None: credits are counted but never run out.
        quirks: Awkward ways to show.
        quirk_s: How long a quirk's pause is, in s.
        max_renders: Rendering processes at once.
        keep_days: Sessions untouched for longer go, with their files.
        min_free_disk: Bytes that uploads and renders leave free.
        limits: Bounds of everything.
        clock: Time.
        guard: Which addresses URL uploads may reach.
        renderer: Makes what draws; None: the pool of rendering processes.
    """

    data_dir: Path
    secret: SecretStr | None = None
    host: str = "127.0.0.1"
    port: int = 0
    public_url: str | None = None
    credits: int | None = None
    quirks: frozenset[Quirk] = frozenset()
    quirk_s: float = 3.0
    max_renders: int = 1
    keep_days: float = 30.0
    min_free_disk: int = 0
    limits: Limits = field(default_factory=Limits)
    clock: Clock = field(default_factory=SystemClock)
    guard: AddressGuard = field(default_factory=AddressGuard)
    renderer: Callable[[], Renderer] | None = None


@dataclass(frozen=True, slots=True)
class StudioAddress:
    """Where a running studio answers, e.g. ``http://127.0.0.1:40123`` (no slash at the end)."""

    url: str
