"""How soon a finished render is noticed, and what it costs in requests.

1,000 renders of 20-120 s for each way of reporting progress, watched by the real watcher on a
fake clock. Run: ``python -m tests.benchmarks.poll_notice``.
"""

import asyncio
import random
import statistics

from core.backend import Timing
from tests.peers.renders import Watched, curves, watched

RENDERS = 1_000
SPAN = (20.0, 120.0)


async def measured(name: str, timing: Timing, span: tuple[float, float]) -> list[Watched]:
    """The renders of one curve, the same ones every time."""
    dice = random.Random(17)
    return [await watched(dice.uniform(*span), curves(dice)[name], timing) for _ in range(RENDERS)]


async def main() -> None:
    """Print a table: seconds to notice (median, 95th of 100), requests for a 90 s render."""
    timing, dice = Timing(), random.Random(18)
    everything: list[float] = []
    print(f"{'progress':24}{'median s':>10}{'p95 s':>8}{'most requests for 90 s':>26}")
    for name in curves(dice):
        notices = [one.notice for one in await measured(name, timing, SPAN)]
        most = max([(await watched(90.0, curves(dice)[name], timing)).looks for _ in range(200)])
        everything += notices
        print(f"{name:24}{_figures(notices)}{most:>26}")
    print(f"{'all':24}{_figures(everything)}")


def _figures(notices: list[float]) -> str:
    return f"{statistics.median(notices):>10.2f}{statistics.quantiles(notices, n=20)[-1]:>8.2f}"


if __name__ == "__main__":
    asyncio.run(main())
