"""The names that a timeline is described with, in words and in JSON.

One list for the JSON prompt's schema, the studio's agent and its renderer: plain tuples, so that
knowing a name costs no import of what draws it. What is documented in the JSON prompt is a promise
to the people who write one: names are added here, never renamed.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final, Literal, TypeAlias, get_args

MotionName: TypeAlias = Literal[
    "auto",
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
]
MOTIONS: Final[tuple[MotionName, ...]] = get_args(MotionName)
"""How a picture moves; ``auto`` chooses what suits the picture, ``none`` holds it still."""

TransitionName: TypeAlias = Literal["crossfade", "slide", "wipe", "zoom", "fade-black", "none"]
TRANSITIONS: Final[tuple[TransitionName, ...]] = get_args(TransitionName)
"""How a scene is entered from the one before; ``none`` is a hard cut."""

BedName: TypeAlias = Literal["lofi", "upbeat", "calm", "cinematic"]
BEDS: Final[tuple[BedName, ...]] = get_args(BedName)
"""Music that is synthesised on the spot."""

PlaceName: TypeAlias = Literal["top", "center", "bottom"]
PLACES: Final[tuple[PlaceName, ...]] = get_args(PlaceName)
"""Where a title stands."""

TitleSizeName: TypeAlias = Literal["small", "medium", "large"]
TITLE_SIZES: Final[tuple[TitleSizeName, ...]] = get_args(TitleSizeName)
"""How large a title is, relative to the frame."""

AspectName: TypeAlias = Literal["16:9", "9:16", "1:1", "4:5", "4:3", "3:4"]
ASPECTS: Final[tuple[AspectName, ...]] = get_args(AspectName)
"""The frame's shape, width to height."""

FRAMES: Final = MappingProxyType[AspectName, tuple[int, int]](
    {
        "16:9": (1920, 1080),
        "9:16": (1080, 1920),
        "1:1": (1080, 1080),
        "4:5": (1080, 1350),
        "4:3": (1440, 1080),
        "3:4": (1080, 1440),
    }
)
"""The size each shape is made in: px, even, 1080 on the short side."""

COLORS: Final = MappingProxyType[str, str](
    {
        "white": "#ffffff",
        "black": "#000000",
        "gray": "#808080",
        "grey": "#808080",
        "silver": "#c0c0c0",
        "red": "#ff0000",
        "orange": "#ffa500",
        "gold": "#ffd700",
        "yellow": "#ffff00",
        "green": "#008000",
        "lime": "#00ff00",
        "teal": "#008080",
        "cyan": "#00ffff",
        "blue": "#0000ff",
        "navy": "#000080",
        "purple": "#800080",
        "magenta": "#ff00ff",
        "pink": "#ffc0cb",
        "brown": "#a52a2a",
        "beige": "#f5f5dc",
    }
)
"""Colours by name, with the values that CSS gives them."""
