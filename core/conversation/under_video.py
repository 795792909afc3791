"""The buttons under a finished video."""

from __future__ import annotations

from typing import Final

from core.conversation.seam import Action, ActionKind, Button
from core.locales import Speaker

FORMATS: Final = ("9:16", "1:1", "16:9")
"""Shapes that are offered."""


def video_buttons(turn: str, speaker: Speaker, *, costs_credits: bool) -> tuple[Button, ...]:
    """What can be had from the video of a turn; what costs credits says so."""
    price = "button-with-price" if costs_credits else ""

    def button(label: str, kind: ActionKind, value: str = "") -> Button:
        text = speaker.format(price, label=label) if price else label
        return Button(text, Action(kind, turn, value))

    return (
        button(speaker.format("button-redo"), ActionKind.REDO),
        Button(speaker.format("button-remix"), Action(ActionKind.REMIX, turn)),
        *(button(shape, ActionKind.FORMAT, shape) for shape in FORMATS),
        Button(speaker.format("button-new"), Action(ActionKind.NEW)),
    )
