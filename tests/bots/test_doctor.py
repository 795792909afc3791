import asyncio
import io
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bots.doctor import examine
from bots.settings import Settings
from tests.peers.cloud import Call, Cloud, refusal
from tests.peers.server import serving

pytest.importorskip("cv2", reason="the studio's extra is not installed")
TOKEN = "123456:planted-token"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "kept"))
    monkeypatch.setenv("MIN_FREE_DISK", "1MB")


def ask(tmp_path: Path, text: str = "") -> tuple[int, str]:
    env = tmp_path / ".env"
    env.write_text(text, encoding="utf-8")
    report = io.StringIO()
    return examine(report, env_file=env), report.getvalue()


async def ask_beside(tmp_path: Path, text: str) -> tuple[int, str]:
    """As ``ask``, in a thread, so that servers of the test's own loop can answer."""
    return await asyncio.to_thread(ask, tmp_path, text)


def platforms(status: int) -> Starlette:
    """Telegram and Discord as far as a look at a token goes."""

    async def me(request: Request) -> Response:
        known = TOKEN in request.url.path or request.headers.get("authorization") == f"Bot {TOKEN}"
        return JSONResponse({"ok": known}, status if known else 404)

    return Starlette(routes=[Route("/bot{token:path}/getMe", me), Route("/users/@me", me)])


def test_with_nothing_configured_all_is_well_with_the_studio(tmp_path: Path) -> None:
    code, report = ask(tmp_path)
    assert code == 0, report
    assert "the embedded studio (no NEMO_API_URL and no NEMO_TOKEN): it answers" in report
    assert "0 MiB used" in report


def test_settings_that_do_not_fit_are_each_told_with_how_to_mend_them(tmp_path: Path) -> None:
    code, report = ask(tmp_path, "KEEP_DAYS=soon\nACCESS=maybe")
    assert code == 1
    assert report.count("✗") == report.count("Change it in .env") == 2


def test_misspelt_names_are_warned_of_and_do_no_harm(tmp_path: Path) -> None:
    code, report = ask(tmp_path, "NEMO_TOKN=x")
    assert code == 0
    assert "! NEMO_TOKN (did you mean NEMO_TOKEN?)" in report


def test_every_kind_of_problem_is_told_at_once(tmp_path: Path) -> None:
    code, report = ask(
        tmp_path, "KEEP_DAYS=soon\nSTUDIO_QUIRKS=foo\nDEFAULT_SKILL=magic\nNEMO_TOKN=x"
    )
    assert code == 1
    for word in ("KEEP_DAYS", "STUDIO_QUIRKS", "no skill 'magic'", "NEMO_TOKN"):
        assert word in report


def test_an_unknown_skill_is_named_with_those_there_are(tmp_path: Path) -> None:
    code, report = ask(tmp_path, "DEFAULT_SKILL=magic")
    assert code == 1
    assert "There is no skill 'magic'" in report
    assert "image-to-video-jiggle" in report


@pytest.mark.parametrize("folder", ["{tmp}/file/inside", "/proc/stillmotion"])
def test_a_data_folder_that_can_not_be_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("DATA_DIR", folder.format(tmp=tmp_path))
    code, report = ask(tmp_path)
    assert code == 1
    assert "can't be written to" in report


async def test_the_cloud_s_balance_shows_that_the_token_is_good(tmp_path: Path) -> None:
    async with serving(Cloud().app()) as url:
        code, report = await ask_beside(tmp_path, f"NEMO_API_URL={url}\nNEMO_TOKEN={TOKEN}")
    assert code == 0, report
    assert "it answers, 100 credits left" in report
    assert TOKEN not in report


async def test_a_token_the_cloud_refuses_is_told_without_showing_it(tmp_path: Path) -> None:
    cloud = Cloud()
    cloud.always(Call.CREDITS, refusal(1001))
    async with serving(cloud.app()) as url:
        code, report = await ask_beside(tmp_path, f"NEMO_API_URL={url}\nNEMO_TOKEN={TOKEN}")
    assert code == 1
    assert "Check NEMO_TOKEN" in report
    assert TOKEN not in report


async def test_no_anonymous_account_is_made_just_to_look(tmp_path: Path) -> None:
    cloud = Cloud()
    async with serving(cloud.app()) as url:
        code, report = await ask_beside(tmp_path, f"NEMO_API_URL={url}")
    assert code == 0, report
    assert not cloud.got(Call.TOKEN)


@pytest.mark.parametrize(("status", "verdict"), [(200, "✓"), (401, "✗")])
async def test_bot_tokens_are_tried_and_never_shown(
    tmp_path: Path, status: int, verdict: str
) -> None:
    async with serving(platforms(status)) as url:
        code, report = await ask_beside(
            tmp_path,
            f"TELEGRAM_API_URL={url}\nTELEGRAM_BOT_TOKEN={TOKEN}\n"
            f"DISCORD_API_URL={url}\nDISCORD_BOT_TOKEN={TOKEN}",
        )
    assert code == (status != 200)
    assert f"{verdict} Telegram" in report
    assert f"{verdict} Discord" in report
    assert TOKEN not in report


@pytest.mark.parametrize(
    ("name", "value"),
    [("ALL_PROXY", "socks5://127.0.0.1:9"), ("SSL_CERT_FILE", "/nowhere/certificates.pem")],
)
def test_a_network_that_is_set_up_wrong_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    code, report = ask(tmp_path)
    assert code == 1
    assert name in report


def test_services_out_of_reach_are_told_without_their_addresses_secrets(tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9"
    code, report = ask(
        tmp_path,
        f"TELEGRAM_API_URL={nowhere}\nTELEGRAM_BOT_TOKEN={TOKEN}\n"
        f"DISCORD_API_URL={nowhere}\nDISCORD_BOT_TOKEN={TOKEN}\n"
        f"NEMO_API_URL={nowhere}",
    )
    assert code == 1
    assert report.count("out of reach") == 3
    assert TOKEN not in report
