"""``python -m tests.chaos.victim FOLDER --upstream PORT``: one life, to be killed by hand."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.chaos.life import Life, live


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.victim")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--upstream", type=int, required=True, help="the port messages come from")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--backend", help="its address; without it the studio runs in here")
    parser.add_argument("--cloud", action="store_true", help="the backend is like the cloud")
    given = parser.parse_args()
    live(Life(given.folder, given.upstream, given.seed, given.backend, given.cloud))


if __name__ == "__main__":
    main()
