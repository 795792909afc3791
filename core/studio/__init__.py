"""The embedded backend: speaks the contract from the other side and really renders."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.serving import AddressTaken
    from core.studio.app import create_app
    from core.studio.config import StudioAddress, StudioConfig
    from core.studio.limits import Limits
    from core.studio.net_guard import is_loopback
    from core.studio.quirks import Quirk, UnknownQuirk, parse_quirks
    from core.studio.server import serve

__all__ = [
    "AddressTaken",
    "Limits",
    "Quirk",
    "StudioAddress",
    "StudioConfig",
    "UnknownQuirk",
    "create_app",
    "is_loopback",
    "parse_quirks",
    "serve",
]

_ROOMS = {
    "AddressTaken": "server",
    "Limits": "limits",
    "Quirk": "quirks",
    "StudioAddress": "config",
    "StudioConfig": "config",
    "UnknownQuirk": "quirks",
    "create_app": "app",
    "is_loopback": "net_guard",
    "parse_quirks": "quirks",
    "serve": "server",
}


def __getattr__(name: str) -> object:
    # The rendering workers import this package too: they shall not pay for the web server.
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
