"""`stillmotion animate`: arguments in, exit status out."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TextIO

from bots.installed import studio_installed
from bots.logs import set_up_logs
from bots.rendering import render_pool
from bots.settings import BackendKind, Settings, choose_backend
from bots.signals import until_signalled
from bots.streams import say
from bots.terminal.attachments import sort_arguments
from bots.terminal.checks import Wrong, check_files, check_output, read_prompt
from bots.terminal.language import terminal_language, terminal_speaker
from bots.terminal.request import Request
from bots.terminal.surface import BarScreen, PlainScreen, Screen, TerminalSurface
from core.conversation.error_texts import describe_error
from core.errors import StillmotionError
from core.locales import Speaker
from core.skills import Skill, load_skills


def run_animate(
    settings: Settings,
    pictures: tuple[str, ...],
    prompt: str,
    skill_name: str | None,
    output: Path | None,
) -> int:
    """Run one turn; the exit status.

    Raises:
        Wrong: the arguments don't fit, or there is no backend to use.
    """
    set_up_logs(settings.log_level or "ERROR", settings.log_format)  # the screen tells the rest
    speaker = terminal_speaker()
    skill = _skill(skill_name or settings.default_skill, speaker)
    if choose_backend(settings).kind is BackendKind.STUDIO and not studio_installed():
        raise Wrong(speaker.format("cli-no-backend"))
    text = read_prompt(prompt, skill, speaker)
    attachments, links = sort_arguments(pictures)
    files = [name for name in pictures if name not in links]
    check_files(files, speaker)
    check_output(output, files, speaker)
    screen = _screen(sys.stderr)
    surface = TerminalSurface(screen, output=output)
    request = Request(text, attachments, links, skill, terminal_language())
    try:
        status = asyncio.run(until_signalled(_animate(settings, request, surface)))
    except StillmotionError as exc:  # before there was a conversation to show it in
        say(describe_error(exc, speaker, may_see_links=True).text, sys.stderr)
        return 1
    finally:
        screen.close()
    return status or _tell(surface, speaker)


async def _animate(settings: Settings, request: Request, surface: TerminalSurface) -> None:
    """Have a render process start beside the imports: each takes as long as the other."""
    async with AsyncExitStack() as stack:
        pool = None
        if choose_backend(settings).kind is BackendKind.STUDIO:
            pool = await stack.enter_async_context(render_pool(settings))
        from bots.app import animate  # noqa: PLC0415 - the engine, half of all imports

        await animate(settings, request, surface, pool)


def _tell(surface: TerminalSurface, speaker: Speaker) -> int:
    """Name the videos on stdout, or where that can't be on stderr; the exit status."""
    paths = "\n".join(str(path) for path in surface.delivered)
    if paths and not say(paths, sys.stdout):
        say(speaker.format("cli-stdout-unwritable", names=paths), sys.stderr)
        return 1
    return 0 if surface.all_delivered else 1


def _skill(name: str, speaker: Speaker) -> Skill:
    skills = load_skills()
    if name not in skills:
        names = ", ".join(sorted(skills))
        raise Wrong(speaker.format("cli-skill-unknown", name=repr(name), names=names))
    return skills[name]


def _screen(stream: TextIO) -> Screen:
    dumb = os.environ.get("TERM") == "dumb"
    return BarScreen(stream) if stream.isatty() and not dumb else PlainScreen(stream)
