import json
import re
from html import unescape
from pathlib import Path

import pytest

import bots.web
from bots.web.page import SCRIPT_TEXTS
from bots.web.refusals import Refused
from core.locales import load_texts
from tests.bots.web.place import Place

FOLDER = Path(bots.web.__file__).parent
LANGUAGES = ("en", "zh")


def test_the_script_has_all_its_texts_and_no_other() -> None:
    script = "".join(path.read_text() for path in (FOLDER / "static").glob("*.js"))
    said = set(re.findall(r'say\("([a-z-]+)"', script))
    assert said | {"you", "bot"} == set(SCRIPT_TEXTS)


def test_every_text_of_the_web_chat_is_used() -> None:
    sources = (*FOLDER.glob("*.py"), FOLDER / "chat.html")
    source = "".join(path.read_text() for path in sources)
    for key in re.findall(r"^web-([a-z-]+) =", _texts("en"), re.MULTILINE):
        spelled = (f'"web-{key}"', f"say_{key.replace('-', '_')}")
        assert key in SCRIPT_TEXTS or any(way in source for way in spelled), key


def test_both_languages_say_the_same_things() -> None:
    keys = [re.findall(r"^(web-[a-z-]+) =", _texts(each), re.MULTILINE) for each in LANGUAGES]
    assert keys[0] == keys[1]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_says_everything(place: Place, language: str) -> None:
    async with place.browser(**{"accept-language": language}) as client:
        page = (await client.get("/")).text
    assert f'<html lang="{language}">' in page
    assert "$" not in page
    given = re.search(r'data-settings="([^"]*)"', page)
    assert given is not None
    settings = json.loads(unescape(given[1]))
    assert set(settings["texts"]) == set(SCRIPT_TEXTS)
    assert "{percent}" in settings["texts"]["sending"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", [400, 403, 404, 405, 408, 413, 421, 500])
def test_every_refusal_has_words(language: str, status: int) -> None:
    refused = Refused(status)
    assert load_texts().for_locale(language).format(refused.key) != refused.key


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("fr-FR,fr;q=0.9,zh;q=0.8", "zh"),
        ("en;q=0.2, zh;q=0.7", "zh"),
        ("zh;q=0, en", "en"),
        ("fr", "en"),
        ("*", "en"),
        ("zh;q=x,en;q=0.1", "en"),
        ("", "en"),
    ],
)
async def test_the_language_is_the_one_the_browser_likes_best(
    place: Place, header: str, language: str
) -> None:
    async with place.browser(**{"accept-language": header}) as client:
        assert f'<html lang="{language}">' in (await client.get("/")).text


def _texts(language: str) -> str:
    root = Path(bots.web.__file__).parents[2]
    return (root / "core" / "locales" / language / "web.ftl").read_text(encoding="utf-8")
