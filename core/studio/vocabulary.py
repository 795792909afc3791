"""The names a timeline may use: importable by the agent and the JSON prompt without OpenCV.

Each registry of the renderer holds exactly these names (a test compares them).
"""

from __future__ import annotations

from typing import Final

from core.studio.timeline import Place, TitleSize

MOTIONS: Final = (
    "auto",  # a motion that suits the picture
    "zoom-in",
    "zoom-out",
    "pan-left",  # the camera goes left, so the picture travels to the right
    "pan-right",
    "pan-up",
    "pan-down",
    "ken-burns",
    "jiggle",
    "bounce",
    "shake",
    "pulse",
    "sway",
    "rotate",
    "float",
    "none",
)

PERIODIC_MOTIONS: Final = ("jiggle", "bounce", "shake", "pulse", "sway", "float")
"""Motions that repeat in whole periods; the others go one way (and back, in a loop)."""

TRANSITIONS: Final = ("crossfade", "slide", "wipe", "zoom", "fade-black", "none")

BEDS: Final = ("lofi", "upbeat", "calm", "cinematic")
"""Music the studio synthesises itself."""

PLACES: Final = tuple(place.value for place in Place)

TITLE_SIZES: Final = tuple(size.value for size in TitleSize)
