"""Claim tokens, by their hash."""

from __future__ import annotations

import sqlite3

from core.studio.limits import Limits
from core.studio.storage.accounts import token_hash


def add(
    rows: sqlite3.Connection, session_id: str, token: str, expires_at: float, limits: Limits
) -> None:
    """Keep a token; beyond the bound the session's oldest ones end."""
    rows.execute(
        "DELETE FROM claims WHERE hash IN (SELECT hash FROM claims WHERE session_id = ?"
        " ORDER BY expires_at DESC, rowid DESC LIMIT -1 OFFSET ?)",
        (session_id, max(limits.claims_per_session - 1, 0)),
    )
    rows.execute(
        "INSERT INTO claims (hash, session_id, expires_at) VALUES (?, ?, ?)",
        (token_hash(token), session_id, expires_at),
    )


def find(rows: sqlite3.Connection, token: str, now: float) -> tuple[str, str] | None:
    """The session and its user; None when the token is unknown or over."""
    row = rows.execute(
        "SELECT s.id, s.user_id FROM claims c JOIN sessions s ON s.id = c.session_id"
        " WHERE c.hash = ? AND c.expires_at > ?",
        (token_hash(token), now),
    ).fetchone()
    return None if row is None else (str(row[0]), str(row[1]))
