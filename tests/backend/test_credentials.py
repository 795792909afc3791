"""Whose token a call carries, and how rarely a new one is asked for."""

import asyncio
import fcntl
import json
import os
import random
import stat
import subprocess
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from starlette.responses import Response

from core.backend import AnonymousToken, Backend, ConfiguredToken, Timing
from core.backend.credentials import Grant
from core.errors import (
    BackendDown,
    ClientIdMissing,
    TokenRefused,
    TokenRejected,
)
from tests.backend.conftest import JIGGLE, Scene
from tests.peers.clock import FakeClock
from tests.peers.cloud import Call, Received, Reply, failure, ok, page, refusal
from tests.peers.server import serving


def kept(tmp_path: Path, url: str) -> dict[str, object]:
    return json.loads((tmp_path / "credentials.json").read_text())["backends"][url]


def files(folder: Path) -> dict[str, bytes]:
    return {entry.name: entry.read_bytes() for entry in folder.iterdir()}


def only_with(token: str) -> Reply:
    """Credits for one token; 1001 for every other one."""

    def reply(received: Received) -> Response:
        right = received.headers["authorization"] == f"Bearer {token}"
        body = {"code": 0, "data": {"available": 1}} if right else {"code": 1001, "message": "bad"}
        return Response(json.dumps(body), media_type="application/json")

    return reply


async def test_the_token_call_has_a_client_id_and_no_token(scene: Scene) -> None:
    await scene.make(token=None).credits()
    (asked,) = scene.cloud.got(Call.TOKEN)
    uuid.UUID(asked.headers["x-client-id"])
    assert "authorization" not in asked.headers
    assert asked.headers["x-skill-source"] == "image-to-video-jiggle"
    assert asked.body == b""
    (used,) = scene.cloud.got(Call.CREDITS)
    assert used.headers["authorization"] == "Bearer nmv_usr_1"


async def test_only_the_token_is_certain_to_be_in_the_answer(scene: Scene) -> None:
    scene.cloud.will(Call.TOKEN, ok({"token": "nmv_usr_lone"}))
    await scene.make(token=None).credits()
    assert scene.cloud.got(Call.CREDITS)[0].headers["authorization"] == "Bearer nmv_usr_lone"


async def test_first_calls_at_once_make_one_token_call(scene: Scene) -> None:
    backend = scene.make(token=None)
    await asyncio.gather(*(backend.credits() for _ in range(20)))
    assert len(scene.cloud.got(Call.TOKEN)) == 1
    assert len(scene.cloud.got(Call.CREDITS)) == 20


async def test_a_restart_asks_for_no_new_token(scene: Scene) -> None:
    await scene.make(token=None).credits()
    await scene.make(token=None).credits()
    assert len(scene.cloud.got(Call.TOKEN)) == 1


async def test_twenty_rejections_at_once_renew_once(scene: Scene) -> None:
    backend = scene.make(token=None)
    await backend.credits()
    scene.cloud.always(Call.CREDITS, only_with("nmv_usr_2"))
    await asyncio.gather(*(backend.credits() for _ in range(20)))
    first, second = scene.cloud.got(Call.TOKEN)
    assert first.headers["x-client-id"] == second.headers["x-client-id"]


async def test_a_token_that_another_process_renewed_is_taken_over(scene: Scene) -> None:
    ours, theirs = scene.make(token=None), scene.make(token=None)
    await ours.credits()
    await theirs.credits()
    scene.cloud.always(Call.CREDITS, only_with("nmv_usr_2"))
    await theirs.credits()
    await ours.credits()
    assert len(scene.cloud.got(Call.TOKEN)) == 2


async def test_a_renewed_token_that_is_rejected_too_is_the_end(scene: Scene) -> None:
    scene.cloud.always(Call.CREDITS, refusal(1001, status=401))
    with pytest.raises(TokenRejected) as caught:
        await scene.make(token=None).credits()
    assert not caught.value.configured
    assert len(scene.cloud.got(Call.TOKEN)) == 2
    assert len(scene.cloud.got(Call.CREDITS)) == 2


