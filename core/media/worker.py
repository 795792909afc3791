"""The process that looks at one foreign file: ``python -m core.media.worker``.

It reads one JSON request from standard input, writes one JSON answer to standard output and
ends. What a decoder does to it (a crash, gigabytes of memory, an endless loop) it does to nobody
else. ``core.media.isolation`` is the other end. Imports are few and late: its start is paid
for every file.
"""

from __future__ import annotations

import json
import resource
import sys
import warnings
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from PIL import Image

from core.errors import StillmotionError
from core.media.files import MediaLimits
from core.media.preparing import prepare


def main() -> None:
    """Answer the one request."""
    request = json.load(sys.stdin)
    limits = MediaLimits(**request["limits"])
    _confine(limits)
    # white space before the answer: from here on a death is the file's doing
    sys.stdout.write("\n")
    sys.stdout.flush()
    try:
        answer = _answer(request, limits)
    except StillmotionError as exc:
        attributes = {key: value for key, value in vars(exc).items() if value is not None}
        answer = {"error": type(exc).__name__, "message": str(exc), "attributes": attributes}
    json.dump(answer, sys.stdout)


def _answer(request: dict[str, str], limits: MediaLimits) -> dict[str, Any]:
    path = Path(request["path"])
    match request["job"]:
        case "prepare":
            prepared = prepare(
                path,
                request["name"],
                dest=Path(request["dest"]) if request["dest"] else None,
                limits=limits,
                stem=request["stem"],
            )
            return asdict(prepared) | {"path": str(prepared.path), "kind": prepared.kind.value}
        case "video":
            from core.media.videos import probe_video, thumbnail  # noqa: PLC0415 - pictures do without

            # a finished video may be as large as it is
            facts = probe_video(path, replace(limits, max_bytes=sys.maxsize))
            if request["still"]:
                thumbnail(path, Path(request["still"]))
            return asdict(facts)
        case job:
            raise ValueError(f"no such job: {job}")


def _confine(limits: MediaLimits) -> None:
    """Bound memory and time; no core dumps of other people's pictures.

    Where the machine's memory ends before ours does, the kernel shall take this process first.
    """
    with suppress(OSError):  # Linux has it
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    for what, most in (
        (resource.RLIMIT_AS, limits.max_memory),
        (resource.RLIMIT_CPU, max(1, round(limits.max_seconds))),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(
            what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard)
        )
    Image.MAX_IMAGE_PIXELS = limits.max_pixels
    warnings.simplefilter("ignore")  # Pillow's, of odd metadata; nobody reads them here
    warnings.simplefilter("error", Image.DecompressionBombWarning)


if __name__ == "__main__":
    main()
