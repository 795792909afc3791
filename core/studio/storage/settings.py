"""Values the studio makes once and keeps."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable


def kept(rows: sqlite3.Connection, name: str, make: Callable[[], bytes]) -> bytes:
    """The value under ``name``, made now when there is none yet."""
    row = rows.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    if row is not None:
        return bytes(row[0])
    value = make()
    rows.execute("INSERT INTO settings (name, value) VALUES (?, ?)", (name, value))
    return value
