"""Claim tokens: a while's look at one project for whoever holds the link."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.studio.storage import Database, claims, renders, sessions

if TYPE_CHECKING:
    import sqlite3

    from core.studio.config import StudioConfig
    from core.studio.storage.accounts import Account
    from core.studio.storage.renders import StoredRender
    from core.studio.storage.sessions import StoredMedia, StoredSession


@dataclass(frozen=True, slots=True)
class ClaimView:
    """What the page behind a link shows."""

    session: StoredSession
    media: tuple[StoredMedia, ...]
    renders: tuple[StoredRender, ...]


class Claims:
    """Gives claim tokens and looks behind them."""

    def __init__(self, config: StudioConfig, database: Database) -> None:
        self._config = config
        self._database = database

    async def issue(self, account: Account, session_id: str) -> str:
        """A token, good for ``limits.claim_s``.

        Raises:
            Refused: 1002.
        """
        token = f"clm_{secrets.token_urlsafe(24)}"
        await self._database.transact(lambda rows: self._keep(rows, account, session_id, token))
        return token

    def _keep(
        self, rows: sqlite3.Connection, account: Account, session_id: str, token: str
    ) -> None:
        now, limits = self._config.clock.time(), self._config.limits
        sessions.find(rows, session_id, account.user_id, now)
        claims.add(rows, session_id, token, now + limits.claim_s, limits)

    async def view(self, token: str) -> ClaimView | None:
        """What ``token`` shows; None when it is unknown or over."""
        return await self._database.transact(lambda rows: self._view(rows, token))

    def _view(self, rows: sqlite3.Connection, token: str) -> ClaimView | None:
        now = self._config.clock.time()
        found = claims.find(rows, token, now)
        if found is None:
            return None
        session_id, user_id = found
        session = sessions.find(rows, session_id, user_id, now)
        return ClaimView(
            session, sessions.media_of(rows, session_id), renders.of_session(rows, session_id)
        )
