"""Messages that were accepted, and how they came out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from core.studio.limits import Limits
from core.studio.refusals import conflict


class TurnState(Enum):
    """How far a turn is; the values are those of ``data.state.turns``."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A message and its outcome. ``cost`` in credits: reserved while it runs, then charged."""

    user_id: str
    id: str
    session_id: str
    text: str
    skill: str
    state: TurnState
    cost: int
    changed: bool = False
    reply: str = ""
    activities: tuple[str, ...] = ()
    error: str | None = None


def add(rows: sqlite3.Connection, turn: StoredTurn, now: float, limits: Limits) -> None:
    """Keep an accepted message; beyond the bound the session's oldest finished ones go."""
    rows.execute(
        "DELETE FROM turns WHERE rowid IN (SELECT rowid FROM turns WHERE session_id = ?"
        " AND status != 'running' ORDER BY created_at DESC LIMIT -1 OFFSET ?)",
        (turn.session_id, max(limits.turns_per_session - 1, 0)),
    )
    rows.execute(
        "INSERT INTO turns (user_id, id, session_id, text, skill, status, created_at, cost)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(turn.user_id, turn.id, turn.session_id, turn.text, turn.skill),
            *(turn.state.value, now, turn.cost),
        ),
    )


def find(rows: sqlite3.Connection, user_id: str, turn_id: str) -> StoredTurn | None:
    """The user's turn of that id."""
    row = rows.execute(
        "SELECT * FROM turns WHERE user_id = ? AND id = ?", (user_id, turn_id)
    ).fetchone()
    return None if row is None else _turn(row)


def of_session(rows: sqlite3.Connection, session_id: str) -> tuple[StoredTurn, ...]:
    """All that are kept, oldest first."""
    found = rows.execute(
        "SELECT * FROM turns WHERE session_id = ? ORDER BY created_at, rowid", (session_id,)
    )
    return tuple(_turn(row) for row in found)


def unfinished(rows: sqlite3.Connection) -> tuple[StoredTurn, ...]:
    """Of all users, oldest first: what a restart has to go on with."""
    found = rows.execute("SELECT * FROM turns WHERE status = 'running' ORDER BY created_at, rowid")
    return tuple(_turn(row) for row in found)


def is_busy(rows: sqlite3.Connection, session_id: str) -> bool:
    """Whether a turn of the session runs."""
    row = rows.execute(
        "SELECT 1 FROM turns WHERE session_id = ? AND status = 'running'", (session_id,)
    ).fetchone()
    return row is not None


def finish(
    rows: sqlite3.Connection,
    turn: StoredTurn,
    *,
    cost: int,
    changed: bool,
    reply: str,
    activities: Sequence[str],
) -> None:
    """It is done; what was reserved becomes what it cost.

    Raises:
        Refused: 409, it was over already: nothing may be charged twice.
    """
    finished = rows.execute(
        "UPDATE turns SET status = 'done', cost = ?, changed = ?, reply = ?, activities = ?"
        " WHERE user_id = ? AND id = ? AND status = 'running'",
        (cost, changed, reply, json.dumps(list(activities)), turn.user_id, turn.id),
    )
    if finished.rowcount != 1:
        raise conflict("the turn is over already")
    rows.execute("UPDATE accounts SET used = used + ? WHERE user_id = ?", (cost, turn.user_id))


def fail(rows: sqlite3.Connection, turn: StoredTurn, error: str) -> bool:
    """It is over without an effect, and costs nothing; False when it was over already."""
    failed = rows.execute(
        "UPDATE turns SET status = 'failed', cost = 0, error = ?"
        " WHERE user_id = ? AND id = ? AND status = 'running'",
        (error, turn.user_id, turn.id),
    )
    return failed.rowcount == 1


def _turn(row: sqlite3.Row) -> StoredTurn:
    return StoredTurn(
        user_id=row["user_id"],
        id=row["id"],
        session_id=row["session_id"],
        text=row["text"],
        skill=row["skill"],
        state=TurnState(row["status"]),
        cost=row["cost"],
        changed=bool(row["changed"]),
        reply=row["reply"],
        activities=tuple(json.loads(row["activities"])),
        error=row["error"],
    )
