"""The studio's draft dialect: a timeline as the JSON that the contract carries, and back.

    {"d": 5000, "m": {"title", "width", "height", "fps", "loop"}, "t": [
      {"tt": 0, "m": {"name": "Video"}, "sg": [{"s": 0, "d": 5000, "m": {
          "name", "media", "kind", "fit", "clip_start",
          "motion": {"type", "strength", "speed"},
          "transition": {"type", "duration"} or null}}]},
      {"tt": 1, "m": {"name": "BGM"}, "sg": [{"s", "d", "m": {
          "name", "media" or "bed", "volume", "fade_in", "fade_out"}}]},
      {"tt": 7, "m": {"name": "Title"}, "sg": [{"s", "d", "m": {
          "text", "place", "size", "color", "fade_in", "fade_out"}}]}]}

``s`` (start), ``d`` and all other lengths of time are ms, sizes px, volumes 0–1. Tracks without
segments are left out. Reading is strict about what it uses and bounded, since a draft comes back
from outside: unknown keys and track types are passed over, everything else is ``DraftInvalid``.
Shots tile, so their ``s`` and the draft's ``d`` are not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from core.prompts.model import LONGEST_VIDEO
from core.prompts.vocabulary import BEDS, MOTIONS, TRANSITIONS
from core.studio.timeline import (
    Fit,
    Motion,
    Place,
    Shot,
    ShotKind,
    Sound,
    Timeline,
    Title,
    TitleSize,
    Transition,
)
from core.values import Json

LONGEST_MS: Final = round(LONGEST_VIDEO * 1000)
"""Ten minutes: the longest video the studio makes."""

MOST_TRACKS: Final = 64
MOST_SHOTS: Final = 200
MOST_TITLES: Final = 200
MOST_SOUNDS: Final = 20
LONGEST_TEXT: Final = 500
"""Characters of one title."""

LONGEST_NAME: Final = 300
LEAST_SIDE: Final = 16
LARGEST_SIDE: Final = 4096

_VIDEO, _AUDIO, _TEXT = 0, 1, 7


class DraftInvalid(ValueError):
    """A draft that is none of ours. ``path`` is where, ``expected`` what should stand there."""

    def __init__(self, path: str, expected: str) -> None:
        super().__init__(f"{path}: {expected}")
        self.path = path
        self.expected = expected


def to_draft(timeline: Timeline) -> dict[str, Json]:
    """The timeline as JSON values."""
    tracks: list[Json] = []
    for kind, name, segments in (
        (_VIDEO, "Video", _shots_out(timeline.shots)),
        (_AUDIO, "BGM", [_sound_out(sound) for sound in timeline.sounds]),
        (_TEXT, "Title", [_title_out(title) for title in timeline.titles]),
    ):
        if segments:
            tracks.append({"tt": kind, "m": {"name": name}, "sg": segments})
    about: dict[str, Json] = {
        "title": timeline.title,
        "width": timeline.width,
        "height": timeline.height,
        "fps": timeline.fps,
        "loop": timeline.loop,
    }
    return {"d": timeline.duration_ms, "m": about, "t": tracks}


def from_draft(draft: object) -> Timeline:
    """The timeline that a draft describes.

    Raises:
        DraftInvalid: It is no draft of this dialect, or out of bounds.
    """
    model = _checked(_Draft, draft, "$")
    shots: list[Shot] = []
    sounds: list[Sound] = []
    titles: list[Title] = []
    for number, track in enumerate(model.t):
        path = f"$.t[{number}]"
        match _checked(_Track, track, path).tt:
            case 0:
                shots += (_shot_in(one) for one in _checked(_VideoTrack, track, path).sg)
            case 1:
                sounds += (_sound_in(one) for one in _checked(_AudioTrack, track, path).sg)
            case 7:
                titles += (_title_in(one) for one in _checked(_TextTrack, track, path).sg)
            case _:  # a track type of some other dialect
                pass
    _check_counts(shots, sounds, titles)
    about = model.m
    return Timeline(
        shots=tuple(shots),
        titles=tuple(titles),
        sounds=tuple(sounds),
        width=about.width,
        height=about.height,
        fps=about.fps,
        title=about.title,
        loop=about.loop,
    )


def _shots_out(shots: tuple[Shot, ...]) -> list[Json]:
    segments: list[Json] = []
    start = 0
    for shot in shots:
        segments.append({"s": start, "d": shot.duration_ms, "m": _shot_out(shot)})
        start += shot.duration_ms
    return segments


def _shot_out(shot: Shot) -> dict[str, Json]:
    motion, transition = shot.motion, shot.transition
    return {
        "name": shot.name,
        "media": shot.media,
        "kind": shot.kind.value,
        "fit": shot.fit.value,
        "clip_start": shot.clip_start_ms,
        "motion": {"type": motion.type, "strength": motion.strength, "speed": motion.speed},
        "transition": (
            None
            if transition is None
            else {"type": transition.type, "duration": transition.duration_ms}
        ),
    }


def _sound_out(sound: Sound) -> Json:
    source: dict[str, Json] = {"bed": sound.bed} if sound.media is None else {"media": sound.media}
    about: dict[str, Json] = {
        "name": sound.name,
        **source,
        "volume": sound.volume,
        "fade_in": sound.fade_in_ms,
        "fade_out": sound.fade_out_ms,
    }
    return {"s": sound.start_ms, "d": sound.duration_ms, "m": about}


def _title_out(title: Title) -> Json:
    about: dict[str, Json] = {
        "text": title.text,
        "place": title.place.value,
        "size": title.size.value,
        "color": title.color,
        "fade_in": title.fade_in_ms,
        "fade_out": title.fade_out_ms,
    }
    return {"s": title.start_ms, "d": title.duration_ms, "m": about}


def _shot_in(segment: _VideoSegment) -> Shot:
    about = segment.m
    entry = about.transition
    return Shot(
        media=about.media,
        name=about.name,
        duration_ms=segment.d,
        kind=ShotKind(about.kind),
        motion=Motion(about.motion.type, about.motion.strength, about.motion.speed),
        transition=None if entry is None else Transition(entry.type, entry.duration),
        fit=Fit(about.fit),
        clip_start_ms=about.clip_start,
    )


def _sound_in(segment: _AudioSegment) -> Sound:
    about = segment.m
    return Sound(
        name=about.name,
        start_ms=segment.s,
        duration_ms=segment.d,
        media=about.media,
        bed=about.bed,
        volume=about.volume,
        fade_in_ms=about.fade_in,
        fade_out_ms=about.fade_out,
    )


def _title_in(segment: _TextSegment) -> Title:
    about = segment.m
    return Title(
        text=about.text,
        start_ms=segment.s,
        duration_ms=segment.d,
        place=Place(about.place),
        size=TitleSize(about.size),
        color=about.color,
        fade_in_ms=about.fade_in,
        fade_out_ms=about.fade_out,
    )


def _check_counts(shots: Sequence[Shot], sounds: Sequence[Sound], titles: Sequence[Title]) -> None:
    # each track has its own bound, but a draft may hold several of a kind
    for count, most, what in (
        (len(shots), MOST_SHOTS, "shots"),
        (len(sounds), MOST_SOUNDS, "sounds"),
        (len(titles), MOST_TITLES, "titles"),
    ):
        if count > most:
            raise DraftInvalid("$.t", f"at most {most} {what}")
    if sum(shot.duration_ms for shot in shots) > LONGEST_MS:
        raise DraftInvalid("$.t", f"at most {LONGEST_MS} ms")


_Model = TypeVar("_Model", bound=BaseModel)


def _checked(model: type[_Model], value: object, path: str) -> _Model:
    try:
        return model.model_validate(value)
    except ValidationError as exc:
        # neither the input nor pydantic's link belongs into a message
        first = exc.errors(include_url=False, include_input=False, include_context=False)[0]
        raise DraftInvalid(path + _json_path(first["loc"]), first["msg"]) from exc


def _json_path(location: tuple[int | str, ...]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)


def _one_of(names: tuple[str, ...]) -> AfterValidator:
    def check(name: str) -> str:
        if name not in names:
            raise ValueError(f"one of: {', '.join(names)}")
        return name

    return AfterValidator(check)


_Time = Annotated[int, Field(ge=0, le=LONGEST_MS)]
_Length = Annotated[int, Field(ge=1, le=LONGEST_MS)]
_Side = Annotated[int, Field(ge=LEAST_SIDE, le=LARGEST_SIDE, multiple_of=2)]
_Name = Annotated[str, Field(max_length=LONGEST_NAME)]
_Id = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
_Share = Annotated[float, Field(ge=0, le=1)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", allow_inf_nan=False, frozen=True)


class _Motion(_Part):
    type: Annotated[str, _one_of(MOTIONS)] = "auto"
    strength: _Share = 0.5
    speed: Annotated[float, Field(ge=0.1, le=5)] = 1.0


class _Transition(_Part):
    type: Annotated[str, _one_of(TRANSITIONS)] = "crossfade"
    duration: _Time = 800


class _Shot(_Part):
    media: _Id
    name: _Name = ""
    kind: Literal["image", "video"] = "image"
    fit: Literal["auto", "cover", "contain"] = "auto"
    clip_start: Annotated[int, Field(ge=0, le=86_400_000)] = 0
    motion: _Motion = _Motion()
    transition: _Transition | None = None


class _Sound(_Part):
    name: _Name = ""
    media: _Id | None = None
    bed: Annotated[str, _one_of(BEDS)] | None = None
    volume: _Share = 0.35
    fade_in: _Time = 500
    fade_out: _Time = 1500

    @model_validator(mode="after")
    def _has_one_source(self) -> _Sound:
        if (self.media is None) == (self.bed is None):
            raise ValueError("either media or bed")
        return self


class _Title(_Part):
    text: Annotated[str, Field(max_length=LONGEST_TEXT)]
    place: Literal["top", "center", "bottom"] = "bottom"
    size: Literal["small", "medium", "large"] = "medium"
    color: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")] = "#ffffff"
    fade_in: _Time = 400
    fade_out: _Time = 400


class _VideoSegment(_Part):
    d: _Length
    m: _Shot


class _AudioSegment(_Part):
    s: _Time
    d: _Length
    m: _Sound


class _TextSegment(_Part):
    s: _Time
    d: _Length
    m: _Title


class _VideoTrack(_Part):
    sg: Annotated[list[_VideoSegment], Field(max_length=MOST_SHOTS)] = []


class _AudioTrack(_Part):
    sg: Annotated[list[_AudioSegment], Field(max_length=MOST_SOUNDS)] = []


class _TextTrack(_Part):
    sg: Annotated[list[_TextSegment], Field(max_length=MOST_TITLES)] = []


class _Track(_Part):
    tt: int


class _About(_Part):
    title: _Name = ""
    width: _Side = 1920
    height: _Side = 1080
    fps: Annotated[int, Field(ge=1, le=60)] = 30
    loop: bool = False


class _Draft(_Part):
    t: Annotated[list[object], Field(max_length=MOST_TRACKS)]
    m: _About = _About()
