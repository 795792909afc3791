"""Tokens and credits, as nemo-api.md says them, over HTTP."""

from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest
from pydantic import SecretStr

from core.studio import Limits, StudioConfig
from core.studio.storage.accounts import Balance, balance
from tests.peers.clock import FakeClock
from tests.studio.visitor import Visitor, picture, reaching, visiting

DAY = 86_400
TOKEN = "/api/auth/anonymous-token"


@pytest.fixture
def config(config: StudioConfig, clock: FakeClock) -> StudioConfig:
    return replace(config, clock=clock)


async def ask(visitor: Visitor, client_id: str) -> httpx.Response:
    return await visitor.http.post(TOKEN, headers={"X-Client-Id": client_id})


async def test_a_token_is_what_the_contract_says(config: StudioConfig, clock: FakeClock) -> None:
    async with visiting(config) as visitor:
        answer = await ask(visitor, "0b8f4b2e-4a53-4c55-9d0e-0123456789ab")
    data = answer.json()["data"]
    assert answer.json()["code"] == 0
    assert data["token"].startswith("nmv_usr_")
    assert data["user_id"].startswith("anon_")
    assert data["credits"] == 100
    expires = datetime.fromisoformat(data["expires_at"])
    assert expires == datetime.fromtimestamp(clock.time() + 7 * DAY, UTC)


@pytest.mark.parametrize("client_id", [None, "", "x" * 65, "with space", "a/b"])
async def test_without_a_client_id_there_is_no_token(
    config: StudioConfig, client_id: str | None
) -> None:
    headers = httpx.Headers() if client_id is None else httpx.Headers({"X-Client-Id": client_id})
    async with visiting(config) as visitor:
        answer = await visitor.http.post(TOKEN, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, 400)


async def test_a_client_gets_one_token_per_week_and_keeps_its_account(
    config: StudioConfig, clock: FakeClock
) -> None:
    async with visiting(config) as visitor:
        first = (await ask(visitor, "a")).json()["data"]
        again = await ask(visitor, "a")
        assert again.status_code == 429
        assert again.json()["code"] == 429
        assert int(again.headers["Retry-After"]) == 7 * DAY
        await clock.advance(7 * DAY + 1)
        renewed = (await ask(visitor, "a")).json()["data"]
    assert renewed["token"] != first["token"]
    assert renewed["user_id"] == first["user_id"]


async def test_an_address_gets_ten_tokens_per_week(config: StudioConfig, clock: FakeClock) -> None:
    async with visiting(config) as visitor:
        codes = [(await ask(visitor, f"client-{n}")).status_code for n in range(11)]
        assert codes == [200] * 10 + [429]
        await clock.advance(7 * DAY + 1)
        assert (await ask(visitor, "client-10")).status_code == 200


async def test_a_session_outlives_its_token(config: StudioConfig, clock: FakeClock) -> None:
    async with visiting(config) as visitor:
        await visitor.enter()
        await clock.advance(7 * DAY + 1)
        gone = await visitor.http.get("/api/credits/balance/simple")
        assert (gone.status_code, gone.json()["code"]) == (401, 1001)
        token = (await ask(visitor, "client-1")).json()["data"]["token"]
        visitor.http.headers["Authorization"] = f"Bearer {token}"
        assert (await visitor.state())["draft"] is None


async def test_who_has_no_token_is_told_so_everywhere(config: StudioConfig) -> None:
    cases: list[str | None] = [None, "", "Bearer", "Bearer nope", "Basic abc", "nope", "Bearer é"]
    addresses = [
        ("POST", "/api/tasks/me/with-session/nemo_agent"),
        ("POST", "/api/auth/claim-token"),
        ("POST", "/run_sse"),
        ("POST", "/run_sse/some/cancel"),
        ("POST", "/api/upload-video/nemo_agent/me/1"),
        ("GET", "/api/credits/balance/simple"),
        ("GET", "/api/state/nemo_agent/me/1/latest"),
        ("POST", "/api/render/proxy/lambda"),
        ("GET", "/api/render/proxy/lambda/1"),
        ("POST", "/api/render/proxy/lambda/1/cancel"),
        ("GET", "/api/render/proxy/1/download"),
    ]
    async with visiting(config) as visitor:
        for authorization in cases:
            headers = {} if authorization is None else {"Authorization": authorization}
            visitor.http.headers = httpx.Headers(headers, encoding="latin-1")
            for method, path in addresses:
                answer = await visitor.http.request(method, path)
                found = (answer.status_code, answer.json()["code"])
                assert found == (401, 1001), (path, authorization)


