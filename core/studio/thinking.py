"""Asks the agent: rows in, rows out. Imported in the agent's own thread, for it is heavy."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.studio.agent import AgentInput, Material, respond
from core.studio.draft import from_draft, to_draft
from core.studio.stages import raw_clip, with_extras

if TYPE_CHECKING:
    from core.studio.storage.sessions import StoredMedia, StoredSession
    from core.studio.storage.turns import StoredTurn
    from core.studio.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Thought:
    """What the agent made of a message. Drafts are JSON texts, as they are kept.

    ``clip`` is the first stage where two were asked for; ``seen`` are the files that are no
    longer fresh.
    """

    reply: str
    activities: tuple[str, ...]
    changed: bool
    draft: str | None
    clip: str | None
    past: tuple[str, ...]
    future: tuple[str, ...]
    seen: tuple[str, ...]


def think(
    turn: StoredTurn,
    session: StoredSession,
    media: tuple[StoredMedia, ...],
    *,
    two_stage: bool = False,
) -> Thought:
    """Let the agent answer one message. Blocks.

    ``two_stage``: a session's first timeline comes as a bare clip, and with music and a title.
    """
    asked = AgentInput(
        text=turn.text,
        timeline=None if session.draft is None else _timeline(session.draft),
        material=tuple(_material(file) for file in media),
        fresh=tuple(file.id for file in media if file.fresh),
        past=tuple(_timeline(draft) for draft in session.past),
        future=tuple(_timeline(draft) for draft in session.future),
        language=session.language,
        skill=turn.skill,
    )
    outcome = respond(asked)
    made, clip = outcome.timeline, None
    if two_stage and session.draft is None and made is not None:
        made, clip = with_extras(made), _text(raw_clip(made))
    return Thought(
        reply=outcome.reply,
        activities=outcome.activities,
        changed=outcome.changed,
        draft=None if made is None else _text(made),
        clip=clip,
        past=tuple(_text(timeline) for timeline in outcome.past),
        future=tuple(_text(timeline) for timeline in outcome.future),
        seen=asked.fresh,
    )


def _material(file: StoredMedia) -> Material:
    return Material(
        id=file.id,
        name=file.name,
        kind=file.kind,
        width=file.width or 0,
        height=file.height or 0,
        duration_s=file.duration_s or 0.0,
    )


def _timeline(draft: str) -> Timeline:
    return from_draft(json.loads(draft))


def _text(timeline: Timeline) -> str:
    return json.dumps(to_draft(timeline), ensure_ascii=False)
