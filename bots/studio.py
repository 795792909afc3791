"""`stillmotion studio`: the embedded backend as a server of its own."""

from __future__ import annotations

import asyncio
import sys

from bots.embedded import serve_studio
from bots.logs import set_up_logs
from bots.settings import Settings
from bots.signals import until_signalled
from bots.streams import say
from core.errors import StillmotionError, StudioMissing
from core.locales import load_texts


class Refused(Exception):
    """The studio can't be started like this; its text says how it is meant."""


def run_studio(settings: Settings, host: str, port: int) -> None:
    """Serve until Ctrl-C or SIGTERM; the address goes to stdout.

    Raises:
        Refused: it would be open to others without a secret, or can't listen there.
    """
    set_up_logs(settings.log_level or "INFO", settings.log_format)
    try:
        asyncio.run(until_signalled(serve_studio(settings, host, port, _tell)))
    except StudioMissing:
        raise Refused(load_texts().for_locale("en").format("cli-no-backend")) from None
    except StillmotionError as exc:
        raise Refused(f"The studio does not start: {exc}.") from exc


def _tell(url: str) -> None:
    say(f"The studio answers on {url}", sys.stdout)
