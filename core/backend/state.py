"""A session's state: what the backend holds of the project."""

from __future__ import annotations

from urllib.parse import quote

from core.backend import fields
from core.backend.models import (
    Canvas,
    Draft,
    Json,
    MediaInfo,
    Session,
    SessionState,
    TurnRecord,
    TurnStatus,
)


def state_path(session: Session) -> str:
    """Where a session's state is read."""
    return f"/api/state/nemo_agent/me/{quote(session.session_id, safe='')}/latest"


def parse_state(value: Json) -> SessionState:
    """The state out of an answer's ``data`` (or the bare state itself).

    Raises:
        UnreadableAnswer: It is no object, or a part of it is of another kind than documented.
    """
    outer = fields.as_object(value, "the state's answer")
    inner = outer.get("state")
    state = fields.as_object(inner, "the state") if inner is not None else outer
    return SessionState(
        draft=_draft(state.get("draft")),
        media=tuple(
            parse_media(item) for item in fields.objects(state.get("video_infos"), "media")
        ),
        canvas=_canvas(state.get("canvas_config")),
        generated=fields.objects(state.get("generated_media"), "generated media"),
        turns=_turns(state.get("turns")),
        user_id=fields.optional_identifier(state.get("user_id"))
        or fields.optional_identifier(outer.get("user_id")),
    )


def is_exportable(draft: Draft | None) -> bool:
    """Whether at least one track holds a segment."""
    tracks = draft.get("t") if draft is not None else None
    if not isinstance(tracks, list):
        return False
    return any(
        isinstance(track, dict) and isinstance(segments := track.get("sg"), list) and bool(segments)
        for track in tracks
    )


def parse_media(item: fields.Object) -> MediaInfo:
    """One file the backend holds, from an upload's answer or a state."""
    return MediaInfo(
        filename=fields.text(item.get("filename")) or fields.text(item.get("name")) or "",
        kind=fields.text(item.get("file_type")),
        cdn_url=fields.text(item.get("cdn_url")),
        width=fields.whole(item.get("width")),
        height=fields.whole(item.get("height")),
        duration_s=fields.positive(item.get("duration")),
        fps=fields.positive(item.get("fps")),
        content_hash=fields.text(item.get("hash")),
    )


def _draft(value: Json) -> Draft | None:
    return fields.as_object(value, "the draft") or None if value is not None else None


def _canvas(value: Json) -> Canvas | None:
    if not isinstance(value, dict):
        return None
    return Canvas(
        width=fields.whole(value.get("width")),
        height=fields.whole(value.get("height")),
        ratio=fields.text(value.get("ratio")),
    )


def _turns(value: Json) -> tuple[TurnRecord, ...] | None:
    if value is None:
        return None
    return tuple(
        TurnRecord(turn_id, _turn_status(item.get("status")))
        for item in fields.objects(value, "the list of turns")
        if (turn_id := fields.optional_identifier(item.get("id"))) is not None
    )


def _turn_status(value: Json) -> TurnStatus:
    """A status nobody knows yet is no end: taking it for "never arrived" would send twice."""
    return next((status for status in TurnStatus if status.value == value), TurnStatus.RUNNING)
