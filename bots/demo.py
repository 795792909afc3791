"""`stillmotion demo`: the web chat on this machine."""

from __future__ import annotations

import asyncio
import sys
import webbrowser

from bots.app import demo
from bots.installed import studio_installed
from bots.logs import set_up_logs
from bots.settings import BackendKind, Settings, choose_backend
from bots.signals import until_signalled
from bots.streams import say
from bots.terminal.language import terminal_speaker
from bots.web import AddressTaken
from core.errors import StillmotionError


class Refused(Exception):
    """The web chat can't be started like this; its text says how it is meant."""


def run_demo(settings: Settings, host: str, port: int, *, browser: bool) -> int:
    """Serve until Ctrl-C or SIGTERM; the address goes to stdout. The exit status.

    Raises:
        Refused: there is no backend, it can't listen there, or DATA_DIR is not to be had.
    """
    set_up_logs(settings.log_level or "WARNING", settings.log_format)
    speaker = terminal_speaker()
    choice = choose_backend(settings)
    if choice.kind is BackendKind.STUDIO and not studio_installed():
        raise Refused(speaker.format("cli-no-backend"))

    def tell(url: str) -> None:
        say(speaker.format("cli-demo", url=url), sys.stdout)
        say(speaker.format("cli-demo-backend", kind=choice.kind.value, why=choice.why), sys.stderr)
        if browser:
            # a browser that is yet to start may take seconds to say so
            asyncio.get_running_loop().run_in_executor(None, webbrowser.open, url)

    try:
        return asyncio.run(until_signalled(demo(settings, host=host, port=port, tell=tell)))
    except AddressTaken as exc:
        address = f"{exc.host}:{exc.port}"
        raise Refused(speaker.format("cli-demo-taken", address=address, why=exc.reason)) from exc
    except StillmotionError as exc:
        raise Refused(speaker.format("cli-demo-refused", reason=str(exc))) from exc
