"""The frame: its shape, its size, how pictures fill it."""

from __future__ import annotations

from typing import Final

from core.studio.agent.clauses import Clause
from core.studio.agent.edits import Edit, SetFit, SetFrame
from core.studio.agent.reading import Reading
from core.studio.agent.tokens import Kind
from core.studio.timeline import Fit

LARGEST_SIDE: Final = 1080
"""px of the short side: 1080p is what the studio makes at most."""

_LARGEST_AREA: Final = 1920 * 1080
_LEAST: Final = 64


def read_frame(clause: Clause) -> Reading:
    """What a clause says of the frame, whatever else it is about."""
    reading = Reading()
    if clause.first(Kind.PIXELS):
        reading += _pixels(clause)
    elif clause.has(Kind.RATIO) or clause.has(Kind.SIDE):
        reading += _shape(clause)
    fit = clause.first(Kind.FIT)
    if fit is not None:
        edit: Edit = SetFit(clause.picks, Fit(fit.name))
        reading += Reading((edit,))
    rate = clause.first(Kind.RATE)
    if rate is not None:
        reading += Reading(understood=True, limits=() if rate.amount == 30 else ("rate",))
    return reading


def _shape(clause: Clause) -> Reading:
    if clause.negated:
        return Reading(understood=True)
    shape, side = clause.all(Kind.RATIO), clause.first(Kind.SIDE)
    ratio = None
    if shape:
        across, _, down = shape[-1].name.partition(":")
        ratio = (int(across), int(down))
    if side is None:
        return Reading((SetFrame(ratio),))
    limits = ("resolution",) if side.amount > LARGEST_SIDE else ()
    return Reading((SetFrame(ratio, min(int(side.amount), LARGEST_SIDE)),), limits=limits)


def _pixels(clause: Clause) -> Reading:
    token = clause.all(Kind.PIXELS)[-1]
    across, _, down = token.name.partition("x")
    width, height = int(across), int(down)
    if min(width, height) < _LEAST:
        return Reading(limits=("resolution",))
    if width * height > _LARGEST_AREA:
        return Reading((SetFrame((width, height), LARGEST_SIDE),), limits=("resolution",))
    return Reading((SetFrame(size=(width - width % 2, height - height % 2)),))
