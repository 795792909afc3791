"""Where a skill was installed from, as the attribution headers name it."""

from __future__ import annotations

import itertools
from pathlib import PurePath


def skill_platform(path: PurePath) -> str:
    """``clawhub``, ``cursor`` or ``unknown``, by the folder that the code is installed under."""
    parts = path.parts
    if ".clawhub" in parts:
        return "clawhub"
    if (".cursor", "skills") in itertools.pairwise(parts):
        return "cursor"
    return "unknown"
