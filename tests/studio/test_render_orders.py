"""What may be ordered as an export, and what is refused."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.backend.models import Json
from core.studio.output import output_spec
from core.studio.refusals import Refused
from core.studio.timeline import Timeline
from tests.studio.exporting import SEGMENT, changed
from tests.studio.visitor import Visitor, picture


def encoded(value: object) -> bytes:
    return json.dumps(value).encode()


async def test_a_draft_that_can_not_be_made_is_refused(maker: Visitor) -> None:
    draft = (await maker.state())["draft"]
    wrong: list[object] = [
        None,
        {},
        [],
        "draft",
        7,
        {"t": []},
        changed(draft, "t", to=[]),
        changed(draft, *SEGMENT, "d", to=-5),
        changed(draft, *SEGMENT, "d", to=10**12),
        changed(draft, *SEGMENT, "d", to=1e400),
        changed(draft, *SEGMENT, "m", "media", to="m_0000000000000000"),
        changed(draft, *SEGMENT, "m", "media", to="../../../etc/passwd"),
        changed(draft, *SEGMENT, "m", "motion", "type", to="explode"),
        changed(draft, "m", "width", to=10**6),
        changed(draft, "m", "height", to=7),
        changed(draft, "t", to=[draft["t"][0]] * 1_000),
    ]
    for number, one in enumerate(wrong):
        answer = await maker.http.post(
            "/api/render/proxy/lambda",
            content=encoded({"id": f"r{number}", "sessionId": maker.session_id, "draft": one}),
        )
        assert (answer.status_code, answer.json()["code"]) == (422, 422), one
        assert answer.json()["message"]


async def test_only_the_sessions_own_files_can_be_used(maker: Visitor) -> None:
    draft = (await maker.state())["draft"]
    await maker.begin()
    await maker.upload(("other.png", picture(20, 20)))
    answer = await maker.submit("r1", draft)
    assert (answer.status_code, answer.json()["code"]) == (422, 422)
    assert "photo" in answer.json()["message"]


async def test_an_order_of_another_shape_is_422(maker: Visitor) -> None:
    cases: list[dict[str, Any]] = [
        {"id": None},
        {"id": ""},
        {"id": 7},
        {"id": "a b"},
        {"id": "../x"},
        {"id": "x" * 101},
        {"sessionId": None},
        {"sessionId": 7},
        {"output": "mp4"},
        {"output": {"format": "avi"}},
        {"output": {"quality": "best"}},
        {"output": {"quality": 7}},
        {"output": {"resolution": "huge"}},
        {"output": {"resolution": "99999x99999"}},
        {"output": {"resolution": "1x1"}},
        {"output": {"fps": "30"}},
        {"output": {"fps": 0}},
        {"output": {"fps": 10_000}},
        {"output": {"fps": True}},
        {"output": {"fps": 29.97}},
    ]
    for change in cases:
        draft = (await maker.state())["draft"]
        body = {"id": "r1", "sessionId": maker.session_id, "draft": draft, **change}
        answer = await maker.http.post("/api/render/proxy/lambda", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, 422), change


async def test_an_unknown_session_is_1002(maker: Visitor) -> None:
    draft = (await maker.state())["draft"]
    maker.session_id = "1"
    assert (await maker.submit("r1", draft)).json()["code"] == 1002


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.dictionaries(
        st.sampled_from(["id", "sessionId", "draft", "output"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["t", "tt", "sg", "d", "m", "s"]), inner, max_size=4
                )
            ),
            max_leaves=10,
        ),
    )
)
async def test_no_order_brings_the_studio_down(visitor: Visitor, body: dict[str, Any]) -> None:
    answer = await visitor.http.post("/api/render/proxy/lambda", content=encoded(body))
    assert answer.json()["code"] in (422, 1002)


@pytest.mark.parametrize(
    ("output", "size"),
    [
        (None, (1920, 1080)),
        ({}, (1920, 1080)),
        ({"resolution": None, "quality": None}, (1920, 1080)),
        ({"resolution": "720p"}, (1280, 720)),
        ({"resolution": "333P"}, (592, 332)),
        ({"resolution": "640x640"}, (640, 640)),
    ],
)
def test_resolutions_are_understood(output: Json, size: tuple[int, int]) -> None:
    spec = output_spec(output, Timeline())
    assert (spec.width, spec.height) == size


def test_quality_is_a_rate_factor() -> None:
    high, medium, low = (
        output_spec({"quality": quality}, Timeline()).crf for quality in ("high", "medium", "low")
    )
    assert high < medium < low
    with pytest.raises(Refused):
        output_spec({"quality": "lossless"}, Timeline())
