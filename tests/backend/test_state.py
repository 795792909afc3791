"""A session's state as values; what of it is certain and what may be missing."""

from pathlib import PurePosixPath

import pytest

from core.backend import is_exportable, skill_platform
from core.backend.models import Canvas, Json, MediaInfo, Session, TurnRecord, TurnStatus
from core.backend.state import parse_state
from core.errors import SessionGone, UnreadableAnswer
from tests.backend.conftest import SESSION, Scene
from tests.peers.cloud import Call, Reply, bare, ok, refusal

DRAFT: Json = {
    "t": [{"tt": 0, "sg": [{"d": 5000, "m": {"name": "dog"}, "xyz": [1.5, None]}]}, {"tt": 42}],
    "d": 5000,
    "unknown": {"deep": True},
}


async def test_a_full_state(scene: Scene) -> None:
    scene.cloud.will(
        Call.STATE,
        ok(
            {
                "state": {
                    "draft": DRAFT,
                    "video_infos": [
                        {
                            "filename": "dog.jpg",
                            "file_type": "image",
                            "cdn_url": "https://cdn/dog.jpg",
                            "width": 3000,
                            "height": 2000,
                            "duration": 0,
                            "fps": "25",
                            "hash": "abc",
                        },
                        {},
                    ],
                    "canvas_config": {"width": 1080, "height": 1920, "ratio": "9:16"},
                    "generated_media": [{"any": ["thing"]}],
                    "video_analyses": {"ignored": True},
                    "user_id": "anon_3",
                    "turns": [
                        {"id": "t1", "status": "done"},
                        {"id": "t2", "status": "failed"},
                        {"id": "t3", "status": "running"},
                        {"id": "t4", "status": "paused"},
                        {"status": "done"},
                    ],
                }
            }
        ),
    )
    state = await scene.backend.state(SESSION)
    assert state.draft == DRAFT
    assert state.media == (
        MediaInfo(
            "dog.jpg", "image", "https://cdn/dog.jpg", 3000, 2000, None, None, content_hash="abc"
        ),
        MediaInfo(""),
    )
    assert state.canvas == Canvas(1080, 1920, "9:16")
    assert state.generated == ({"any": ["thing"]},)
    assert state.turns == (
        TurnRecord("t1", TurnStatus.DONE),
        TurnRecord("t2", TurnStatus.FAILED),
        TurnRecord("t3", TurnStatus.RUNNING),
        TurnRecord("t4", TurnStatus.RUNNING),
    )
    assert state.user_id == "anon_3"


@pytest.mark.parametrize(
    "answer", [{"state": {}}, {"state": {"draft": None}}, {"state": {"draft": {}}}, {"draft": None}]
)
def test_an_empty_project(answer: Json) -> None:
    state = parse_state(answer)
    assert state.draft is None
    assert state.media == ()
    assert state.canvas is None
    assert state.turns is None


def test_a_backend_that_lists_no_turns_yet_still_lists_them() -> None:
    assert parse_state({"state": {"turns": []}}).turns == ()


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        "text",
        {"state": 5},
        {"state": {"draft": []}},
        {"state": {"draft": "text"}},
        {"state": {"video_infos": {}}},
        {"state": {"turns": "none"}},
        {"state": {"generated_media": 1}},
    ],
)
def test_another_kind_than_documented_is_told(answer: Json) -> None:
    with pytest.raises(UnreadableAnswer):
        parse_state(answer)


async def test_a_session_id_is_quoted_in_the_path(scene: Scene) -> None:
    await scene.backend.state(Session("a b"))
    assert scene.cloud.received[0].path == "/api/state/nemo_agent/me/a b/latest"


@pytest.mark.parametrize(
    "answer", [refusal(1002), bare({"detail": "Session not found: 12"}, status=404)]
)
async def test_a_session_that_is_gone(scene: Scene, answer: Reply) -> None:
    scene.cloud.will(Call.STATE, answer)
    with pytest.raises(SessionGone):
        await scene.backend.state(SESSION)


EXPORTABLE: list[tuple[dict[str, Json] | None, bool]] = [
    (None, False),
    ({}, False),
    ({"t": None}, False),
    ({"t": []}, False),
    ({"t": {"sg": [{}]}}, False),
    ({"t": [{"sg": []}]}, False),
    ({"t": [{"tt": 1}, 5, {"sg": "x"}]}, False),
    ({"t": [{"sg": []}, {"tt": 7, "sg": [{}]}]}, True),
    (DRAFT, True),
]


@pytest.mark.parametrize(("draft", "ready"), EXPORTABLE)
def test_what_can_be_exported(draft: dict[str, Json] | None, ready: bool) -> None:
    assert is_exportable(draft) is ready


@pytest.mark.parametrize(
    ("path", "platform"),
    [
        ("/home/u/.clawhub/skills/jiggle/core", "clawhub"),
        ("/home/u/.cursor/skills/jiggle", "cursor"),
        ("/home/u/.cursor/other/skills/jiggle", "unknown"),
        ("/home/u/cursor/skills", "unknown"),
        ("/home/u/.cursor", "unknown"),
        ("/usr/lib/python3/site-packages/core", "unknown"),
    ],
)
def test_the_platform_is_where_the_code_was_installed(path: str, platform: str) -> None:
    assert skill_platform(PurePosixPath(path)) == platform
