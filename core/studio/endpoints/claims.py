"""The page behind a claim link."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse

from core.studio.endpoints.studio import Studio
from core.studio.refusals import unknown

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def page(request: Request) -> Response:
    """``GET /workspace/claim?ct=…``."""
    studio = Studio.behind(request)
    view = await studio.claims.view(request.query_params.get("ct", ""))
    if view is None:
        raise unknown("link")
    videos = "".join(
        f'<video controls src="{escape(studio.render_path(render))}"></video>'
        for render in view.renders
        if render.file is not None
    )
    return HTMLResponse(f"<!doctype html><title>Stillmotion</title>{videos}")
