"""Exports that were asked for, and their files."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from enum import Enum

from core.studio.limits import Limits


class RenderState(Enum):
    """Where an export stands; the values are the contract's."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to it."""
        return self not in (RenderState.PENDING, RenderState.PROCESSING)


@dataclass(frozen=True, slots=True)
class StoredRender:
    """An export. ``draft`` and ``output`` are canonical JSON texts; px, s, bytes.

    ``file`` is the finished file's name in the folder of renders.
    """

    user_id: str
    id: str
    session_id: str
    draft: str
    output: str
    state: RenderState = RenderState.PENDING
    reason: str | None = None
    file: str | None = None
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None
    size: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """By which it is found: ids are the user's own."""
        return self.user_id, self.id


def add(rows: sqlite3.Connection, render: StoredRender, now: float, limits: Limits) -> None:
    """Keep a new export; beyond the bound the session's oldest finished ones go."""
    rows.execute(
        "DELETE FROM renders WHERE rowid IN (SELECT rowid FROM renders WHERE session_id = ?"
        " AND status NOT IN ('pending', 'processing')"
        " ORDER BY created_at DESC LIMIT -1 OFFSET ?)",
        (render.session_id, max(limits.renders_per_session - 1, 0)),
    )
    rows.execute(
        "INSERT INTO renders (user_id, id, session_id, draft, output, status, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            *(render.user_id, render.id, render.session_id, render.draft, render.output),
            *(render.state.value, now),
        ),
    )


def find(rows: sqlite3.Connection, user_id: str, render_id: str) -> StoredRender | None:
    """The user's export of that id."""
    row = rows.execute(
        "SELECT * FROM renders WHERE user_id = ? AND id = ?", (user_id, render_id)
    ).fetchone()
    return None if row is None else _render(row)


def of_session(rows: sqlite3.Connection, session_id: str) -> tuple[StoredRender, ...]:
    """All that are kept, oldest first."""
    found = rows.execute(
        "SELECT * FROM renders WHERE session_id = ? ORDER BY created_at, rowid", (session_id,)
    )
    return tuple(_render(row) for row in found)


def unfinished(rows: sqlite3.Connection) -> tuple[StoredRender, ...]:
    """Of all users, oldest first."""
    found = rows.execute(
        "SELECT * FROM renders WHERE status IN ('pending', 'processing') ORDER BY created_at, rowid"
    )
    return tuple(_render(row) for row in found)


def files_in_use(rows: sqlite3.Connection) -> frozenset[str]:
    """Names of all finished videos that a row points to."""
    found = rows.execute("SELECT file FROM renders WHERE file IS NOT NULL")
    return frozenset(str(row["file"]) for row in found)


def save(rows: sqlite3.Connection, render: StoredRender) -> None:
    """Write how it stands now."""
    rows.execute(
        "UPDATE renders SET status = ?, reason = ?, file = ?, width = ?, height = ?,"
        " duration_s = ?, size = ? WHERE user_id = ? AND id = ?",
        (
            *(render.state.value, render.reason, render.file, render.width, render.height),
            *(render.duration_s, render.size, render.user_id, render.id),
        ),
    )


def _render(row: sqlite3.Row) -> StoredRender:
    return StoredRender(
        user_id=row["user_id"],
        id=row["id"],
        session_id=row["session_id"],
        draft=row["draft"],
        output=row["output"],
        state=RenderState(row["status"]),
        reason=row["reason"],
        file=row["file"],
        width=row["width"],
        height=row["height"],
        duration_s=row["duration_s"],
        size=row["size"],
    )
