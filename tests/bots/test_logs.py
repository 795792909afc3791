import io
from pathlib import Path

import pytest
from pydantic import SecretStr

from bots.app import animate
from bots.logs import set_up_logs
from bots.settings import Settings, load_settings
from bots.terminal import PlainScreen, Request, TerminalSurface, sort_arguments
from core.skills import load_skills
from core.studio import StudioConfig, serve

PHOTO = Path(__file__).parents[1] / "photos" / "coffee.jpg"
TOKEN = "nmv_usr_planted-token"
WORDS = "PLANTED-WORDS"
PROMPT = f'1 second, title "{WORDS}", and sing {WORDS}'


@pytest.fixture
def log() -> io.StringIO:
    """Everything that any logger lets through, as the program sets it up."""
    stream = io.StringIO()
    set_up_logs("DEBUG", "json", stream)
    return stream


async def hold_a_conversation(settings: Settings, prompt: str, folder: Path) -> str:
    screen = io.StringIO()
    surface = TerminalSurface(PlainScreen(screen), output=folder / "v.mp4")
    attachments, links = sort_arguments((str(PHOTO),))
    skill = load_skills()[settings.default_skill]
    await animate(settings, Request(prompt, attachments, links, skill, "en"), surface)
    return screen.getvalue()


async def test_at_debug_neither_secrets_nor_what_people_said_are_logged(
    log: io.StringIO, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("DISCORD_BOT_TOKEN", TOKEN)
    config = StudioConfig(data_dir=tmp_path / "studio", secret=SecretStr(TOKEN))
    async with serve(config) as address:
        monkeypatch.setenv("NEMO_TOKEN", TOKEN)
        monkeypatch.setenv("NEMO_API_URL", address.url)
        shown = await hold_a_conversation(load_settings(None), PROMPT, tmp_path)
    assert shown.strip()
    said = log.getvalue()
    assert '"step"' in said, "nothing was logged at DEBUG, so this proves nothing"
    assert TOKEN not in said + shown
    assert WORDS not in said
    assert str(tmp_path) not in shown
