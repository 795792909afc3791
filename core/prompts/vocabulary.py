"""The names that a timeline is described with, in words and in JSON.

One list for the JSON prompt's schema, the studio's agent and its renderer: plain tuples, so that
knowing a name costs no import of what draws it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

MOTIONS: Final = (
    "auto",
    "zoom-in",
    "zoom-out",
    "pan-left",
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
"""How a picture moves; ``auto`` chooses what suits the picture, ``none`` holds it still."""

TRANSITIONS: Final = ("crossfade", "slide", "wipe", "zoom", "fade-black", "none")
"""How a scene is entered from the one before; ``none`` is a hard cut."""

BEDS: Final = ("lofi", "upbeat", "calm", "cinematic")
"""Music that is synthesised on the spot."""

PLACES: Final = ("top", "center", "bottom")
"""Where a title stands."""

TITLE_SIZES: Final = ("small", "medium", "large")
"""How large a title is, relative to the frame."""

FRAMES: Final = MappingProxyType(
    {
        "16:9": (1920, 1080),
        "9:16": (1080, 1920),
        "1:1": (1080, 1080),
        "4:5": (1080, 1350),
        "4:3": (1440, 1080),
        "3:4": (1080, 1440),
    }
)
"""The frame's shape, width to height, and the size it is made in: px, even, 1080 the short side."""

ASPECTS: Final = tuple(FRAMES)
"""The shapes' names."""
