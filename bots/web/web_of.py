"""What a request's app works with."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

    from bots.web.app import Web


def web_of(connection: HTTPConnection) -> Web:
    """The ``Web`` that ``create_web`` was given."""
    return cast("Web", connection.app.state.web)
