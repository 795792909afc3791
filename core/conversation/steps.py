"""The steps of a turn: each does one thing at the backend and answers with the next value.

Which step is next stands in ``Turn.phase`` alone, so that whoever walks them (one process in
memory, or a stored queue) can stop and go on between any two.
"""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, assert_never

from core.backend import (
    Backend,
    RenderStatus,
    Session,
    TurnEvent,
    UploadFile,
    is_exportable,
)
from core.backend.turn_recovery import NeverArrived
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
from core.errors import BackendDown, BackendRefused, RenderFailed
from core.locales import Speaker
from core.media import Preparer

Save = Callable[[Turn], Awaitable[None]]

_T = TypeVar("_T")

_SUBMISSIONS = 2
"""How often an export is submitted in all; each time under an id of its own."""

_BEFORE_ONCE_MORE = 2.0
"""Seconds before the next one."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What every turn of a chat works with."""

    backend: Backend
    preparer: Preparer
    speaker: Speaker
    clock: Clock
    new_id: Callable[[], str]
    render_limit: float = 900.0
    """Seconds from an export's first submission until it is given up."""


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

        async def save_shown(known: Turn) -> None:
            await save(self._shown(known))

        return self._shown(await self._do(turn, save_shown))

    def _shown(self, turn: Turn) -> Turn:
        """The turn with the message that shows it."""
        return dataclasses.replace(turn, status=self._status.message or turn.status)

    async def _do(self, turn: Turn, save: Save) -> Turn:  # noqa: C901 - a case per phase
        match turn.phase:
            case Phase.FETCH:
                return await self._fetch(turn)
            case Phase.UPLOAD:
                return await self._upload(turn)
            case Phase.SEND:
                return await self._send(turn, save)
            case Phase.FOLLOW:
                return await self._follow(turn)
            case Phase.REPORT:
                return await self._report(turn)
            case Phase.SUBMIT:
                return await self._submit(turn, save)
            case Phase.POLL:
                return await self._poll(turn)
            case Phase.DOWNLOAD:
                return await self._download(turn)
            case Phase.DELIVER:
                return await self._deliver(turn, save)
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

    async def _send(self, turn: Turn, save: Save) -> Turn:
        """Send the message and go on following; a turn that stops in between is looked up."""
        sent = dataclasses.replace(turn, phase=Phase.FOLLOW)
        await save(sent)
        try:
            return await self._hear(
                sent,
                self._backend.run_turn(_session(turn), turn.text, turn.id, baseline=turn.baseline),
            )
        except BackendDown:  # what may have arrived was looked up: this did not
            await save(turn)
            raise

    async def _follow(self, turn: Turn) -> Turn:
        """Look up a turn that was sent before a restart, or was about to be."""
        events = self._backend.resume_turn(_session(turn), turn.id, baseline=turn.baseline)
        try:
            return await self._hear(turn, events)
        except NeverArrived:
            return dataclasses.replace(turn, phase=Phase.SEND)

    async def _hear(self, turn: Turn, saying: AsyncGenerator[TurnEvent]) -> Turn:
        listener = Listener(self._streams_text)
        self._show(listener.stage)
        started = self._tools.clock.monotonic()
        async with aclosing(saying) as events:
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
            phase=Phase.SUBMIT,
        )
        if Shortcut.SHOW_CREDITS in translated.actions:
            balance = credits_line(await self._backend.credits(), self._speaker)
            told = dataclasses.replace(told, answer=f"{said}\n\n{balance}".strip())
        wanted = changes or Shortcut.EXPORT in translated.actions
        if wanted and is_exportable(state.draft):
            return told
        await self._status.finish(self._last_word(told))
        return dataclasses.replace(told, phase=Phase.DONE)

    async def _submit(self, turn: Turn, save: Save) -> Turn:
        self._show(_rendering(turn))
        await self._tools.preparer.warm()  # for the finished video
        now = self._tools.clock.time()
        submitted = dataclasses.replace(
            turn,
            render_id=f"render_{self._tools.new_id()}",
            submitted_at=now,
            deadline=now + self._tools.render_limit if turn.deadline is None else turn.deadline,
            phase=Phase.POLL,
        )
        await save(submitted)
        try:
            await self._backend.submit_render(
                _session(turn), turn.draft or {}, _known(submitted.render_id, turn)
            )
        except BackendRefused as exc:
            failure = RenderFailed(str(exc), reason=str(exc), code=exc.code)
            return await self._once_more(submitted, failure)
        except BackendDown as exc:
            if not exc.sent:
                await save(turn)  # it certainly did not arrive
                raise
        return submitted

    async def _poll(self, turn: Turn) -> Turn:
        self._show(_rendering(turn))
        last: RenderStatus | None = None
        try:
            async with aclosing(
                self._backend.watch_render(
                    _known(turn.render_id, turn),
                    started_at=_known(turn.submitted_at, turn),
                    deadline=_known(turn.deadline, turn),
                )
            ) as statuses:
                async for status in statuses:
                    last = status
                    self._show(_rendering(turn, status.progress))
        except RenderFailed as exc:
            return await self._once_more(turn, exc)
        return dataclasses.replace(turn, rendered=last, phase=Phase.DOWNLOAD)

    async def _once_more(self, turn: Turn, failure: RenderFailed) -> Turn:
        """The turn before its next submission, which gets an id of its own.

        Raises:
            RenderFailed: it was the last one, or the time is up.
        """
        if turn.attempt >= _SUBMISSIONS or self._tools.clock.time() >= _known(turn.deadline, turn):
            raise failure
        await self._tools.clock.sleep(_BEFORE_ONCE_MORE)
        return dataclasses.replace(
            turn, attempt=turn.attempt + 1, render_id=None, submitted_at=None, phase=Phase.SUBMIT
        )

    async def _download(self, turn: Turn) -> Turn:
        self._show(Fetching(turn.summary))
        path = self._folder / f"stillmotion-{turn.id}.mp4"
        size = await self._backend.download(
            _known(turn.render_id, turn),
            _known(turn.rendered, turn),
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
            made_of=turn.made_of,
        )
        return dataclasses.replace(turn, video=video, phase=Phase.DELIVER)

    async def _deliver(self, turn: Turn, save: Save) -> Turn:
        video = _known(turn.video, turn)
        await save(turn)
        await self._status.deliver(video, self._last_word(turn))
        return dataclasses.replace(turn, phase=Phase.DONE)

    def _last_word(self, turn: Turn) -> Reply:
        return Reply("\n\n".join(part for part in (turn.answer, turn.summary) if part), final=True)


def _rendering(turn: Turn, fraction: float | None = None) -> Rendering:
    return Rendering(turn.summary, fraction, again=turn.attempt > 1)


def _session(turn: Turn) -> Session:
    return _known(turn.session, turn)


def _known(value: _T | None, turn: Turn) -> _T:
    """What an earlier step found out."""
    if value is None:
        raise RuntimeError(f"turn {turn.id} is in phase {turn.phase.value} without what it needs")
    return value
