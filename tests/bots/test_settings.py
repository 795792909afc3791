import re
from pathlib import Path

import pytest

from bots.settings import (
    PRODUCTION_URL,
    BackendKind,
    Settings,
    SettingsInvalid,
    choose_backend,
    load_settings,
    suspicious_names,
)

EXAMPLE = Path(__file__).parents[2] / ".env.example"
LINE = re.compile(r"#([A-Z_]+)=(.*)")


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def settings_from(tmp_path: Path, text: str) -> Settings:
    env = tmp_path / ".env"
    env.write_text(text, encoding="utf-8")
    return load_settings(env)


def example_lines() -> list[tuple[str, str]]:
    found = [LINE.fullmatch(line) for line in EXAMPLE.read_text(encoding="utf-8").splitlines()]
    return [(match[1], match[2]) for match in found if match]


def test_the_example_names_every_setting_once_and_nothing_else() -> None:
    names = [name for name, _ in example_lines()]
    assert sorted(names) == sorted(name.upper() for name in Settings.model_fields)


def test_the_example_shows_the_defaults(tmp_path: Path) -> None:
    everything = "\n".join(f"{name}={value}" for name, value in example_lines())
    assert settings_from(tmp_path, everything) == settings_from(tmp_path, "")


def test_all_problems_are_told_at_once_in_plain_words_with_their_names(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        settings_from(
            tmp_path,
            "KEEP_DAYS=soon\nACCESS=perhaps\nNEMO_API_URL=ftp://x\nMIN_FREE_DISK=lots\n"
            "ADMINS=alice\nUSER_DAILY=-1\nNEMO_TOKEN=two words\nNEMO_WEB_URL=http://h:99999\n"
            "TELEGRAM_WEBHOOK_LISTEN=here\nNEMO_CLIENT_ID=" + "x" * 65,
        )
    assert sorted(caught.value.problems) == [
        "ACCESS must be 'open' or 'closed'.",
        "ADMINS 'alice' must look like telegram:123 or discord:456.",
        "KEEP_DAYS must be a whole number.",
        "MIN_FREE_DISK must be a size such as 500MB or 1GiB.",
        "NEMO_API_URL must be a URL that begins with http:// or https://.",
        "NEMO_CLIENT_ID must have at most 64 characters.",
        "NEMO_TOKEN must be visible ASCII characters without blanks.",
        "NEMO_WEB_URL must be a URL such as http://127.0.0.1:8081.",
        "TELEGRAM_WEBHOOK_LISTEN must look like 0.0.0.0:8443.",
        "USER_DAILY must be at least 0.",
    ]


def test_a_secret_in_the_wrong_place_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        settings_from(tmp_path, "KEEP_DAYS=nmv_usr_planted\nNEMO_API_URL=nmv_usr_planted")
    assert "planted" not in repr(caught.value) + str(caught.value.__cause__)


def test_local_mode_needs_a_server_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="TELEGRAM_LOCAL_MODE needs TELEGRAM_API_URL"):
        settings_from(tmp_path, "TELEGRAM_LOCAL_MODE=true")


def test_lists_are_separated_by_commas(tmp_path: Path) -> None:
    settings = settings_from(tmp_path, "ADMINS=telegram:1, discord:2\nHIDDEN_SKILLS=a,b,")
    assert settings.admins == ("telegram:1", "discord:2")
    assert settings.hidden_skills == ("a", "b")


@pytest.mark.parametrize(
    ("text", "kind", "url"),
    [
        ("", BackendKind.STUDIO, None),
        ("NEMO_TOKEN=t", BackendKind.CLOUD, PRODUCTION_URL),
        ("NEMO_API_URL=cloud", BackendKind.CLOUD, PRODUCTION_URL),
        ("NEMO_TOKEN=t\nNEMO_API_URL=studio", BackendKind.STUDIO, None),
        ("NEMO_API_URL=http://10.0.0.5:99/", BackendKind.CLOUD, "http://10.0.0.5:99"),
        ("NEMO_API_URL=", BackendKind.STUDIO, None),
    ],
)
def test_the_backend_follows_url_then_token_then_studio(
    tmp_path: Path, text: str, kind: BackendKind, url: str | None
) -> None:
    choice = choose_backend(settings_from(tmp_path, text))
    assert (choice.kind, choice.url) == (kind, url)
    assert choice.why


def test_misspelt_names_are_found_with_a_guess(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text("NEMO_TOKN=x\nKEEP_DAYS=3\nUNRELATED=1\n", encoding="utf-8")
    found = suspicious_names({"TELEGRAM_TOKEN": "x", "PATH": "/bin", "HOME": "/"}, env)
    assert found == (
        "NEMO_TOKN (did you mean NEMO_TOKEN?)",
        "TELEGRAM_TOKEN (did you mean TELEGRAM_BOT_TOKEN?)",
        "UNRELATED",
    )
