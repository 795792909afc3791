"""The real server of Google's Agent Development Kit (ADK), offline, in a process of its own.

Run as a module it serves and prints its URL; ``adk_server`` starts it that way, so that what
ADK's imports warn about never meets a test's own rules.
"""

import importlib.util
import os
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

AGENTS = Path(__file__).with_name("adk_agents")


def adk_is_missing() -> bool:
    """Whether the adk group is not installed."""
    try:
        return importlib.util.find_spec("google.adk") is None
    except ModuleNotFoundError:
        return True


@contextmanager
def adk_server() -> Generator[str]:
    """Yields the server's base URL."""
    with subprocess.Popen(
        (sys.executable, "-W", "ignore", "-m", "tests.peers.adk_server"),
        cwd=AGENTS.parents[2],
        env={**os.environ, "OTEL_SDK_DISABLED": "true"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            if not url:
                raise RuntimeError("the ADK server did not start")
            yield url
        finally:
            process.kill()


def main() -> None:
    import uvicorn
    from google.adk.cli.fast_api import (  # pyright: ignore[reportMissingImports] # the adk group
        get_fast_api_app,  # pyright: ignore[reportUnknownVariableType]
    )

    app = get_fast_api_app(  # pyright: ignore[reportUnknownVariableType] # the same
        agents_dir=str(AGENTS),
        session_service_uri="memory://",
        artifact_service_uri="memory://",
        memory_service_uri="memory://",
        use_local_storage=False,
        web=False,
    )
    # asyncio turns Nagle's delay off only for sockets that say they are TCP
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)  # noqa: T201 - the parent reads it
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none"))  # pyright: ignore[reportUnknownArgumentType] # the same
    server.run(sockets=[listener])


if __name__ == "__main__":
    main()
