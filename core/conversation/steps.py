"""The steps of a turn: each does one thing at the backend and answers with the next value.

Which step is next stands in ``Turn.phase`` alone, so that whoever walks them (one process in
memory, or a stored queue) can stop and go on between any two.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from core.backend import Backend, RenderStatus, Session, UploadFile, is_exportable
from core.clock import Clock
from core.conversation.answers import credits_line
from core.conversation.fetching import fetch
from core.conversation.gui_phrases import Shortcut, translate_gui
from core.conversation.listening import Listener, speaks_of_change
from core.conversation.seam import Reply, Video
from core.conversation.stages import (
    Checking,
    Connecting,
    Fetching,
    Rendering,
    Stage,
    Uploading,
    reply_for,
)
from core.conversation.status import StatusMessage
from core.conversation.timeline import summarise, summary_line
from core.conversation.timeline_diff import describe, diff
from core.conversation.turn import Phase, Turn
from core.locales import Speaker
from core.media import Preparer

Save = Callable[[Turn], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Tools:
    """What every turn of a chat works with."""

    backend: Backend
    preparer: Preparer
    speaker: Speaker
    clock: Clock
    new_id: Callable[[], str]


class TurnSteps:
    """The steps of one turn, with its status message and a folder of its own."""

    def __init__(
        self, tools: Tools, status: StatusMessage, folder: Path, *, streams_text: bool
    ) -> None:
        self._tools = tools
        self._backend = tools.backend
        self._speaker = tools.speaker
        self._status = status
        self._folder = folder
        self._streams_text = streams_text

    async def step(self, turn: Turn, save: Save) -> Turn:
        """Do what ``turn.phase`` names; ``save`` is awaited before an effect that is *once*."""
        match turn.phase:
            case Phase.FETCH:
                return await self._fetch(turn)
            case Phase.UPLOAD:
                return await self._upload(turn)
            case Phase.SEND:
                return await self._send(turn)
            case Phase.REPORT:
                return await self._report(turn)
            case Phase.EXPORT:
                return await self._export(turn, save)
            case Phase.DOWNLOAD:
                return await self._download(turn)
            case Phase.DELIVER:
                return await self._deliver(turn)
            case Phase.DONE:
                return turn
            case _:
                assert_never(turn.phase)

    def _show(self, stage: Stage) -> None:
        self._status.show(reply_for(stage, self._speaker))

    async def _fetch(self, turn: Turn) -> Turn:
        total = len(turn.attachments)
        files = turn.files[:0]
        for number, attachment in enumerate(turn.attachments):
            self._show(Checking(number, total))
            files = (*files, await fetch(attachment, number, self._folder, self._tools.preparer))
        return dataclasses.replace(turn, files=files, phase=Phase.UPLOAD)

    async def _upload(self, turn: Turn) -> Turn:
        session = turn.session
        if session is None:
            self._show(Connecting())
            session = await self._backend.create_session(turn.language)
        if turn.files:
            count = len(turn.files)
            await self._backend.upload(
                session,
                [UploadFile(file.path, file.name, file.content_type) for file in turn.files],
                lambda done, total: self._show(Uploading(count, done, total)),
            )
        if turn.links:
            await self._backend.upload_urls(session, turn.links)
        baseline = await self._backend.state(session)
        return dataclasses.replace(turn, session=session, baseline=baseline, phase=Phase.SEND)

    async def _send(self, turn: Turn) -> Turn:
        listener = Listener(self._streams_text)
        self._show(listener.stage)
        started = self._tools.clock.monotonic()
        async with aclosing(
            self._backend.run_turn(_session(turn), turn.text, turn.id, baseline=turn.baseline)
        ) as events:
            async for event in events:
                listener = listener.hear(event)
                elapsed = self._tools.clock.monotonic() - started
                self._show(dataclasses.replace(listener.stage, elapsed_s=elapsed))
        return dataclasses.replace(turn, answer=listener.answer, phase=Phase.REPORT)

    async def _report(self, turn: Turn) -> Turn:
        """Find out what changed, and say it where the agent did not."""
        translated = translate_gui(turn.answer)
        said = translated.text
        state = await self._backend.settled_state(
            _session(turn), turn.baseline, expect_change=not said or speaks_of_change(said)
        )
        changes = diff(turn.baseline.draft, state.draft)
        if not said:
            said = describe(changes, self._speaker)
        told = dataclasses.replace(
            turn,
            answer=said,
            summary=summary_line(summarise(state.draft), self._speaker) if state.draft else "",
            draft=state.draft,
            phase=Phase.EXPORT,
        )
        if Shortcut.SHOW_CREDITS in translated.actions:
            balance = credits_line(await self._backend.credits(), self._speaker)
            told = dataclasses.replace(told, answer=f"{said}\n\n{balance}".strip())
        wanted = changes or Shortcut.EXPORT in translated.actions
        if wanted and is_exportable(state.draft):
            return told
        await self._status.finish(self._last_word(told))
        return dataclasses.replace(told, phase=Phase.DONE)

    async def _export(self, turn: Turn, save: Save) -> Turn:
        current = turn

        async def submitting(render_id: str) -> None:
            nonlocal current
            current = dataclasses.replace(current, render_id=render_id)
            await save(current)

        self._show(Rendering(turn.summary))
        await self._tools.preparer.warm()  # for the finished video
        last: RenderStatus | None = None
        async with aclosing(
            self._backend.export(
                _session(turn),
                turn.draft or {},
                new_id=lambda: f"render_{self._tools.new_id()}",
                before_submit=submitting,
            )
        ) as statuses:
            async for status in statuses:
                last = status
                self._show(Rendering(turn.summary, status.progress))
        return dataclasses.replace(current, rendered=last, phase=Phase.DOWNLOAD)

    async def _download(self, turn: Turn) -> Turn:
        if turn.render_id is None or turn.rendered is None:
            raise _out_of_order(turn)
        self._show(Fetching(turn.summary))
        path = self._folder / f"stillmotion-{turn.id}.mp4"
        size = await self._backend.download(
            turn.render_id,
            turn.rendered,
            path,
            lambda done, total: self._show(Fetching(turn.summary, done, total)),
        )
        facts = await self._tools.preparer.video(path)
        video = Video(
            path=path,
            width=facts.width,
            height=facts.height,
            duration_s=facts.duration_s,
            size=size,
            name=path.name,
        )
        return dataclasses.replace(turn, video=video, phase=Phase.DELIVER)

    async def _deliver(self, turn: Turn) -> Turn:
        if turn.video is None:
            raise _out_of_order(turn)
        await self._status.deliver(turn.video, self._last_word(turn))
        return dataclasses.replace(turn, phase=Phase.DONE)

    def _last_word(self, turn: Turn) -> Reply:
        return Reply("\n\n".join(part for part in (turn.answer, turn.summary) if part), final=True)


def _session(turn: Turn) -> Session:
    if turn.session is None:
        raise _out_of_order(turn)
    return turn.session


def _out_of_order(turn: Turn) -> RuntimeError:
    return RuntimeError(f"turn {turn.id} is in phase {turn.phase.value} without what it needs")
