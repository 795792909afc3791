"""The JSON prompt as values: what ``parse_prompt`` makes of a document that is in order."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, Final, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.json_schema import WithJsonSchema

from core.prompts.vocabulary import (
    COLORS,
    AspectName,
    BedName,
    MotionName,
    PlaceName,
    TitleSizeName,
    TransitionName,
)

SHORTEST_SCENE: Final = 0.2
USUAL_SCENE: Final = 4.0
SHORTEST_VIDEO: Final = 0.5
LONGEST_VIDEO: Final = 600.0
"""Seconds; what is asked for in words may take as long."""

MOST_SCENES: Final = 50

_COLOR_SCHEMA: Final[dict[str, Any]] = {
    "anyOf": [
        {
            "type": "string",
            "pattern": "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$",
            "examples": ["#ffcc00"],
        },
        {"type": "string", "enum": list(COLORS)},
    ]
}


def _named(value: object) -> object:
    """A bare name stands for an object with that type and the house's defaults."""
    return {"type": value} if isinstance(value, str) else value


def _whole(value: object) -> object:
    """``1.0`` is an integer in JSON as much as ``1``."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _hex(value: object) -> object:
    """A colour as ``#rrggbb``, whichever way it was written."""
    if not isinstance(value, str):
        return value
    color = COLORS.get(value, value)
    if color.startswith("#"):
        color = color.lower()
    if len(color) == len("#rgb"):
        color = "#" + "".join(digit * 2 for digit in color[1:])
    return color


class _Part(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        defer_build=True,  # few starts of the program ever check a prompt
    )


Fraction: TypeAlias = Annotated[float, Field(ge=0, le=1)]
FileName: TypeAlias = Annotated[str, Field(min_length=1, max_length=255)]
Position: TypeAlias = Annotated[int, Field(ge=1, le=MOST_SCENES), BeforeValidator(_whole)]
Color: TypeAlias = Annotated[
    str,
    Field(pattern="^#[0-9a-f]{6}$"),
    BeforeValidator(_hex),
    WithJsonSchema(_COLOR_SCHEMA, mode="validation"),
]


class Motion(_Part):
    """How a picture moves."""

    type: MotionName
    """The movement's name; auto chooses one that suits the picture."""
    strength: Fraction = 0.5
    """How far it goes, from 0 (hardly) to 1 (as far as it may)."""
    speed: Annotated[float, Field(ge=0.1, le=5)] = 1.0
    """How fast it goes; 1 is its own pace."""


class Transition(_Part):
    """How a scene is entered from the one before."""

    type: TransitionName
    """The transition's name; none is a hard cut."""
    duration: Annotated[float, Field(ge=0.1, le=5)] = 0.8
    """How long it takes, in seconds."""


class Title(_Part):
    """Text over the picture."""

    text: Annotated[str, Field(min_length=1, max_length=200)]
    """What it says; line breaks are kept."""
    place: PlaceName = "bottom"
    """Where it stands."""
    size: TitleSizeName = "medium"
    """How large it is, relative to the frame."""
    color: Color = "#ffffff"
    """#rrggbb, #rgb or a colour's name."""
    start: Annotated[float, Field(ge=0, le=LONGEST_VIDEO)] = 0.0
    """When it appears, in seconds from the start of its scene (or of the video)."""
    duration: Annotated[float, Field(ge=0.2, le=LONGEST_VIDEO)] | None = None
    """How long it stays, in seconds; to the end where it is not given."""


class Music(_Part):
    """Sound under the video: exactly one of bed and file."""

    bed: BedName | None = None
    """Music made on the spot."""
    file: FileName | None = None
    """The name of a sound file sent with the pictures."""
    volume: Fraction = 0.35
    """0 is silent, 1 as loud as the file is."""
    fade: Annotated[float, Field(ge=0, le=10)] | None = None
    """Seconds of fading in and out; the house's own fades where it is not given."""


MotionOrName: TypeAlias = Annotated[
    Motion, BeforeValidator(_named, json_schema_input_type=MotionName | Motion)
]
TransitionOrName: TypeAlias = Annotated[
    Transition, BeforeValidator(_named, json_schema_input_type=TransitionName | Transition)
]


class Scene(_Part):
    """One picture (or clip) of the video."""

    image: Position | FileName | None = None
    """Which picture: its number in order of arrival, from 1, or its file name.

    Where it is not given, scenes take the pictures in order.
    """
    duration: Annotated[float, Field(ge=SHORTEST_SCENE, le=LONGEST_VIDEO)] | None = None
    """How long it shows, in seconds."""
    motion: MotionOrName | None = None
    """How it moves; the video's motion where it is not given."""
    title: Title | None = None
    """Text over this scene."""
    transition: TransitionOrName | None = None
    """How this scene is entered; the video's transition where it is not given."""


class JsonPrompt(_Part):
    """A whole video. Only scenes is required, or else motion and duration."""

    duration: Annotated[float, Field(ge=SHORTEST_VIDEO, le=LONGEST_VIDEO)] | None = None
    """Length of the video in seconds. It wins over the scenes' lengths, which become shares."""
    aspect: AspectName | None = None
    """The frame's shape, width to height."""
    scenes: Annotated[
        tuple[Scene, ...], Field(strict=False, min_length=1, max_length=MOST_SCENES)
    ] = ()
    """The pictures in order. Without it every picture sent becomes a scene."""
    motion: MotionOrName | None = None
    """How pictures move whose scene does not say it."""
    transition: TransitionOrName | None = None
    """How scenes are entered that do not say it themselves."""
    title: Title | None = None
    """Text over the whole video."""
    music: Music | None = None
    """Sound under the whole video."""

    def lengths_ms(self, pictures: int) -> tuple[int, ...]:
        """How long each scene shows, in ms; they add up to the total where one is given.

        ``pictures``: how many scenes there are when the prompt lists none. Scenes without a
        length share what the others leave of the total; without a total, or when nothing is
        left, they take the mean of those that have one.
        """
        given = [scene.duration for scene in self.scenes] or [None] * pictures
        known = [length for length in given if length is not None]
        usual = sum(known) / len(known) if known else USUAL_SCENE
        if self.duration is not None and len(known) < len(given):
            left = (self.duration - sum(known)) / (len(given) - len(known))
            usual = left if left >= SHORTEST_SCENE else usual
        lengths = [usual if length is None else length for length in given]
        total = sum(lengths) if self.duration is None else self.duration
        scale = 1000 * total / sum(lengths) if lengths else 0.0
        # rounded at the cuts, not each by itself, so that nothing is lost in the sum
        cuts = [round(scale * sum(lengths[:index])) for index in range(len(lengths) + 1)]
        return tuple(end - start for start, end in pairwise(cuts))