async def test_an_expired_token_is_asked_for_anew_with_the_same_client_id(scene: Scene) -> None:
    end = datetime.fromtimestamp(scene.clock.now + 7 * 86_400, UTC).isoformat()
    scene.cloud.will(Call.TOKEN, ok({"token": "nmv_usr_week", "expires_at": end}))
    backend = scene.make(token=None)
    await backend.credits()
    scene.clock.now += 7 * 86_400 - 30
    await backend.credits()
    first, second = scene.cloud.got(Call.TOKEN)
    assert first.headers["x-client-id"] == second.headers["x-client-id"]
    assert scene.cloud.got(Call.CREDITS)[1].headers["authorization"] == "Bearer nmv_usr_1"


async def test_a_wrong_clock_does_not_ask_for_every_call(scene: Scene) -> None:
    scene.cloud.will(Call.TOKEN, ok({"token": "nmv_usr_old", "expires_at": "2001-01-01T00:00:00Z"}))
    backend = scene.make(token=None)
    await backend.credits()
    await backend.credits()
    await scene.make(token=None).credits()
    assert len(scene.cloud.got(Call.TOKEN)) == 1


async def test_the_file_is_private_and_complete(scene: Scene, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        await scene.make(token=None).credits()
    finally:
        os.umask(before)
    path = tmp_path / "credentials.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert kept(tmp_path, scene.url)["token"] == "nmv_usr_1"
    assert kept(tmp_path, scene.url)["user_id"] == "anon_7"
    assert files(tmp_path).keys() == {"credentials.json", "credentials.json.lock"}


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"\xff\xff", b"[]", b'{"backends": 5}', b'"text"'],
    ids=["empty", "cut", "binary", "list", "number", "text"],
)
async def test_a_damaged_file_is_set_aside(scene: Scene, tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "credentials.json").write_bytes(damage)
    await scene.make(token=None).credits()
    assert kept(tmp_path, scene.url)["token"] == "nmv_usr_1"
    aside = [name for name in files(tmp_path) if name.startswith("credentials.json.damaged-")]
    assert [files(tmp_path)[name] for name in aside] == [damage]


@pytest.mark.parametrize("entry", [None, 5, {}, {"client_id": 5}, {"client_id": "c", "token": 7}])
async def test_a_damaged_entry_is_no_entry(scene: Scene, tmp_path: Path, entry: object) -> None:
    whole = {"version": 1, "backends": {scene.url: entry, "http://other": {"client_id": "keep"}}}
    (tmp_path / "credentials.json").write_text(json.dumps(whole))
    await scene.make(token=None).credits()
    assert kept(tmp_path, scene.url)["token"] == "nmv_usr_1"
    assert kept(tmp_path, "http://other")["client_id"] == "keep"


