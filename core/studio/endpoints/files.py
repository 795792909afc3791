"""Uploads, and links to files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import FileResponse

from core.studio import wire
from core.studio.endpoints.answers import granted
from core.studio.endpoints.arrivals import receive_files
from core.studio.endpoints.studio import Studio
from core.studio.links import LinkKind
from core.studio.refusals import unknown
from core.studio.storage import sessions

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response


async def upload(request: Request) -> Response:
    """``POST /api/upload-video/nemo_agent/me/<session>``."""
    studio = Studio.behind(request)
    account = await studio.account(request)
    session_id: str = request.path_params["session_id"]
    now = studio.config.clock.time()
    await studio.database.transact(
        lambda rows: sessions.find(rows, session_id, account.user_id, now)
    )
    await studio.folders.ensure_space()
    arrived = await receive_files(request, studio)
    try:
        media = await studio.uploads.accept(account.user_id, session_id, arrived)
    finally:
        await studio.folders.remove([file.path for file in arrived])
    return granted(
        {
            "files": [wire.media_entry(file, studio.media_url(request, file)) for file in media],
            "session_state_applied": True,
        }
    )


async def linked(request: Request) -> Response:
    """``GET /files/<kind>/<target>/<expires>/<signature>/<name>``: no token needed."""
    studio = Studio.behind(request)
    kinds = {kind.value: kind for kind in LinkKind}
    kind = kinds.get(request.path_params["kind"])
    target: str = request.path_params["target"]
    now = studio.config.clock.time()
    if kind is None or not studio.links.allows(
        kind, target, request.path_params["expires"], request.path_params["signature"], now
    ):
        raise unknown("file")
    if kind is LinkKind.RENDER:
        return await file_answer(studio, studio.folders.renders / target, "video/mp4")
    media = await studio.database.transact(lambda rows: sessions.find_media(rows, target))
    if media is None:
        raise unknown("file")
    return await file_answer(studio, studio.folders.media / media.file, media.content_type)


async def file_answer(
    studio: Studio, path: Path, content_type: str, *, name: str | None = None
) -> Response:
    """The file, whole or the range that was asked for; ``name``: to be saved, not shown."""
    if not await studio.folders.run(path.is_file):
        raise unknown("file")
    return FileResponse(
        path,
        media_type=content_type,
        filename=name,
        headers={
            "cache-control": "private, max-age=3600",
            "x-content-type-options": "nosniff",
            "content-security-policy": "default-src 'none'; sandbox",
        },
    )
