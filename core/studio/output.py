"""What an export's ``output`` member asks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from core.studio.refusals import malformed
from core.studio.rendering import OutputSpec
from core.studio.timeline import Timeline

if TYPE_CHECKING:
    from core.values import Json

_CRF: Final = {"high": 19, "medium": 23, "low": 28}
_LINES: Final = re.compile(r"(\d{2,4})p")
_SIZE: Final = re.compile(r"(\d{2,4})[x×](\d{2,4})")


def output_spec(output: Json, timeline: Timeline) -> OutputSpec:
    """Read ``{"format", "quality", "resolution", "fps"}``; what is absent is as the draft says.

    ``resolution`` is ``720p`` (the short side, the draft's shape is kept) or ``1280x720`` px.

    Raises:
        Refused: 422, it asks for something else.
    """
    members = _members(output)
    if str(members.get("format", "mp4")).lower() != "mp4":
        raise malformed("output.format: mp4")
    quality = members.get("quality", "high")
    if not isinstance(quality, str) or quality not in _CRF:
        raise malformed(f"output.quality: one of {', '.join(_CRF)}")
    width, height = _size(members.get("resolution"), timeline)
    fps = members.get("fps", timeline.fps)
    if not isinstance(fps, int) or isinstance(fps, bool):
        raise malformed("output.fps: a whole number")
    return OutputSpec(width=width, height=height, fps=fps, crf=_CRF[quality])


def wanted(output: Json) -> dict[str, Json]:
    """What counts of ``output``: by this two orders are told apart.

    Raises:
        Refused: 422, it is no object.
    """
    members = _members(output)
    return {name: members[name] for name in ("quality", "resolution", "fps") if name in members}


def _members(output: Json) -> dict[str, Json]:
    if output is None:
        return {}
    if not isinstance(output, dict):
        raise malformed("output: an object")
    return {key: value for key, value in output.items() if value is not None}


def _size(resolution: Json, timeline: Timeline) -> tuple[int, int]:
    if resolution is None:
        return timeline.width, timeline.height
    text = resolution.strip().lower() if isinstance(resolution, str) else ""
    if match := _SIZE.fullmatch(text):
        return int(match[1]), int(match[2])
    if match := _LINES.fullmatch(text):
        scale = int(match[1]) / min(timeline.width, timeline.height)
        return _even(timeline.width * scale), _even(timeline.height * scale)
    raise malformed("output.resolution: like 1080p or 1920x1080")


def _even(side: float) -> int:
    return max(2, round(side / 2) * 2)
