"""``python -m tests.chaos``: the long trials, and a table of what came of them."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import tempfile
from pathlib import Path

from tests.chaos.trial import Edition, Outcome, Trial, hold

_COLUMNS = (
    *(
        "backend",
        "faults on the way",
        "kills",
        "turns",
        "videos",
        "one message",
        "cancelled",
        "unknown",
    ),
    *("lost", "charged twice", "delivered twice", "said twice", "out of order", "took s"),
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="for each place of the studio")
    parser.add_argument("--turns", type=int, default=100)
    parser.add_argument("--chats", type=int, default=12)
    parser.add_argument("--seed", type=int, help="of an earlier trial, to hold it again")
    parser.add_argument("--only", choices=list(_trials(0, 0, 0, 0)), help="one row")
    parser.add_argument("--keep", type=Path, help="an empty folder that everything is left in")
    given = parser.parse_args()
    seed = secrets.randbelow(10**6) if given.seed is None else given.seed
    _say(f"seed {seed}")
    wrong = False
    hits: list[str] = []
    _say("| " + " | ".join(_COLUMNS) + " |\n|" + "---|" * len(_COLUMNS))
    for name, trial in _trials(given.kills, given.turns, given.chats, seed).items():
        if given.only not in (None, name):
            continue
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
            folder = (given.keep or Path(temporary)) / name
            folder.mkdir()
            outcome = asyncio.run(hold(trial, folder))
        _say(_row(trial, outcome))
        hit = ", ".join(f"{phase} {count}" for phase, count in outcome.hit.items())
        hits.append(f"turns under way when killed, {name}: {hit}")
        for line in (*outcome.verdict.wrong, *_troubles(outcome)):
            wrong = True
            _say(f"  {line}")
    for line in hits:
        _say(line)
    return int(wrong)


def _trials(kills: int, turns: int, chats: int, seed: int) -> dict[str, Trial]:
    inside, apart, cloud = Edition.INSIDE, Edition.APART, Edition.CLOUD
    return {
        "inside": Trial(inside, kills, turns, chats, seed, real=0.02),
        "apart": Trial(apart, kills, turns, chats, seed, real=0.02),
        # where waiting for a lost turn takes minutes of its time
        "cloud": Trial(cloud, kills // 4, turns // 2, chats, seed, speed=100),
        "faults": Trial(apart, 0, 2 * turns, chats, seed, faults=0.12, speed=60),
        "cloud-faults": Trial(cloud, 0, turns + 20, chats, seed, faults=0.12, speed=100),
    }


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _row(trial: Trial, outcome: Outcome) -> str:
    found = outcome.verdict
    faults = "yes" if trial.faults else "no"
    cells = (
        *(
            trial.edition.value,
            faults,
            outcome.kills,
            found.turns,
            found.videos,
            found.told,
            found.cancelled,
        ),
        *(found.unknown, len(found.lost), len(found.charged_twice), len(found.delivered_twice)),
        *(len(found.said_twice), len(found.out_of_order), f"{outcome.took_s:.0f}"),
    )
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _troubles(outcome: Outcome) -> list[str]:
    troubles: list[str] = []
    if outcome.died:
        troubles.append(f"{outcome.died} lives ended by themselves")
    if not outcome.settled:
        troubles.append("not everything was brought to its end")
    if outcome.stopping_s > 12:
        troubles.append(f"stopping took {outcome.stopping_s:.1f} s")
    return troubles


if __name__ == "__main__":
    sys.exit(main())
