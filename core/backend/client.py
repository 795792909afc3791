"""The backend as the engine knows it: one object, composed of the parts of this room."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from copy import copy
from pathlib import Path
from random import Random
from urllib.parse import quote

from core.backend import downloads, fields, renders, uploads
from core.backend.credentials import Credentials
from core.backend.events import TurnEvent
from core.backend.models import (
    Attribution,
    Credits,
    Draft,
    Json,
    RenderOutput,
    RenderStatus,
    Session,
    SessionState,
    UploadFile,
    UploadResult,
)
from core.backend.state import parse_state, state_path
from core.backend.timing import Timing
from core.backend.transport import Transport
from core.backend.turns import Turns
from core.backend.wire import Wire
from core.clock import Clock
from core.errors import BackendRefused, UnreadableAnswer


class Backend:
    """A client of one backend, speaking for one skill.

    Every method raises only errors of ``core.errors.BackendError`` (and ``DiskFull``,
    ``Cancelled`` where said).
    """

    def __init__(
        self,
        base_url: str,
        credentials: Credentials,
        attribution: Attribution,
        *,
        clock: Clock,
        random: Random,
        trust_env: bool = True,
        timing: Timing = Timing(),  # noqa: B008 - frozen
    ) -> None:
        """Open nothing yet.

        Args:
            base_url: The backend's address.
            credentials: Whose account to speak for.
            attribution: The skill whose headers go along.
            clock: Every wait runs on it.
            random: For the jitter of pauses.
            trust_env: Whether proxies of the environment are used; not for the loopback studio.
            timing: Waits and limits.

        Raises:
            ValueError: The URL is none of http or https.
        """
        transport = Transport(
            base_url, credentials, clock=clock, random=random, trust_env=trust_env, timing=timing
        )
        self._wire = Wire(transport, attribution)
        self._turns = Turns(self._wire, self.state)

    def speaking_as(self, attribution: Attribution) -> Backend:
        """The same backend for another skill; connections and credentials are shared."""
        other = copy(self)
        other._wire = Wire(self._wire.transport, attribution)  # noqa: SLF001 - its own class
        other._turns = Turns(other._wire, other.state)  # noqa: SLF001 - the same
        return other

    async def aclose(self) -> None:
        """Close the connections, of everybody who shares them."""
        await self._wire.transport.aclose()

    async def create_session(self, language: str) -> Session:
        """A new project. ``language`` is the BCP 47 tag of the user's first message."""
        body: Json = {"task_name": "project", "language": language}
        told = fields.as_object(
            await self._wire.post("/api/tasks/me/with-session/nemo_agent", body), "the session"
        )
        return Session(
            session_id=fields.identifier(told.get("session_id"), "the session's id"),
            task_id=fields.optional_identifier(told.get("task_id")),
            user_id=fields.optional_identifier(told.get("user_id")),
        )

    async def claim_url(self, session: Session, web_url: str) -> str | None:
        """The link that hands the project to a person's browser; None where there is none.

        Whoever opens it may take over the account: show it only to whom it belongs.
        """
        body: Json = {"task_id": session.task_id, "session_id": session.session_id}
        try:
            told = await self._wire.post("/api/auth/claim-token", body, session=session)
        except BackendRefused as exc:
            if exc.code in (404, 405):
                return None
            raise
        token = fields.text(fields.as_object(told, "the claim").get("claim_token"))
        if token is None:
            raise UnreadableAnswer("the claim's answer has no token")
        return f"{web_url.rstrip('/')}/workspace/claim?ct={quote(token, safe='')}"

    async def upload(
        self,
        session: Session,
        files: Sequence[UploadFile],
        on_progress: uploads.Progress | None = None,
    ) -> UploadResult:
        """Send files from disk in one request; see ``uploads.upload`` for what it raises."""
        return await uploads.upload(self._wire, session, files, on_progress)

    async def upload_urls(self, session: Session, urls: Sequence[str]) -> UploadResult:
        """Have the backend fetch files by http(s) links."""
        return await uploads.upload_urls(self._wire, session, urls)

    async def credits(self) -> Credits:
        """The account's balance."""
        told = fields.as_object(await self._wire.read("/api/credits/balance/simple"), "the balance")
        available = fields.number(told.get("available"))
        if available is None:
            raise UnreadableAnswer("the balance does not say what is available")
        frozen = fields.number(told.get("frozen")) or 0.0
        total = fields.number(told.get("total"))
        return Credits(available, frozen, available + frozen if total is None else total)

    async def state(self, session: Session) -> SessionState:
        """What the backend holds of the project."""
        return parse_state(await self._wire.read(state_path(session), session=session))

    def run_turn(
        self, session: Session, text: str, turn_id: str, *, baseline: SessionState
    ) -> AsyncGenerator[TurnEvent]:
        """Send a message once and follow its turn; see ``Turns.run``.

        Close the generator (``contextlib.aclosing``) to stop reading.
        """
        return self._turns.run(session, text, turn_id, baseline=baseline)

    def resume_turn(
        self, session: Session, turn_id: str, *, baseline: SessionState
    ) -> AsyncGenerator[TurnEvent]:
        """Find out how a turn went after a crash, sending nothing; see ``Turns.resume``."""
        return self._turns.resume(session, turn_id, baseline=baseline)

    async def cancel_turn(self, turn_id: str) -> bool:
        """Stop a turn at the backend; False where it has no such call (the cloud)."""
        return await self._turns.cancel(turn_id)

    async def settled_state(
        self, session: Session, baseline: SessionState, *, expect_change: bool
    ) -> SessionState:
        """The state after a turn, read again while it should have changed and has not."""
        return await self._turns.settled_state(session, baseline, expect_change=expect_change)

    @property
    def may_add(self) -> bool:
        """Whether a second stage of generations is looked for."""
        return bool(self._wire.timing.second_stage)

    async def second_stage(self, session: Session, first: SessionState) -> SessionState:
        """The state with what the backend adds to a generation by itself, where it does."""
        return await self._turns.second_stage(session, first)

    async def steady_state(self, session: Session) -> SessionState:
        """The state to take as baseline after a cancelled turn, once it no longer changes.

        Takes from ``Timing.baseline_gap`` to about ``Timing.baseline_limit``.
        """
        return await self._turns.steady_state(session)

    async def submit_render(
        self,
        session: Session,
        draft: Draft,
        render_id: str,
        output: RenderOutput = RenderOutput(),  # noqa: B008 - frozen
    ) -> None:
        """Ask for an export with exactly one POST.

        Raises:
            BackendDown: With ``sent`` the id may be running all the same: watch it.
        """
        await renders.submit_render(self._wire, session, draft, render_id, output)

    async def render_status(self, render_id: str) -> RenderStatus:
        """Where an export stands."""
        return renders.parse_render_status(await self._wire.read(renders.render_path(render_id)))

    def watch_render(
        self, render_id: str, *, started_at: float, deadline: float
    ) -> AsyncGenerator[RenderStatus]:
        """Every status until the export is completed, which is the last one.

        Both times are seconds since the epoch, as stored: a restart does not extend them.

        Raises:
            RenderFailed: The backend says so, or does not know the id.
            RenderTimedOut: The deadline passed.
            Cancelled: Somebody cancelled it.
            BackendDown: The backend was silent for ``Timing.render_blind``.
        """
        return renders.watch_render(self._wire, render_id, started_at=started_at, deadline=deadline)

    async def cancel_render(self, render_id: str) -> None:
        """Cancel an export; one that is over or unknown is no error."""
        await renders.cancel_render(self._wire, render_id)

    async def download(
        self,
        render_id: str,
        status: RenderStatus,
        dest: Path,
        on_progress: downloads.Progress | None = None,
    ) -> int:
        """Fetch a finished export to ``dest``, atomically; its size in bytes.

        Raises:
            TransferFailed: It did not arrive whole.
            DiskFull: There is no room for it.
        """
        return await downloads.download(self._wire, render_id, status, dest, on_progress)
