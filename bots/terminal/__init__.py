"""The one-shot command line as a place of conversation."""

from bots.terminal.attachments import sort_arguments
from bots.terminal.surface import CHAT, BarScreen, PlainScreen, TerminalSurface

__all__ = ["CHAT", "BarScreen", "PlainScreen", "TerminalSurface", "sort_arguments"]
