"""The buttons under a finished video."""

from __future__ import annotations

from typing import Final

from core.conversation.seam import Action, ActionKind, Button
from core.locales import Speaker

FORMATS: Final = ("9:16", "1:1", "16:9")
"""Shapes that are offered."""

_NEARLY: Final = 0.02
"""By which share a video's sides may be off."""


def shape_of(width: int, height: int) -> str:
    """Which of the shapes a video of so many pixels has; "" where it is another."""
    for shape in FORMATS:
        across, down = map(int, shape.split(":"))
        if abs(width * down - height * across) <= _NEARLY * height * across:
            return shape
    return ""


def video_buttons(
    turn: str, speaker: Speaker, *, costs_credits: bool, shape: str = ""
) -> tuple[Button, ...]:
    """What can be had from the video of a turn; what costs credits says so.

    ``shape``: the one that it has already.
    """

    def button(label: str, kind: ActionKind, value: str = "") -> Button:
        text = _priced(label, speaker) if costs_credits else label
        return Button(text, Action(kind, turn, value))

    return (
        button(speaker.format("button-redo"), ActionKind.REDO),
        Button(speaker.format("button-remix"), Action(ActionKind.REMIX, turn)),
        *(button(other, ActionKind.FORMAT, other) for other in FORMATS if other != shape),
        Button(speaker.format("button-new"), Action(ActionKind.NEW)),
    )


def stage_buttons(turn: str, speaker: Speaker, *, costs_credits: bool) -> tuple[Button, ...]:
    """The choice between a generation's clip and all that the backend added to it."""
    clip_only = speaker.format("button-clip-only")
    return (
        Button(speaker.format("button-keep-all"), Action(ActionKind.KEEP_ALL, turn)),
        Button(
            _priced(clip_only, speaker) if costs_credits else clip_only,
            Action(ActionKind.CLIP_ONLY, turn),
        ),
    )


def _priced(label: str, speaker: Speaker) -> str:
    return speaker.format("button-with-price", label=label)
