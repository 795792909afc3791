"""Arguments of `stillmotion animate`, looked at before any work begins."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from core.locales import Speaker
from core.skills import Skill

_LONGEST_PROMPT = 20_000
"""Characters; what the studio takes. A JSON prompt for 100 scenes has about half of it."""
_LONGEST_INPUT = 4 * _LONGEST_PROMPT + 1
"""Bytes that are enough to tell that a text is too long, whatever it is written in."""


class Wrong(Exception):
    """Wrong usage; its text says how it is meant."""


def read_prompt(given: str, skill: Skill, speaker: Speaker) -> str:
    """The prompt, from standard input where it is ``-``.

    Raises:
        Wrong: It is no text, empty, or too long.
    """
    data = _standard_input() if given == "-" else given.encode(errors="surrogateescape")
    try:
        text = data[:_LONGEST_INPUT].decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        if exc.end < _LONGEST_INPUT:  # otherwise it is a character that was cut in two
            raise Wrong(speaker.format("cli-prompt-not-text")) from None
        text = data[: exc.start].decode("utf-8-sig")
    if "\0" in text:
        raise Wrong(speaker.format("cli-prompt-not-text"))
    if len(text) > _LONGEST_PROMPT or len(data) > _LONGEST_INPUT:
        raise Wrong(speaker.format("cli-prompt-too-long", limit=_LONGEST_PROMPT))
    if not text.strip():
        ideas = skill.suggestions[speaker.language]
        empty = speaker.format("cli-prompt-empty")
        raise Wrong("\n".join([empty, *(f'  --prompt "{idea}"' for idea in ideas)]))
    return text


def _standard_input() -> bytes:
    return sys.stdin.buffer.read(_LONGEST_INPUT + 1)


def check_files(names: list[str], speaker: Speaker) -> None:
    """Raises Wrong for what can't be a picture: nothing, a directory, not readable."""
    for name in names:
        if not name.strip():
            raise Wrong(speaker.format("cli-file-nameless"))
        found = _looked_at(Path(name), speaker)
        if found is None:
            raise Wrong(speaker.format("cli-file-missing", name=name))
        if stat.S_ISDIR(found.st_mode):
            raise Wrong(speaker.format("cli-file-directory", name=name))
        if not os.access(name, os.R_OK):
            raise Wrong(speaker.format("cli-file-unreadable", name=name))


def check_output(output: Path | None, pictures: list[str], speaker: Speaker) -> None:
    """Find out before the work whether its result can be kept, and harms nothing.

    Raises:
        Wrong: It can't, or would.
    """
    if output is not None:
        _check_target(output, pictures, speaker)
    folder = Path() if output is None else output.parent
    found = _looked_at(folder, speaker)
    if found is None or not stat.S_ISDIR(found.st_mode):
        raise Wrong(speaker.format("cli-output-nowhere", folder=str(folder)))
    if not os.access(folder, os.W_OK):
        raise Wrong(speaker.format("cli-output-readonly", folder=str(folder.absolute())))


def _check_target(output: Path, pictures: list[str], speaker: Speaker) -> None:
    name = str(output)
    if name == "-":
        raise Wrong(speaker.format("cli-output-stream"))
    found = _looked_at(output, speaker)
    if found is not None:
        if stat.S_ISDIR(found.st_mode):
            raise Wrong(speaker.format("cli-output-directory", name=name))
        if not stat.S_ISREG(found.st_mode):
            raise Wrong(speaker.format("cli-output-special", name=name))
        theirs = [_looked_at(Path(picture), speaker) for picture in pictures]
        if any(other is not None and os.path.samestat(found, other) for other in theirs):
            raise Wrong(speaker.format("cli-output-picture", name=name))
    if output.suffix.lower() != ".mp4":
        raise Wrong(speaker.format("cli-output-format", name=name))


def _looked_at(path: Path, speaker: Speaker) -> os.stat_result | None:
    """What is there; None for nothing.

    Raises:
        Wrong: The name can't be looked up, e.g. because it is too long.
    """
    try:
        return path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as exc:
        reason = exc.strerror or type(exc).__name__
        raise Wrong(
            speaker.format("cli-name-unusable", name=_short(str(path)), reason=reason)
        ) from None


def _short(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:59]}…"