async def test_a_folder_that_cannot_be_written_still_serves(scene: Scene, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file where the folder should be")
    backend = scene.make(token=None, folder=blocked)
    await backend.credits()
    await backend.credits()
    assert len(scene.cloud.got(Call.TOKEN)) == 1


async def test_a_token_never_goes_to_another_backend(scene: Scene, tmp_path: Path) -> None:
    await scene.make(token=None).credits()
    async with serving(scene.cloud.app()) as other:
        await scene.make(token=None, base_url=other).credits()
        first, second = scene.cloud.got(Call.CREDITS)
        assert first.headers["authorization"] == "Bearer nmv_usr_1"
        assert second.headers["authorization"] == "Bearer nmv_usr_2"
        assert kept(tmp_path, other)["token"] == "nmv_usr_2"
        assert kept(tmp_path, scene.url)["token"] == "nmv_usr_1"


async def test_one_store_for_two_backends_keeps_them_apart(scene: Scene, tmp_path: Path) -> None:
    credentials = AnonymousToken(tmp_path / "c.json", clock=scene.clock)
    async with serving(scene.cloud.app()) as other:
        for url in (scene.url, other):
            backend = Backend(
                url,
                credentials,
                JIGGLE,
                clock=scene.clock,
                random=random.Random(1),
                trust_env=False,
            )
            await backend.credits()
            await backend.aclose()
    tokens = [one.headers["authorization"] for one in scene.cloud.got(Call.CREDITS)]
    assert tokens == ["Bearer nmv_usr_1", "Bearer nmv_usr_2"]


async def test_a_chosen_client_id_is_used_and_a_new_choice_asks_anew(scene: Scene) -> None:
    await scene.make(token=None, client_id="mine-1").credits()
    await scene.make(token=None, client_id="mine-1").credits()
    await scene.make(token=None, client_id="mine-2").credits()
    ids = [one.headers["x-client-id"] for one in scene.cloud.got(Call.TOKEN)]
    assert ids == ["mine-1", "mine-2"]


@pytest.mark.parametrize("client_id", ["", "x" * 65, "two words", "ключ", "a\nb"])
def test_a_client_id_that_no_backend_takes(tmp_path: Path, client_id: str) -> None:
    with pytest.raises(ValueError, match="client id"):
        AnonymousToken(tmp_path / "c.json", clock=FakeClock(), client_id=client_id)


async def test_a_client_id_of_64_characters_is_taken(scene: Scene) -> None:
    await scene.make(token=None, client_id="x" * 64).credits()
    assert scene.cloud.got(Call.TOKEN)[0].headers["x-client-id"] == "x" * 64


async def test_a_refused_client_id_is_made_anew_once(scene: Scene, tmp_path: Path) -> None:
    scene.cloud.will(Call.TOKEN, refusal(400, "X-Client-Id missing", status=400))
    await scene.make(token=None, client_id="mine").credits()
    first, second = scene.cloud.got(Call.TOKEN)
    assert first.headers["x-client-id"] == "mine"
    uuid.UUID(second.headers["x-client-id"])
    assert kept(tmp_path, scene.url)["client_id"] == second.headers["x-client-id"]
    await scene.make(token=None, client_id="mine").credits()
    assert len(scene.cloud.got(Call.TOKEN)) == 2


async def test_client_ids_refused_twice_are_told(scene: Scene) -> None:
    scene.cloud.always(Call.TOKEN, refusal(400, status=400))
    with pytest.raises(ClientIdMissing):
        await scene.make(token=None).credits()
    assert len(scene.cloud.got(Call.TOKEN)) == 2


async def test_too_many_tokens_are_told_with_the_wait_and_not_asked_for_again(
    scene: Scene,
) -> None:
    scene.cloud.will(Call.TOKEN, refusal(429, "too often", status=429, Retry_After="600"))
    backend = scene.make(token=None)
    results = await asyncio.gather(*(backend.credits() for _ in range(20)), return_exceptions=True)
    assert {type(result) for result in results} == {TokenRefused}
    scene.clock.now += 100
    with pytest.raises(TokenRefused) as caught:
        await backend.credits()
    assert caught.value.retry_after == pytest.approx(500, abs=1)
    assert len(scene.cloud.got(Call.TOKEN)) == 1
    assert scene.clock.slept == []
    scene.clock.now += 501
    await backend.credits()
    assert len(scene.cloud.got(Call.TOKEN)) == 2


@pytest.mark.parametrize(
    "answer",
    [failure("not today"), refusal(403, status=403), ok({}), ok([]), refusal(1001, status=401)],
)
async def test_no_token_is_a_refusal(scene: Scene, answer: Reply) -> None:
    scene.cloud.will(Call.TOKEN, answer)
    with pytest.raises(TokenRefused):
        await scene.make(token=None).credits()


async def test_when_the_token_call_fails_nothing_else_was_sent(scene: Scene) -> None:
    scene.cloud.will(Call.TOKEN, page(502))
    with pytest.raises(BackendDown) as caught:
        await scene.make(token=None).create_session("en")
    assert not caught.value.sent
    assert caught.value.code == 502
    assert scene.cloud.got(Call.SESSION) == []


async def test_who_waited_for_a_token_and_left_does_not_waste_it(scene: Scene) -> None:
    asked, answer = asyncio.Event(), asyncio.Event()

    async def slowly(_: Received) -> Response:
        asked.set()
        await answer.wait()
        return Response('{"code": 0, "data": {"token": "nmv_usr_slow"}}')

    scene.cloud.will(Call.TOKEN, slowly)
    backend = scene.make(token=None)
    leaving = asyncio.create_task(backend.credits())
    staying = asyncio.create_task(backend.credits())
    await asked.wait()
    leaving.cancel()
    answer.set()
    await staying
    with pytest.raises(asyncio.CancelledError):
        await leaving
    assert len(scene.cloud.got(Call.TOKEN)) == 1


async def test_closing_ends_a_token_call_under_way(scene: Scene) -> None:
    asked = asyncio.Event()

    async def never(_: Received) -> Response:
        asked.set()
        await asyncio.Event().wait()
        return Response()

    scene.cloud.will(Call.TOKEN, never)
    backend = scene.make(token=None)
    waiting = asyncio.create_task(backend.credits())
    await asked.wait()
    await backend.aclose()
    with pytest.raises(asyncio.CancelledError):
        await waiting


@pytest.mark.parametrize("token", ["", "  ", "two words", "naïve", "line\nbreak"])
def test_a_configured_token_that_no_header_can_carry(token: str) -> None:
    with pytest.raises(ValueError, match="configured token") as caught:
        ConfiguredToken(SecretStr(token))
    assert not token.strip() or token not in str(caught.value)


async def test_a_configured_token_loses_the_blanks_around_it(scene: Scene) -> None:
    await scene.make(token=" nmv_usr_x\n").credits()
    assert scene.cloud.got(Call.CREDITS)[0].headers["authorization"] == "Bearer nmv_usr_x"


PROCESS = """
import asyncio, random, sys
from pathlib import Path
from core.backend import AnonymousToken, Backend
from core.backend.models import Attribution
from core.clock import SystemClock

async def main(url, path):
    clock = SystemClock()
    backend = Backend(url, AnonymousToken(Path(path), clock=clock), Attribution("a", "1", "x"),
                      clock=clock, random=random.Random(), trust_env=False)
    await asyncio.gather(*(backend.credits() for _ in range(5)))
    await backend.aclose()

asyncio.run(main(*sys.argv[1:]))
"""


async def test_processes_share_one_token(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "shared" / "credentials.json"
    command = [sys.executable, "-c", PROCESS, scene.url, str(path)]
    processes = [
        await asyncio.create_subprocess_exec(*command, stdout=subprocess.DEVNULL) for _ in range(2)
    ]
    assert await asyncio.gather(*(process.wait() for process in processes)) == [0, 0]
    assert len(scene.cloud.got(Call.TOKEN)) == 1
    assert len(scene.cloud.got(Call.CREDITS)) == 10


async def test_who_finds_another_process_asking_waits_for_its_token(
    scene: Scene, tmp_path: Path
) -> None:
    entry = {"client_id": "c", "token": "nmv_usr_theirs"}
    with (tmp_path / "credentials.json.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        waiting = asyncio.create_task(scene.make(token=None).credits())
        while len(scene.clock.slept) < 20:  # noqa: ASYNC110 - the clock signals nothing
            await asyncio.sleep(0.001)
        assert scene.cloud.received == []
        (tmp_path / "credentials.json").write_text(json.dumps({"backends": {scene.url: entry}}))
    await waiting
    assert scene.cloud.got(Call.TOKEN) == []
    assert scene.cloud.got(Call.CREDITS)[0].headers["authorization"] == "Bearer nmv_usr_theirs"


def test_the_documented_waits_are_the_default() -> None:
    assert (Timing().rate_limit, Timing().recover_first, Timing().recover_next) == (30, 30, 60)
    assert Timing().settle == (2, 4, 8)


async def test_who_joins_a_request_that_knew_of_no_rejection_asks_once_more(tmp_path: Path) -> None:
    tokens = iter(["A", "B"])
    asked, answer = asyncio.Event(), asyncio.Event()

    async def mint(_: str) -> Grant:
        asked.set()
        await answer.wait()
        return Grant(SecretStr(next(tokens)))

    credentials = AnonymousToken(tmp_path / "c.json", clock=FakeClock(auto=True))
    first = asyncio.create_task(credentials.bearer("http://a", mint))
    await asked.wait()
    second = asyncio.create_task(credentials.renew("http://a", SecretStr("A"), mint))
    await asyncio.sleep(0)
    answer.set()
    assert (await first).token.get_secret_value() == "A"
    assert (await second).token.get_secret_value() == "B"
