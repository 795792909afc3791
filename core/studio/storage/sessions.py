"""Projects: their timeline, what was undone and redone, and the files they hold."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from core.studio.limits import Limits
from core.studio.refusals import session_gone

Rows: TypeAlias = sqlite3.Connection
WireKind: TypeAlias = Literal["image", "video", "audio"]


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A project. ``draft`` is JSON text, ``past`` and ``future`` drafts as JSON texts.

    ``draft`` is what the agent works on; ``shown`` what the state says meanwhile: the same,
    unless a quirk holds it back.
    """

    id: str
    task_id: str
    user_id: str
    language: str
    draft: str | None
    shown: str | None
    past: tuple[str, ...]
    future: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredMedia:
    """A file of a session; px, s, bytes."""

    id: str
    name: str
    kind: WireKind
    content_type: str
    width: int | None
    height: int | None
    duration_s: float | None
    size: int
    hash: str
    extension: str
    fresh: bool = True

    @property
    def file(self) -> str:
        """Its file's name in the folder of media."""
        return f"{self.hash}.{self.extension}"


def create(
    rows: sqlite3.Connection, user_id: str, language: str, now: float, limits: Limits
) -> StoredSession:
    """A new, empty project. Beyond the bound the user's longest untouched ones go."""
    # looks like the cloud's: a 19-digit number that fits 63 bits
    session_id = str(10**18 + secrets.randbelow(8 * 10**18))
    task_id = str(10**18 + secrets.randbelow(8 * 10**18))
    rows.execute(
        "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions s WHERE user_id = ?"
        " AND NOT EXISTS (SELECT 1 FROM turns t WHERE t.session_id = s.id AND status = 'running')"
        " AND NOT EXISTS (SELECT 1 FROM renders r WHERE r.session_id = s.id"
        " AND status IN ('pending', 'processing'))"
        " ORDER BY touched_at DESC LIMIT -1 OFFSET ?)",
        (user_id, max(limits.sessions_per_user - 1, 0)),
    )
    rows.execute(
        "INSERT INTO sessions (id, task_id, user_id, language, created_at, touched_at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (session_id, task_id, user_id, language, now, now),
    )
    return StoredSession(session_id, task_id, user_id, language, None, None, (), ())


def find(rows: sqlite3.Connection, session_id: str, user_id: str, now: float) -> StoredSession:
    """The project, when it is the user's. A draft that was held back is let out when due.

    Raises:
        Refused: 1002.
    """
    rows.execute(
        "UPDATE sessions SET draft = next_draft, next_draft = NULL, next_at = NULL"
        " WHERE id = ? AND next_at <= ?",
        (session_id, now),
    )
    row = rows.execute(
        "SELECT * FROM sessions WHERE id = ? AND user_id = ?", (session_id, user_id)
    ).fetchone()
    if row is None:
        raise session_gone()
    return StoredSession(
        id=row["id"],
        task_id=row["task_id"],
        user_id=row["user_id"],
        language=row["language"],
        draft=row["next_draft"] if row["next_at"] is not None else row["draft"],
        shown=row["draft"],
        past=tuple(json.loads(row["past"])),
        future=tuple(json.loads(row["future"])),
    )


def language_of(rows: sqlite3.Connection, session_id: str) -> str | None:
    """In which language its user is spoken to; None when it is gone."""
    row = rows.execute("SELECT language FROM sessions WHERE id = ?", (session_id,)).fetchone()
    return None if row is None else str(row["language"])


def touch(rows: sqlite3.Connection, session_id: str, now: float) -> None:
    """Note that somebody works on it."""
    rows.execute("UPDATE sessions SET touched_at = ? WHERE id = ?", (now, session_id))


def save_drafts(
    rows: sqlite3.Connection,
    session_id: str,
    *,
    shown: str | None,
    then: str | None,
    then_at: float | None,
    past: Sequence[str],
    future: Sequence[str],
) -> None:
    """Set the timeline. With ``then_at`` (epoch s) the state shows ``then`` from that moment."""
    rows.execute(
        "UPDATE sessions SET draft = ?, next_draft = ?, next_at = ?, past = ?, future = ?"
        " WHERE id = ?",
        (shown, then, then_at, json.dumps(list(past)), json.dumps(list(future)), session_id),
    )


def media_of(rows: sqlite3.Connection, session_id: str) -> tuple[StoredMedia, ...]:
    """All files of the session, in order of arrival."""
    found = rows.execute(
        "SELECT * FROM media WHERE session_id = ? ORDER BY position", (session_id,)
    )
    return tuple(_media(row) for row in found)


def find_media(rows: sqlite3.Connection, media_id: str) -> StoredMedia | None:
    """One file, whosever it is: for links, which are checked by their signature."""
    row = rows.execute("SELECT * FROM media WHERE id = ?", (media_id,)).fetchone()
    return None if row is None else _media(row)


def add_media(rows: sqlite3.Connection, session_id: str, added: Sequence[StoredMedia]) -> None:
    """Put files at the end of the session's list."""
    (last,) = rows.execute(
        "SELECT coalesce(max(position), 0) FROM media WHERE session_id = ?", (session_id,)
    ).fetchone()
    rows.executemany(
        "INSERT INTO media (id, session_id, position, name, kind, content_type, width, height,"
        " duration_s, size, hash, extension) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(file.id, session_id, last + place, file.name, file.kind, file.content_type),
                *(file.width, file.height, file.duration_s, file.size, file.hash, file.extension),
            )
            for place, file in enumerate(added, start=1)
        ],
    )


def mark_used(rows: sqlite3.Connection, session_id: str, media_ids: Sequence[str]) -> None:
    """They are no longer fresh: a turn has seen them."""
    rows.executemany(
        "UPDATE media SET fresh = 0 WHERE session_id = ? AND id = ?",
        [(session_id, media_id) for media_id in media_ids],
    )


def files_in_use(rows: sqlite3.Connection) -> frozenset[str]:
    """Names of all files of media that a row points to."""
    media = rows.execute("SELECT DISTINCT hash, extension FROM media")
    return frozenset(f"{row['hash']}.{row['extension']}" for row in media)


def forget_old(rows: sqlite3.Connection, before: float, now: float) -> None:
    """Remove sessions untouched since ``before``, links and accounts that are over."""
    rows.execute(
        "DELETE FROM sessions WHERE touched_at < ?"
        " AND NOT EXISTS (SELECT 1 FROM turns t WHERE t.session_id = sessions.id"
        " AND status = 'running') AND NOT EXISTS (SELECT 1 FROM renders r"
        " WHERE r.session_id = sessions.id AND status IN ('pending', 'processing'))",
        (before,),
    )
    rows.execute("DELETE FROM claims WHERE expires_at <= ?", (now,))
    rows.execute(
        "DELETE FROM accounts WHERE client_id IS NOT NULL AND expires_at < ?"
        " AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = accounts.user_id)",
        (before,),
    )


def _media(row: sqlite3.Row) -> StoredMedia:
    return StoredMedia(
        id=row["id"],
        name=row["name"],
        kind=cast("WireKind", row["kind"]),
        content_type=row["content_type"],
        width=row["width"],
        height=row["height"],
        duration_s=row["duration_s"],
        size=row["size"],
        hash=row["hash"],
        extension=row["extension"],
        fresh=bool(row["fresh"]),
    )
