"""Every row of the code table, in every envelope that can carry it, from a loopback server."""

import pytest

from core.backend.models import Json
from core.errors import (
    BackendDown,
    BackendError,
    BackendFull,
    BackendRefused,
    ClientIdMissing,
    MediaTooLarge,
    OutOfCredits,
    PlanBlocksExport,
    RateLimited,
    SessionGone,
    TokenRefused,
    TokenRejected,
    UnreadableAnswer,
    UnsupportedMedia,
)
from tests.backend.conftest import SESSION, Scene
from tests.peers.cloud import Call, Reply, bare, dropped, ok, page, success

OWN: list[tuple[int, type[BackendError]]] = [
    (1001, TokenRejected),
    (1002, SessionGone),
    (2001, OutOfCredits),
    (4001, UnsupportedMedia),
    (4002, MediaTooLarge),
    (402, PlanBlocksExport),
    (429, RateLimited),
    (5001, BackendRefused),
]

HTTP: list[tuple[int, type[BackendError]]] = [
    (400, BackendRefused),
    (401, TokenRejected),
    (402, PlanBlocksExport),
    (403, BackendRefused),
    (404, BackendRefused),
    (413, MediaTooLarge),
    (415, UnsupportedMedia),
    (429, RateLimited),
    (500, BackendDown),
    (502, BackendDown),
    (503, BackendDown),
    (504, BackendDown),
    (507, BackendFull),
]


def in_own_envelope(code: int) -> list[Reply]:
    """Ways for a deployment to send one of the backend's own codes."""
    return [
        bare({"code": code, "message": "no", "data": None}),
        bare({"code": code, "message": "no"}, status=400),
        bare({"code": str(code), "message": "no", "data": {}}),
        bare({"success": False, "error": {"code": code, "message": "no"}}),
        bare({"code": code, "message": "no"}, status=500),
    ]


def as_http(status: int) -> list[Reply]:
    """Ways for a deployment, or a gateway before it, to send a status."""
    return [
        bare({"code": 0, "message": "no", "data": None}, status=status),
        bare({"success": False, "error": "no"}, status=status),
        bare({"detail": "no"}, status=status),
        bare({"error": "no", "status": status}, status=status),
        bare(["no"], status=status),
        page(status),
        page(status, b""),
        page(status, b"\xff\xfe{"),
    ]


async def ask(scene: Scene, answer: Reply) -> None:
    """A call that may cost, so that nothing but the documented repetition happens."""
    scene.cloud.always(Call.SUBMIT, answer)
    await scene.backend.submit_render(SESSION, {"t": []}, "render_1")


@pytest.mark.parametrize(("code", "kind"), OWN)
async def test_the_backends_own_codes(scene: Scene, code: int, kind: type[BackendError]) -> None:
    for answer in in_own_envelope(code):
        with pytest.raises(BackendError) as caught:
            await ask(scene, answer)
        assert type(caught.value) is kind
        assert caught.value.code == code


@pytest.mark.parametrize(("status", "kind"), HTTP)
async def test_the_codes_of_http(scene: Scene, status: int, kind: type[BackendError]) -> None:
    for answer in as_http(status):
        with pytest.raises(BackendError) as caught:
            await ask(scene, answer)
        assert type(caught.value) is kind
        assert caught.value.code in (status, 1001)


async def test_a_full_backend_is_not_asked_again(scene: Scene) -> None:
    scene.cloud.always(Call.STATE, bare({"code": 507, "message": "full"}, status=507))
    with pytest.raises(BackendFull):
        await scene.backend.state(SESSION)
    assert len(scene.cloud.received) == 1
    assert scene.clock.slept == []


@pytest.mark.parametrize("status", [200, 201, 202])
async def test_code_0_is_success(scene: Scene, status: int) -> None:
    for answer in (ok({"session_id": "s"}, status=status), success({"session_id": "s"})):
        scene.cloud.will(Call.SESSION, answer)
        assert (await scene.backend.create_session("en")).session_id == "s"
    scene.cloud.will(Call.SESSION, bare({"session_id": "s"}, status=status))
    assert (await scene.backend.create_session("en")).session_id == "s"


async def test_a_broken_network_is_an_outage(scene: Scene) -> None:
    with pytest.raises(BackendDown) as caught:
        await ask(scene, dropped())
    assert caught.value.code is None
    assert caught.value.sent


async def test_400_on_the_token_call_is_a_missing_client_id(scene: Scene) -> None:
    for answer in (*as_http(400), bare({"code": 400, "message": "X-Client-Id is required"})):
        scene.cloud.always(Call.TOKEN, answer)
        with pytest.raises(ClientIdMissing):
            await scene.make(token=None).credits()


async def test_429_on_the_token_call_is_no_token(scene: Scene) -> None:
    for answer in (*as_http(429), bare({"code": 429, "message": "slow down"})):
        scene.cloud.always(Call.TOKEN, answer)
        with pytest.raises(TokenRefused):
            await scene.make(token=None).credits()


@pytest.mark.parametrize(
    "answer",
    [
        page(200),
        page(200, b""),
        page(204, b""),
        bare([]),
        bare("text"),
        bare(None),
        ok(None),
        ok([]),
        success("text"),
        ok({"session_id": None}),
        ok({"session_id": ["s"]}),
        ok({"session_id": ""}),
        bare({"code": "fine", "data": {"session_id": "s"}}),
    ],
)
async def test_what_is_none_of_the_documented_shapes_is_told(scene: Scene, answer: Reply) -> None:
    scene.cloud.will(Call.SESSION, answer)
    with pytest.raises(UnreadableAnswer):
        await scene.backend.create_session("en")


async def test_unknown_members_are_no_fault(scene: Scene) -> None:
    session: Json = {"session_id": "s", "new": {"a": []}}
    scene.cloud.will(Call.SESSION, bare({"code": 0, "data": session, "request_id": "r", "ts": 1}))
    assert (await scene.backend.create_session("en")).session_id == "s"
