"""The two stages of a generation, for the quirk that shows them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from core.prompts.vocabulary import BEDS
from core.studio.timeline import Sound, Timeline, Title


def raw_clip(timeline: Timeline) -> Timeline:
    """The first stage: pictures only."""
    return replace(timeline, titles=(), sounds=())


def with_extras(timeline: Timeline) -> Timeline:
    """The second: with music and a title that nobody asked for, where there are none yet."""
    length = timeline.duration_ms
    name = PurePath(timeline.shots[0].name).stem if timeline.shots else ""
    title = Title(text=name[:40] or "Untitled", start_ms=0, duration_ms=min(length, 3_000))
    sound = Sound(name="Lo-fi", start_ms=0, duration_ms=length, bed=BEDS[0])
    return replace(timeline, titles=timeline.titles or (title,), sounds=timeline.sounds or (sound,))
