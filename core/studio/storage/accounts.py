"""Accounts, their tokens and what they have used up."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from dataclasses import dataclass
from typing import Final

from core.studio.limits import Limits
from core.studio.refusals import too_many

GRANT: Final = 100
"""Credits of an anonymous token (nemo-api.md)."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who asks. ``used`` credits since the token was issued."""

    user_id: str
    expires_at: float
    used: int


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A new token, in clear this once; only its hash is kept."""

    token: str
    account: Account


@dataclass(frozen=True, slots=True)
class Balance:
    """What ``/api/credits/balance/simple`` answers."""

    available: int
    frozen: int
    total: int


def balance(used: int, frozen: int, granted: int | None) -> Balance:
    """Add up. ``granted`` None: a full grant is always left, whatever was used."""
    if granted is None:
        return Balance(GRANT, frozen, GRANT + used + frozen)
    return Balance(max(granted - used - frozen, 0), frozen, granted)


def token_hash(token: str) -> bytes:
    """Under what a token is kept. It is random, so one round without salt is enough."""
    return hashlib.sha256(token.encode()).digest()


def issue(
    rows: sqlite3.Connection, client_id: str, ip: str, now: float, limits: Limits
) -> IssuedToken:
    """A token for ``client_id``; the same client keeps its account when the old one expired.

    Raises:
        Refused: 429, one per client and few per address in the token's life time.
    """
    known = rows.execute(
        "SELECT user_id, expires_at FROM accounts WHERE client_id = ?", (client_id,)
    ).fetchone()
    if known is not None and known["expires_at"] > now:
        raise too_many("this client id has a token already", known["expires_at"] - now)
    recent, oldest = rows.execute(
        "SELECT count(*), min(issued_at) FROM accounts WHERE ip = ? AND issued_at > ?"
        " AND client_id IS NOT NULL",
        (ip, now - limits.token_s),
    ).fetchone()
    if recent >= limits.tokens_per_ip:
        raise too_many("too many tokens for this address", oldest + limits.token_s - now)
    (accounts,) = rows.execute("SELECT count(*) FROM accounts").fetchone()
    if known is None and accounts >= limits.accounts:
        raise too_many("too many accounts", limits.token_s)
    token = f"nmv_usr_{secrets.token_urlsafe(32)}"
    user_id = known["user_id"] if known is not None else f"anon_{secrets.token_hex(12)}"
    expires_at = now + limits.token_s
    rows.execute(
        "INSERT INTO accounts (user_id, client_id, token_hash, ip, issued_at, expires_at)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (user_id) DO UPDATE SET"
        " token_hash = excluded.token_hash, ip = excluded.ip, issued_at = excluded.issued_at,"
        " expires_at = excluded.expires_at, used = 0",
        (user_id, client_id, token_hash(token), ip, now, expires_at),
    )
    return IssuedToken(token, Account(user_id, expires_at, 0))


def by_token(rows: sqlite3.Connection, token: str, now: float) -> Account | None:
    """Whose ``token`` it is; None when it is unknown or expired."""
    row = rows.execute(
        "SELECT user_id, expires_at, used FROM accounts WHERE token_hash = ? AND expires_at > ?",
        (token_hash(token), now),
    ).fetchone()
    return None if row is None else Account(row["user_id"], row["expires_at"], row["used"])


def of_operator(rows: sqlite3.Connection, user_id: str, now: float, limits: Limits) -> Account:
    """The account behind the configured secret; its credits begin anew like a token's."""
    rows.execute(
        "INSERT INTO accounts (user_id, ip, issued_at, expires_at) VALUES (?, '', ?, ?)"
        " ON CONFLICT (user_id) DO UPDATE SET issued_at = excluded.issued_at,"
        " expires_at = excluded.expires_at, used = 0 WHERE expires_at <= excluded.issued_at",
        (user_id, now, now + limits.token_s),
    )
    row = rows.execute(
        "SELECT user_id, expires_at, used FROM accounts WHERE user_id = ?", (user_id,)
    ).fetchone()
    return Account(row["user_id"], row["expires_at"], row["used"])


def balance_of(rows: sqlite3.Connection, user_id: str, granted: int | None) -> Balance:
    """The balance, with what running turns have reserved."""
    (used,) = rows.execute("SELECT used FROM accounts WHERE user_id = ?", (user_id,)).fetchone()
    (frozen,) = rows.execute(
        "SELECT coalesce(sum(cost), 0) FROM turns WHERE user_id = ? AND status = 'running'",
        (user_id,),
    ).fetchone()
    return balance(used, frozen, granted)
