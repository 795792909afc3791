"""The one-shot command line as a place of conversation."""

from bots.terminal.attachments import sort_arguments
from bots.terminal.request import Request
from bots.terminal.surface import CHAT, BarScreen, PlainScreen, TerminalSurface

__all__ = ["CHAT", "BarScreen", "PlainScreen", "Request", "TerminalSurface", "sort_arguments"]
