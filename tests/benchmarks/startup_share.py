"""How much of `stillmotion animate` is not rendering: imports, studio, upload, agent, delivery.

    python -m tests.benchmarks.startup_share [--rounds 5]

The whole program and the bare render of the same timeline, in a render process that is already
warm, run in turn; the share is what the whole takes beyond the render.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from core.studio.rendering import OutputSpec, RenderJob, RenderPool
from core.studio.timeline import Motion, Shot, Timeline

_PHOTO = Path(__file__).parents[1] / "photos" / "coffee.jpg"
_TIMELINE = Timeline(shots=(Shot("photo", "coffee.jpg", 5000, motion=Motion("zoom-in")),))


def whole_program(folder: Path) -> float:
    """Seconds from the command to its end."""
    command = [Path(sys.executable).with_name("stillmotion"), "animate", _PHOTO]
    began = time.perf_counter()
    subprocess.run(
        [*command, "-p", "zoom in for 5 seconds", "-o", "out.mp4"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    return time.perf_counter() - began


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
        wholes: list[float] = []
        bares: list[float] = []
        for _ in range(rounds):
            wholes.append(await asyncio.to_thread(whole_program, folder))
            bares.append(await bare_render(pool, folder))
        await pool.aclose()
    shares = [1 - bare / whole for whole, bare in zip(wholes, bares, strict=True)]
    print(f"whole {statistics.median(wholes):.2f} s, render {statistics.median(bares):.2f} s")
    print(f"start-up share: median {statistics.median(shares):.0%}, worst {max(shares):.0%}")


if __name__ == "__main__":
    asyncio.run(main())
