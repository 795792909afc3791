"""Deletes what is kept: all of a chat, or what is too old."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.store.owners import (
    counted_for,
    delivery_owner,
    pointers_of,
    project_owner,
    transcript_owner,
    tray_owner,
    turn_owner,
)
from core.store.records import UNFINISHED, TurnState
from core.store.tables import (
    CHATS,
    DELIVERIES,
    INBOX,
    MEDIA,
    MEDIA_USES,
    PROJECTS,
    SENT_AGAIN,
    TRANSCRIPT,
    TRAY,
    TURNS,
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """A table whose rows end.

    ``key`` tells its rows apart, ``age`` is what they are judged by (NULL: they stay), ``owner``
    makes of ``named`` what a row's files are kept for. ``waits``: not while its chat has an
    unfinished turn, which may point to it.
    """

    table: Table
    age: Column[Any]
    key: Column[Any]
    owner: Callable[..., str] | None = None
    named: tuple[Column[Any], ...] = ()
    waits: bool = False


_AT_ONCE = 200
"""Keys in one statement: databases bound how many parameters that may have."""

_INBOX = _Kind(INBOX, INBOX.c.handled_at, INBOX.c.seq)
_TRAY = _Kind(TRAY, TRAY.c.received_at, TRAY.c.seq, tray_owner, (TRAY.c.seq,), waits=True)
_DELIVERIES = _Kind(
    DELIVERIES,
    DELIVERIES.c.created_at,
    DELIVERIES.c.turn,
    delivery_owner,
    (DELIVERIES.c.turn,),
    waits=True,
)
_PROJECTS = _Kind(
    PROJECTS, PROJECTS.c.used_at, PROJECTS.c.id, project_owner, (PROJECTS.c.id,), waits=True
)
_TURNS = _Kind(TURNS, TURNS.c.ended_at, TURNS.c.id, turn_owner, (TURNS.c.id,))
_SENT_AGAIN = _Kind(SENT_AGAIN, SENT_AGAIN.c.sent_at, SENT_AGAIN.c.seq)
_TRANSCRIPT = _Kind(
    TRANSCRIPT,
    TRANSCRIPT.c.written_at,
    TRANSCRIPT.c.version,
    transcript_owner,
    (TRANSCRIPT.c.chat, TRANSCRIPT.c.message),
    waits=True,
)
# deliveries before the projects that they name
_KINDS = (_INBOX, _TRAY, _DELIVERIES, _PROJECTS, _TURNS, _SENT_AGAIN, _TRANSCRIPT)


async def forget(connection: AsyncConnection, chat: str, counted_since: float) -> None:
    """Delete a chat's rows, and let go of its files: they may be removed at once.

    What admins granted it stays: it is the operator's, not the chat's. So does what was heard and
    not yet acted on: it came later. Of turns since then it stays that there were some, for the
    quotas of their authors and of the chat.
    """
    counted = await _counted(connection, chat, counted_since)
    for kind in _KINDS:
        acted_on = [kind.age.is_not(None)] if kind is _INBOX else []
        await _delete(connection, kind, kind.table.c.chat == chat, *acted_on, at_once=True)
    if counted:
        await connection.execute(insert(TURNS), counted)
    await connection.execute(delete(CHATS).where(pointers_of(CHATS.c.chat, chat)))


async def _counted(connection: AsyncConnection, chat: str, since: float) -> list[dict[str, Any]]:
    """What is left of a chat's turns since then."""
    left = TURNS.c.id, TURNS.c.author, TURNS.c.phase, TURNS.c.state, TURNS.c.error
    query = select(*left, TURNS.c.created_at)
    query = query.where(TURNS.c.chat == chat, TURNS.c.created_at > since).order_by(TURNS.c.seq)
    unfinished = [state.value for state in UNFINISHED]
    blank = {"chat": counted_for(chat), "body": "{}", "cause": "", "attempts": 0, "not_before": 0.0}
    rows = [dict(row) for row in (await connection.execute(query)).mappings()]
    for row in rows:
        row.update(blank, ended_at=row["created_at"])
        if row["state"] in unfinished:
            row["state"] = TurnState.CANCELLED.value
    return rows


async def delete_older(connection: AsyncConnection, before: float, most: int) -> int:
    """Delete at most so many rows from before then; how many they were.

    Nothing that is not done with: neither messages not yet handled, nor unfinished turns, nor what
    stands in a chat that has one.
    """
    busy = select(TURNS.c.chat).where(TURNS.c.state.in_([state.value for state in UNFINISHED]))
    for kind in _KINDS:
        done_with = [kind.table.c.chat.not_in(busy)] if kind.waits else []
        deleted = await _delete(connection, kind, kind.age < before, *done_with, most=most)
        if deleted:
            return deleted
    return 0


async def _delete(
    connection: AsyncConnection,
    kind: _Kind,
    *which: ColumnElement[bool],
    most: int | None = None,
    at_once: bool = False,
) -> int:
    """Delete rows, and the uses of their files; how many they were.

    ``at_once``: a file that nobody else uses then need not grow older to be removed.
    """
    query = select(kind.key, *kind.named).where(*which).limit(most)
    rows = [tuple(row) for row in await connection.execute(query)]
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        keys = [key for key, *_ in some]
        if kind.owner is not None:
            owners = [kind.owner(*named) for _, *named in some]
            used = MEDIA_USES.c.owner.in_(owners)
            if at_once:
                files = MEDIA.c.hash.in_(select(MEDIA_USES.c.hash).where(used))
                await connection.execute(update(MEDIA).where(files).values(stored_at=0.0))
            await connection.execute(delete(MEDIA_USES).where(used))
        if kind is _PROJECTS:
            gone = CHATS.c.project.in_(keys)
            await connection.execute(update(CHATS).where(gone).values(project=None))
        await connection.execute(delete(kind.table).where(kind.key.in_(keys)))
    return len(rows)
