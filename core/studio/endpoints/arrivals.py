"""The two ways in which files come: in the request itself, or as links to fetch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.studio.endpoints.bodies import members
from core.studio.endpoints.multipart import MultipartFiles
from core.studio.refusals import malformed

if TYPE_CHECKING:
    from starlette.requests import Request

    from core.studio.endpoints.studio import Studio
    from core.studio.storage.folders import Arrived
    from core.values import Json


async def receive_files(request: Request, studio: Studio) -> list[Arrived]:
    """What an upload request brings, whole and on the disk.

    Raises:
        Refused: 4002; 422 when the request is neither of the two, or a link leads nowhere.
        DiskFull: There was no space.
    """
    limits = studio.config.limits
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type == "multipart/form-data":
        return await MultipartFiles(request, studio.folders, limits).receive()
    if content_type == "application/json":
        body = await members(request, limits)
        return await studio.fetcher.fetch(_urls(body.get("urls"), limits.files_per_upload))
    raise malformed("Content-Type: multipart/form-data or application/json")


def _urls(value: Json, most: int) -> list[str]:
    urls = [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
    if not urls or value != urls:
        raise malformed("urls: a list of links")
    if len(urls) > most:
        raise malformed(f"urls: at most {most}")
    return urls
