"""Renders: asked for, watched, stopped, fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.studio import wire
from core.studio.endpoints.answers import granted, plain
from core.studio.endpoints.bodies import checked_id, members, text_member
from core.studio.endpoints.files import file_answer
from core.studio.endpoints.studio import Studio, require_attribution
from core.studio.refusals import malformed
from core.studio.renders import Order

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from core.studio.renders import Standing
    from core.values import Json


async def submit(request: Request) -> Response:
    """``POST /api/render/proxy/lambda``."""
    studio = Studio.behind(request)
    account = await studio.account(request)
    require_attribution(request)
    limits = studio.config.limits
    body = await members(request, limits)
    if "draft" not in body:
        raise malformed("draft: an object")
    order = Order(
        render_id=checked_id(text_member(body, "id", limits.id_chars), "id", limits),
        session_id=text_member(body, "sessionId", limits.id_chars),
        draft=body["draft"],
        output=body.get("output"),
    )
    standing = await studio.renders.submit(account, order)
    return granted({"id": standing.render.id, "status": standing.render.state.value})


async def status(request: Request) -> Response:
    """``GET /api/render/proxy/lambda/<id>``."""
    studio = Studio.behind(request)
    account = await studio.account(request)
    standing = await studio.renders.status(account.user_id, request.path_params["render_id"])
    return plain(_entry(studio, request, standing))


async def cancel(request: Request) -> Response:
    """``POST /api/render/proxy/lambda/<id>/cancel``."""
    studio = Studio.behind(request)
    account = await studio.account(request)
    standing = await studio.renders.cancel(account.user_id, request.path_params["render_id"])
    return granted({"id": standing.render.id, "status": standing.render.state.value})


async def download(request: Request) -> Response:
    """``GET /api/render/proxy/<id>/download``."""
    studio = Studio.behind(request)
    account = await studio.account(request)
    path = await studio.renders.file(account.user_id, request.path_params["render_id"])
    return await file_answer(studio, path, "video/mp4", name="stillmotion.mp4")


def _entry(studio: Studio, request: Request, standing: Standing) -> dict[str, Json]:
    render = standing.render
    url = None if render.file is None else studio.render_url(request, render)
    return wire.render_entry(render, standing.progress, url, studio.config.quirks)
