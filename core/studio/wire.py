"""The studio's rows in the contract's words (nemo-api.md)."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.studio.quirks import Quirk
from core.studio.storage.renders import RenderState, StoredRender
from core.studio.storage.sessions import StoredMedia, StoredSession
from core.studio.storage.turns import StoredTurn

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.values import Json


def media_entry(media: StoredMedia, url: str) -> dict[str, Json]:
    """A member of ``data.files`` and of ``video_infos``; ``duration`` in s."""
    return {
        "id": media.id,
        "filename": media.name,
        "file_type": media.kind,
        "cdn_url": url,
        "width": media.width,
        "height": media.height,
        "duration": media.duration_s,
        "size": media.size,
        "hash": media.hash,
    }


def state_entry(
    session: StoredSession,
    media: Sequence[StoredMedia],
    turns: Sequence[StoredTurn],
    renders: Sequence[StoredRender],
    *,
    quirks: frozenset[Quirk],
    media_url: Callable[[StoredMedia], str],
    render_url: Callable[[StoredRender], str],
) -> dict[str, Json]:
    """``data.state``."""
    draft: Json = None if session.shown is None else json.loads(session.shown)
    clips: list[Json] = []
    if draft is not None and Quirk.TWO_STAGE in quirks:  # it is made up, and so has no link
        clips.append({"id": f"clip_{session.id}", "type": "video"})
    return {
        "draft": draft,
        "video_infos": [media_entry(file, media_url(file)) for file in media],
        "canvas_config": _canvas(draft),
        "generated_media": clips
        + [
            {
                "id": render.id,
                "type": "video",
                "url": render_url(render),
                "duration": render.duration_s,
                "width": render.width,
                "height": render.height,
            }
            for render in renders
            if render.state is RenderState.COMPLETED
        ],
        "video_analyses": [],
        "turns": [{"id": turn.id, "status": turn.state.value} for turn in turns],
    }


def _canvas(draft: Json) -> Json:
    if not isinstance(draft, dict) or not isinstance(about := draft.get("m"), dict):
        return None
    width, height = about.get("width"), about.get("height")
    if not isinstance(width, int) or not isinstance(height, int) or min(width, height) < 1:
        return None
    divisor = math.gcd(width, height)
    return {"width": width, "height": height, "ratio": f"{width // divisor}:{height // divisor}"}


def render_entry(
    render: StoredRender, progress: float, url: str | None, quirks: frozenset[Quirk]
) -> dict[str, Json]:
    """An export's status, bare, or in one of the wrapped variants. ``progress`` 0–100."""
    status: Json = render.state.value
    if Quirk.WRAPPED in quirks:
        wrapped: dict[str, Json] = {"status": status, "progress": round(progress, 1)}
        if url is not None:
            wrapped["outputUrl"] = url
        if render.reason is not None:
            wrapped["error"] = render.reason
        return {"success": True, "data": wrapped}
    body: dict[str, Json] = {"id": render.id, "status": status}
    if url is not None:
        body["output"] = {"url": url}
        body["duration"] = render.duration_s
        body["size"] = render.size
    if render.reason is not None:
        body["error"] = render.reason
    if Quirk.NESTED in quirks:
        return {"success": True, "data": body}
    return {**body, "progress": round(progress, 1)}
