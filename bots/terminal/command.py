"""`stillmotion animate`: arguments in, exit status out."""

from __future__ import annotations

import asyncio
import locale
import os
import sys
from pathlib import Path
from typing import TextIO

from bots.app import Request, animate, studio_installed
from bots.logs import set_up_logs
from bots.settings import BackendKind, Settings, choose_backend
from bots.signals import until_signalled
from bots.terminal.attachments import sort_arguments
from bots.terminal.surface import BarScreen, PlainScreen, Screen, TerminalSurface
from core.conversation.error_texts import describe_error
from core.errors import StillmotionError
from core.locales import load_texts
from core.skills import Skill, load_skills

_LONGEST_PROMPT = 256 * 1024
"""Characters of a prompt; a JSON prompt for 200 scenes has about a tenth of it."""


class Wrong(Exception):
    """Wrong usage; its text says how it is meant."""


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
    set_up_logs(settings.log_level or "WARNING", settings.log_format)
    skill = _skill(skill_name or settings.default_skill)
    interface = _interface_language()
    if choose_backend(settings).kind is BackendKind.STUDIO and not studio_installed():
        raise Wrong(load_texts().for_locale(interface).format("cli-no-backend"))
    text = _read_prompt(prompt, skill, interface)
    _check_output(output, pictures)
    attachments, links = sort_arguments(pictures)
    _check_files(set(pictures) - set(links))
    stem = attachments[0].name if attachments else Path(links[0]).name
    fallback = Path(Path(stem).stem or "video").with_suffix(".mp4")
    screen = _screen(sys.stderr)
    surface = TerminalSurface(screen, output=output, fallback=fallback)
    request = Request(text, attachments, links, skill, interface)
    try:
        ended = asyncio.run(until_signalled(animate(settings, request, surface)))
    except StillmotionError as exc:  # before there was a conversation to show it in
        told = describe_error(exc, load_texts().for_locale(interface), may_see_links=True)
        print(told.text, file=sys.stderr)
        return 1
    finally:
        screen.close()
    if not ended:
        return 130
    for path in surface.delivered:
        print(path)
    return 0 if surface.delivered else 1


def _skill(name: str) -> Skill:
    skills = load_skills()
    if name not in skills:
        raise Wrong(f"There is no skill {name!r}; there are: {', '.join(sorted(skills))}.")
    return skills[name]


def _interface_language() -> str | None:
    """The terminal's language as a tag; None where it says nothing of use (C, POSIX)."""
    given = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    tag = locale.normalize(given or "C").partition(".")[0]
    return None if tag in {"C", "POSIX"} else tag.replace("_", "-")


def _read_prompt(prompt: str, skill: Skill, interface: str | None) -> str:
    text = prompt
    if prompt == "-":
        if sys.stdin is None:  # pyright: ignore[reportUnnecessaryComparison] - closed by the shell
            raise Wrong("There is no standard input to read the prompt from.")
        try:
            text = sys.stdin.read(_LONGEST_PROMPT + 1)
        except UnicodeDecodeError:
            raise Wrong("The prompt on standard input is not UTF-8 text.") from None
    if len(text) > _LONGEST_PROMPT:
        raise Wrong(f"The prompt is longer than {_LONGEST_PROMPT:,} characters.")
    if not text.strip():
        language = load_texts().for_locale(interface).language
        ideas = "".join(f'\n  --prompt "{idea}"' for idea in skill.suggestions[language])
        raise Wrong(f"The prompt is empty. Say what should happen, for example:{ideas}")
    return text


def _check_files(names: set[str]) -> None:
    for name in sorted(names):
        if Path(name).is_dir():
            raise Wrong(f"{name} is a directory; name the pictures in it.")
        if not Path(name).exists():
            raise Wrong(f"There is no file {name}.")
        if not os.access(name, os.R_OK):
            raise Wrong(f"The file {name} may not be read; check its permissions.")


def _check_output(output: Path | None, pictures: tuple[str, ...]) -> None:
    """Find out before the work whether its result can be kept, and harms nothing."""
    if output is not None:
        if output.is_dir():
            raise Wrong(f"--output {output} is a directory; name a file in it.")
        if output.exists() and not output.is_file():
            raise Wrong(f"--output {output} is no ordinary file; name one.")
        if any(_same(output, name) for name in pictures):
            raise Wrong(f"--output {output} is one of the pictures; name another file.")
    folder = Path() if output is None else output.parent
    if not folder.is_dir():
        raise Wrong(f"There is no directory {folder} to write to.")
    if not os.access(folder, os.W_OK):
        raise Wrong(
            f"The directory {folder.resolve()} can't be written to; try --output elsewhere."
        )


def _same(output: Path, name: str) -> bool:
    return output.exists() and Path(name).exists() and output.samefile(name)


def _screen(stream: TextIO) -> Screen:
    dumb = os.environ.get("TERM") == "dumb"
    return BarScreen(stream) if stream.isatty() and not dumb else PlainScreen(stream)
