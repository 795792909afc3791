"""The web chat as a Starlette app."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bots.web.events import events
from bots.web.forms import FormLimits
from bots.web.front_door import FrontDoor, hand_on
from bots.web.media import media
from bots.web.page import page
from bots.web.saying import hello, press, say

if TYPE_CHECKING:
    from bots.web.access import Access
    from bots.web.surface import WebSurface
    from core.clock import Clock
    from core.conversation import Heard
    from core.locales import Texts
    from core.skills import Skill


class Hearer(Protocol):
    """What the web chat needs of the engine."""

    async def hear(self, heard: Heard) -> None:
        """Store what was said; the same message twice is one."""
        ...


@dataclass(frozen=True, slots=True)
class Web:
    """What the web chat works with.

    ``folder``: where uploads arrive; it is emptied at each start. ``skill``: greets those who
    have not said anything yet. ``may_manage``: everybody who comes in runs the bot, as on a
    machine of one's own. ``min_free_disk`` (bytes): with less room left nothing is taken.
    ``beat_s``: seconds after which a silent stream shows that it lives.
    """

    engine: Hearer
    surface: WebSurface
    texts: Texts
    skill: Skill
    access: Access
    clock: Clock
    folder: Path
    may_manage: bool = False
    min_free_disk: int = 0
    limits: FormLimits = field(default_factory=FormLimits)
    beat_s: float = 15.0


def create_web(web: Web) -> Starlette:
    """The app. ``web.surface`` must be what the engine shows the chats on."""
    app = Starlette(
        routes=[
            Route("/", page),
            Route("/hello", hello, methods=["POST"]),
            Route("/say", say, methods=["POST"]),
            Route("/press", press, methods=["POST"]),
            Route("/events", events),
            Route("/media/{message}/{part}", media),
            Mount("/static", StaticFiles(directory=str(files("bots.web") / "static"))),
        ],
        middleware=[Middleware(FrontDoor, access=web.access, texts=web.texts)],
        exception_handlers={HTTPException: hand_on},
    )
    app.state.web = web
    return app
