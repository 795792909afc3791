"""Modules that libraries import where they are installed, for what this program never does."""

from __future__ import annotations

import os
import sys
from typing import cast


def spare_imports() -> None:
    """Have them fail, which those libraries expect; they would be a seventh of the start."""
    for name in ("httpx._main", "rich"):  # a command line; tracebacks in colour, by structlog
        cast("dict[str, object]", sys.modules)[name] = None
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # looked for in all that is installed


def let_rich_in() -> None:
    """Have it imported after all, where it was spared."""
    if cast("dict[str, object]", sys.modules).get("rich", sys) is None:
        del sys.modules["rich"]
