import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.prompts.vocabulary import BEDS, MOTIONS, TRANSITIONS
from core.studio.draft import LONGEST_MS, LONGEST_TEXT, DraftInvalid, from_draft, to_draft
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

_text = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
_id = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20)
_share = st.floats(0, 1)
_time = st.integers(0, LONGEST_MS)
_length = st.integers(1, LONGEST_MS)
_side = st.integers(8, 2048).map(lambda half: half * 2)

_shots = st.builds(
    Shot,
    media=_id,
    name=_text,
    duration_ms=st.integers(1, 60_000),
    kind=st.sampled_from(ShotKind),
    motion=st.builds(Motion, st.sampled_from(MOTIONS), _share, st.floats(0.1, 5)),
    transition=st.none() | st.builds(Transition, st.sampled_from(TRANSITIONS), _time),
    fit=st.sampled_from(Fit),
    clip_start_ms=st.integers(0, 86_400_000),
)
_titles = st.builds(
    Title,
    text=_text,
    start_ms=_time,
    duration_ms=_length,
    place=st.sampled_from(Place),
    size=st.sampled_from(TitleSize),
    color=st.sampled_from(["#ffffff", "#E53935", "#000000"]),
    fade_in_ms=_time,
    fade_out_ms=_time,
)


def _sound(source: tuple[str | None, str | None], name: str, start: int, volume: float) -> Sound:
    media, bed = source
    return Sound(name, start, 4000, media=media, bed=bed, volume=volume)


_sounds = st.builds(
    _sound,
    st.tuples(_id, st.none()) | st.tuples(st.none(), st.sampled_from(BEDS)),
    _text,
    _time,
    _share,
)
_timelines = st.builds(
    Timeline,
    shots=st.lists(_shots, max_size=6).map(tuple),
    titles=st.lists(_titles, max_size=3).map(tuple),
    sounds=st.lists(_sounds, max_size=2).map(tuple),
    width=_side,
    height=_side,
    fps=st.integers(1, 60),
    title=_text,
    loop=st.booleans(),
)
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["t", "sg", "tt", "m", "d", "s", "media", "x"]), inner)
    ),
    max_leaves=12,
)

PICTURE = Shot("m1", "beach", 5000, motion=Motion("zoom-in"))
STORY = Timeline(
    shots=(PICTURE, replace(PICTURE, media="m2", transition=Transition("wipe", 500))),
    titles=(Title("夏日特卖", 0, 3000, Place.TOP),),
    sounds=(Sound("Lo-fi", 0, 10_000, bed="lofi"),),
)


def as_json(timeline: Timeline) -> dict[str, Any]:
    return json.loads(json.dumps(to_draft(timeline)))


@given(_timelines)
@settings(max_examples=60, deadline=None)
def test_a_timeline_survives_the_way_through_json(timeline: Timeline) -> None:
    assert from_draft(as_json(timeline)) == timeline


@given(_json)
@settings(max_examples=150, deadline=None)
def test_foreign_json_is_a_timeline_or_invalid(value: object) -> None:
    with suppress(DraftInvalid):
        timeline = from_draft(value)
        assert from_draft(to_draft(timeline)) == timeline


def test_a_draft_speaks_the_documented_short_keys() -> None:
    draft = as_json(STORY)
    assert draft["d"] == 10_000
    assert [(track["tt"], len(track["sg"])) for track in draft["t"]] == [(0, 2), (1, 1), (7, 1)]
    assert [segment["s"] for segment in draft["t"][0]["sg"]] == [0, 5000]


def test_an_empty_timeline_has_no_tracks() -> None:
    assert as_json(Timeline())["t"] == []


def test_unknown_keys_and_tracks_are_passed_over() -> None:
    draft = as_json(STORY)
    draft["fancy"] = {"x": 1}
    draft["t"].append({"tt": 42, "sg": "whatever"})
    draft["t"][0]["sg"][0]["m"]["fancy"] = [1]
    assert from_draft(draft) == STORY


@pytest.mark.parametrize(
    ("where", "key", "value"),
    [
        ("m", "width", 5000),
        ("m", "width", 8),
        ("m", "height", 1081),
        ("m", "fps", 1000),
        ("m", "loop", "yes"),
        ("segment", "d", 0),
        ("segment", "d", -1),
        ("segment", "d", LONGEST_MS + 1),
        ("segment", "d", 5000.5),
        ("segment", "d", True),
        ("segment", "m", None),
        ("shot", "media", ""),
        ("shot", "media", 7),
        ("shot", "media", "x" * 5000),
        ("shot", "kind", "audio"),
        ("shot", "motion", {"type": "explode"}),
        ("shot", "motion", {"type": "jiggle", "strength": 2}),
        ("shot", "motion", {"type": "jiggle", "speed": float("nan")}),
        ("shot", "transition", {"type": "explode"}),
        ("title", "text", "x" * (LONGEST_TEXT + 1)),
        ("title", "color", "red"),
        ("title", "color", "#ffffff; drop"),
        ("sound", "volume", 1.5),
        ("sound", "bed", "metal"),
        ("sound", "media", "both"),
    ],
)
def test_values_out_of_bounds_are_invalid(where: str, key: str, value: object) -> None:
    draft = as_json(STORY)
    video, audio, text = draft["t"]
    places = {
        "m": draft["m"],
        "segment": video["sg"][0],
        "shot": video["sg"][0]["m"],
        "sound": audio["sg"][0]["m"],
        "title": text["sg"][0]["m"],
    }
    places[where][key] = value
    with pytest.raises(DraftInvalid):
        from_draft(draft)


def test_too_many_shots_and_too_long_a_video_are_invalid() -> None:
    many = replace(STORY, shots=(replace(PICTURE, duration_ms=100),) * 201)
    with pytest.raises(DraftInvalid):
        from_draft(to_draft(many))
    spread = as_json(replace(STORY, shots=(replace(PICTURE, duration_ms=100),) * 150))
    spread["t"].append(spread["t"][0])
    with pytest.raises(DraftInvalid, match="at most 200 shots"):
        from_draft(spread)
    long = replace(STORY, shots=(replace(PICTURE, duration_ms=LONGEST_MS),) * 2)
    with pytest.raises(DraftInvalid, match="at most 600000 ms"):
        from_draft(to_draft(long))


def test_the_error_names_the_place_and_not_the_value() -> None:
    draft = as_json(STORY)
    draft["t"][0]["sg"][1]["m"]["motion"]["type"] = "secret words"
    with pytest.raises(DraftInvalid, match="one of: auto, zoom-in") as caught:
        from_draft(draft)
    assert caught.value.path == "$.t[0].sg[1].m.motion.type"
    assert "secret" not in str(caught.value)
