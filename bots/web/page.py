"""``GET /``: the page, in the language of the browser. It holds nothing of any chat."""

from __future__ import annotations

import json
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Final

from starlette.responses import HTMLResponse

from bots.web.speaking import preferred
from bots.web.web_of import web_of
from core.media import ACCEPTED, CONVERTED

if TYPE_CHECKING:
    from starlette.requests import Request

    from bots.web.app import Web
    from core.locales import Speaker

SCRIPT_TEXTS: Final = (
    "you",
    "bot",
    "progress",
    "picture",
    "remove",
    "sending",
    "sent-not",
    "try-again",
    "send",
    "offline",
    "online-again",
    "resting",
    "go-on",
    "too-many",
    "file-too-large",
    "file-empty",
    "download",
    "video",
    "video-failed",
    "ready-title",
    "files-chosen",
    "files-removed",
    "failed",
    "answer-to",
)
"""What the script says, by the key that it uses; in the texts they are called ``web-<key>``."""
_SAID: Final = "say_"
"""Begins the names that stand for texts in the page."""
_ARGUMENTS: Final = ("name", "most", "size", "percent", "count")


async def page(request: Request) -> HTMLResponse:
    """The page itself; everything in it comes by ``/events``."""
    web = web_of(request)
    speaker = web.texts.for_locale(preferred(request, web.texts))
    greeting, *more = web.skill.greeting[speaker.language].splitlines()
    html = _template().substitute(
        {name: _said(name, speaker) for name in _template().get_identifiers() if _is_text(name)},
        language=speaker.language,
        greeting=escape(greeting),
        greeting_more=escape(" ".join(more)),
        suggestions="".join(
            f'<li><button type="button" class="chip">{escape(words)}</button></li>'
            for words in web.skill.suggestions[speaker.language]
        ),
        accept=escape(_accept()),
        settings=escape(json.dumps(_settings(web, speaker), ensure_ascii=False)),
    )
    return HTMLResponse(
        html, headers={"cache-control": "no-store", "vary": "accept-language, cookie"}
    )


def _settings(web: Web, speaker: Speaker) -> dict[str, object]:
    """What the script needs to know."""
    marks = {name: f"{{{name}}}" for name in _ARGUMENTS}
    return {
        "mostFiles": web.limits.files,
        "mostBytes": web.limits.file_bytes,
        "beat": web.beat_s,
        "texts": {key: speaker.format(f"web-{key}", **marks) for key in SCRIPT_TEXTS},
    }


def _accept() -> str:
    """What the file chooser offers."""
    return ",".join([*(f".{extension}" for extension in (*ACCEPTED, *CONVERTED)), ".heif", ".json"])


@cache
def _template() -> Template:
    return Template(files("bots.web").joinpath("chat.html").read_text(encoding="utf-8"))


def _is_text(name: str) -> bool:
    return name.startswith(_SAID)


def _said(name: str, speaker: Speaker) -> str:
    key = name.removeprefix(_SAID).replace("_", "-")
    return escape(speaker.format(f"web-{key}"))
