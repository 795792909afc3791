"""The schema that others check prompts with agrees with the model that we check them with."""

import json
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from core.errors import PromptError, PromptProblem
from core.prompts import parse_prompt, prompt_schema
from core.prompts.vocabulary import ASPECTS, BEDS, MOTIONS, PLACES, TITLE_SIZES, TRANSITIONS

jsonschema: Any = pytest.importorskip("jsonschema", reason="checks documents by the JSON schema")

SCHEMA = prompt_schema()


def fits_schema(document: object) -> bool:
    return bool(jsonschema.Draft202012Validator(SCHEMA).is_valid(document))


def problems(document: object) -> tuple[PromptProblem, ...]:
    try:
        parse_prompt(document)
    except PromptError as exc:
        return exc.problems
    return ()


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_its_examples_are_in_order() -> None:
    assert SCHEMA["examples"]
    for example in SCHEMA["examples"]:
        assert fits_schema(example)
        parse_prompt(example)


def test_every_key_is_described() -> None:
    for node in (SCHEMA, *SCHEMA["$defs"].values()):
        assert node["description"]
        assert node["additionalProperties"] is False
        for name, member in node["properties"].items():
            assert member.get("description"), name


def test_no_place_allows_null() -> None:
    assert "null" not in json.dumps(SCHEMA)


EMPTY: dict[str, Any] = {}
WRONG: list[Any] = [
    None, True, -1, 0, 0.1, 1, 1.0, 7, 10**20, "", "x", "none", "x" * 300, [], EMPTY, [EMPTY]
]  # fmt: skip


def values(*good: object) -> st.SearchStrategy[Any]:
    """Mostly right values, some wrong ones."""
    return st.sampled_from([*list(good) * (150 // len(good)), *WRONG])


def an_object(members: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    unknown = {"extra": st.just(1)}
    plain = st.fixed_dictionaries({}, optional=members)
    odd = st.fixed_dictionaries(unknown, optional=members)
    return st.integers(0, 15).flatmap(lambda chance: odd if chance == 15 else plain)


motion = values(*MOTIONS) | an_object(
    {"type": values(*MOTIONS), "strength": values(0.3, 1), "speed": values(2, 0.5)}
)
transition = values(*TRANSITIONS) | an_object(
    {"type": values(*TRANSITIONS), "duration": values(0.5, 1)}
)
title = an_object(
    {
        "text": values("Hello", "夏"),
        "place": values(*PLACES),
        "size": values(*TITLE_SIZES),
        "color": values("#fff", "#A1b2C3", "gold", "#ffff", "Gold", "#fffffg"),
        "start": values(0, 2.5),
        "duration": values(0.2, 3),
    }
)
music = an_object(
    {"bed": values(*BEDS), "file": values("a.mp3"), "volume": values(0.4), "fade": values(0, 2)}
)
scene = an_object(
    {
        "image": values(1, 50, "a.jpg", 51, 2.5),
        "duration": values(0.2, 60, 4),
        "motion": motion,
        "title": title,
        "transition": transition,
    }
)


def merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {**one, **other}


whole = {"scenes": st.lists(scene, min_size=1, max_size=2)}
rest = an_object(
    {
        "duration": values(0.5, 600, 15),
        "aspect": values(*ASPECTS),
        "scenes": values([EMPTY] * 50, [EMPTY] * 51, [EMPTY]),
        "motion": motion,
        "transition": transition,
        "title": title,
        "music": music,
    }
)
prompt = rest | st.builds(merged, rest, st.fixed_dictionaries(whole))


def beyond_a_schema(problem: PromptProblem) -> bool:
    return problem.expected.startswith(("≥", "Σ"))


@given(prompt)
@settings(max_examples=250, deadline=None)
def test_model_and_schema_accept_and_reject_the_same(document: object) -> None:
    found = [problem for problem in problems(document) if not beyond_a_schema(problem)]
    event("rejected" if found else "accepted")
    assert fits_schema(document) is not bool(found)


parts = {"motion": motion, "transition": transition, "title": title, "music": music}


@pytest.mark.parametrize("name", parts)
def test_they_agree_on_each_part(name: str) -> None:
    seen: set[bool] = set()

    @given(parts[name])
    @settings(max_examples=120, deadline=None)
    def agrees(part: object) -> None:
        document = {"scenes": [EMPTY], name: part}
        fits = fits_schema(document)
        seen.add(fits)
        assert fits is not bool(problems(document))

    agrees()
    assert seen == {True, False}


@pytest.mark.parametrize("value", ["#fff ", "white\n", " white", "#FFF", "WHITE"])
def test_they_agree_on_the_ends_of_a_colour(value: str) -> None:
    document = {"scenes": [EMPTY], "title": {"text": "x", "color": value}}
    assert fits_schema(document) is not bool(problems(document))
