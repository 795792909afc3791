"""What every address has at hand."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Final, cast

from starlette.requests import Request

from core.locales import Texts
from core.studio.agent_turns import Turns
from core.studio.claim import Claims
from core.studio.config import StudioConfig
from core.studio.fetching import Fetcher
from core.studio.links import LinkKind, Links
from core.studio.refusals import plan_blocks_export, token_rejected
from core.studio.renders import Renders
from core.studio.storage import Database, accounts
from core.studio.storage.accounts import Account
from core.studio.storage.folders import Folders
from core.studio.storage.renders import StoredRender
from core.studio.storage.sessions import StoredMedia
from core.studio.uploads import Uploads

_OPERATOR: Final = "studio_operator"
_ATTRIBUTION: Final = ("x-skill-source", "x-skill-version", "x-skill-platform")


@dataclass(frozen=True, slots=True)
class Studio:
    """The rooms behind the addresses."""

    config: StudioConfig
    database: Database
    folders: Folders
    links: Links
    fetcher: Fetcher
    uploads: Uploads
    turns: Turns
    renders: Renders
    claims: Claims
    texts: Texts

    @classmethod
    def behind(cls, request: Request) -> Studio:
        """The studio that answers ``request``."""
        return cast("Studio", request.app.state.studio)

    async def account(self, request: Request) -> Account:
        """Whose request it is.

        Raises:
            Refused: 1001.
        """
        token = _bearer(request)
        now, config = self.config.clock.time(), self.config
        if config.secret is None:
            account = await self.database.transact(lambda rows: accounts.by_token(rows, token, now))
            if account is None:
                raise token_rejected()
            return account
        if not hmac.compare_digest(config.secret.get_secret_value().encode(), token.encode()):
            raise token_rejected()
        return await self.database.transact(
            lambda rows: accounts.of_operator(rows, _OPERATOR, now, config.limits)
        )

    def base_url(self, request: Request) -> str:
        """The base of links: as configured, or as the client came. No slash at the end."""
        if self.config.public_url is not None:
            return self.config.public_url.rstrip("/")
        return str(request.base_url).rstrip("/")

    def media_url(self, request: Request, media: StoredMedia) -> str:
        """A link to an uploaded file."""
        return self.base_url(request) + self.media_path(media)

    def media_path(self, media: StoredMedia) -> str:
        """The same without the base."""
        now = self.config.clock.time()
        return self.links.path(LinkKind.MEDIA, media.id, media.name, now)

    def render_url(self, request: Request, render: StoredRender) -> str:
        """A link to a finished video."""
        return self.base_url(request) + self.render_path(render)

    def render_path(self, render: StoredRender) -> str:
        """The same without the base; it names the file, not the render's id."""
        now = self.config.clock.time()
        return self.links.path(LinkKind.RENDER, render.file or "", "stillmotion.mp4", now)


def require_attribution(request: Request) -> None:
    """Exports need all three headers.

    Raises:
        Refused: 402.
    """
    if not all(request.headers.get(name, "").strip() for name in _ATTRIBUTION):
        raise plan_blocks_export()


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise token_rejected()
    return token.strip()
