"""What of the program's optional parts is installed."""

from __future__ import annotations

import importlib.util


def studio_installed() -> bool:
    """Whether the studio's extra is there; finds the packages without importing them."""
    return all(importlib.util.find_spec(name) is not None for name in ("cv2", "numpy"))
