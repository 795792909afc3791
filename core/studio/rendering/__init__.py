"""Draws a timeline and encodes it, in processes of its own.

Importing this package loads neither OpenCV nor NumPy nor PyAV: ``RenderPool`` starts processes that
do. ``core.studio.rendering.render.render`` is the synchronous call that runs there.
"""

from core.studio.rendering.jobs import OutputSpec, RenderedFile, RenderError, RenderJob
from core.studio.rendering.pool import RenderPool

__all__ = ["OutputSpec", "RenderError", "RenderJob", "RenderPool", "RenderedFile"]
