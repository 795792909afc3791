"""How much of `stillmotion animate` is start-up, and how much is not rendering at all.

    python -m tests.benchmarks.startup_share [--rounds 5]

Start-up is what passes from the command until its turn takes the first step: imports, settings,
studio, client. The second share is all that the whole takes beyond a bare render of the same
timeline in a render process that is already warm: start-up, upload, agent, fetching, delivery.
The program and the bare render run in turn.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from core.studio.rendering import OutputSpec, RenderJob, RenderPool
from core.studio.timeline import Motion, Shot, Timeline

_PHOTO = Path(__file__).parents[1] / "photos" / "coffee.jpg"
_TIMELINE = Timeline(shots=(Shot("photo", "coffee.jpg", 5000, motion=Motion("zoom-in")),))


def whole_program(folder: Path) -> tuple[float, float]:
    """Seconds from the command to its turn's first step, and to its end."""
    command = [Path(sys.executable).with_name("stillmotion"), "animate", _PHOTO]
    began = time.time()
    done = subprocess.run(
        [*command, "-p", "zoom in for 5 seconds", "-o", "out.mp4"],
        cwd=folder, check=True, capture_output=True, text=True,
        env=os.environ | {"LOG_LEVEL": "DEBUG", "LOG_FORMAT": "json"},
    )  # fmt: skip
    whole = time.time() - began
    lines = (json.loads(line) for line in done.stderr.splitlines() if line.startswith("{"))
    first = next(line["timestamp"] for line in lines if line["event"] == "step")
    return datetime.fromisoformat(first).timestamp() - began, whole


async def bare_render(pool: RenderPool, folder: Path) -> float:
    """Seconds of the render alone."""
    job = RenderJob(_TIMELINE, {"photo": _PHOTO}, folder / "bare.mp4", OutputSpec.of(_TIMELINE))
    began = time.perf_counter()
    await pool.render(job, lambda _: None)
    return time.perf_counter() - began


async def main() -> None:
    """Measure in turn and print medians and their share."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    rounds: int = options.parse_args().rounds
    pool = RenderPool(workers=1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        await bare_render(pool, folder)
        starts: list[float] = []
        wholes: list[float] = []
        bares: list[float] = []
        for _ in range(rounds):
            start, whole = await asyncio.to_thread(whole_program, folder)
            starts.append(start)
            wholes.append(whole)
            bares.append(await bare_render(pool, folder))
        await pool.aclose()
    start_up = [start / whole for start, whole in zip(starts, wholes, strict=True)]
    beyond = [1 - bare / whole for whole, bare in zip(wholes, bares, strict=True)]
    print(
        f"whole {statistics.median(wholes):.2f} s, start-up {statistics.median(starts):.2f} s, "
        f"bare render {statistics.median(bares):.2f} s"
    )
    print(f"start-up share: median {statistics.median(start_up):.0%}, worst {max(start_up):.0%}")
    print(f"all but rendering: median {statistics.median(beyond):.0%}")


if __name__ == "__main__":
    asyncio.run(main())
