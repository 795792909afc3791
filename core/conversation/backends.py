"""The video backends there are, as the conversation knows them."""

from __future__ import annotations

from typing import Protocol

from core.backend import Backend
from core.skills import Skill

CLOUD = "cloud"
STUDIO = "studio"


class Backends(Protocol):
    """Which backend a video is made with. Names: ``cloud`` and ``studio``."""

    @property
    def default(self) -> str:
        """The one that new videos are made with."""
        ...

    @property
    def can_offer_studio(self) -> bool:
        """Whether there is a studio to turn to when the default one can't go on."""
        ...

    async def of(self, name: str, skill: Skill) -> Backend:
        """That backend, speaking as the skill; the studio is started when it is first needed.

        Raises:
            StudioMissing: the studio is not installed.
        """
        ...

    def web_url(self, name: str) -> str | None:
        """The backend's site for people; None where it has none."""
        ...

    def costs_credits(self, name: str) -> bool:
        """Whether work there is paid for with credits."""
        ...
