"""Where something went wrong, without the words it went wrong with."""

from __future__ import annotations

import traceback
from pathlib import Path


def where(exc: BaseException) -> str:
    """The frames ``exc`` came through, innermost first, as ``file:line`` each.

    For logs: an exception's own text may quote what somebody said, or name a file of theirs.
    """
    frames = reversed(list(traceback.walk_tb(exc.__traceback__)))
    return " < ".join(f"{Path(frame.f_code.co_filename).name}:{line}" for frame, line in frames)
