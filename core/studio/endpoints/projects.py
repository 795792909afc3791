"""Sessions: made and looked at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from core.studio import wire
from core.studio.endpoints.answers import granted
from core.studio.endpoints.bodies import members, text_member
from core.studio.endpoints.studio import Studio
from core.studio.storage import renders, sessions, turns

if TYPE_CHECKING:
    import sqlite3

    from starlette.requests import Request
    from starlette.responses import Response

    from core.studio.storage.renders import StoredRender
    from core.studio.storage.sessions import StoredMedia, StoredSession
    from core.studio.storage.turns import StoredTurn

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,5}")


async def create(request: Request) -> Response:
    """``POST /api/tasks/me/with-session/nemo_agent``."""
    studio = Studio.behind(request)
    account = await studio.account(request)
    config = studio.config
    body = await members(request, config.limits)
    text_member(body, "task_name", config.limits.name_chars, default="project")
    asked = text_member(body, "language", config.limits.name_chars, default="en").strip()
    language = asked if _LANGUAGE.fullmatch(asked) else "en"
    now = config.clock.time()
    session = await studio.database.transact(
        lambda rows: sessions.create(rows, account.user_id, language, now, config.limits)
    )
    return granted(
        {"session_id": session.id, "task_id": session.task_id, "user_id": account.user_id}
    )


async def latest(request: Request) -> Response:
    """``GET /api/state/nemo_agent/me/<session>/latest``."""
    studio = Studio.behind(request)
    account = await studio.account(request)
    session_id: str = request.path_params["session_id"]
    now = studio.config.clock.time()
    session, media, done, exports = await studio.database.transact(
        lambda rows: _read(rows, session_id, account.user_id, now)
    )
    state = wire.state_entry(
        session,
        media,
        done,
        exports,
        quirks=studio.config.quirks,
        media_url=lambda file: studio.media_url(request, file),
        render_url=lambda render: studio.render_url(request, render),
    )
    return granted({"session_id": session.id, "user_id": account.user_id, "state": state})


def _read(
    rows: sqlite3.Connection, session_id: str, user_id: str, now: float
) -> tuple[
    StoredSession,
    tuple[StoredMedia, ...],
    tuple[StoredTurn, ...],
    tuple[StoredRender, ...],
]:
    return (
        sessions.find(rows, session_id, user_id, now),
        sessions.media_of(rows, session_id),
        turns.of_session(rows, session_id),
        renders.of_session(rows, session_id),
    )
