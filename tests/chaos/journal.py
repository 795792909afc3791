"""What a chat platform remembers: an append-only file of JSON lines, on disk before it counts."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["post", "update", "deliver", "remove"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of a chat. ``to``: the message that is answered; ``file``: a video's name."""

    kind: Kind
    chat: str
    message: str
    to: str = ""
    key: str = ""
    text: str = ""
    final: bool = False
    file: str = ""
    again: bool = False
    digest: str = ""


class Journal:
    """Reads what is there already, then appends."""

    def __init__(self, path: Path) -> None:
        self.entries = read_journal(path)
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def add(self, entry: Entry) -> None:
        line = json.dumps({name: getattr(entry, name) for name in Entry.__slots__}) + "\n"
        os.write(self._file, line.encode())
        os.fsync(self._file)
        self.entries.append(entry)

    def close(self) -> None:
        os.close(self._file)


def read_journal(path: Path) -> list[Entry]:
    """All whole lines."""
    return read_further(path, 0)[0]


def read_further(path: Path, start: int) -> tuple[list[Entry], int]:
    """The whole lines from byte ``start`` on, and where they end."""
    if not path.exists():
        return [], start
    with path.open("rb") as file:
        file.seek(start)
        whole, newline, _ = file.read().rpartition(b"\n")
    entries = [Entry(**json.loads(line)) for line in whole.split(b"\n") if line]
    return entries, start + len(whole) + len(newline)
