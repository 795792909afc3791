"""The program's commands. Heavy imports stand inside them, so that --help answers at once."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from bots.settings import Settings

_ABOUT = """Turn still pictures into short videos by saying what should happen.

With nothing configured everything is made on this computer, offline and for free; set
NEMO_TOKEN or NEMO_API_URL to use the NemoVideo cloud. Settings come from the environment or
from .env; .env.example lists them all.

Try:  stillmotion demo
      stillmotion animate photo.jpg --prompt "zoom in slowly for 5 seconds"
"""

app = typer.Typer(
    name="stillmotion",
    help=_ABOUT,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 - keeps --help fast

        typer.echo(f"stillmotion {version('stillmotion')}")
        raise typer.Exit


@app.callback()
def stillmotion(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Hold what goes before a command."""
    del version  # its callback has done it


@app.command(short_help="Make a video from pictures and a sentence.")
def animate(
    pictures: Annotated[
        list[str],
        typer.Argument(
            metavar="PICTURE...",
            help="Pictures in the order they shall appear; also clips, a music file, "
            "or http(s) links to them.",
            show_default=False,
        ),
    ],
    prompt: Annotated[
        str,
        typer.Option(
            "--prompt",
            "-p",
            help="What should happen, in English or Chinese, or a JSON prompt; "
            "- reads it from standard input.",
            show_default=False,
        ),
    ],
    skill: Annotated[
        str | None,
        typer.Option("--skill", "-s", help="The skill to use.", show_default="DEFAULT_SKILL"),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="The MP4 to write, replacing it; without this option ./<first picture>.mp4, "
            "with -2, -3 … rather than overwriting.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Make a video from pictures and a sentence, or one of each picture where it says so.

    Progress goes to stderr, the finished MP4's path alone to stdout. Exit status: 0 with a video,
    1 without one, 2 on wrong usage, 130 on Ctrl-C (which cancels the work at the backend too).
    """
    from bots.terminal.checks import Wrong  # noqa: PLC0415 - keeps --help fast
    from bots.terminal.command import run_animate  # noqa: PLC0415 - keeps --help fast

    try:
        code = run_animate(_settings(), tuple(pictures), prompt, skill, output)
    except Wrong as exc:
        _fail(str(exc))
    raise typer.Exit(code)


@app.command(short_help="Chat with it in the browser.")
def demo(
    port: Annotated[int, typer.Option(help="The port; 0 takes a free one.", min=0, max=65535)] = (
        8080
    ),
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")
    ] = True,
    host: Annotated[
        str,
        typer.Option(help="The address to listen on; beyond this computer it wants the link."),
    ] = "127.0.0.1",
) -> None:
    """Chat with it in the browser: pictures in, videos out, nothing to configure, no account.

    What is said and made is kept in DATA_DIR: it goes on where it was after a restart.
    """
    from bots.demo import Refused, run_demo  # noqa: PLC0415 - keeps --help fast

    try:
        raise typer.Exit(run_demo(_settings(), host, port, browser=browser))
    except Refused as exc:
        _fail(str(exc))


@app.command(short_help="Serve the studio by itself.")
def studio(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port; 0 takes a free one.", min=0, max=65535)] = 0,
) -> None:
    """Serve the studio by itself, for bots on other machines or for trying things out.

    Beyond this computer it wants a secret: set NEMO_TOKEN here, and the same where it is used,
    together with NEMO_API_URL.
    """
    from bots.studio import Refused, run_studio  # noqa: PLC0415 - keeps --help fast

    try:
        run_studio(_settings(), host, port)
    except Refused as exc:
        _fail(str(exc))


@app.command(short_help="Print the JSON prompt's schema.")
def schema() -> None:
    """Print the JSON schema of the JSON prompt."""
    import json  # noqa: PLC0415 - keeps --help fast

    from core.prompts import prompt_schema  # noqa: PLC0415 - keeps --help fast

    typer.echo(json.dumps(prompt_schema(), indent=2, ensure_ascii=False))


@app.command(short_help="Check the settings and services.")
def doctor() -> None:
    """Check the configuration and reach each configured service; say how to mend what is wrong.

    Never prints a secret. Exit status: 0 when all is well, 1 otherwise.
    """
    from bots.doctor import examine  # noqa: PLC0415 - keeps --help fast

    # from here on there is a studio's folder to put away; asyncio does so on KeyboardInterrupt
    signal.signal(signal.SIGINT, signal.default_int_handler)
    raise typer.Exit(examine(sys.stdout))


def hint_at_dashes(arguments: list[str]) -> None:
    """After wrong usage: tell how files are named that look like options."""
    given = arguments[: arguments.index("--")] if "--" in arguments else arguments
    files = [name for name in given if name.startswith("-") and os.path.lexists(name)]
    if files:
        from bots.terminal.language import terminal_speaker  # noqa: PLC0415 - keeps --help fast

        typer.echo(terminal_speaker().format("cli-dash", name=files[0]), err=True)


def _settings() -> Settings:
    from bots.checked_settings import checked_settings  # noqa: PLC0415 - keeps --help fast
    from bots.settings import SettingsInvalid  # noqa: PLC0415 - keeps --help fast

    try:
        return checked_settings()
    except SettingsInvalid as exc:
        return _fail("The settings need mending:", *(f"  {problem}" for problem in exc.problems))


def _fail(*lines: str) -> NoReturn:
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(2)
