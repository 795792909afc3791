"""Draws a timeline and encodes it, in processes of its own.

Importing this package loads neither OpenCV nor NumPy nor PyAV: ``RenderPool`` starts processes that
do. ``core.studio.rendering.render.render`` is the synchronous call that runs there.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from core.studio.rendering.jobs import OutputSpec, RenderedFile, RenderError, RenderJob

if TYPE_CHECKING:
    from core.studio.rendering.pool import RenderPool

__all__ = ["OutputSpec", "RenderError", "RenderJob", "RenderPool", "RenderedFile"]


def __getattr__(name: str) -> object:
    # The render processes come through here too: they need neither asyncio nor structlog, a
    # quarter of the time that they take to start.
    if name != "RenderPool":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module("core.studio.rendering.pool").RenderPool
