"""What the decisions' patterns have in common."""

from __future__ import annotations

import re
from typing import Final

LOOKED_AT: Final = 400
"""Characters of a message; what comes later describes, and patterns take their time."""


def any_of(*patterns: str) -> re.Pattern[str]:
    """One pattern for all, whatever the case."""
    return re.compile("|".join(patterns), re.IGNORECASE)
