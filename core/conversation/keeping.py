"""A turn and its project while somebody works on them: what is known, and what is stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from core.clock import Clock
from core.conversation.projects import Project, project_row
from core.conversation.turn import Phase, Turn
from core.conversation.turn_rows import body_of
from core.jobs import Lease
from core.jobs.lease import Also
from core.store import Transaction, TurnState
from core.store.owners import project_owner, turn_owner


class Keeper:
    """The newest turn and project. Every write checks the lease and raises LeaseLost without it.

    Args:
        turn: As it was stored.
        project: The one that it is about.
        lease: The right to change them.
        clock: Time.
    """

    def __init__(self, turn: Turn, project: Project, lease: Lease, clock: Clock) -> None:
        self._turn = turn
        self._project = project
        self._lease = lease
        self._clock = clock

    @property
    def turn(self) -> Turn:
        """As it was stored last."""
        return self._turn

    @property
    def project(self) -> Project:
        """As it was stored last."""
        return self._project

    async def save(
        self,
        turn: Turn,
        project: Project | None = None,
        *,
        uses: Iterable[str] = (),
        progress: bool = True,
    ) -> None:
        """Store how far the turn is, with what the project has become, in one transaction.

        ``uses``: files of the library that the turn needs from now on, by their hashes.
        ``progress``: a step is done; else it is an intent, or one taken back.
        """
        also = self._also(turn, project, tuple(uses))
        await self._lease.save(
            phase=turn.phase.value, body=body_of(turn), also=also, progress=progress
        )
        self._turn = turn
        self._project = project or self._project

    async def end(
        self,
        turn: Turn,
        state: TurnState,
        *,
        project: Project | None = None,
        error: str | None = None,
        also: Also | None = None,
    ) -> None:
        """Take the turn out of the queue. One that is done needs its files no longer."""
        ended = replace(turn, phase=Phase.DONE) if state is TurnState.DONE else turn
        kept = self._also(ended, project, ())

        async def all_of_it(tx: Transaction) -> None:
            await kept(tx)
            if also is not None:
                await also(tx)
            if state is TurnState.DONE:
                await tx.media.release(turn_owner(turn.id))

        await self._lease.end(state, body=body_of(ended), error=error, also=all_of_it)
        self._turn = ended
        self._project = project or self._project

    def _also(self, turn: Turn, project: Project | None, uses: tuple[str, ...]) -> Also:
        now = self._clock.time()
        row = None if project is None else project_row(project, now=now)

        async def also(tx: Transaction) -> None:
            for digest in uses:
                await tx.media.use(digest, turn_owner(turn.id))
            if row is None:
                return
            if not await tx.projects.save(row.id, row.body, now=now):
                await tx.projects.add(row)
            for held in project.held if project is not None else ():
                await tx.media.use(held.hash, project_owner(row.id))

        return also
