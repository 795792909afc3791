"""One turn of the agent: a text and a timeline in, a timeline and a reply out."""

from __future__ import annotations

import re
from dataclasses import replace

from core.studio.agent.turn import AgentInput, AgentOutcome
from core.studio.timeline import Motion, Shot, ShotKind, Timeline, Transition

_SECONDS = re.compile(r"(\d+(?:\.\d+)?)[\s-]*(?:seconds?|secs?|s\b|秒)", re.IGNORECASE)


def respond(turn: AgentInput) -> AgentOutcome:
    """Understands the text, edits the timeline, says what was done."""
    timeline = turn.timeline
    pictures = [m for m in turn.material if m.kind != "audio"]
    if pictures and (timeline is None or turn.fresh):
        timeline = Timeline(
            shots=tuple(
                Shot(
                    m.id,
                    m.name,
                    5000 if len(pictures) == 1 else 4000,
                    ShotKind(m.kind),
                    transition=Transition() if number else None,
                )
                for number, m in enumerate(pictures)
            )
        )
    if timeline is None:
        return AgentOutcome(None, False, "Send me a picture first.", (), turn.past, turn.future)
    if found := _SECONDS.search(turn.text):
        each = round(float(found[1]) * 1000 / len(timeline.shots))
        timeline = replace(
            timeline, shots=tuple(replace(shot, duration_ms=each) for shot in timeline.shots)
        )
    for word, motion in (("zoom out", "zoom-out"), ("zoom", "zoom-in"), ("jiggle", "jiggle")):
        if word in turn.text.lower():
            shots = tuple(replace(shot, motion=Motion(motion)) for shot in timeline.shots)
            timeline = replace(timeline, shots=shots)
            break
    past = (*turn.past, turn.timeline) if turn.timeline else turn.past
    return AgentOutcome(timeline, True, "Done.", ("edit_timeline",), past, ())
