"""A first timeline from pictures: how it looks when nobody says otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Final

from core.studio.agent.retiming import with_shots
from core.studio.agent.turn import Material
from core.studio.draft import LONGEST_MS, LONGEST_NAME, MOST_SHOTS
from core.studio.timeline import Motion, Shot, ShotKind, Sound, Timeline, Transition

SINGLE_MS: Final = 5000
SEVERAL_MS: Final = 4000
OWN_VOLUME: Final = 0.8
"""Of a sound file that somebody sent: it is meant to be heard."""

_LONGEST_CLIP_MS: Final = 60_000
_TALL: Final = 0.85  # width to height below which a picture calls for an upright frame
_WIDE: Final = 1.18


def compose(pictures: Sequence[Material], audio: Material | None = None) -> Timeline:
    """A video of all pictures and clips, in order, that looks good by itself.

    One picture moves for 5 s, several for 4 s each with crossfades. The frame follows the shape
    that all of them share. ``audio``: a sound file that came with them.
    """
    shots = [_shot(material, len(pictures)) for material in pictures[:MOST_SHOTS]]
    width, height = frame_of(pictures)
    title = shots[0].name if shots else ""
    timeline = with_shots(Timeline(width=width, height=height, title=title), shots)
    if audio is None or not shots:
        return timeline
    sound = Sound(stem(audio.name), 0, timeline.duration_ms, media=audio.id, volume=OWN_VOLUME)
    return Timeline(shots=timeline.shots, sounds=(sound,), width=width, height=height, title=title)


def shot_of(material: Material, duration_ms: int) -> Shot:
    """A picture or clip as a shot."""
    clip = material.kind == "video"
    return Shot(
        media=material.id,
        name=stem(material.name),
        duration_ms=duration_ms,
        kind=ShotKind.CLIP if clip else ShotKind.PICTURE,
        motion=Motion("none" if clip else "auto"),
        transition=Transition(),
    )


def clip_ms(material: Material, otherwise: int) -> int:
    """How long a clip plays; pictures as long as they are given."""
    if material.kind != "video" or material.duration_s <= 0:
        return otherwise
    return min(round(material.duration_s * 1000), _LONGEST_CLIP_MS, LONGEST_MS)


def frame_of(pictures: Sequence[Material]) -> tuple[int, int]:
    """Upright or square where all pictures are, else landscape; px."""
    shapes = [material.width / material.height for material in pictures if material.height > 0]
    if shapes and all(shape <= _TALL for shape in shapes):
        return 1080, 1920
    if shapes and all(_TALL < shape < _WIDE for shape in shapes):
        return 1080, 1080
    return 1920, 1080


def stem(name: str) -> str:
    """A file's name as people speak of it."""
    return (PurePath(name).stem or name)[:LONGEST_NAME]


def _shot(material: Material, count: int) -> Shot:
    usual = SINGLE_MS if count == 1 else SEVERAL_MS
    return shot_of(material, max(clip_ms(material, usual), 500))
