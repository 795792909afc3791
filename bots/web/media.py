"""``GET /media/<message>/<part>``: the files that a chat's messages show, to that chat alone."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.responses import FileResponse

from bots.web.access import chat_of
from bots.web.refusals import Refused
from bots.web.web_of import web_of
from core.conversation import AttachmentKind

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from bots.web.messages import Message

_SHOWN = {AttachmentKind.PICTURE, AttachmentKind.VIDEO, AttachmentKind.AUDIO}


async def media(request: Request) -> Response:
    """The file, whole or the range that was asked for; ``?save`` gives it a name to be saved by."""
    web = web_of(request)
    chat = chat_of(request)
    message = None
    if chat is not None:
        message = await web.surface.look_up(chat, request.path_params["message"])
    found = None if message is None else _part(message, request.path_params["part"])
    if found is None:
        raise Refused(404)
    digest, content_type, name = found
    path = web.surface.library.path(digest)
    if not await asyncio.to_thread(path.is_file):
        raise Refused(404, "web-file-gone")
    save = "save" in request.query_params or content_type == "application/octet-stream"
    return FileResponse(
        path,
        media_type=content_type,
        filename=name if save else None,
        headers={
            "cache-control": "private, max-age=3600",
            "content-security-policy": "default-src 'none'; sandbox",
        },
    )


def _part(message: Message, part: str) -> tuple[str, str, str] | None:
    """Hash, content type and name of a part of a message; None when it has none such."""
    film = message.video
    if part == "video":
        return None if film is None else (film.hash, "video/mp4", film.name)
    if part == "poster":
        return None if film is None or not film.poster else (film.poster, "image/jpeg", "still.jpg")
    if not (part.isdecimal() and part.isascii()) or int(part) >= len(message.pictures):
        return None
    file = message.pictures[int(part)]
    kind = file.content_type if file.kind in _SHOWN else "application/octet-stream"
    return file.hash, kind, file.name