async def test_nobody_reaches_what_is_somebody_elses(config: StudioConfig) -> None:
    async with visiting(config) as owner:
        await owner.enter()
        await owner.upload(("a.png", picture()))
        await owner.say("zoom in", "turn-1")
        await owner.submit("render-1", (await owner.state())["draft"])
        async with reaching(str(owner.http.base_url)) as other:
            await other.enter("client-2")
            other.session_id = owner.session_id
            state = f"/api/state/nemo_agent/me/{owner.session_id}/latest"
            claim = {"session_id": owner.session_id}
            assert (await other.http.get(state)).json()["code"] == 1002
            assert (await other.upload(("b.png", picture()))).json()["code"] == 1002
            assert (await other.say("hello")).json()["code"] == 1002
            answer = await other.http.post("/api/auth/claim-token", json=claim)
            assert answer.json()["code"] == 1002
            draft = (await owner.state())["draft"]
            assert (await other.submit("render-2", draft)).json()["code"] == 1002
            for method, path in [
                ("GET", "/api/render/proxy/lambda/render-1"),
                ("POST", "/api/render/proxy/lambda/render-1/cancel"),
                ("GET", "/api/render/proxy/render-1/download"),
                ("POST", "/run_sse/turn-1/cancel"),
            ]:
                answer = await other.http.request(method, path)
                assert (answer.status_code, answer.json()["code"]) == (404, 404), path


async def test_an_embedded_studio_knows_its_secret_only(config: StudioConfig) -> None:
    secret = SecretStr("the secret of this start")
    async with visiting(replace(config, secret=secret)) as visitor:
        assert (await ask(visitor, "a")).status_code == 401
        visitor.http.headers["Authorization"] = "Bearer another"
        assert (await visitor.http.get("/api/credits/balance/simple")).status_code == 401
        visitor.http.headers["Authorization"] = f"Bearer {secret.get_secret_value()}"
        session = await visitor.begin()
        assert session
    # a new start has a new secret, and the same sessions
    async with visiting(replace(config, secret=SecretStr("another"))) as visitor:
        visitor.http.headers["Authorization"] = "Bearer another"
        visitor.session_id = session
        assert (await visitor.state())["draft"] is None


async def test_credits_are_counted_and_never_run_out(config: StudioConfig) -> None:
    async with visiting(config) as visitor:
        await visitor.enter()
        assert await visitor.balance() == {"available": 100, "frozen": 0, "total": 100}
        await visitor.upload(("a.png", picture()))
        await visitor.say("zoom in")
        assert await visitor.balance() == {"available": 100, "frozen": 0, "total": 200}
        for _ in range(3):
            assert (await visitor.say("make it 3 seconds")).status_code == 200
        assert (await visitor.balance())["available"] == 100


async def test_set_credits_run_out(config: StudioConfig, clock: FakeClock) -> None:
    async with visiting(replace(config, credits=150)) as visitor:
        await visitor.enter()
        await visitor.upload(("a.png", picture()))
        await visitor.say("zoom in", "made")
        assert await visitor.balance() == {"available": 50, "frozen": 0, "total": 150}
        await visitor.say("make it 3 seconds", "edited")
        assert (await visitor.balance())["available"] == 0
        refused = await visitor.say("make it 4 seconds", "refused")
        assert refused.json()["code"] == 2001
        assert await visitor.turn_status("refused") is None
        # what was paid for is told again for nothing
        again = await visitor.say("make it 3 seconds", "edited")
        assert again.headers["content-type"].startswith("text/event-stream")
        # exports are free
        submitted = await visitor.submit("r1", (await visitor.state())["draft"])
        assert submitted.json()["code"] == 0
        await clock.advance(7 * DAY + 1)
        token = (await ask(visitor, "client-1")).json()["data"]["token"]
        visitor.http.headers["Authorization"] = f"Bearer {token}"
        assert (await visitor.balance())["available"] == 150


async def test_a_turn_that_changes_nothing_costs_nothing(config: StudioConfig) -> None:
    async with visiting(replace(config, credits=100)) as visitor:
        await visitor.enter()
        await visitor.say("hello there")
        assert (await visitor.balance())["available"] == 100


@pytest.mark.parametrize(
    ("used", "frozen", "granted", "left"),
    [
        (0, 0, None, Balance(100, 0, 100)),
        (250, 100, None, Balance(100, 100, 450)),
        (0, 100, 150, Balance(50, 100, 150)),
        (100, 100, 150, Balance(0, 100, 150)),
        (0, 0, 0, Balance(0, 0, 0)),
    ],
)
def test_balances_add_up(used: int, frozen: int, granted: int | None, left: Balance) -> None:
    assert balance(used, frozen, granted) == left


async def test_accounts_are_bounded(config: StudioConfig) -> None:
    limits = Limits(accounts=2, tokens_per_ip=100)
    async with visiting(replace(config, limits=limits)) as visitor:
        codes = [(await ask(visitor, f"client-{n}")).status_code for n in range(3)]
    assert codes == [200, 200, 429]
