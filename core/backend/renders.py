"""Exports: submitted once, watched until their end."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Protocol, assert_never
from urllib.parse import quote

from core.backend import fields
from core.backend.models import Draft, Json, RenderOutput, RenderPhase, RenderStatus, Session
from core.backend.poll_schedule import Cadence, Look, next_pause
from core.backend.timing import Timing
from core.backend.transport import Glance
from core.backend.wire import Wire
from core.clock import Clock
from core.errors import (
    BackendDown,
    BackendRefused,
    Cancelled,
    RateLimited,
    RenderFailed,
    RenderTimedOut,
    UnreadableAnswer,
)

_SUBMIT = "/api/render/proxy/lambda"

_PHASES = {
    **{phase.value: phase for phase in RenderPhase},
    "canceled": RenderPhase.CANCELLED,
    "error": RenderPhase.FAILED,
}


def render_path(render_id: str) -> str:
    """Where a render's status is read."""
    return f"{_SUBMIT}/{quote(render_id, safe='')}"


def parse_render_status(value: Json) -> RenderStatus:
    """A render's status in any of the three documented shapes, out of its envelope.

    A word nobody knows yet means that the render goes on, unless a link came with it.

    Raises:
        UnreadableAnswer: There is neither a status nor a link in it.
    """
    told = fields.as_object(value, "the render's status")
    nested = told.get("output")
    output = nested if isinstance(nested, dict) else {}
    url = fields.text(output.get("url")) or fields.text(told.get("outputUrl"))
    word = fields.text(told.get("status"))
    if word is None and url is None:
        raise UnreadableAnswer("a render's answer without its status")
    known = None if word is None else _PHASES.get(word.lower())
    unknown = RenderPhase.PROCESSING if url is None else RenderPhase.COMPLETED
    progress = fields.number(told.get("progress"))
    return RenderStatus(
        phase=known or unknown,
        progress=None if progress is None else min(max(progress / 100, 0.0), 1.0),
        url=url,
        duration_s=fields.positive(output.get("duration", told.get("duration"))),
        size=fields.whole(output.get("size", told.get("size"))),
        reason=_reason(told),
    )


def _reason(told: fields.Object) -> str | None:
    said = told.get("error")
    if isinstance(said, dict):
        said = said.get("message")
    return fields.text(said) or fields.text(told.get("message"))


async def submit_render(
    wire: Wire, session: Session, draft: Draft, render_id: str, output: RenderOutput
) -> None:
    """Ask for an export, exactly once.

    Raises:
        BackendDown: With ``sent``, the id may be running all the same: poll it.
        BackendError: It was refused.
    """
    wanted: dict[str, Json] = {"format": output.format, "quality": output.quality}
    if output.resolution is not None:
        wanted["resolution"] = output.resolution
    if output.fps is not None:
        wanted["fps"] = output.fps
    body: dict[str, Json] = {
        "id": render_id,
        "sessionId": session.session_id,
        "draft": dict(draft),
        "output": wanted,
    }
    await wire.command(_SUBMIT, body, session=session)


async def cancel_render(wire: Wire, render_id: str) -> None:
    """Stop a render; one that is over or unknown is no error."""
    try:
        await wire.command(f"{render_path(render_id)}/cancel", {})
    except BackendRefused:
        return


class RenderView(Protocol):
    """What watching a render needs of the way to a backend."""

    @property
    def clock(self) -> Clock:
        """What the pauses run on."""
        ...

    @property
    def timing(self) -> Timing:
        """Their bounds."""
        ...

    async def look(self, path: str) -> Glance:
        """GET a value once; raises ``core.errors`` only."""
        ...


async def watch_render(
    wire: RenderView, render_id: str, *, started_at: float, deadline: float
) -> AsyncGenerator[RenderStatus]:
    """Every status seen until the render is completed, which is the last one.

    Args:
        wire: The way to the backend.
        render_id: Its id.
        started_at: When it was submitted, seconds since the epoch.
        deadline: Until when to wait, likewise.

    Raises:
        RenderFailed: The backend says so, or does not know the id.
        RenderTimedOut: The deadline passed.
        Cancelled: Somebody stopped it.
        BackendDown: Nobody answered for ``Timing.render_blind``.
    """
    clock, timing = wire.clock, wire.timing
    cadence = Cadence(floor=timing.render_floor, ceiling=timing.render_ceiling)
    watch = _Watch(wire, render_id)
    looks: list[Look] = []
    if (elapsed := clock.time() - started_at) < timing.render_floor:
        await clock.sleep(min(next_pause(elapsed, looks, cadence), deadline - clock.time()))
    while True:
        status, asked = await watch.look()
        if status is not None:
            looks.append(Look(clock.time() - started_at, status.progress))
            yield going_on(status)
            if status.phase is RenderPhase.COMPLETED:
                return
        now = clock.time()
        if now >= deadline:
            raise RenderTimedOut("the export's deadline passed", after=now - started_at)
        pause = max(next_pause(now - started_at, looks, cadence), asked)
        await clock.sleep(min(pause, deadline - now))


class _Watch:
    """Looks at one render, and knows for how long nobody has answered."""

    def __init__(self, wire: RenderView, render_id: str) -> None:
        self._wire = wire
        self._path = render_path(render_id)
        self._answered_at = wire.clock.monotonic()

    async def look(self) -> tuple[RenderStatus | None, float]:
        """The status, None when there was none to be had, and the pause that was asked for, in s.

        Raises:
            RenderFailed: The backend does not know the id.
            BackendDown, UnreadableAnswer: Nobody answered for ``Timing.render_blind``.
        """
        now, timing = self._wire.clock.monotonic, self._wire.timing
        try:
            seen = await self._wire.look(self._path)
            status = parse_render_status(seen.value)
        except (BackendDown, UnreadableAnswer) as exc:
            down = isinstance(exc, BackendDown)
            if now() - self._answered_at < timing.render_blind:
                return None, (exc.retry_after if down else None) or 0.0
            if down:  # this look may never have arrived, but the order for the render did
                raise BackendDown(str(exc), sent=True, code=exc.code) from exc
            raise
        except RateLimited as exc:
            self._answered_at = now()
            return None, timing.rate_limit if exc.retry_after is None else exc.retry_after
        except BackendRefused as exc:
            raise RenderFailed(str(exc), reason=str(exc), code=exc.code) from exc
        self._answered_at = now()
        return status, seen.retry_after or 0.0


def going_on(status: RenderStatus) -> RenderStatus:
    """The status itself, unless it is an end without a video.

    Raises:
        RenderFailed: It failed.
        Cancelled: It was cancelled.
    """
    match status.phase:
        case RenderPhase.FAILED:
            raise RenderFailed(status.reason or "", reason=status.reason or "")
        case RenderPhase.CANCELLED:
            raise Cancelled("the render was cancelled")
        case RenderPhase.PENDING | RenderPhase.PROCESSING | RenderPhase.COMPLETED:
            return status
        case _:
            assert_never(status.phase)
