"""Entry point of the ``stillmotion`` command: in good order before anything heavy is imported."""

from __future__ import annotations

import sys

from bots.garbage import leave_garbage
from bots.leaving import leave_at_once
from bots.spared_imports import spare_imports


def main() -> None:
    """Run the program; ends it with SystemExit."""
    leave_at_once()
    leave_garbage()
    spare_imports()
    # the imports take a tenth of a second, in which Ctrl-C shall be as quiet as later
    from bots.streams import flush, open_missing  # noqa: PLC0415

    open_missing()
    from bots.commands import app, hint_at_dashes  # noqa: PLC0415

    code: object = 0
    try:
        app()
    except SystemExit as exc:
        code = exc.code
        if code == 2:
            hint_at_dashes(sys.argv[1:])
    told = flush(sys.stdout)
    sys.exit(code if told else code or 1)
