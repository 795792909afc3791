"""The export: submitted once under each id, watched, and brought into the library."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, suppress
from dataclasses import replace

from core.backend import RenderStatus, is_exportable
from core.conversation.answers import summary_of
from core.conversation.bounded import UNDER_WAY, surely
from core.conversation.deliveries import Delivery, delivery_from
from core.conversation.desk import Desk, known
from core.conversation.material import FinishedVideo
from core.conversation.stages import Fetching, Rendering
from core.conversation.turn import Phase, Turn
from core.conversation.turn_rows import from_row
from core.errors import (
    BackendDown,
    BackendError,
    BackendRefused,
    MediaError,
    MediaUnreadable,
    RenderFailed,
    UnreadableAnswer,
    UnsupportedMedia,
)
from core.store import Transaction

_SUBMISSIONS = 2
"""How often an export is submitted in all; each time under an id of its own."""

_BEFORE_ONCE_MORE = 2.0
"""Seconds before the next one."""

_LOOKED_AT = 20
"""Deliveries of a chat among which a video of the same timeline is looked for."""


async def submit_step(desk: Desk, turn: Turn) -> Turn:
    """Ask for the export, exactly once under a new id that is stored before."""
    room = desk.room
    if turn.draft is None:
        turn = await _present(desk, turn)
        if turn.phase is Phase.DONE:
            return turn
    elif not turn.summary:
        turn = replace(turn, summary=summary_of(turn.draft, desk.speaker))
    there = await _there_already(desk, turn)
    if there is not None:
        return there
    desk.show(_rendering(turn))
    await room.preparer.warm()  # for the finished video
    now = room.clock.time()
    submitted = replace(
        turn,
        render_id=f"render_{room.new_id()}",
        submitted_at=now,
        deadline=now + room.policy.render_limit if turn.deadline is None else turn.deadline,
        phase=Phase.POLL,
    )
    await desk.keeper.save(submitted, progress=False)
    try:
        submitting = desk.backend.submit_render(
            desk.session(), turn.draft or {}, known(submitted.render_id, turn)
        )
        await surely(submitting, room.clock, at_most=UNDER_WAY)  # a cancel must not overtake it
    except BackendRefused as exc:
        failure = RenderFailed(str(exc), reason=str(exc), code=exc.code)
        return await _once_more(desk, submitted, failure)
    except UnreadableAnswer:
        return submitted
    except BackendError as exc:
        if isinstance(exc, BackendDown) and exc.sent:
            return submitted
        await desk.keeper.save(turn, progress=False)  # it certainly does not run
        raise
    return submitted


async def _present(desk: Desk, turn: Turn) -> Turn:
    """The turn with what its project has now, or with the answer that there is nothing."""
    session = desk.keeper.project.session
    draft = None if session is None else (await desk.backend.state(session)).draft
    if not is_exportable(draft):
        said = desk.speaker.format("export-without-video")
        return replace(turn, answer=said, phase=Phase.DONE)
    return replace(turn, draft=draft, summary=summary_of(draft, desk.speaker))


async def _there_already(desk: Desk, turn: Turn) -> Turn | None:
    """The turn with the video that its project has of just this timeline, kept for it too.

    It was delivered, or rendered by the turn that this one tries again.
    """

    async def look(tx: Transaction) -> list[Turn | Delivery]:
        found: list[Turn | Delivery] = []
        with suppress(ValueError):  # what can't be read any more is rendered anew
            if (tried := await tx.turns.get(turn.parent or "")) is not None:
                found.append(from_row(tried))
            for one in await tx.deliveries.latest(str(turn.chat), _LOOKED_AT):
                if one.project == turn.project:
                    found.append(delivery_from(one))  # noqa: PERF401 - until one can't be read
        return found

    library = desk.room.library
    for one in await desk.room.store.read(look):
        if one.video is None or (one.project, one.draft) != (turn.project, turn.draft):
            continue
        if await asyncio.to_thread(library.path(one.video.hash).is_file):
            there = replace(turn, video=replace(one.video, name=_name(turn)), phase=Phase.DELIVER)
            with suppress(MediaUnreadable):  # it is about to be removed
                await desk.keeper.save(there, uses={one.video.hash, one.video.thumbnail} - {""})
                return there
    return None


async def poll_step(desk: Desk, turn: Turn) -> Turn:
    """Watch the export until it is finished."""
    desk.show(_rendering(turn))
    last: RenderStatus | None = None
    watching = desk.backend.watch_render(
        known(turn.render_id, turn),
        started_at=known(turn.submitted_at, turn),
        deadline=known(turn.deadline, turn),
    )
    try:
        async with aclosing(watching) as statuses:
            async for status in statuses:
                last = status
                desk.show(_rendering(turn, status.progress))
    except RenderFailed as exc:
        return await _once_more(desk, turn, exc)
    return replace(turn, rendered=last, phase=Phase.DOWNLOAD)


async def _once_more(desk: Desk, turn: Turn, failure: RenderFailed) -> Turn:
    """The turn before its next submission, which gets an id of its own.

    Raises:
        RenderFailed: it was the last one, or the time is up.
    """
    clock = desk.room.clock
    if turn.attempt >= _SUBMISSIONS or clock.time() >= known(turn.deadline, turn):
        raise failure
    await clock.sleep(_BEFORE_ONCE_MORE)
    return replace(
        turn, attempt=turn.attempt + 1, render_id=None, submitted_at=None, phase=Phase.SUBMIT
    )


async def download_step(desk: Desk, turn: Turn) -> Turn:
    """Bring the video into the library, with a still of it."""
    desk.show(Fetching(turn.summary))
    await asyncio.to_thread(desk.folder.mkdir, parents=True, exist_ok=True)
    path = desk.folder / _name(turn)
    still = path.with_suffix(".jpg")
    size = await desk.backend.download(
        known(turn.render_id, turn),
        known(turn.rendered, turn),
        path,
        lambda done, total: desk.show(Fetching(turn.summary, done, total)),
    )
    try:
        facts = await desk.room.preparer.video(path, thumbnail=still)
    except (MediaError, UnsupportedMedia) as exc:  # nobody sent that file: the render went wrong
        return await _once_more(desk, turn, RenderFailed(type(exc).__name__))
    library = desk.room.library
    video = FinishedVideo(
        hash=await library.put(path),
        width=facts.width,
        height=facts.height,
        duration_s=facts.duration_s,
        size=size,
        name=path.name,
        thumbnail=await library.put(still),
        made_of=turn.made_of,
    )
    fetched = replace(turn, video=video, phase=Phase.DELIVER)
    await desk.keeper.save(fetched, uses=(video.hash, video.thumbnail))
    return fetched


def _name(turn: Turn) -> str:
    """How the turn's video is called; places find it again by that."""
    return f"stillmotion-{turn.id}.mp4"


def _rendering(turn: Turn, fraction: float | None = None) -> Rendering:
    return Rendering(turn.summary, fraction, again=turn.attempt > 1)
