"""The web chat: a page on this machine that is a whole place of conversation."""

from bots.web.app import Web, create_web
from bots.web.server import run_web
from bots.web.surface import WebSurface
from core.serving import AddressTaken

__all__ = ["AddressTaken", "Web", "WebSurface", "create_web", "run_web"]
