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
    price = "button-with-price" if costs_credits else ""

    def button(label: str, kind: ActionKind, value: str = "") -> Button:
        text = speaker.format(price, label=label) if price else label
        return Button(text, Action(kind, turn, value))

    return (
        button(speaker.format("button-redo"), ActionKind.REDO),
        Button(speaker.format("button-remix"), Action(ActionKind.REMIX, turn)),
        *(button(other, ActionKind.FORMAT, other) for other in FORMATS if other != shape),
        Button(speaker.format("button-new"), Action(ActionKind.NEW)),
    )
