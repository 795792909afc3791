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
    *("backend", "kills", "turns", "videos", "one message", "cancelled", "unknown"),
    *("lost", "charged twice", "delivered twice", "said twice", "out of order", "took s"),
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="for each place of the studio")
    parser.add_argument("--turns", type=int, default=100)
    parser.add_argument("--chats", type=int, default=12)
    parser.add_argument("--seed", type=int, help="of an earlier trial, to hold it again")
    parser.add_argument("--only", choices=[edition.name.lower() for edition in Edition])
    parser.add_argument("--keep", type=Path, help="an empty folder that everything is left in")
    given = parser.parse_args()
    seed = secrets.randbelow(10**6) if given.seed is None else given.seed
    _say(f"seed {seed}")
    wrong = False
    hits: list[str] = []
    _say("| " + " | ".join(_COLUMNS) + " |\n|" + "---|" * len(_COLUMNS))
    for edition in Edition:
        if given.only not in (None, edition.name.lower()):
            continue
        trial = _trial(edition, given.kills, given.turns, given.chats, seed)
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
            folder = (given.keep or Path(name)) / edition.name.lower()
            folder.mkdir()
            outcome = asyncio.run(hold(trial, folder))
        _say(_row(edition, outcome))
        hit = ", ".join(f"{phase} {count}" for phase, count in outcome.hit.items())
        hits.append(f"turns under way when killed, {edition.value}: {hit}")
        for line in (*outcome.verdict.wrong, *_troubles(outcome)):
            wrong = True
            _say(f"  {line}")
    for line in hits:
        _say(line)
    return int(wrong)


def _trial(edition: Edition, kills: int, turns: int, chats: int, seed: int) -> Trial:
    if edition is Edition.CLOUD:  # where waiting for a lost turn takes minutes of its time
        return Trial(edition, kills // 4, turns // 2, chats, seed, speed=100.0)
    return Trial(edition, kills, turns, chats, seed, real=0.02)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _row(edition: Edition, outcome: Outcome) -> str:
    found = outcome.verdict
    cells = (
        *(edition.value, outcome.kills, found.turns, found.videos, found.told, found.cancelled),
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
