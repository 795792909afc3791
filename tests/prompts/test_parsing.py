"""From a document to a prompt, or to every problem of it under its path."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from core.errors import PromptError, PromptProblem
from core.prompts import JsonPrompt, Motion, Music, Scene, Title, Transition, parse_prompt
from core.prompts.document import RepeatedKeys

DOCUMENTED: dict[str, Any] = {
    "duration": 15,
    "aspect": "16:9",
    "scenes": [
        {
            "image": 1,
            "duration": 5,
            "motion": {"type": "zoom-in", "strength": 0.5},
            "title": {"text": "Hello", "place": "bottom"},
        }
    ],
    "transition": {"type": "crossfade", "duration": 0.8},
    "music": {"bed": "calm", "volume": 0.35},
}
EMPTY: dict[str, Any] = {}
MOTIONS = (
    "auto | zoom-in | zoom-out | pan-left | pan-right | pan-up | pan-down | ken-burns | jiggle"
    " | bounce | shake | pulse | sway | rotate | float | none"
)


def problems(document: object) -> dict[str, str]:
    with pytest.raises(PromptError) as caught:
        parse_prompt(document)
    found = caught.value.problems
    paths = [problem.path for problem in found]
    assert len(set(paths)) == len(paths)
    return {problem.path: problem.expected for problem in found}


def problems_of(document: object) -> tuple[PromptProblem, ...]:
    """The problems of any document; none where it is in order."""
    try:
        parse_prompt(document)
    except PromptError as exc:
        assert exc.problems, "refused for no reason"  # noqa: PT017 - most documents are in order
        return exc.problems
    return ()


def test_the_documented_example_is_read() -> None:
    assert parse_prompt(DOCUMENTED) == JsonPrompt(
        duration=15,
        aspect="16:9",
        scenes=(
            Scene(
                image=1,
                duration=5,
                motion=Motion(type="zoom-in", strength=0.5),
                title=Title(text="Hello", place="bottom"),
            ),
        ),
        transition=Transition(type="crossfade", duration=0.8),
        music=Music(bed="calm", volume=0.35),
    )


@pytest.mark.parametrize(
    "document",
    [
        {"scenes": [EMPTY]},
        {"motion": "jiggle", "duration": 4},
        {"motion": {"type": "jiggle"}, "duration": 4},
        {"scenes": [{"image": "beach.jpg", "motion": "float", "transition": "none"}]},
        {"scenes": [{"image": 1.0}]},
        {"scenes": [EMPTY], "music": {"file": "song.mp3", "fade": 2}},
        {"scenes": [EMPTY], "title": {"text": "你好", "color": "#FC0", "start": 1, "duration": 2}},
    ],
)
def test_only_scenes_or_motion_with_duration_is_required(document: object) -> None:
    parse_prompt(document)


def test_a_bare_name_stands_for_the_houses_defaults() -> None:
    bare = parse_prompt({"motion": "sway", "duration": 3, "transition": "wipe"})
    spelt = parse_prompt(
        {
            "motion": {"type": "sway", "strength": 0.5, "speed": 1},
            "duration": 3,
            "transition": {"type": "wipe", "duration": 0.8},
        }
    )
    assert bare == spelt


@pytest.mark.parametrize(
    ("written", "color"),
    [("#abc", "#aabbcc"), ("#ABCDEF", "#abcdef"), ("white", "#ffffff"), ("gold", "#ffd700")],
)
def test_a_colour_is_always_six_digits(written: str, color: str) -> None:
    prompt = parse_prompt({"scenes": [{"title": {"text": "x", "color": written}}]})
    assert prompt.scenes[0].title == Title(text="x", color=color)


def test_a_prompt_can_not_be_changed() -> None:
    prompt = parse_prompt(DOCUMENTED)
    with pytest.raises(ValidationError):
        prompt.scenes[0].image = 2  # pyright: ignore[reportAttributeAccessIssue] - that is the point


@pytest.mark.parametrize(
    ("path", "value", "reported", "expected"),
    [
        (["duration"], "15", "$.duration", "number 0.5–600"),
        (["duration"], True, "$.duration", "number 0.5–600"),
        (["duration"], 0, "$.duration", "number 0.5–600"),
        (["duration"], 10**400, "$.duration", "number 0.5–600"),
        (["duration"], float("nan"), "$.duration", "number 0.5–600"),
        (["duration"], float("inf"), "$.duration", "number 0.5–600"),
        (["duration"], None, "$.duration", "number 0.5–600"),
        (["aspect"], "2:1", "$.aspect", "16:9 | 9:16 | 1:1 | 4:5 | 4:3 | 3:4"),
        (["scenes"], [], "$.scenes", "array (1–50)"),
        (["scenes"], EMPTY, "$.scenes", "array (1–50)"),
        (["scenes"], [EMPTY] * 51, "$.scenes", "array (1–50)"),
        (
            ["scenes", 0],
            "beach.jpg",
            "$.scenes[0]",
            "{image?, duration?, motion?, title?, transition?}",
        ),
        (["scenes", 0, "image"], 0, "$.scenes[0].image", "integer 1–50"),
        (["scenes", 0, "image"], 1.5, "$.scenes[0].image", "integer 1–50"),
        (["scenes", 0, "image"], "", "$.scenes[0].image", "string (1–255)"),
        (["scenes", 0, "image"], [], "$.scenes[0].image", "integer 1–50 | string (1–255)"),
        (["scenes", 0, "image"], None, "$.scenes[0].image", "integer 1–50 | string (1–255)"),
        (["scenes", 0, "duration"], 601, "$.scenes[0].duration", "number 0.2–600"),
        (["scenes", 0, "motion"], "zoomin", "$.scenes[0].motion", MOTIONS),
        (["scenes", 0, "motion"], 3, "$.scenes[0].motion",
         f"{MOTIONS} | {{type, strength?, speed?}}"),
        (["scenes", 0, "motion", "type"], "zoomin", "$.scenes[0].motion.type", MOTIONS),
        (["scenes", 0, "motion", "type"], None, "$.scenes[0].motion.type", MOTIONS),
        (["scenes", 0, "motion", "strength"], 2, "$.scenes[0].motion.strength", "number 0–1"),
        (["scenes", 0, "motion", "speed"], 0, "$.scenes[0].motion.speed", "number 0.1–5"),
        (["scenes", 0, "motion"], EMPTY, "$.scenes[0].motion.type", MOTIONS),
        (["scenes", 0, "title", "text"], "", "$.scenes[0].title.text", "string (1–200)"),
        (["scenes", 0, "title", "place"], "left", "$.scenes[0].title.place",
         "top | center | bottom"),
        (["scenes", 0, "title"], "Hello", "$.scenes[0].title",
         "{text, place?, size?, color?, start?, duration?}"),
        (["scenes", 0, "colour"], 1, "$.scenes[0].colour",
         "key image | duration | motion | title | transition"),
        (["scenes", 0, "two words"], 1, '$.scenes[0]["two words"]',
         "key image | duration | motion | title | transition"),
        (["transition", "type"], "fade", "$.transition.type",
         "crossfade | slide | wipe | zoom | fade-black | none"),
        (["transition", "duration"], "fast", "$.transition.duration", "number 0.1–5"),
        (["music", "bed"], "jazz", "$.music.bed", "lofi | upbeat | calm | cinematic"),
        (["music", "file"], "a.mp3", "$.music", '"bed" | "file"'),
        (["music"], {"volume": 1}, "$.music", '"bed" | "file"'),
        (["music"], "calm", "$.music", "{bed?, file?, volume?, fade?}"),
        (["fps"], 30, "$.fps",
         "key duration | aspect | scenes | motion | transition | title | music"),
    ],
)  # fmt: skip
def test_one_wrong_value_is_one_problem_under_its_path(
    path: list[str | int], value: object, reported: str, expected: str
) -> None:
    document: Any = copy.deepcopy(DOCUMENTED)
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert problems(document) == {reported: expected}


@pytest.mark.parametrize("document", [None, [], [{"image": 1}], "zoom-in", 5, True, float("nan")])
def test_a_document_must_be_an_object(document: object) -> None:
    found = problems(document)
    assert found == {
        "$": "{duration?, aspect?, scenes?, motion?, transition?, title?, music?}",
    }


@pytest.mark.parametrize(
    "document", [{}, {"motion": "float"}, {"duration": 5}, {"music": {"bed": "calm"}}]
)
def test_something_to_show_is_required(document: object) -> None:
    assert problems(document) == {"$": '"scenes" | "motion" + "duration"'}


def test_every_problem_is_reported_at_once() -> None:
    document = {
        "scenes": [
            {"image": -1, "motion": "spin"},
            {"title": {"place": "top"}, "transition": {"type": "fade", "length": 1}},
            {"duration": 0},
        ],
        "music": {"volume": "loud"},
        "loop": True,
    }
    assert set(problems(document)) == {
        "$.scenes[0].image",
        "$.scenes[0].motion",
        "$.scenes[1].title.text",
        "$.scenes[1].transition.type",
        "$.scenes[1].transition.length",
        "$.scenes[2].duration",
        "$.music",
        "$.music.volume",
        "$.loop",
    }


def test_a_key_that_stands_twice_is_a_problem() -> None:
    scene = RepeatedKeys([("duration", 1), ("duration", 2)])
    assert problems({"scenes": [EMPTY, scene]}) == {"$.scenes[1].duration": ""}


def test_a_total_leaves_every_scene_its_shortest_length() -> None:
    parse_prompt({"duration": 0.6, "scenes": [EMPTY] * 3})
    assert problems({"duration": 0.5, "scenes": [EMPTY] * 3}) == {"$.duration": "≥ 0.6 (3 × 0.2)"}


def test_scenes_without_a_total_must_fit_into_a_video() -> None:
    parse_prompt({"scenes": [{"duration": 120}] * 5})
    parse_prompt({"duration": 600, "scenes": [{"duration": 120}] * 6})
    assert problems({"scenes": [{"duration": 120}] * 6}) == {"$.scenes": "Σ duration ≤ 600"}
    # a scene without a length takes the mean of the others
    parse_prompt({"scenes": [{"duration": 120}, *[EMPTY] * 4]})
    assert problems({"scenes": [{"duration": 120}, *[EMPTY] * 5]}) == {
        "$.scenes": "Σ duration ≤ 600"
    }


def test_a_long_or_odd_key_keeps_the_path_readable() -> None:
    (path,) = problems({"scenes": [EMPTY], "x" * 200: 1})
    assert path == '$["' + "x" * 40 + '…"]'
    (path,) = problems({"scenes": [EMPTY], 'a"\n': 1})
    assert path == '$["a\\"\\n"]'


@pytest.mark.parametrize(
    ("document", "pictures", "lengths"),
    [
        ({"motion": "float", "duration": 10}, 3, (3333, 3334, 3333)),
        ({"motion": "float", "duration": 5}, 1, (5000,)),
        ({"duration": 15, "scenes": [{"duration": 5}] * 3}, 9, (5000, 5000, 5000)),
        ({"duration": 15, "scenes": [{"duration": 1}, {"duration": 2}]}, 1, (5000, 10000)),
        (
            {"duration": 9, "scenes": [{"duration": 2}, EMPTY, {"duration": 4}]},
            1,
            (2000, 3000, 4000),
        ),
        ({"scenes": [{"duration": 2}, EMPTY, {"duration": 4}]}, 1, (2000, 3000, 4000)),
        ({"scenes": [EMPTY, EMPTY]}, 1, (4000, 4000)),
        ({"duration": 15, "scenes": [{"duration": 5}, EMPTY]}, 1, (5000, 10000)),
        ({"duration": 4, "scenes": [{"duration": 4}, EMPTY]}, 1, (2000, 2000)),
    ],
)
def test_the_total_wins_over_the_scenes_lengths(
    document: object, pictures: int, lengths: tuple[int, ...]
) -> None:
    assert parse_prompt(document).lengths_ms(pictures) == lengths


@given(
    st.lists(st.floats(0.2, 60) | st.none(), min_size=1, max_size=20),
    st.floats(4, 600) | st.none(),
)
@settings(max_examples=100, deadline=None)
def test_lengths_add_up_to_the_millisecond(
    given_lengths: list[float | None], total: float | None
) -> None:
    scenes = [{} if length is None else {"duration": length} for length in given_lengths]
    document: dict[str, Any] = {"scenes": scenes}
    if total is not None:
        document["duration"] = total
    try:
        prompt = parse_prompt(document)
    except PromptError:
        return
    lengths = prompt.lengths_ms(1)
    assert len(lengths) == len(scenes)
    assert min(lengths) > 0
    if total is not None:
        assert sum(lengths) == round(total * 1000)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["scenes", "motion", "type", "music", "duration", "title", "image"])
            | st.text(st.characters(), max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(json_values)
@settings(max_examples=150, deadline=None)
def test_any_document_is_read_or_has_readable_problems(document: object) -> None:
    for problem in problems_of(document):
        assert problem.path.startswith("$")
        assert problem.expected
        (problem.path + problem.expected).encode()
