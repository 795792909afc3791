"""How one shot becomes the next: one small function of normalised time per transition.

A transition gets how far it has come (0-1, at even pace), the earlier and the later shot's frame as
they would be without it, and fills the target. To add one, write the function, put it into
``TRANSITIONS``, and its name into ``core.prompts.vocabulary``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from core.studio.rendering.geometry import Affine
from core.studio.rendering.opencv import Floats, blend, dim, warp, weigh
from core.studio.rendering.planes import BLACK, Planes

TransitionFunction = Callable[[float, Planes, Planes, Planes], None]

_FEATHER: Final = 0.12  # of the frame's width: how soft the edge of a wipe is


def _smooth(t: float) -> float:
    return t * t * (3 - 2 * t)


def _crossfade(t: float, first: Planes, second: Planes, target: Planes) -> None:
    share = _smooth(t)
    for out, before, after in zip(target.all(), first.all(), second.all(), strict=True):
        weigh(out, before, 1 - share, after, share)


def _slide(t: float, first: Planes, second: Planes, target: Planes) -> None:
    """The later shot pushes the earlier one out to the left."""
    gone = round(_smooth(_smooth(t)) * target.width / 2) * 2
    for out, before, after in zip(target.all(), first.all(), second.all(), strict=True):
        edge = gone * out.shape[1] // target.width
        stays = out.shape[1] - edge
        out[:, :stays] = before[:, edge:]
        out[:, stays:] = after[:, :edge]


def _wipe(t: float, first: Planes, second: Planes, target: Planes) -> None:
    """A soft edge goes from left to right and uncovers the later shot."""
    edge = _smooth(t) * (1 + _FEATHER)
    for out, before, after in zip(target.all(), first.all(), second.all(), strict=True):
        height, width = out.shape
        places = (np.arange(width, dtype=np.float32) + 0.5) / width
        share = np.clip((np.float32(edge) - places) / _FEATHER, 0, 1)
        done, begun = int((share >= 1).sum()), int((share > 0).sum())
        out[:, :done] = after[:, :done]
        out[:, begun:] = before[:, begun:]
        if begun > done:
            soft = slice(done, begun)
            weights: Floats = np.repeat(_smoothed(share[soft])[None, :], height, axis=0)
            blend(out[:, soft], before[:, soft], 1 - weights, after[:, soft], weights)


def _smoothed(share: Floats) -> Floats:
    return share * share * (3 - 2 * share)


def _zoom(t: float, first: Planes, second: Planes, target: Planes) -> None:
    """Through the earlier shot into the later one; mirrored edges hide behind the speed."""
    pace = _smooth(_smooth(t))
    share = _smooth(min(max((t - 0.3) / 0.4, 0.0), 1.0))
    for out, before, after in zip(target.all(), first.all(), second.all(), strict=True):
        if share < 1:
            warp(before, _scaled(out.shape, 1 + 0.8 * pace), out, mirrored=True)
        if share > 0:
            arriving = out if share == 1 else np.empty_like(out)
            warp(after, _scaled(out.shape, 0.55 + 0.45 * pace), arriving, mirrored=True)
            if share < 1:
                weigh(out, out, 1 - share, arriving, share)


def _scaled(shape: tuple[int, ...], zoom: float) -> Affine:
    across, down = (shape[1] - 1) / 2, (shape[0] - 1) / 2
    return np.array([[1 / zoom, 0, across - across / zoom], [0, 1 / zoom, down - down / zoom]])


def _fade_black(t: float, first: Planes, second: Planes, target: Planes) -> None:
    target.fill_from(first if t < 0.5 else second)
    left = _smooth(abs(2 * t - 1))
    for plane, black in zip(target.all(), BLACK, strict=True):
        dim(plane, left, black)


def _none(t: float, first: Planes, second: Planes, target: Planes) -> None:
    target.fill_from(first if t < 0.5 else second)


TRANSITIONS: Final[Mapping[str, TransitionFunction]] = MappingProxyType(
    {
        "crossfade": _crossfade,
        "slide": _slide,
        "wipe": _wipe,
        "zoom": _zoom,
        "fade-black": _fade_black,
        "none": _none,
    }
)
