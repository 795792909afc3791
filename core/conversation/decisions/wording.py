"""What the decisions' patterns have in common."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final

LOOKED_AT: Final = 400
"""Characters of a message; what comes later describes, and patterns take their time."""


class AnyOf:
    """One pattern for all, whatever the case; compiled when first needed, which takes 1-10 ms."""

    def __init__(self, *patterns: str) -> None:
        self._patterns = patterns

    def found_in(self, text: str) -> bool:
        """Whether one of them stands in the text."""
        return self._compiled.search(text) is not None

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile("|".join(self._patterns), re.IGNORECASE)
