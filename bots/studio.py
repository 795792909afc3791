"""`stillmotion studio`: the embedded backend as a server of its own."""

from __future__ import annotations

import asyncio
import ipaddress

from bots.app import serve_studio
from bots.logs import set_up_logs
from bots.settings import Settings
from bots.signals import until_signalled
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
    if not _is_loopback(host) and settings.nemo_token is None:
        raise Refused(
            f"Listening on {host} lets others in, so the studio wants a secret: set NEMO_TOKEN "
            "here and where it is used."
        )
    try:
        asyncio.run(until_signalled(serve_studio(settings, host, port, _tell)))
    except StudioMissing:
        raise Refused(load_texts().for_locale("en").format("cli-no-backend")) from None
    except StillmotionError as exc:
        raise Refused(f"The studio does not start: {exc}.") from exc


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _tell(url: str) -> None:
    print(f"The studio answers on {url}", flush=True)
